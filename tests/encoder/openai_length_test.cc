#include "encoder/openai_length.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(OpenAiLengthTest, ReadsTheMessagesOfSeveralServers) {
  const auto openai = parse_length_refusal(
      "the service refuses it (400): This model's maximum context length is 8192 tokens, however "
      "you "
      "requested 10000 tokens (10000 in your prompt; 0 for the completion).");
  ASSERT_TRUE(openai);
  EXPECT_EQ(openai->most_tokens, 8192);
  EXPECT_EQ(openai->asked_tokens, 10000);
  EXPECT_FALSE(openai->text);

  const auto vllm = parse_length_refusal(
      "This model's maximum context length is 512 tokens. However, you requested 600 tokens in the "
      "input for embedding generation.");
  ASSERT_TRUE(vllm);
  EXPECT_EQ(vllm->most_tokens, 512);
  EXPECT_EQ(vllm->asked_tokens, 600);

  const auto newer =
      parse_length_refusal("Invalid 'input[3]': maximum input length is 8192 tokens.");
  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->text, 3U);
  EXPECT_EQ(newer->most_tokens, 8192);
  EXPECT_FALSE(newer->asked_tokens);
}

TEST(OpenAiLengthTest, OtherMessagesAreNone) {
  for (const char* message :
       {"", "maximum context length is", "maximum context length is 10 tokens",
        "maximum context length is 10 tokens, however you requested 9 tokens",
        "maximum input length is many tokens", "dimensions is not supported"}) {
    EXPECT_FALSE(parse_length_refusal(message)) << message;
  }
}

TEST(OpenAiLengthTest, KeepsTheShareThatFits) {
  const LengthRefusal refusal{.most_tokens = 100, .asked_tokens = 400};
  EXPECT_EQ(cut_to_length(std::string(1000, 'x'), refusal).size(), 245U);  // 0.98 of a quarter
  EXPECT_EQ(cut_to_length("ééééééééé", {.most_tokens = 1, .asked_tokens = 3}), "éé");
}

TEST(OpenAiLengthTest, WithoutACountEveryCutIsShorter) {
  const LengthRefusal refusal{.most_tokens = 100};
  EXPECT_EQ(cut_to_length(std::string(100'000, 'x'), refusal).size(), 600U);
  EXPECT_EQ(cut_to_length(std::string(600, 'x'), refusal).size(), 450U);
}

}  // namespace
}  // namespace assay
