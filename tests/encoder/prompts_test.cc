#include "encoder/prompts.h"

#include <gtest/gtest.h>

#include "assay/catalogue.h"

namespace assay {
namespace {

const PromptTable kSeeded = {.prompts = {{"query", ""}, {"document", ""}}, .default_name = {}};

EncodeContext retrieval(Role role, std::string instruction = "") {
  return {.task_name = "SciFact",
          .task_type = "Retrieval",
          .role = role,
          .instruction = std::move(instruction)};
}
const EncodeContext kSts = {.task_name = "STS12", .task_type = "STS"};

std::string prompt_of_known(const std::string& model, const EncodeContext& context) {
  const auto entry = find_known_model(model);
  EXPECT_TRUE(entry) << model;
  return PromptRules(kSeeded, entry ? &*entry : nullptr).prompt_for(context);
}

// mteb 2, get_prompt_name: name-role, name, type-role, type, role.
TEST(PlainPromptTest, TheMostSpecialKeyWins) {
  PromptTable table = {.prompts = {{"SciFact-query", "1"},
                                   {"SciFact", "2"},
                                   {"Retrieval-query", "3"},
                                   {"Retrieval", "4"},
                                   {"query", "5"}}};
  for (const char* expected : {"1", "2", "3", "4", "5"}) {
    EXPECT_EQ(plain_prompt(table, retrieval(Role::kQuery)), expected);
    std::erase_if(table.prompts, [&](const auto& entry) { return entry.second == expected; });
  }
  EXPECT_EQ(plain_prompt(table, retrieval(Role::kQuery)), "");
}

TEST(PlainPromptTest, WithoutARoleOnlyNameTypeAndDefaultCount) {
  PromptTable table = {
      .prompts = {{"STS12-query", "1"}, {"STS", "2"}, {"query", "3"}, {"document", "4"}}};
  EXPECT_EQ(plain_prompt(table, kSts), "2");
  table.prompts.erase("STS");
  EXPECT_EQ(plain_prompt(table, kSts), "");
  table.default_name = "query";
  EXPECT_EQ(plain_prompt(table, kSts), "3");
}

// sentence-transformers, encode_document: document, passage, corpus, then default_prompt_name.
TEST(PlainPromptTest, DocumentsHaveThreeNamesInSentenceTransformers) {
  PromptTable table = {
      .prompts = {{"document", "1"}, {"passage", "2"}, {"corpus", "3"}, {"other", "4"}},
      .default_name = "other"};
  for (const char* expected : {"1", "2", "3", "4"}) {
    EXPECT_EQ(plain_prompt(table, retrieval(Role::kDocument)), expected);
    std::erase_if(table.prompts, [&](const auto& entry) { return entry.second == expected; });
  }
}

// The library seeds every model with empty "query" and "document" prompts, and an empty prompt is a
// prompt.
TEST(PlainPromptTest, ASeededEmptyPromptHidesPassageAndDefault) {
  const PromptTable table = {
      .prompts = {{"query", ""}, {"document", ""}, {"passage", "p: "}, {"s2p", "x"}},
      .default_name = "s2p"};
  EXPECT_EQ(plain_prompt(table, retrieval(Role::kDocument)), "");
  EXPECT_EQ(plain_prompt(table, retrieval(Role::kQuery)), "");
  EXPECT_EQ(plain_prompt(table, kSts), "x");
}

TEST(PromptRulesTest, WithoutARegistryEntryTheModelsOwnTableHolds) {
  const PromptRules rules({.prompts = {{"query", "q: "}, {"document", ""}}, .default_name = {}},
                          nullptr);
  EXPECT_EQ(rules.prompt_for(retrieval(Role::kQuery)), "q: ");
  EXPECT_EQ(rules.settings().dump(), R"({"from":"model","prompts":{"query":"q: "}})");
}

TEST(PromptRulesTest, TheRegistrysTableReplacesTheModelsOwn) {
  const Json known = {{"model_prompts", {{"query", "from mteb: "}}}};
  const PromptRules rules({.prompts = {{"query", "own: "}, {"document", "own: "}, {"s2s", "own: "}},
                           .default_name = "s2s"},
                          &known);
  EXPECT_EQ(rules.prompt_for(retrieval(Role::kQuery)), "from mteb: ");
  EXPECT_EQ(rules.prompt_for(retrieval(Role::kDocument)), "");
  EXPECT_EQ(rules.prompt_for(kSts), "") << "the default's name is not in the new table";
}

TEST(KnownModelPromptTest, MiniLmHasNone) {
  const std::string model = "sentence-transformers/all-MiniLM-L6-v2";
  EXPECT_EQ(prompt_of_known(model, retrieval(Role::kQuery)), "");
  EXPECT_EQ(prompt_of_known(model, retrieval(Role::kDocument)), "");
  EXPECT_EQ(prompt_of_known(model, kSts), "");
}

TEST(KnownModelPromptTest, BgeHasOneForQueries) {
  const std::string model = "BAAI/bge-small-en-v1.5";
  EXPECT_EQ(prompt_of_known(model, retrieval(Role::kQuery)),
            "Represent this sentence for searching relevant passages: ");
  EXPECT_EQ(prompt_of_known(model, retrieval(Role::kDocument)), "");
  EXPECT_EQ(prompt_of_known(model, kSts), "");
}

TEST(KnownModelPromptTest, E5HasOneForEachRole) {
  const std::string model = "intfloat/e5-small-v2";
  EXPECT_EQ(prompt_of_known(model, retrieval(Role::kQuery)), "query: ");
  EXPECT_EQ(prompt_of_known(model, retrieval(Role::kDocument)), "passage: ");
  EXPECT_EQ(prompt_of_known(model, kSts), "");
}

TEST(InstructionPromptTest, ATextTemplateIsLeftOutWithAnEmptyInstruction) {
  const InstructionRules rules = {.instruction_template = "Instruct: {instruction}\nQuery: "};
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kQuery, "find it")),
            "Instruct: find it\nQuery: ");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kDocument, "")), "");
}

