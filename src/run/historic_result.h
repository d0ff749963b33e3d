#pragma once

#include <string>
#include <string_view>

#include "assay/json.h"

// Result files of earlier versions of mteb, brought into the shape of today's (docs/results.md). As
// mteb's TaskResult.from_disk does it.
namespace assay {

// True when the file may be in the layout from before mteb 1.11.0: its version says so, or it has
// none. REQUIRES: `file` is an object.
[[nodiscard]] bool may_be_from_before_1_11(const Json& file);

// Today's shape of a file from before 1.11.0: one key a split, holding either metrics or {subset:
// metrics}, similarity functions as nested objects, no main score and no languages. The task is
// looked up in the catalogue; one that is not there keeps its name, its main scores are null and
// its languages unknown. Throws Error{kBadData} with `where` when it is not such a file either.
[[nodiscard]] Json convert_from_before_1_11(const Json& file, const std::string& where);

// Before 1.12.48 the scores of pair classification could be nested, {"cosine": {"ap": ...}}: makes
// them flat, "cosine_ap". Does nothing to files of later versions and other tasks. REQUIRES: `file`
// is an object.
void flatten_pair_scores(Json& file);

// The name that a task has today, of the name in an old file: "PPC" is "PpcPC". Letters' case is
// ignored. A name that is not known stays.
[[nodiscard]] std::string current_task_name(std::string_view name);

}  // namespace assay
