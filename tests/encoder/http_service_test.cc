#include "encoder/http_service.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <set>

#include "assay/error.h"
#include "base/json_object.h"
#include "support/error_of.h"
#include "support/loopback_server.h"

namespace assay {
namespace {

using test::LoopbackServer;
using test::make_reply;
using test::RawReply;
using test::ReceivedRequest;

constexpr const char* kKey = "sk-canaryCanaryCanary";

// The vector that the pretended services give for a text: its length and first byte.
std::vector<float> vector_of(const std::string& text) {
  return {static_cast<float>(text.size()), text.empty() ? 0.0F : static_cast<float>(text[0]), 0.5F,
          0.1F};
}

std::string to_base64(const std::vector<float>& vector) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes(vector.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), vector.data(), bytes.size());
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      const bool has_bits = j * 6 < (bytes.size() - i) * 8;
      text += has_bits ? kDigits[bits >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return text;
}

Json body_of(const ReceivedRequest& request) { return parse_json(request.body, "request"); }

RawReply openai_reply(const ReceivedRequest& request) {
  const Json body = body_of(request);
  Json data = Json::array();
  const auto texts = body.at("input").get<std::vector<std::string>>();
  for (std::size_t i = texts.size(); i-- > 0;) {  // the order is stated, not kept
    const auto vector = vector_of(texts[i]);
    data.push_back({{"object", "embedding"},
                    {"index", i},
                    {"embedding", body.at("encoding_format") == "base64" ? Json(to_base64(vector))
                                                                         : Json(vector)}});
  }
  const Json reply = {
      {"object", "list"}, {"data", data}, {"usage", {{"prompt_tokens", 7}, {"total_tokens", 7}}}};
  return make_reply(200, reply.dump(), {{"Content-Type", "application/json"}});
}

class HttpServiceTest : public testing::Test {
 protected:
  HttpServiceTest() {
    for (const char* name : {"OPENAI_API_KEY", "CO_API_KEY", "TEI_API_KEY"}) setenv(name, kKey, 1);
    options_.remote.concurrency = 2;
  }
  ~HttpServiceTest() override {
    for (const char* name : {"OPENAI_API_KEY", "CO_API_KEY", "TEI_API_KEY"}) unsetenv(name);
  }
  ModelOptions options_;
};

TEST_F(HttpServiceTest, OpenAiVectorsAreTheSameInEitherEncoding) {
  LoopbackServer server(openai_reply);
  options_.remote.base_url = server.url("/v1/");
  const std::vector<std::string> texts = {"one", "three", "one", "seventeen"};
  for (const char* encoding : {"float", "base64"}) {
    const auto model =
        open_openai_model(std::string("openai:my-model?encoding=") + encoding, options_);
    EXPECT_EQ(model->info().name, "openai-compatible/my-model");
    EXPECT_EQ(model->info().embed_dim, 4U);
    EncodeStats stats;
    const Matrix vectors = model->as_encoder()->encode(texts, {}, &stats);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto expected = vector_of(texts[i]);
      EXPECT_TRUE(std::ranges::equal(vectors.row(i), expected)) << encoding << " " << texts[i];
    }
    EXPECT_EQ(stats.tokens, 7U);
    EXPECT_EQ(stats.unique_texts, 3U);
  }
  const auto request = server.requests().back();
  EXPECT_EQ(request.target, "/v1/embeddings");
  EXPECT_EQ(request.headers.get("Authorization"), std::string("Bearer ") + kKey);
  EXPECT_EQ(body_of(request), (Json{{"model", "my-model"},
                                    {"input", {"one", "three", "seventeen"}},
                                    {"encoding_format", "base64"}}));
}

TEST_F(HttpServiceTest, OpenAiBatchesByCountAndTokens) {
  LoopbackServer server(openai_reply);
  options_.remote.base_url = server.url();
  const std::vector<std::string> texts = {"aaaa", "bbb", "cc", "d", "eeeeeeeeeeee", "ff"};
  const auto sizes = [&](const std::string& name) {
    const auto model = open_openai_model(name, options_);
    const std::size_t before = server.requests().size();
    (void)model->as_encoder()->encode(texts, {}, nullptr);
    std::multiset<std::size_t> counts;
    const auto requests = server.requests();
    for (std::size_t i = before; i < requests.size(); ++i)
      counts.insert(body_of(requests[i]).at("input").size());
    return counts;
  };
  EXPECT_EQ(sizes("openai:m?batch=4"), (std::multiset<std::size_t>{2, 4}));
  EXPECT_EQ(sizes("openai:m?batch=1"), (std::multiset<std::size_t>{1, 1, 1, 1, 1, 1}));
  // Ten bytes at most: aaaa bbb cc d | eeeeeeeeeeee (larger by itself) | ff
  EXPECT_EQ(sizes("openai:m?batch_tokens=10"), (std::multiset<std::size_t>{1, 1, 4}));
}

