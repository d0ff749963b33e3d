#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/remote.h"

namespace assay {

// A text-embedding model of SageMaker's public hub ("JumpStart").
struct JumpStartModel {
  std::string id;  // "huggingface-sentencesimilarity-bge-small-en-v1-5"
  std::string version;
  std::string name;
};

// Those of the region, by id. Throws Error{kUnavailable}.
[[nodiscard]] std::vector<JumpStartModel> list_jumpstart_models(const RemoteOptions& options);

struct EndpointOrder {
  std::string endpoint;  // also the name of its model and its configuration
  std::string model_id;
  std::string version;        // "" = the newest
  std::string role_arn;       // what the container runs as
  std::string instance_type;  // "" = the model's default
  // Above 0: without instances, billed by use; 1024 to 6144, in steps of 1024.
  std::uint64_t serverless_megabytes = 0;
  std::uint64_t serverless_concurrency = 5;
};

// What a model needs to run, from its document in the hub.
struct EndpointPlan {
  std::string model_id;
  std::string version;
  std::string image;
  std::string artifact;  // s3://...
  bool is_compressed = true;
  bool is_isolated = false;  // no network in the container
  std::string instance_type;
  std::string terms;  // address of the terms to be agreed to, "" = none
  std::map<std::string, std::string> environment;
  // The variant's timeouts in seconds; 0 = SageMaker's own.
  std::uint64_t download_timeout = 0;
  std::uint64_t start_timeout = 0;
};

struct EndpointState {
  std::string endpoint;
  std::string status;  // "Creating", "InService", "Failed", ...; "" = there is none
  std::string reason;  // of a failure
  double age_seconds = 0;
};

// Endpoints that were made here. Each thing is written to the ledger and synced before the call that makes
// it, and stays there until SageMaker has confirmed that it is gone: an endpoint with instances bills
// until then.
class EndpointKeeper {
 public:
  EndpointKeeper(const RemoteOptions& options, std::filesystem::path ledger);

  // Makes nothing. Throws Error: kUsage for a model that is not there, kNotSupported for one that cannot
  // be deployed without being packed first.
  [[nodiscard]] EndpointPlan plan(const EndpointOrder& order) const;
  // Makes model, configuration and endpoint; returns before the endpoint is in service. When one of the
  // calls is refused, what was made before is deleted again. Throws Error: kUsage for an order that is
  // none, kUnavailable.
  void deploy(const EndpointOrder& order, const EndpointPlan& plan, bool accepts_terms);
  [[nodiscard]] EndpointState state(const std::string& endpoint) const;
  // Endpoint, configuration, model, in this order; whatever of them is there. Throws Error{kUnavailable}
  // when something is not gone for certain: it stays in the ledger then.
  void remove(const std::string& endpoint);
  // Names of endpoints, of which something made here in this region is not gone for certain.
  [[nodiscard]] std::vector<std::string> unreleased() const;
  [[nodiscard]] const std::string& region() const noexcept { return region_; }

 private:
  RemoteOptions options_;
  std::filesystem::path ledger_;
  std::string region_;
};

}  // namespace assay
