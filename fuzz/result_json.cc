// Any text as a result file: a result that survives being written and read again, or an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "assay/error.h"
#include "assay/report.h"
#include "assay/result.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const assay::TaskResult result = assay::parse_result_json(text, "input");
    const std::string written = assay::to_result_json(result);
    if (assay::to_result_json(assay::parse_result_json(written, "written")) != written)
      std::abort();
    (void)assay::mean_main_score(result);
    (void)assay::print_result(result, nullptr, assay::TableStyle::kTerminal);
  } catch (const assay::Error&) {
  }
  return 0;
}
