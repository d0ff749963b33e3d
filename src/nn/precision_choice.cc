#include "nn/precision_choice.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

#include "nn/layer_maker.h"

namespace assay {
namespace {

constexpr std::size_t kTrialRows = 96;

// Any values will do: no product depends on them.
std::vector<float> some_values(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<float>(i * 2654435761U % 1000U) * 0.001F - 0.5F;
  return values;
}

// Seconds that one layer of the network takes, the best of several times.
double layer_seconds(const BertConfig& config, Precision precision, const Kernels& kernels) {
  const std::size_t d = config.hidden;
  const std::size_t wide = config.intermediate;
  LayerMaker maker(precision, kernels);
  double total = 0;
  for (const auto& [in, out] : {std::pair{d, 3 * d}, {d, d}, {d, wide}, {wide, d}}) {
    const std::vector<float> weight = some_values(out * in);
    const std::vector<float> bias(out, 0.0F);
    const std::vector<float> input = some_values(kTrialRows * in);
    std::vector<float> output(kTrialRows * out);
    const auto linear = maker.make({.name = "", .weight = weight, .bias = bias, .in_features = in});
    Linear::Scratch scratch;
    double best = INFINITY;
    for (int i = 0; i < 5; ++i) {
      const auto start = std::chrono::steady_clock::now();
      linear->run({.input = input.data(),
                   .input_stride = in,
                   .rows = kTrialRows,
                   .output = output.data(),
                   .output_stride = out},
                  scratch);
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
      best = std::min(best, taken.count());
    }
    total += best;
  }
  return total;
}

std::vector<float> embed(const TextEncoder& network, const Probe& probe) {
  std::vector<std::int32_t> ids;
  std::vector<std::uint32_t> offsets = {0};
  for (const auto& text : probe) {
    ids.insert(ids.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::uint32_t>(ids.size()));
  }
  std::vector<float> out(probe.size() * network.dimension());
  network.encode({ids, offsets, {}}, *network.make_workspace(), out.data());
  return out;
}

std::string in_words(double number, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

std::optional<Precision> precision_named(const std::string& name) {
  for (const Precision p : {Precision::kF32, Precision::kBf16, Precision::kI16, Precision::kI8}) {
    if (name == to_string(p)) return p;
  }
  return std::nullopt;
}

}  // namespace

double least_cosine(const TextEncoder& one, const TextEncoder& other, const Probe& probe) {
  const std::vector<float> a = embed(one, probe);
  const std::vector<float> b = embed(other, probe);
  const std::size_t d = one.dimension();
  double least = 1;
  for (std::size_t text = 0; text < probe.size(); ++text) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = text * d; i < (text + 1) * d; ++i) {
      ab += double{a[i]} * double{b[i]};
      aa += double{a[i]} * double{a[i]};
      bb += double{b[i]} * double{b[i]};
    }
    const double cosine = ab / std::sqrt(aa * bb);
    if (!(cosine >= least)) least = std::isfinite(cosine) ? cosine : -1;  // NaN: not true at all
  }
  return least;
}

PrecisionChoice choose_among(std::vector<PrecisionTrial> trials, const CosineToF32& cosine) {
  std::ranges::stable_sort(trials, std::ranges::greater{}, &PrecisionTrial::speed);
  const PrecisionTrial* fastest = nullptr;
  const PrecisionTrial* chosen = nullptr;
  for (PrecisionTrial& trial : trials) {
    if (fastest != nullptr && trial.speed < kAsFast * fastest->speed) break;
    trial.cosine = trial.precision == Precision::kF32 ? 1.0 : cosine(trial.precision);
    if (*trial.cosine < kLeastTrueCosine) continue;
    if (fastest == nullptr) fastest = &trial;
    if (chosen == nullptr || *trial.cosine > *chosen->cosine) chosen = &trial;
  }
  if (chosen == nullptr) return {Precision::kF32, "no other one is true", std::move(trials)};
  PrecisionChoice choice = {chosen->precision, "", {}};
  if (chosen->precision == Precision::kF32) {
    choice.reason =
        chosen == fastest ? "the fastest here that is true" : "true ones are not much faster here";
  } else {
    choice.reason = in_words(chosen->speed, "%.2f") + " times as fast as f32 here, cosine to f32 " +
                    in_words(*chosen->cosine, "%.7f") + " or more";
    if (chosen != fastest)
      choice.reason +=
          "; " + std::string(to_string(fastest->precision)) + " is about as fast and further off";
  }
  choice.trials = std::move(trials);
  return choice;
}

PrecisionChoice choose_precision(const BertConfig& config, const Kernels& kernels,
                                 const Probe& probe, const MakeNetwork& make) {
  if (probe.empty()) return {Precision::kF32, "there is no probe to check a faster one on", {}};
  std::vector<PrecisionTrial> trials;
  double f32_seconds = 0;
  for (const Precision precision : {Precision::kF32, Precision::kBf16, Precision::kI16}) {
    const LayerMaker maker(precision, kernels);
    if (!maker.is_native()) continue;
    const double seconds = layer_seconds(config, precision, kernels);
    if (precision == Precision::kF32) f32_seconds = seconds;
    trials.push_back({precision, maker.instruction(), f32_seconds / seconds, {}});
  }
  std::unique_ptr<TextEncoder> exact;
  return choose_among(std::move(trials), [&](Precision precision) {
    if (!exact) exact = make(Precision::kF32);
    return least_cosine(*make(precision), *exact, probe);
  });
}

Json to_json(const PrecisionChoice& choice) {
  Json json = {{"precision", std::string(to_string(choice.precision))}, {"reason", choice.reason}};
  json["trials"] = Json::array();
  for (const PrecisionTrial& trial : choice.trials) {
    Json entry = {{"precision", std::string(to_string(trial.precision))},
                  {"instruction", trial.instruction},
                  {"speed", std::round(100 * trial.speed) / 100}};
    if (trial.cosine) entry["cosine"] = *trial.cosine;
    json["trials"].push_back(entry);
  }
  return json;
}

std::optional<PrecisionChoice> choice_from_json(const Json& json) {
  try {
    PrecisionChoice choice;
    const auto precision = precision_named(json.at("precision").get<std::string>());
    if (!precision) return std::nullopt;
    choice.precision = *precision;
    choice.reason = json.at("reason").get<std::string>();
    for (const Json& entry : json.at("trials")) {
      const auto tried = precision_named(entry.at("precision").get<std::string>());
      if (!tried) return std::nullopt;
      PrecisionTrial& trial = choice.trials.emplace_back();
      trial.precision = *tried;
      trial.instruction = entry.at("instruction").get<std::string>();
      trial.speed = entry.at("speed").get<double>();
      if (entry.contains("cosine")) trial.cosine = entry.at("cosine").get<double>();
    }
    return choice;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace assay
