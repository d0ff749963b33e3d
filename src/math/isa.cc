#include "math/isa.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "assay/error.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace assay {

std::string_view to_string(Isa isa) {
  switch (isa) {
    case Isa::kGeneric:
      return "generic";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
  }
  return "";
}

namespace {

CpuFeatures detect() {
  CpuFeatures features;
#if defined(__x86_64__)
  // These also ask whether the operating system saves the wide registers.
  features.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  features.avx512 = features.avx2 && __builtin_cpu_supports("avx512f") &&
                    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
  features.avx512_vnni = features.avx512 && __builtin_cpu_supports("avx512vnni");
  features.avx512_bf16 = features.avx512 && __builtin_cpu_supports("avx512bf16");
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  // CPUID leaf 7, subleaf 1, EAX bit 4 (Intel SDM, volume 2A): Clang has no name for it.
  features.avx_vnni =
      features.avx2 && __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a >> 4 & 1U) != 0;
#endif
  return features;
}

}  // namespace

const CpuFeatures& cpu_features() {
  static const CpuFeatures kFeatures = detect();
  return kFeatures;
}

std::string cpu_name() {
  std::string name;
#if defined(__x86_64__)
  // CPUID leaves 0x80000002 to 0x80000004: 48 characters, padded with spaces or NUL.
  std::array<unsigned, 12> words{};
  for (unsigned i = 0; i < 3; ++i) {
    unsigned* w = &words[std::size_t{4} * i];
    if (__get_cpuid(0x80000002U + i, w, w + 1, w + 2, w + 3) == 0) break;
  }
  std::array<char, sizeof words> text{};
  std::memcpy(text.data(), words.data(), sizeof words);
  name.assign(text.begin(), std::find(text.begin(), text.end(), '\0'));
  name.erase(0, name.find_first_not_of(' '));
  name.erase(name.find_last_not_of(' ') + 1);
#endif
  return name.empty() ? "unknown CPU" : name;
}

std::vector<Isa> supported_isas() {
  std::vector<Isa> isas = {Isa::kGeneric};
  if (cpu_features().avx2) isas.push_back(Isa::kAvx2);
  if (cpu_features().avx512) isas.push_back(Isa::kAvx512);
  return isas;
}

Isa choose_isa(std::string_view forced) {
  const std::vector<Isa> supported = supported_isas();
  if (forced.empty()) return supported.back();
  for (const Isa isa : {Isa::kGeneric, Isa::kAvx2, Isa::kAvx512}) {
    if (forced != to_string(isa)) continue;
    if (std::find(supported.begin(), supported.end(), isa) != supported.end()) return isa;
    throw Error(ErrorKind::kUsage, "ASSAY_FORCE_ISA: this CPU (" + cpu_name() + ") has no " +
                                       std::string(forced) + "; the widest it has is " +
                                       std::string(to_string(supported.back())));
  }
  throw Error(ErrorKind::kUsage,
              "ASSAY_FORCE_ISA: '" + std::string(forced) + "' is none of generic, avx2, avx512");
}

Isa active_isa() {
  static const Isa kIsa = [] {
    const char* forced = std::getenv("ASSAY_FORCE_ISA");
    return choose_isa(forced == nullptr ? "" : forced);
  }();
  return kIsa;
}

}  // namespace assay
