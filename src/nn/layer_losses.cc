#include "nn/layer_losses.h"

#include <cmath>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "nn/bert_encoder.h"
#include "nn/layer_maker.h"

namespace assay {
namespace {

struct Loss {
  double squared_error = 0;
  double squared_output = 0;
};

// Runs in i16 and books what i8 would have lost. One thread at a time.
class ComparedLinear final : public Linear {
 public:
  ComparedLinear(std::unique_ptr<Linear> fine, std::unique_ptr<Linear> coarse, Loss& loss)
      : fine_(std::move(fine)), coarse_(std::move(coarse)), loss_(loss) {}

  void run(const LinearCall& call, Scratch& scratch) const override {
    LinearCall plain = call;
    plain.epilogue = Epilogue::kBias;
    plain.residual = nullptr;
    plain.output_stride = out_features();
    std::vector<float> fine(call.rows * out_features());
    std::vector<float> coarse(fine.size());
    plain.output = fine.data();
    fine_->run(plain, scratch);
    plain.output = coarse.data();
    coarse_->run(plain, scratch);
    for (std::size_t i = 0; i < fine.size(); ++i) {
      const double error = double{coarse[i]} - double{fine[i]};
      loss_.squared_error += error * error;
      loss_.squared_output += double{fine[i]} * double{fine[i]};
    }
    fine_->run(call, scratch);
  }
  [[nodiscard]] std::size_t rows_at_once() const override { return fine_->rows_at_once(); }
  [[nodiscard]] std::size_t in_features() const override { return fine_->in_features(); }
  [[nodiscard]] std::size_t out_features() const override { return fine_->out_features(); }
  [[nodiscard]] std::uint64_t weights_bytes() const override { return fine_->weights_bytes(); }

 private:
  std::unique_ptr<Linear> fine_, coarse_;
  Loss& loss_;
};

}  // namespace

std::map<std::string, double> i8_losses(const EncoderDescription& description,
                                        const TensorSource& tensors, const Kernels& kernels,
                                        const Probe& probe, unsigned threads) {
  std::map<std::string, Loss> losses;
  std::mutex mutex;
  LayerMaker fine(Precision::kI16, kernels);
  LayerMaker coarse(Precision::kI8, kernels);
  const MakeLinear make = [&](const LinearWeights& layer) {
    auto in_i16 = fine.make(layer);
    auto in_i8 = coarse.make(layer);
    const std::lock_guard lock(mutex);
    return std::make_unique<ComparedLinear>(std::move(in_i16), std::move(in_i8),
                                            losses[layer.name]);
  };
  const auto network = make_bert_encoder(
      description,
      load_bert_weights(description.bert, tensors, splits_last_query(description), make, threads),
      kernels, attention_kernels(Precision::kI8, description.bert, kernels), Json::object());
  std::vector<std::int32_t> ids;
  std::vector<std::uint32_t> offsets = {0};
  for (const auto& text : probe) {
    ids.insert(ids.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::uint32_t>(ids.size()));
  }
  std::vector<float> out(probe.size() * network->dimension());
  network->encode({ids, offsets, {}}, *network->make_workspace(), out.data());
  std::map<std::string, double> parts;
  for (const auto& [name, loss] : losses) {
    parts[name] =
        loss.squared_output > 0 ? std::sqrt(loss.squared_error / loss.squared_output) : 0.0;
  }
  return parts;
}

}  // namespace assay
