#include "nn/sentence_modules.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>
#include <utility>

#include "assay/error.h"
#include "nn/safetensors.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void not_supported(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kNotSupported, where + ": not supported yet: " + what);
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// A module folder lies below the model's; a name that leads elsewhere would let a model read any
// file.
bool stays_inside(const fs::path& path) {
  return path.is_relative() &&
         std::ranges::none_of(path, [](const fs::path& part) { return part == ".."; });
}

// sentence-transformers Pooling: the modes in the order of concatenation, their old flags and our
// members.
struct Mode {
  std::string_view name;
  std::string_view flag;
  bool PoolingConfig::* member;
};
constexpr std::array kModes = {
    Mode{"cls", "pooling_mode_cls_token", &PoolingConfig::cls},
    Mode{"max", "pooling_mode_max_tokens", &PoolingConfig::max},
    Mode{"mean", "pooling_mode_mean_tokens", &PoolingConfig::mean},
    Mode{"mean_sqrt_len_tokens", "pooling_mode_mean_sqrt_len_tokens",
         &PoolingConfig::mean_sqrt_len},
    Mode{"weightedmean", "pooling_mode_weightedmean_tokens", &PoolingConfig::weighted_mean},
    Mode{"lasttoken", "pooling_mode_lasttoken", &PoolingConfig::last_token}};

// Turns on the modes of a `pooling_mode` value: one name or a list of names.
void apply_modes(const JsonObject& config, const Json& value, PoolingConfig& pooling) {
  const Json list = value.is_array() ? value : Json::array({value});
  std::size_t next = 0;
  for (const Json& name : list) {
    const auto mode = std::ranges::find_if(kModes, [&](const Mode& m) { return name == m.name; });
    if (mode == kModes.end()) {
      throw Error(ErrorKind::kBadData, config.where() + ": unknown pooling mode " + name.dump());
    }
    const auto index = static_cast<std::size_t>(mode - kModes.begin());
    if (index < next) not_supported(config.where(), "pooling modes in the order " + list.dump());
    next = index + 1;
    pooling.*(mode->member) = true;
  }
  if (list.empty()) throw Error(ErrorKind::kBadData, config.where() + ": no pooling mode is given");
}

// Modules that work on something else than the text's embedding are other models (multi-vector,
// sparse).
void check_feature_names(const JsonObject& config) {
  for (const char* key : {"module_input_name", "module_output_name"}) {
    const std::string name = config.string(key).value_or("sentence_embedding");
    if (name != "sentence_embedding") not_supported(config.where(), std::string(key) + " " + name);
  }
}

// The class is named with its module path ("torch.nn.modules.activation.Tanh").
// sentence-transformers does not run classes of other libraries and takes Tanh in their place.
Activation parse_dense_activation(const JsonObject& config) {
  const std::string name =
      config.string("activation_function").value_or("torch.nn.modules.activation.Tanh");
  if (!name.starts_with("torch.")) return Activation::kTanh;
  const std::string type = name.substr(name.rfind('.') + 1);
  if (type == "Tanh") return Activation::kTanh;
  if (type == "Identity") return Activation::kIdentity;
  if (type == "GELU") return Activation::kGelu;
  if (type == "ReLU") return Activation::kRelu;
  if (type == "SiLU") return Activation::kSilu;
  not_supported(config.where(), "activation_function " + name);
}

DenseConfig read_dense(const fs::path& folder) {
  const JsonObject config = JsonObject::from_file(folder / "config.json");
  check_feature_names(config);
  if (config.boolean("use_residual").value_or(false))
    not_supported(config.where(), "Dense with use_residual");
  DenseConfig dense;
  dense.in_features = config.required_count("in_features");
  dense.out_features = config.required_count("out_features");
  dense.activation = parse_dense_activation(config);
  const auto weights = open_weights(folder);
  const std::array shape = {dense.out_features, dense.in_features};
  dense.weight = load_floats(*weights, "linear.weight", shape);
  if (config.boolean("bias").value_or(true)) {
    dense.bias = load_floats(*weights, "linear.bias", std::span(shape).first(1));
  }
  return dense;
}

