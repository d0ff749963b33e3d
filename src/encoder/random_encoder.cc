#include "encoder/random_encoder.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "base/parallel.h"
#include "base/sha256.h"
#include "encoder/unique_texts.h"
#include "math/numpy_random.h"

namespace assay {
namespace {

constexpr const char* kName = "mteb/baseline-random-encoder";
constexpr std::size_t kDimension = 32;
constexpr std::size_t kTextsPerStep = 256;

// int(sha256(text).hexdigest(), 16) % 2^32: the last eight digits.
std::uint64_t seed_of(std::string_view text) {
  const std::string digest = sha256_hex(text);
  return std::strtoull(digest.c_str() + digest.size() - 8, nullptr, 16);
}

class RandomEncoder : public Encoder {
 public:
  explicit RandomEncoder(unsigned threads) : threads_(threads) {
    info_.name = kName;
    const auto entry = find_known_model(kName);
    info_.revision = entry ? entry->at("revision").get<std::string>() : "no_revision_available";
    info_.embed_dim = kDimension;
    info_.n_parameters = 0;
    info_.n_embedding_parameters = 0;
    info_.similarity = Similarity::kCosine;
    info_.settings = {{"provider", "built-in"}, {"precision", "f32"}};
  }

  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  // Nothing stands in front of a text.
  [[nodiscard]] Json conditions(const EncodeContext&) const override { return Json::object(); }

  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override {
    const auto start = std::chrono::steady_clock::now();
    Progress& progress = context.progress != nullptr ? *context.progress : no_progress();
    const UniqueTexts unique = find_unique(texts);
    Matrix embeddings(texts.size(), kDimension);
    const std::size_t steps = (texts.size() + kTextsPerStep - 1) / kTextsPerStep;
    parallel_for(steps, threads_, [&](std::size_t step, unsigned) {
      if (context.stop.stop_requested())
        throw Error(ErrorKind::kInterrupted, "stopped while encoding");
      const std::size_t begin = step * kTextsPerStep;
      const std::size_t end = std::min(begin + kTextsPerStep, texts.size());
      for (std::size_t i = begin; i < end; ++i) {
        NumpyGenerator generator(seed_of(texts[i]));
        std::ranges::generate(embeddings.row(i), [&] { return generator.uniform_float(); });
      }
      progress.advance(end - begin);
    });
    if (stats != nullptr) {
      *stats +=
          {.texts = texts.size(),
           .unique_texts = unique.first.size(),
           .seconds =
               std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
    }
    return embeddings;
  }

 private:
  ModelInfo info_;
  unsigned threads_;
};

}  // namespace

std::unique_ptr<Encoder> make_random_encoder(const ModelOptions& options) {
  return std::make_unique<RandomEncoder>(options.threads);
}

}  // namespace assay
