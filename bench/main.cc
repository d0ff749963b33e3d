// What this machine could do, what the engine does of it, and where the time goes; all in one run,
// because machines differ and change: compare ratios.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/encoder_rates.h"
#include "bench/machine_limits.h"
#include "bench/product_rates.h"
#include "math/isa.h"

namespace assay::bench {
namespace {

struct Options {
  std::string only;      // a part of this name
  double seconds = 0.3;  // per measurement
  std::vector<Precision> precisions = {Precision::kF32, Precision::kI16, Precision::kI8,
                                       Precision::kBf16};
};

constexpr const char* kUsage =
    "assay_bench [--only limits|products|encoders|NAME] [--seconds S] [--precision P]...\n"
    "  NAME: MiniLM-L6, BGE-small, BERT-base, BERT-large\n";

// Returns false for a command line it does not understand.
bool read(int argc, char** argv, Options& options) {
  bool chose_precision = false;
  for (int i = 1; i < argc; i += 2) {
    const std::string flag = argv[i];
    if (i + 1 == argc) return false;
    const std::string value = argv[i + 1];
    if (flag == "--only") {
      options.only = value;
    } else if (flag == "--seconds") {
      options.seconds = std::atof(value.c_str());
    } else if (flag == "--precision") {
      if (!chose_precision) options.precisions.clear();
      chose_precision = true;
      for (const Precision p :
           {Precision::kF32, Precision::kBf16, Precision::kI16, Precision::kI8}) {
        if (value == to_string(p)) options.precisions.push_back(p);
      }
    } else {
      return false;
    }
  }
  return !options.precisions.empty();
}

BertConfig bert(std::size_t hidden, std::size_t layers, std::size_t heads) {
  return {.vocab_size = 30522,
          .hidden = hidden,
          .layers = layers,
          .heads = heads,
          .intermediate = 4 * hidden,
          .max_positions = 512};
}

int run(const Options& options) {
  const auto wants = [&](const std::string& what) {
    return options.only.empty() || options.only == what;
  };
  std::printf("%s, kernels: %s\n", cpu_name().c_str(),
              std::string(to_string(active_isa())).c_str());
  const std::vector<InstructionRate> limits = measure_instruction_rates();
  for (const InstructionRate& limit : limits) {
    std::printf("  %-22s %6.2f billion a second on one core = %7.1f GFLOP/s\n", limit.name.c_str(),
                limit.per_second / 1e9, limit.operations_per_second() / 1e9);
  }
  if (wants("products")) {
    std::vector<ProductShape> shapes;
    for (const std::size_t d : {384U, 768U, 1024U}) {
      const auto add = [&](const char* name, std::size_t in, std::size_t out) {
        shapes.push_back(
            {std::string(name) + " " + std::to_string(in) + " -> " + std::to_string(out), in, out});
      };
      add("query, key, value", d, 3 * d);
      add("attention output", d, d);
      add("up", d, 4 * d);
      add("down", 4 * d, d);
    }
    print_product_rates(shapes, options.precisions, limits, options.seconds);
  }
  const std::vector<EncoderBench> encoders = {
      {"MiniLM-L6", bert(384, 6, 12), 240},
      {"BGE-small", bert(384, 12, 12), 512},
      {"BERT-base", bert(768, 12, 12), 240},
      {"BERT-large", bert(1024, 24, 16), 240},
  };
  for (const EncoderBench& encoder : encoders) {
    if (wants("encoders") || options.only == encoder.name)
      print_encoder_rates(encoder, options.precisions, limits, options.seconds);
  }
  return 0;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  assay::bench::Options options;
  if (!assay::bench::read(argc, argv, options)) {
    std::fputs(assay::bench::kUsage, stderr);
    return 2;
  }
  return assay::bench::run(options);
}
