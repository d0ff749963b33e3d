#pragma once

#include <functional>
#include <string>
#include <vector>

namespace assay::bench {

// How often one core executes a multiply-add instruction, measured on registers alone: no program
// can be faster.
struct InstructionRate {
  std::string name;
  double per_second = 0;       // instructions
  double operations_each = 0;  // a multiplication and an addition count as two
  double in_burst = 0;         // instructions that one call of `burst` executes
  std::function<void()> burst;
  [[nodiscard]] double operations_per_second() const { return per_second * operations_each; }
  [[nodiscard]] double operations_in_burst() const { return in_burst * operations_each; }
};

// The multiply-add instructions of active_isa() that this CPU has, widest registers. Empty on CPUs
// for which there is none here.
[[nodiscard]] std::vector<InstructionRate> measure_instruction_rates();

}  // namespace assay::bench
