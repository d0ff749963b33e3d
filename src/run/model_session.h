#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "assay/run.h"
#include "run/model_identity.h"
#include "run/result_store.h"

namespace assay {

// A model during a run: opened at the first need, closed with the object.
class ModelSession {
 public:
  ModelSession(const ModelPlan& plan, const ResultStore& store, RunObserver& observer);

  [[nodiscard]] const std::string& requested() const noexcept { return plan_.requested; }
  // Where its results are stored, if that can be told so far.
  [[nodiscard]] const std::optional<ModelIdentity>& identity() const noexcept { return identity_; }
  // "" for models that do not lie in a local folder.
  [[nodiscard]] const std::string& fingerprint() const noexcept { return fingerprint_; }
  // Opens it when it is not open; identity() is that of the model then. What went wrong the first
  // time is thrown again at each further call.
  [[nodiscard]] Model& model();

 private:
  const ModelPlan& plan_;
  RunObserver& observer_;
  std::optional<ModelIdentity> identity_;
  std::string fingerprint_;
  std::unique_ptr<Model> model_;
  std::exception_ptr failure_;
};

}  // namespace assay
