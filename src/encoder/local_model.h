#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "assay/encoder.h"
#include "encoder/model_folder.h"
#include "encoder/model_identity.h"

namespace assay {

// Throws Error{kNotSupported} when mteb's registry says that `name` is a kind of model that cannot
// be run here: one behind an API, one that is no dense encoder, one that needs code of its own.
// Names that are not in the registry pass.
void check_supported(const std::string& name);

// What mteb passes to the library for a model of its registry (`known`, its entry) and changes embeddings.
void apply_registry(const Json& known, ModelFolder& model);

// Loads a Sentence Transformers folder for this machine. What mteb's registry says about
// `identity.name` (prompts, maximal length) goes before what the folder says. Throws as open_model
// does.
[[nodiscard]] std::unique_ptr<Encoder> load_local_model(const std::filesystem::path& folder,
                                                        const ModelIdentity& identity,
                                                        const ModelOptions& options);

}  // namespace assay
