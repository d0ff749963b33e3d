// Weights of a model folder: one safetensors file or several behind an index.
#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "assay/error.h"
#include "base/file.h"
#include "base/json_object.h"
#include "nn/safetensors.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSingleFile = "model.safetensors";
constexpr const char* kIndexFile = "model.safetensors.index.json";

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// tensor name -> shard file name.
std::map<std::string, std::string, std::less<>> read_index(const fs::path& path) {
  const JsonObject index = JsonObject::from_file(path);
  const auto map = index.object("weight_map");
  if (!map) throw Error(ErrorKind::kBadData, path.string() + ": 'weight_map' is missing");
  std::map<std::string, std::string, std::less<>> result;
  for (const auto& [tensor, file] : map->json().items()) {
    const std::string shard = file.is_string() ? file.get<std::string>() : std::string();
    // A shard lies beside its index; anything else would let a model read files from elsewhere.
    if (shard.empty() || fs::path(shard).filename() != shard || shard == "." || shard == "..") {
      throw Error(ErrorKind::kBadData, path.string() + ": tensor '" + tensor + "' is in " +
                                           file.dump() + ", a file name is expected");
    }
    result.emplace(tensor, shard);
  }
  return result;
}

DType supported_dtype(const StoredTensor& tensor, std::string_view name, const std::string& where) {
  if (tensor.dtype == "F32") return DType::kF32;
  if (tensor.dtype == "F16") return DType::kF16;
  if (tensor.dtype == "BF16") return DType::kBf16;
  throw Error(ErrorKind::kNotSupported, where + ": not supported yet: dtype " + tensor.dtype +
                                            " (tensor '" + std::string(name) + "')");
}

// The files of one folder, each mapped, with all their tensors by name.
class Weights : public TensorSource {
 public:
  Weights(std::string where, const std::vector<fs::path>& files) : where_(std::move(where)) {
    files_.reserve(files.size());
    for (const fs::path& path : files) {
      files_.emplace_back(path);
      for (auto& [name, tensor] : parse_safetensors(files_.back().bytes(), path.string())) {
        if (!tensors_.emplace(name, std::move(tensor)).second) {
          throw Error(ErrorKind::kBadData,
                      path.string() + ": tensor '" + name + "' is also in another shard");
        }
      }
    }
  }

  [[nodiscard]] std::optional<TensorView> find(std::string_view name) const override {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) return std::nullopt;
    const StoredTensor& tensor = found->second;
    return TensorView{.dtype = supported_dtype(tensor, name, where_),
                      .shape = tensor.shape,
                      .data = reinterpret_cast<const std::byte*>(tensor.bytes.data())};
  }

  [[nodiscard]] std::vector<std::string> names() const override {
    std::vector<std::string> result;
    result.reserve(tensors_.size());
    for (const auto& [name, tensor] : tensors_) result.push_back(name);
    return result;
  }

  [[nodiscard]] std::string where() const override { return where_; }

 private:
  std::string where_;
  std::vector<MappedFile> files_;
  StoredTensors tensors_;
};

}  // namespace

std::vector<fs::path> weight_files(const fs::path& folder) {
  if (is_there(folder / kSingleFile)) return {folder / kSingleFile};
  if (is_there(folder / kIndexFile)) {
    std::set<std::string> shards;
    for (const auto& [tensor, shard] : read_index(folder / kIndexFile)) shards.insert(shard);
    std::vector<fs::path> files;
    for (const std::string& shard : shards) files.push_back(folder / shard);
    return files;
  }
  for (const char* pickle : {"pytorch_model.bin", "pytorch_model.bin.index.json"}) {
    if (is_there(folder / pickle)) {
      throw Error(ErrorKind::kNotSupported,
                  folder.string() + ": not supported yet: weights in " + pickle +
                      " (a Python pickle, which can run code when it is read); convert them to " +
                      kSingleFile);
    }
  }
  throw Error(ErrorKind::kUnavailable, folder.string() + ": no weights: neither " + kSingleFile +
                                           " nor " + kIndexFile + " is there");
}

std::uint64_t count_parameters(const fs::path& folder) {
  std::uint64_t count = 0;
  for (const fs::path& path : weight_files(folder)) {
    const MappedFile file(path);
    for (const auto& [name, tensor] : parse_safetensors(file.bytes(), path.string())) {
      if (tensor.dtype != "F32" && tensor.dtype != "F16" && tensor.dtype != "BF16") continue;
      count += tensor.bytes.size() / (tensor.dtype == "F32" ? 4 : 2);
    }
  }
  return count;
}

std::unique_ptr<TensorSource> open_weights(const fs::path& folder) {
  const std::vector<fs::path> files = weight_files(folder);
  const bool single = files.size() == 1;
  auto weights = std::make_unique<Weights>((single ? files.front() : folder).string(), files);
  if (!is_there(folder / kSingleFile)) {
    const std::vector<std::string> names = weights->names();
    for (const auto& [tensor, shard] : read_index(folder / kIndexFile)) {
      if (!std::ranges::binary_search(names, tensor)) {
        throw Error(ErrorKind::kBadData, (folder / kIndexFile).string() + ": tensor '" + tensor +
                                             "' should be in " + shard + ", but is in no shard");
      }
    }
  }
  return weights;
}

}  // namespace assay
