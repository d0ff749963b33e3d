#include "aws/json_service.h"

#include "assay/error.h"
#include "aws/credential_sources.h"

namespace assay {

AwsOutcome call_operation(AwsClient& client, AwsService service, const std::string& target,
                          const Json& parameters) {
  return client.call(
      {.service = service,
       .headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", target}},
       .body = parameters.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

std::string find_caller_account(AwsClient& client) {
  try {
    const AwsOutcome outcome = client.call(
        {.service = AwsService::kSts,
         .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
         .body = "Action=GetCallerIdentity&Version=2011-06-15"});
    return outcome.error ? "" : xml_text(outcome.reply.body, "Account");
  } catch (const Error&) {
    return "";
  }
}

}  // namespace assay
