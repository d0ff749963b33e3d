#include "encoder/bedrock_model.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/error_of.h"

namespace assay {
namespace {

BedrockModel model_of(const std::string& name) {
  BedrockName parsed = parse_bedrock_name(name);
  const auto family = bedrock_family_of(parsed.model_id);
  return BedrockModel(family.value(), std::move(parsed));
}

TEST(BedrockModelTest, TellsTheFamilyFromEveryKindOfName) {
  using enum BedrockFamily;
  EXPECT_EQ(bedrock_family_of("amazon.titan-embed-text-v1"), kTitanV1);
  EXPECT_EQ(bedrock_family_of("amazon.titan-embed-text-v2:0:8k"), kTitanV2);
  EXPECT_EQ(bedrock_family_of("cohere.embed-multilingual-v3"), kCohereV3);
  EXPECT_EQ(bedrock_family_of("us.cohere.embed-v4:0"), kCohereV4);
  EXPECT_EQ(
      bedrock_family_of("arn:aws:bedrock:us-east-1:1:inference-profile/global.cohere.embed-v4:0"),
      kCohereV4);
  EXPECT_EQ(
      bedrock_family_of("arn:aws:bedrock:us-east-1::foundation-model/cohere.embed-english-v3"),
      kCohereV3);
  EXPECT_EQ(bedrock_family_of("amazon.nova-2-multimodal-embeddings-v1:0"), kNova);
  EXPECT_FALSE(bedrock_family_of("arn:aws:bedrock:us-east-1:1:provisioned-model/abc"));
  EXPECT_FALSE(bedrock_family_of("anthropic.claude"));
  EXPECT_EQ(bedrock_base_id("eu.cohere.embed-v4:0"), "cohere.embed-v4");
}

TEST(BedrockModelTest, WritesTheRequestsOfTheDocumentation) {
  const std::vector<std::string> one = {"hello"};
  const std::vector<std::string> two = {"a", "b"};
  const EncodeContext query = {.task_type = "Retrieval", .role = Role::kQuery};
  const auto request = [&](const std::string& name, std::span<const std::string> texts) {
    const BedrockModel model = model_of(name);
    return model.request(texts, model.conditions(query));
  };
  EXPECT_EQ(request("amazon.titan-embed-text-v1", one), R"({"inputText":"hello"})");
  EXPECT_EQ(
      request("amazon.titan-embed-text-v2:0?dimensions=256&normalize=false", one),
      R"({"inputText":"hello","dimensions":256,"normalize":false,"embeddingTypes":["float"]})");
  EXPECT_EQ(
      request("cohere.embed-english-v3", two),
      R"({"texts":["a","b"],"input_type":"search_query","truncate":"END","embedding_types":["float"]})");
  EXPECT_EQ(
      request("cohere.embed-v4:0?dimensions=512", one),
      R"({"texts":["hello"],"input_type":"search_query","truncate":"RIGHT","embedding_types":["float"],)"
      R"("output_dimension":512})");
  EXPECT_EQ(
      request("amazon.nova-2-multimodal-embeddings-v1:0", one),
      R"({"schemaVersion":"nova-multimodal-embed-v1","taskType":"SINGLE_EMBEDDING",)"
      R"("singleEmbeddingParams":{"embeddingPurpose":"GENERIC_RETRIEVAL","embeddingDimension":3072,)"
      R"("text":{"truncationMode":"END","value":"hello"}}})");
}

// The mapping of mteb's registry (model_prompts of its Cohere models): a task's type before the role.
TEST(BedrockModelTest, ChoosesTheInputTypeAsMtebDoes) {
  const BedrockModel model = model_of("cohere.embed-english-v3");
  const auto type = [&](const std::string& task_type, Role role) {
    return model.conditions({.task_type = task_type, .role = role}).at("input_type");
  };
  EXPECT_EQ(type("Classification", Role::kNone), "classification");
  EXPECT_EQ(type("MultilabelClassification", Role::kNone), "classification");
  EXPECT_EQ(type("Clustering", Role::kNone), "clustering");
  EXPECT_EQ(type("Retrieval", Role::kQuery), "search_query");
  EXPECT_EQ(type("Reranking", Role::kDocument), "search_document");
  EXPECT_EQ(type("STS", Role::kNone), "search_document");
}

TEST(BedrockModelTest, ReadsEveryReply) {
  const auto read = [](const std::string& name, const std::string& body) {
    return model_of(name).read_reply(body);
  };
  using Vectors = std::vector<std::vector<float>>;
  const ServiceReply titan =
      read("amazon.titan-embed-text-v1", R"({"embedding":[1,2.5],"inputTextTokenCount":3})");
  EXPECT_EQ(titan.vectors, (Vectors{{1, 2.5F}}));
  EXPECT_EQ(titan.tokens, 3U);
  EXPECT_EQ(read("amazon.titan-embed-text-v2:0?embeddings=binary",
                 R"({"embeddingsByType":{"binary":[1,0,1]}})")
                .vectors,
            (Vectors{{1, 0, 1}}));
  const Vectors two = {{1, 2}, {3, 4}};
  EXPECT_EQ(read("cohere.embed-english-v3", R"({"embeddings":[[1,2],[3,4]]})").vectors, two);
  EXPECT_EQ(read("cohere.embed-v4:0", R"({"embeddings":{"float":[[1,2],[3,4]]}})").vectors, two);
  const ServiceReply nova = read(
      "amazon.nova-2-multimodal-embeddings-v1:0",
      R"({"embeddings":[{"embeddingType":"TEXT","embedding":[1,2],"truncatedCharLength":9}]})");
  EXPECT_EQ(nova.vectors, (Vectors{{1, 2}}));
  EXPECT_EQ(nova.truncated, 1U);
  for (const char* body : {"", "[]", "{}", R"({"embedding":"x"})", R"({"embedding":[null]})"}) {
    EXPECT_EQ(test::error_kind_of([&] { (void)read("amazon.titan-embed-text-v1", body); }),
              ErrorKind::kBadData)
        << body;
  }
}

TEST(BedrockModelTest, OtherSettingsAreAnotherRevision) {
  EXPECT_EQ(model_of("amazon.titan-embed-text-v2:0").info().name,
            "bedrock/amazon-titan-embed-text-v2");
  EXPECT_EQ(model_of("amazon.titan-embed-text-v2:0").info().revision, "1");
  EXPECT_EQ(model_of("amazon.titan-embed-text-v2:0?dimensions=512&normalize=false").info().revision,
            "1-d512-raw");
  EXPECT_EQ(model_of("cohere.embed-english-v3?truncate=NONE").info().revision, "1-NONE");
}

TEST(BedrockModelTest, RefusesSettingsThatTheModelHasNot) {
  const auto message = [](const std::string& name) {
    return test::error_of([&] { (void)model_of(name); });
  };
  EXPECT_NE(message("cohere.embed-english-v3?dimensions=512").find("has 1024 dimensions, not 512"),
            std::string::npos);
  EXPECT_NE(message("cohere.embed-english-v3?truncate=LEFT").find("truncate=LEFT"),
            std::string::npos);
  EXPECT_NE(message("cohere.embed-english-v3?normalize=true").find("Titan v2 only"),
            std::string::npos);
  EXPECT_NE(message("amazon.titan-embed-text-v2:0?dimensions=x").find("expected a number"),
            std::string::npos);
}

}  // namespace
}  // namespace assay