TEST(InstructionPromptTest, AnObjectTemplateIsAskedByRoleAndAlsoWithoutAnInstruction) {
  // The shape of nvidia/NV-Embed-like entries of the registry: documents have a text of their own.
  const InstructionRules rules = {
      .instruction_template =
          Json::parse(R"({"none": "I: {instruction}\nQ: ", "query": "I: {instruction}\nQ: ",
                                              "document": "P: ", "empty_instruction": {"none": "", "query": "E"}})")};
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kQuery, "x")), "I: x\nQ: ");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kQuery, "")), "E");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kDocument, "x")), "P: ");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kDocument, "")), "P: ");
  const InstructionRules same = {
      .instruction_template = {{"all", "<{instruction}>"}, {"empty_instruction", "<>"}}};
  EXPECT_EQ(instruction_prompt(same, kSts), "<>");
}

TEST(InstructionPromptTest, TheModelsDictionaryGoesBeforeTheTasksInstruction) {
  InstructionRules rules = {
      .instruction_template = nullptr,
      .prompts_dict = Json::parse(
          R"({"SciFact": {"query": "by name"}, "Retrieval": "by type", "query": "by role"})")};
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kQuery, "task's")), "by name");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kDocument, "task's")), "")
      << "an object without this role gives nothing, not the task's";
  rules.prompts_dict.erase("SciFact");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kQuery, "task's")), "by type");
  rules.prompts_dict.erase("Retrieval");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kQuery, "task's")), "by role");
  rules.prompts_dict.erase("query");
  EXPECT_EQ(instruction_prompt(rules, retrieval(Role::kQuery, "task's")), "task's");
}

TEST(InstructionPromptTest, DocumentsCanBeLeftAlone) {
  const auto entry = find_known_model("intfloat/multilingual-e5-large-instruct");
  ASSERT_TRUE(entry);
  const PromptRules rules(kSeeded, &*entry);
  EXPECT_EQ(rules.prompt_for(
                retrieval(Role::kQuery, "Given a claim, find documents that refute the claim")),
            "Instruct: Given a claim, find documents that refute the claim\nQuery: ");
  EXPECT_EQ(rules.prompt_for(retrieval(Role::kDocument, "")), "");
}

}  // namespace
}  // namespace assay