// A server's name says nothing about what it serves today: what it answers does.
TEST_F(HttpServiceTest, AnotherModelAtTheSameAddressIsAnotherRevision) {
  std::atomic<bool> has_other_model{false};
  LoopbackServer server([&](const ReceivedRequest& request) {
    RawReply reply = openai_reply(request);
    if (has_other_model) {
      return make_reply(200, R"({"data": [{"index": 0, "embedding": [1, 2, 3, 4]}]})");
    }
    return reply;
  });
  options_.remote.base_url = server.url();
  const std::string first = open_openai_model("openai:m", options_)->info().revision;
  EXPECT_TRUE(first.starts_with("probe-")) << first;
  EXPECT_EQ(open_openai_model("openai:m", options_)->info().revision, first);
  has_other_model = true;
  EXPECT_NE(open_openai_model("openai:m", options_)->info().revision, first);
  EXPECT_EQ(open_openai_model("openai:m?revision=mine", options_)->info().revision, "mine");
}

TEST_F(HttpServiceTest, OpenAiItselfIsToldApartByTheModelsName) {
  const auto model = open_openai_model("openai:text-embedding-3-small", options_);
  EXPECT_EQ(model->info().name, "openai/text-embedding-3-small");
  EXPECT_EQ(model->info().revision, "3");
  EXPECT_EQ(model->info().embed_dim, 1536U);
  unsetenv("OPENAI_API_KEY");
  const auto open = [&] { (void)open_openai_model("openai:text-embedding-3-small", options_); };
  EXPECT_EQ(test::error_kind_of(open), ErrorKind::kUsage);
  EXPECT_NE(test::error_of(open).find("set OPENAI_API_KEY"), std::string::npos);
}

TEST_F(HttpServiceTest, ATextInTheMiddleOfABatchIsCutWhereItsPlaceIsNamed) {
  LoopbackServer server([](const ReceivedRequest& request) {
    const auto texts = body_of(request).at("input").get<std::vector<std::string>>();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].size() > 100) {
        return make_reply(400, R"({"error": {"message": "Invalid 'input[)" + std::to_string(i) +
                                   R"(]': maximum input length is 20 tokens."}})");
      }
    }
    return openai_reply(request);
  });
  options_.remote.base_url = server.url();
  const auto model = open_openai_model("openai:m", options_);
  const std::vector<std::string> texts = {"short", std::string(300, 'x'), "last"};
  EncodeStats stats;
  const Matrix vectors = model->as_encoder()->encode(texts, {}, &stats);
  EXPECT_EQ(vectors.row(0)[0], 5.0F);
  EXPECT_EQ(vectors.row(1)[0], 90.0F);  // 300 -> 120 (six a token) -> 90 (a quarter less)
  EXPECT_EQ(vectors.row(2)[0], 4.0F);
  EXPECT_EQ(stats.truncated_texts, 1U);
  EXPECT_EQ(stats.service.calls, 3U);
}

TEST_F(HttpServiceTest, OpenAiDimensionsAreAskedFor) {
  LoopbackServer server(openai_reply);
  options_.remote.base_url = server.url();
  (void)open_openai_model("openai:m?dimensions=256", options_);
  EXPECT_EQ(body_of(server.requests().at(0)).at("dimensions"), 256);
}

TEST_F(HttpServiceTest, AKnownModelGetsItsPrompts) {
  LoopbackServer server(openai_reply);
  options_.remote.base_url = server.url();
  const auto model = open_openai_model("openai:intfloat/e5-small-v2", options_);
  EXPECT_EQ(model->info().name, "openai-compatible/e5-small-v2");
  EncodeContext context;
  context.role = Role::kQuery;
  const std::vector<std::string> texts = {"cats"};
  (void)model->as_encoder()->encode(texts, context, nullptr);
  EXPECT_EQ(body_of(server.requests().back()).at("input"), Json{"query: cats"});
}

