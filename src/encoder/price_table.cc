#include <cstdio>

#include "assay/error.h"
#include "assay/remote.h"
#include "base/file.h"
#include "base/json_object.h"

namespace assay {
namespace embedded {
std::string_view prices();
}
namespace {

std::string print_dollars(double dollars) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", dollars);
  return text;
}

std::optional<double> find_price(const Json& models, const std::string& model, const char* what) {
  const auto found = models.find(model);
  if (found == models.end()) return std::nullopt;
  const auto price = found->find(what);
  return price != found->end() && price->is_number() ? std::optional(price->get<double>())
                                                     : std::nullopt;
}

[[noreturn]] void stop(const std::string& what) {
  throw Error(
      ErrorKind::kUnavailable,
      what + ": what was paid for is stored, and the same command with a higher limit goes on");
}

}  // namespace

PriceTable::PriceTable(const std::string& text, const std::string& where) {
  const JsonObject file(parse_json(text, where), where);
  date_ = file.required_string("date");
  const auto models = file.object("models");
  if (!models) throw Error(ErrorKind::kBadData, where + ": 'models' is missing");
  for (const auto& [name, entry] : models->json().items()) {
    const JsonObject facts(entry, where + ": " + name);
    const auto price = facts.number("per_million_tokens");
    for (const char* more : {"per_unit_hour", "batch_per_million_tokens"}) {
      if (facts.number(more).value_or(0) < 0) {
        throw Error(ErrorKind::kBadData, where + ": " + name + ": " + more + " is below 0");
      }
    }
    if (!price || *price < 0) {
      throw Error(ErrorKind::kBadData,
                  where + ": " + name + ": per_million_tokens has to be a number, 0 or more");
    }
  }
  models_ = models->json();
}

PriceTable PriceTable::built_in() { return {std::string(embedded::prices()), "built-in prices"}; }

PriceTable PriceTable::load(const std::filesystem::path& file) {
  return {read_file(file), file.string()};
}

const PriceTable& prices_of(const RemoteOptions& options) {
  if (options.prices) return *options.prices;
  static const PriceTable kBuiltIn = PriceTable::built_in();
  return kBuiltIn;
}

std::optional<double> PriceTable::per_million_tokens(const std::string& model) const {
  return find_price(models_, model, "per_million_tokens");
}

std::optional<double> PriceTable::per_unit_hour(const std::string& model) const {
  return find_price(models_, model, "per_unit_hour");
}

std::optional<double> PriceTable::batch_per_million_tokens(const std::string& model) const {
  return find_price(models_, model, "batch_per_million_tokens");
}

void Budget::begin_call(double expected_dollars) {
  const std::lock_guard lock(mutex_);
  if (limits_.calls && calls_ >= *limits_.calls) {
    stop("--max-calls " + std::to_string(*limits_.calls) + " is reached");
  }
  if (limits_.dollars && spent_ + expected_ + expected_dollars > *limits_.dollars) {
    stop("--max-cost " + print_dollars(*limits_.dollars) + " would be exceeded (" +
         print_dollars(spent_) + " spent)");
  }
  check_minutes();
  ++calls_;
  expected_ += expected_dollars;
}

void Budget::check_minutes() const {
  const std::chrono::duration<double, std::ratio<60>> minutes =
      std::chrono::steady_clock::now() - start_;
  if (limits_.minutes && minutes.count() >= *limits_.minutes) stop("--max-minutes is reached");
}

void Budget::end_call(double expected_dollars, double dollars) {
  const std::lock_guard lock(mutex_);
  expected_ -= expected_dollars;
  spent_ += dollars;
}

void Budget::count_retries(std::uint64_t retries) {
  const std::lock_guard lock(mutex_);
  calls_ += retries;
}

double Budget::dollars() const {
  const std::lock_guard lock(mutex_);
  return spent_;
}

std::uint64_t Budget::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

}  // namespace assay
