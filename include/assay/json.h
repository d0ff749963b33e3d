#pragma once

// The one place where the JSON library is named. Objects keep the order in which their keys were added.
#include <nlohmann/json.hpp>

namespace assay {
using Json = nlohmann::ordered_json;
}