LayerNormConfig read_layer_norm(const fs::path& folder) {
  const JsonObject config = JsonObject::from_file(folder / "config.json");
  const auto weights = open_weights(folder);
  const std::array shape = {config.required_count("dimension")};
  return {.weight = load_floats(*weights, "norm.weight", shape),
          .bias = load_floats(*weights, "norm.bias", shape)};
}

// The stage of a module behind the pooling; nothing for one that does nothing.
void append_stage(const ModuleEntry& module, const fs::path& folder, std::vector<HeadStage>& head) {
  if (module.type == "Dense") {
    head.emplace_back(read_dense(folder));
  } else if (module.type == "Normalize") {
    if (is_there(folder / "config.json"))
      check_feature_names(JsonObject::from_file(folder / "config.json"));
    head.emplace_back(NormalizeConfig{});
  } else if (module.type == "LayerNorm") {
    head.emplace_back(read_layer_norm(folder));
  } else if (module.type != "Dropout") {
    not_supported((folder / "config.json").string(), "module " + module.type + " behind Pooling");
  }
}

}  // namespace

std::vector<ModuleEntry> read_module_list(const fs::path& folder) {
  const fs::path path = folder / "modules.json";
  if (!is_there(path)) return {{.type = "Transformer", .path = ""}};
  const Json list = read_json_file(path);
  if (!list.is_array())
    throw Error(ErrorKind::kBadData, path.string() + ": a list of modules is expected");
  std::vector<ModuleEntry> modules;
  for (const Json& entry : list) {
    const JsonObject module(entry, path.string());
    const std::string type = module.required_string("type");
    if (!type.starts_with("sentence_transformers.")) not_supported(path.string(), "module " + type);
    modules.push_back(
        {.type = type.substr(type.rfind('.') + 1), .path = module.string("path").value_or("")});
    if (!stays_inside(modules.back().path)) {
      throw Error(ErrorKind::kBadData,
                  path.string() + ": path '" + modules.back().path + "' leaves the folder");
    }
  }
  return modules;
}

SentenceModules read_sentence_modules(const fs::path& folder) {
  const std::vector<ModuleEntry> modules = read_module_list(folder);
  const std::string where = (folder / "modules.json").string();
  if (modules.empty() || modules[0].type != "Transformer") {
    not_supported(where, "a model that begins with " +
                             (modules.empty() ? "nothing" : "module " + modules[0].type));
  }
  SentenceModules result;
  result.transformer = folder / modules[0].path;
  if (!is_there(folder / "modules.json")) {
    result.pooling.mean = true;
    return result;
  }
  if (modules.size() < 2 || modules[1].type != "Pooling") {
    not_supported(where, "a model without Pooling behind its Transformer");
  }
  result.pooling = parse_pooling(JsonObject::from_file(folder / modules[1].path / "config.json"));
  for (const ModuleEntry& module : std::span(modules).subspan(2)) {
    append_stage(module, folder / module.path, result.head);
  }
  return result;
}

PoolingConfig parse_pooling(const JsonObject& config) {
  PoolingConfig pooling;
  pooling.include_prompt = config.boolean("include_prompt").value_or(true);
  if (const Json* modes = config.find("pooling_mode")) {
    apply_modes(config, *modes, pooling);
    return pooling;
  }
  bool any = false;
  for (const Mode& mode : kModes) {
    pooling.*(mode.member) = config.boolean(mode.flag).value_or(false);
    any = any || pooling.*(mode.member);
  }
  if (!any) pooling.mean = true;
  return pooling;
}

std::string to_string(const PoolingConfig& pooling) {
  std::string text;
  for (const Mode& mode : kModes) {
    if (!(pooling.*(mode.member))) continue;
    if (!text.empty()) text += '+';
    text += mode.name;
  }
  return text;
}

}  // namespace assay
