#include "dataset/hub_features.h"

namespace assay {

ClassNames class_names_of_features(std::string_view metadata) {
  ClassNames found;
  const Json parsed = Json::parse(metadata.begin(), metadata.end(), nullptr, false);
  if (!parsed.is_object() || !parsed.contains("info") || !parsed["info"].is_object()) return found;
  const Json features = parsed["info"].value("features", Json::object());
  if (!features.is_object()) return found;
  for (const auto& [column, feature] : features.items()) {
    if (!feature.is_object() || feature.value("_type", Json()) != "ClassLabel") continue;
    std::vector<std::string> names;
    for (const Json& name : feature.value("names", Json::array())) {
      if (name.is_string()) names.push_back(name.get<std::string>());
    }
    if (!names.empty()) found[column] = std::move(names);
  }
  return found;
}

}  // namespace assay