TEST_F(HttpServiceTest, ATextThatIsTooLongIsCutAndCounted) {
  LoopbackServer server([](const ReceivedRequest& request) {
    for (const auto& text : body_of(request).at("input").get<std::vector<std::string>>()) {
      if (text.size() > 100) {
        return make_reply(
            400,
            R"({"error": {"message": "This model's maximum context length is 100 tokens, however you requested )" +
                std::to_string(text.size()) +
                R"( tokens. Please reduce your prompt.", "type": "invalid_request_error"}})");
      }
    }
    return openai_reply(request);
  });
  options_.remote.base_url = server.url();
  const auto model = open_openai_model("openai:m", options_);
  const std::vector<std::string> texts = {"short", std::string(300, 'x')};
  EncodeStats stats;
  const Matrix vectors = model->as_encoder()->encode(texts, {}, &stats);
  EXPECT_EQ(vectors.row(0)[0], 5.0F);
  EXPECT_EQ(vectors.row(1)[0], 98.0F);  // 0.98 of what fits
  EXPECT_EQ(stats.truncated_texts, 1U);
}

TEST_F(HttpServiceTest, FailuresAreToldApartAndShowNoKey) {
  struct Case {
    int status;
    const char* body;
    ErrorKind kind;
    const char* message;
  };
  options_.remote.max_attempts = 1;
  for (
      const Case& c : {
          Case{401,
               R"({"error": {"message": "Incorrect API key provided: sk-canaryCanaryCanary."}})",
               ErrorKind::kUsage, "does not accept the key in OPENAI_API_KEY"},
          Case{404, R"({"error": {"message": "The model `m` does not exist"}})", ErrorKind::kUsage,
               "The model `m` does not exist"},
          Case{400, R"({"error": {"message": "dimensions is not supported"}})", ErrorKind::kUsage,
               "dimensions is not supported"},
          Case{422, R"({"detail": [{"msg": "field required"}]})", ErrorKind::kUsage,
               "field required"},
          Case{
              429,
              R"({"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}})",
              ErrorKind::kUnavailable, "no quota left"},
          Case{500, "<html>", ErrorKind::kUnavailable, "the service fails (500)"},
          Case{200, "<html>", ErrorKind::kBadData, "not valid JSON"},
          Case{200, R"({"data": []})", ErrorKind::kBadData, "0 vectors came for one text"},
          Case{200, R"({"data": [{"index": 0, "embedding": "AAA"}]})", ErrorKind::kBadData,
               "no base64 of floats"},
      }) {
    LoopbackServer server([&](const ReceivedRequest&) { return make_reply(c.status, c.body); });
    options_.remote.base_url = server.url();
    const auto open = [&] { (void)open_openai_model("openai:m", options_); };
    EXPECT_EQ(test::error_kind_of(open), c.kind) << c.status;
    const std::string message = test::error_of(open);
    EXPECT_NE(message.find(c.message), std::string::npos) << message;
    EXPECT_EQ(message.find("canary"), std::string::npos) << message;
  }
}

TEST_F(HttpServiceTest, ABusyServiceIsAskedAgain) {
  std::atomic<int> requests{0};
  LoopbackServer server([&](const ReceivedRequest& request) {
    switch (++requests) {
      case 3:  // one and two: the probe
        return make_reply(429, "{}", {{"Retry-After", "0"}});
      case 4:
        return make_reply(503, "", {{"Retry-After", "0"}});
      case 5:
        return RawReply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", .close = true};
      default:
        return openai_reply(request);
    }
  });
  options_.remote.base_url = server.url();
  const auto model = open_openai_model("openai:m", options_);
  EncodeStats stats;
  const std::vector<std::string> texts = {"cats"};
  const Matrix vectors = model->as_encoder()->encode(texts, {}, &stats);
  EXPECT_EQ(vectors.row(0)[0], 4.0F);
  EXPECT_EQ(stats.service.calls, 4U);
  EXPECT_EQ(stats.service.throttles, 1U);
}

TEST_F(HttpServiceTest, WrongNamesAndSettingsAreRefused) {
  options_.remote.base_url = "http://127.0.0.1:9";
  for (const char* name : {"openai:", "openai:m?dimensions=0", "openai:m?dimensions=x",
                           "openai:m?encoding=int8", "openai:m?colour=red"}) {
    EXPECT_EQ(test::error_kind_of([&] { (void)open_openai_model(name, options_); }),
              ErrorKind::kUsage)
        << name;
  }
  options_.remote.base_url = "ftp://x";
  EXPECT_EQ(test::error_kind_of([&] { (void)open_openai_model("openai:m", options_); }),
            ErrorKind::kUsage);
  options_.remote.base_url = "";
  EXPECT_EQ(test::error_kind_of([&] { (void)open_tei_model("tei:", options_); }),
            ErrorKind::kUsage);
  EXPECT_EQ(
      test::error_kind_of([&] { (void)open_cohere_model("cohere:m?truncate=LEFT", options_); }),
      ErrorKind::kUsage);
}

