#include <array>

#include "assay/catalogue.h"
#include "catalogue/entry_table.h"

namespace assay {
namespace {

// Fields that hold either their value or the name of a set in the header that many models share.
struct SharedField {
  const char* field;
  const char* sets;
};
constexpr std::array<SharedField, 4> kSharedFields = {{{"model_prompts", "prompt_sets"},
                                                       {"prompts_dict", "prompt_sets"},
                                                       {"languages", "language_sets"},
                                                       {"training_datasets", "training_sets"}}};

}  // namespace

const std::vector<std::string>& known_model_names() { return model_table().names(); }

std::optional<Json> find_known_model(std::string_view name) {
  Json entry = model_table().find(name);
  if (entry.is_null()) return std::nullopt;
  for (const SharedField& shared : kSharedFields) {
    const auto value = entry.find(shared.field);
    if (value == entry.end() || !value->is_string()) continue;
    *value = model_table().header().at(shared.sets).at(value->get<std::string>());
  }
  return entry;
}

}  // namespace assay
