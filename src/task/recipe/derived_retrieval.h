#pragma once

#include <string>
#include <string_view>

#include "assay/catalogue.h"
#include "assay/dataset/hub_dataset.h"
#include "task/recipe/retrieval_parts.h"

// Retrieval tasks that are made from data sets of another kind, each in its own way: one function for each way, after the
// task's file in mteb.
namespace assay::recipe {

struct DerivedSource {
  HubDataset& data;
  const TaskInfo& info;
  const std::string& split;
  const std::string& subset;

  // The rows of `split` in the task's configuration.
  [[nodiscard]] RowTable rows() const;
};

using Derive = void (*)(const DerivedSource& source, RetrievalParts& parts);

// nullptr when there is none for the task.
[[nodiscard]] Derive find_derivation(std::string_view task);

}  // namespace assay::recipe