TEST_F(HttpServiceTest, CohereIsToldWhatATextIsFor) {
  LoopbackServer server([](const ReceivedRequest& request) {
    Json vectors = Json::array();
    for (const auto& text : body_of(request).at("texts").get<std::vector<std::string>>())
      vectors.push_back(vector_of(text));
    const Json reply = {{"embeddings", {{"float", vectors}}},
                        {"meta", {{"billed_units", {{"input_tokens", 3}}}}}};
    return make_reply(200, reply.dump());
  });
  options_.remote.base_url = server.url("/v2");
  const auto model = open_cohere_model("cohere:embed-english-v3.0?dimensions=4", options_);
  EXPECT_EQ(model->info().name, "cohere/embed-english-v3.0")
      << "Cohere's own address has mteb's name";
  const auto type_of = [&](const std::string& task_type, Role role) {
    EncodeContext context;
    context.task_name = "Some";
    context.task_type = task_type;
    context.role = role;
    const std::vector<std::string> texts = {"cats"};
    (void)model->as_encoder()->encode(texts, context, nullptr);
    return body_of(server.requests().back()).at("input_type").get<std::string>();
  };
  EXPECT_EQ(type_of("Retrieval", Role::kQuery), "search_query");
  EXPECT_EQ(type_of("Retrieval", Role::kDocument), "search_document");
  EXPECT_EQ(type_of("Classification", Role::kNone), "classification");
  EXPECT_EQ(type_of("Clustering", Role::kNone), "clustering");
  EXPECT_EQ(type_of("STS", Role::kNone), "search_document");
  const Json body = body_of(server.requests().back());
  EXPECT_EQ(body.at("output_dimension"), 4);
  EXPECT_EQ(body.at("truncate"), "END");
  EXPECT_EQ(body.at("embedding_types"), Json{"float"});
  EXPECT_EQ(server.requests().back().target, "/v2/embed");
}

TEST_F(HttpServiceTest, TeiSaysWhatItRuns) {
  LoopbackServer server([](const ReceivedRequest& request) {
    if (request.target == "/info") {
      return make_reply(
          200,
          R"({"model_id": "BAAI/bge-small-en-v1.5", "model_sha": "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a",
        "model_dtype": "float32", "max_input_length": 512, "max_client_batch_size": 2, "version": "1.8.2"})");
    }
    if (request.target != "/embed") return make_reply(404, "");
    Json vectors = Json::array();
    for (const auto& text : body_of(request).at("inputs").get<std::vector<std::string>>())
      vectors.push_back(vector_of(text));
    return make_reply(200, vectors.dump(), {{"x-compute-tokens", "9"}, {"x-inference-time", "12"}});
  });
  const auto model = open_tei_model("tei:" + server.url() + "?normalize=false", options_);
  EXPECT_EQ(model->info().name, "tei/bge-small-en-v1.5");
  EXPECT_EQ(model->info().revision, "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a-raw");
  EXPECT_EQ(model->info().max_tokens, 512U);
  const std::vector<std::string> texts = {"a", "bb", "ccc"};
  EncodeStats stats;
  const Matrix vectors = model->as_encoder()->encode(texts, {}, &stats);
  EXPECT_EQ(vectors.row(2)[0], 3.0F);
  EXPECT_EQ(stats.tokens, 18U);  // two calls, for a call takes two texts
  EXPECT_EQ(stats.service.calls, 2U);
  const Json body = body_of(server.requests().back());
  EXPECT_EQ(body.at("truncate"), true);
  EXPECT_EQ(body.at("normalize"), false);
}

TEST_F(HttpServiceTest, AServerThatIsNoTeiIsRefused) {
  LoopbackServer server([](const ReceivedRequest&) { return make_reply(404, "no"); });
  EXPECT_NE(test::error_of([&] {
              (void)open_tei_model("tei:" + server.url(), options_);
            }).find("is no server of text-embeddings-inference"),
            std::string::npos);
}

}  // namespace
}  // namespace assay
