#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "assay/encoder.h"
#include "assay/remote.h"
#include "aws/aws_client.h"
#include "encoder/batch_records.h"
#include "encoder/bedrock_model.h"
#include "net/retry.h"

namespace assay {

struct BatchParts {
  std::unique_ptr<Encoder> live;  // the same model by live calls
  BedrockModel model;
  std::shared_ptr<AwsClient> client;
  RemoteOptions options;
  std::string price_name;  // the model in the price table
  std::size_t most_records = kMostRecords;
  RetryClock clock = real_retry_clock();
};

// Encodes by batch jobs of Bedrock, which cost less and take minutes to hours. What is left over after
// jobs of the right size, queries (which are few), and records that failed go through live calls, with
// their rules for texts that are refused. A job that an earlier call left behind and that has some of the
// texts is waited for, not paid again. Tells EncodeContext::on_batch of what came back.
//
// encode() throws Error{kInterrupted} when asked to stop while it waits: the jobs go on, and the next call
// for the same texts waits for them.
[[nodiscard]] std::unique_ptr<Encoder> make_batch_encoder(BatchParts parts);

}  // namespace assay
