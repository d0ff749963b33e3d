#include "encoder/batch_jobs.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "assay/error.h"
#include "aws/json_service.h"
#include "base/json_object.h"
#include "base/line_reader.h"
#include "base/random_token.h"
#include "encoder/aws_explanation.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using Step = PurchaseLedger::Step;

fs::path job_folder(const fs::path& ledger) { return ledger.parent_path() / "batch"; }

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_./").find(c) != std::string_view::npos;
}

// A file that is gone in any case.
class ScratchFile {
 public:
  explicit ScratchFile(fs::path path) : path_(std::move(path)) {}
  ~ScratchFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
};

std::string explain_record_error(const JsonObject& line) {
  const auto error = line.object("error");
  if (!error) return "there is neither an output nor an error";
  const Json* code = error->find("errorCode");
  return (code == nullptr ? "?" : code->dump()) + ": " +
         error->string("errorMessage").value_or("no message");
}

// Only says what it came to: a summary that makes no sense takes nothing from the results.
std::optional<std::uint64_t> read_summary(const std::string& text) {
  try {
    return JsonObject(parse_json(text, "summary"), "summary").count("inputTokenCount");
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<RecordResult> read_line(const std::string& text, const std::string& where,
                                      std::size_t records) {
  try {
    const JsonObject line(parse_json(text, where), where);
    RecordResult result{.record = parse_record_id(line.string("recordId").value_or("")),
                        .output = Json(),
                        .error = ""};
    if (result.record >= records) return std::nullopt;
    if (const Json* output = line.find("modelOutput")) {
      result.output = *output;
    } else {
      result.error = explain_record_error(line);
    }
    return result;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kBadData) throw;
    return std::nullopt;
  }
}

}  // namespace

fs::path job_file(const fs::path& ledger, const std::string& name) {
  return job_folder(ledger) / (name + ".jsonl");
}

std::vector<BatchJob> load_jobs(const fs::path& ledger, const std::string& region) {
  std::vector<BatchJob> jobs;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(job_folder(ledger), none)) {
    if (entry.path().extension() != ".jsonl") continue;
    BatchJob job = load_job(entry.path(), false);
    if (job.region == region) jobs.push_back(std::move(job));
  }
  std::ranges::sort(jobs, {}, [](const BatchJob& job) { return job.order.name; });
  return jobs;
}

BatchJobs::BatchJobs(std::shared_ptr<AwsClient> client, const BatchOptions& options)
    : client_(std::move(client)),
      options_(options),
      place_(parse_s3_uri(options.s3)),
      s3_(client_),
      ledger_(options.ledger) {
  if (!options.role_arn.starts_with("arn:") ||
      options.role_arn.find(":role/") == std::string::npos) {
    throw Error(ErrorKind::kUsage,
                "batch jobs: the ARN of the role is needed as which Bedrock reads and writes " +
                    options.s3 + ", as in arn:aws:iam::123456789012:role/Batch");
  }
  // CreateModelInvocationJob takes no other addresses.
  if (!std::ranges::all_of(place_.key, is_plain) || place_.key.find("//") != std::string::npos ||
      place_.key.starts_with('/')) {
    throw Error(ErrorKind::kUsage, "batch jobs: " + options.s3 +
                                       ": a prefix of letters, digits, - _ . and single / is "
                                       "expected");
  }
  if (!place_.key.empty() && !place_.key.ends_with('/')) place_.key += '/';
}

Purchase BatchJobs::entry_of(const BatchJob& job) const {
  return {.kind = kBatchKind,
          .account = account_,
          .region = job.region,
          .name = job.order.name,
          .detail = job.arn};
}

std::vector<BatchJob> BatchJobs::find(const std::string& scope) const {
  std::vector<BatchJob> jobs;
  for (const BatchJob& head : load_jobs(options_.ledger, client_->region())) {
    if (head.scope == scope) jobs.push_back(load_job(file_of(head)));
  }
  return jobs;
}

void BatchJobs::prepare(BatchJob& job, std::string input, const std::stop_token& stop) {
  if (account_.empty()) account_ = find_caller_account(*client_);
  job.order.name = "assay-" + random_token(24);
  job.order.role_arn = options_.role_arn;
  job.region = client_->region();
  const S3Location folder{.bucket = place_.bucket, .key = place_.key + job.order.name + "/"};
  const S3Location object{.bucket = folder.bucket, .key = folder.key + "records.jsonl"};
  job.order.input_uri = to_uri(object);
  job.order.output_uri = to_uri(folder) + "output/";
  s3_.put(object, std::move(input), stop);
  save_job(file_of(job), job);
  ledger_.record(Step::kIntended, entry_of(job));
}

bool BatchJobs::order(BatchJob& job, const std::stop_token& stop) {
  const JobCreation creation = create_invocation_job(*client_, job.order, stop);
  if (!creation.arn.empty()) {
    job.arn = creation.arn;
    ledger_.record(Step::kBought, entry_of(job));
    save_job(file_of(job), job);
    return true;
  }
  if (creation.is_full) return false;
  if (creation.is_refused) close(job);
  const std::string why =
      explain_aws_error(*creation.error, "bedrock batch", "bedrock:CreateModelInvocationJob", "*");
  throw Error(ErrorKind::kUnavailable,
              why + (creation.is_refused
                         ? "; no job was made"
                         : "; whether the job was made is not known: the same command finds out"));
}

JobState BatchJobs::state(const BatchJob& job, const std::stop_token& stop) {
  return find_job_state(*client_, job.arn, stop);
}

std::optional<std::uint64_t> BatchJobs::collect(const BatchJob& job,
                                                const std::function<void(RecordResult)>& take,
                                                const std::stop_token& stop) {
  const S3Location output = parse_s3_uri(job.order.output_uri);
  std::optional<std::uint64_t> tokens;
  for (const S3Object& object : s3_.list(output, stop)) {
    const S3Location place{.bucket = output.bucket, .key = object.key};
    if (object.key.ends_with("manifest.json.out")) tokens = read_summary(s3_.get(place, stop));
    if (!object.key.ends_with(".jsonl.out")) continue;
    const ScratchFile file(file_of(job).string() + ".out");
    s3_.download(place, file.path(), stop);
    LineReader lines(file.path());
    std::string line;
    while (lines.next(line)) {
      auto result = read_line(line, lines.where(), job.records.size());
      if (result) take(*std::move(result));
    }
  }
  return tokens;
}

void BatchJobs::close(const BatchJob& job, bool keeps_file) {
  ledger_.record(Step::kReleased, entry_of(job));
  if (keeps_file) {
    save_job(file_of(job), job);
    return;
  }
  std::error_code ignored;
  fs::remove(file_of(job), ignored);
}

}  // namespace assay
