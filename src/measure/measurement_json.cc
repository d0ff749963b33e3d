// Both directions by one description of each structure, so that they cannot drift apart.
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "assay/measure.h"

namespace assay {
namespace {

// Writes members into an object.
class Writer {
 public:
  template <typename T>
  void operator()(const char* key, const T& value) {
    json[key] = to_value(value);
  }
  Json json = Json::object();

 private:
  template <typename T>
  static Json to_value(const T& value);
  template <typename T>
  static Json to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Json(nullptr);
  }
  template <typename T>
  static Json to_value(const std::vector<T>& values) {
    Json list = Json::array();
    for (const T& value : values) list.push_back(to_value(value));
    return list;
  }
};

// Reads members from an object; a missing one is an exception of the JSON library.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}
  template <typename T>
  void operator()(const char* key, T& value) const {
    from_value(json_.at(key), value);
  }
  // What may be null may be missing: earlier versions did not have it.
  template <typename T>
  void operator()(const char* key, std::optional<T>& value) const {
    from_value(json_.is_object() ? json_.value(key, Json()) : json_.at(key), value);
  }

 private:
  template <typename T>
  static void from_value(const Json& json, T& value);
  template <typename T>
  static void from_value(const Json& json, std::optional<T>& value) {
    if (json.is_null()) return value.reset();
    from_value(json, value.emplace());
  }
  template <typename T>
  static void from_value(const Json& json, std::vector<T>& values) {
    values.clear();
    for (const Json& entry : json) from_value(entry, values.emplace_back());
  }
  const Json& json_;
};

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, Spread>
void visit(Visitor& each, T& s) {
  each("median", s.median);
  each("least", s.least);
  each("most", s.most);
  each("repeats", s.repeats);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, ModelSize>
void visit(Visitor& each, T& s) {
  each("n_parameters", s.n_parameters);
  each("n_embedding_parameters", s.n_embedding_parameters);
  each("n_active_parameters", s.n_active_parameters);
  each("weights_bytes", s.weights_bytes);
  each("embed_dim", s.embed_dim);
  each("bytes_per_vector", s.bytes_per_vector);
  each("max_tokens", s.max_tokens);
  each("flops_per_token", s.flops_per_token);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, LoadTime>
void visit(Visitor& each, T& l) {
  each("seconds", l.seconds);
  each("cold_seconds", l.cold_seconds);
  each("first_seconds", l.first_seconds);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, MemoryUse>
void visit(Visitor& each, T& m) {
  each("before_bytes", m.before_bytes);
  each("loaded_bytes", m.loaded_bytes);
  each("peak_load_bytes", m.peak_load_bytes);
  each("peak_query_bytes", m.peak_query_bytes);
  each("peak_batch_bytes", m.peak_batch_bytes);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, PhaseTimes>
void visit(Visitor& each, T& p) {
  each("tokenize_ms", p.tokenize);
  each("queue_ms", p.queue);
  each("infer_ms", p.infer);
  each("network_ms", p.network);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, Latency>
void visit(Visitor& each, T& l) {
  each("texts", l.texts);
  each("mean_tokens", l.mean_tokens);
  each("queries", l.queries);
  each("first_ms", l.first_ms);
  each("p50_ms", l.p50_ms);
  each("p90_ms", l.p90_ms);
  each("p95_ms", l.p95_ms);
  each("p99_ms", l.p99_ms);
  each("mean_ms", l.mean_ms);
  each("most_ms", l.most_ms);
  each("p50_of_rounds_ms", l.p50_of_rounds_ms);
  each("p95_of_rounds_ms", l.p95_of_rounds_ms);
  each("phases", l.phases);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, Throughput>
void visit(Visitor& each, T& t) {
  each("texts", t.texts);
  each("threads", t.threads);
  each("clients", t.clients);
  each("batch_texts", t.batch_texts);
  each("mean_tokens", t.mean_tokens);
  each("texts_per_second", t.texts_per_second);
  each("tokens_per_second", t.tokens_per_second);
  each("busy_cores", t.busy_cores);
  each("phases", t.phases);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, EnergyUse>
void visit(Visitor& each, T& e) {
  each("is_measured", e.is_measured);
  each("source", e.source);
  each("watt_hours_per_million_tokens", e.watt_hours_per_million_tokens);
  each("least_watt_hours", e.least_watt_hours);
  each("most_watt_hours", e.most_watt_hours);
  each("grams_co2_per_million_tokens", e.grams_co2_per_million_tokens);
  each("grams_co2_per_kwh", e.grams_co2_per_kwh);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, PriceUse>
void visit(Visitor& each, T& p) {
  each("source", p.source);
  each("usd_per_million_tokens", p.per_million_tokens);
  each("usd_per_thousand_queries", p.per_thousand_queries);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, ServiceUse>
void visit(Visitor& each, T& s) {
  each("calls", s.calls);
  each("retries", s.retries);
  each("throttles", s.throttles);
  each("billed_tokens", s.billed_tokens);
  each("dollars", s.dollars);
}

template <typename Visitor, typename T>
  requires std::same_as<std::remove_const_t<T>, Measurement>
void visit(Visitor& each, T& m) {
  each("requested", m.requested);
  each("model", m.model);
  each("revision", m.revision);
  each("precision", m.precision);
  each("threads", m.threads);
  each("is_full", m.is_full);
  each("date", m.date);
  each("assay", m.program);
  each("machine", m.machine);
  each("tokens_are_words", m.tokens_are_words);
  each("size", m.size);
  each("load", m.load);
  each("memory", m.memory);
  each("latencies", m.latencies);
  each("throughputs", m.throughputs);
  each("energy", m.energy);
  each("price", m.price);
  each("service", m.service);
}

template <typename T>
concept Plain = std::constructible_from<Json, const T&>;

template <typename T>
Json Writer::to_value(const T& value) {
  if constexpr (Plain<T>) {
    return Json(value);
  } else {
    Writer members;
    visit(members, value);
    return std::move(members.json);
  }
}

template <typename T>
void Reader::from_value(const Json& json, T& value) {
  if constexpr (Plain<T>) {
    value = json.get<T>();
  } else {
    const Reader members(json);
    visit(members, value);
  }
}

}  // namespace

Json to_json(const Measurement& measurement) {
  Writer writer;
  visit(writer, measurement);
  return std::move(writer.json);
}

Measurement measurement_from_json(const Json& json, const std::string& where) {
  Measurement measurement;
  try {
    const Reader reader(json);
    visit(reader, measurement);
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kBadData, where + ": no measurement: " + error.what());
  }
  return measurement;
}

}  // namespace assay
