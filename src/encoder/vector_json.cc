#include "encoder/vector_json.h"

#include "assay/error.h"

namespace assay {
namespace {

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": " + what);
}

// Levels of lists around the first number.
std::size_t rank_of(const Json& value) {
  std::size_t rank = 0;
  const Json* inner = &value;
  while (inner->is_array()) {
    ++rank;
    if (inner->empty()) break;
    inner = &inner->front();
  }
  return rank;
}

// The list of an OpenAI-like reply, in the order that the entries state.
Json ordered_data(const Json& data, const std::string& where) {
  std::vector<Json> vectors(data.size());
  std::vector<bool> seen(data.size(), false);
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (!data[i].is_object() || !data[i].contains("embedding"))
      fail(where, "data has no embedding");
    std::size_t index = i;
    if (const auto stated = data[i].find("index"); stated != data[i].end()) {
      if (!stated->is_number_unsigned() || stated->get<std::size_t>() >= data.size()) {
        fail(where, "an index is out of range");
      }
      index = stated->get<std::size_t>();
    }
    if (seen[index]) fail(where, "an index comes twice");
    seen[index] = true;
    vectors[index] = data[i].at("embedding");
  }
  return Json(vectors);
}

Json find_list(const Json& reply, const std::string& where) {
  if (reply.is_array()) return reply;
  if (!reply.is_object()) fail(where, "neither a list nor an object");
  for (const char* key : {"embedding", "embeddings", "vectors"}) {
    const auto found = reply.find(key);
    if (found == reply.end()) continue;
    if (found->is_array()) return *found;
    if (found->is_object() && found->contains("float")) return found->at("float");
  }
  const auto data = reply.find("data");
  if (data != reply.end() && data->is_array()) return ordered_data(*data, where);
  fail(where, "there are no vectors");
}

std::vector<float> mean_of_tokens(const Json& tokens, const std::string& where) {
  std::vector<double> sum;
  for (const Json& token : tokens) {
    const std::vector<float> vector = read_vector(token, where);
    sum.resize(sum.empty() ? vector.size() : sum.size());
    if (vector.size() != sum.size()) fail(where, "token vectors differ in length");
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(vector[i]);
  }
  std::vector<float> mean(sum.size());
  for (std::size_t i = 0; i < sum.size(); ++i) {
    mean[i] = static_cast<float>(sum[i] / static_cast<double>(tokens.size()));
  }
  return mean;
}

}  // namespace

std::vector<float> read_vector(const Json& value, const std::string& where) {
  if (!value.is_array()) fail(where, "a vector is no list");
  std::vector<float> vector;
  vector.reserve(value.size());
  for (const Json& number : value) {
    if (!number.is_number()) fail(where, "a vector holds something that is no number");
    vector.push_back(number.get<float>());
  }
  return vector;
}

std::vector<std::vector<float>> read_vectors(const Json& reply, const std::string& where,
                                             bool pool_tokens) {
  const Json list = find_list(reply, where);
  if (list.empty()) return {};
  const std::size_t rank = rank_of(list);
  if (rank == 1) return {read_vector(list, where)};
  if (rank > 3) fail(where, "lists are nested " + std::to_string(rank) + " deep");
  if (rank == 3 && !pool_tokens) {
    throw Error(ErrorKind::kUsage,
                where + ": one vector for each token came, not for each text: state ?pooling=mean");
  }
  std::vector<std::vector<float>> vectors;
  vectors.reserve(list.size());
  for (const Json& entry : list) {
    vectors.push_back(rank == 3 ? mean_of_tokens(entry, where) : read_vector(entry, where));
  }
  return vectors;
}

}  // namespace assay
