#include "source/hub_reply.h"

#include <gtest/gtest.h>

#include "support/error_of.h"

namespace assay {
namespace {

// Two entries as https://huggingface.co/api/models/.../tree/main?recursive=true gives them.
constexpr const char* kTree = R"([
  {"type": "directory", "oid": "ff7dfa68f02d6e9d4cb5c4a5a0d6b2b4d6e3f3b8", "size": 0, "path": "1_Pooling"},
  {"type": "file", "oid": "d1514c3162bbe87b343f565fadc62e6c06f04f03", "size": 190, "path": "1_Pooling/config.json"},
  {"type": "file", "oid": "fd3b6d0d9d4bd42ac3b7a2d0b4d7f2d7e4e6a1b2", "size": 90868376,
   "lfs": {"oid": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", "size": 90868376, "pointerSize": 133},
   "xetHash": "f9eb9a1bcf2dd5dd1a3cd5d1d8ae4e6ad5a8f2b3c4d5e6f708192a3b4c5d6e7f", "path": "model.safetensors"}])";

TEST(HubReplyTest, FilesOfATree) {
  const auto files = parse_tree_page(kTree, "here");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].path, "1_Pooling/config.json");
  EXPECT_EQ(files[0].size, 190U);
  EXPECT_EQ(files[0].blob_id, "d1514c3162bbe87b343f565fadc62e6c06f04f03");
  EXPECT_EQ(files[0].lfs_sha256, "");
  EXPECT_EQ(files[1].lfs_sha256,
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db");
  EXPECT_EQ(files[1].size, 90868376U);
}

TEST(HubReplyTest, AListSurvivesBeingWrittenAndRead) {
  const auto files = parse_tree_page(kTree, "here");
  EXPECT_EQ(parse_listing_json(to_listing_json(files)), files);
}

// As huggingface_hub 2.4.0 writes it (_tree_cache.py).
TEST(HubReplyTest, AListOfHuggingfaceHub) {
  const auto files = parse_listing_json(R"({
 "format_version": 1,
 "files": {
  "model.safetensors": {"size": 5, "blob_id": "fd3b6d0d9d4bd42ac3b7a2d0b4d7f2d7e4e6a1b2",
   "lfs_sha256": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", "lfs_size": 5},
  "config.json": {"size": 519, "blob_id": "d1514c3162bbe87b343f565fadc62e6c06f04f03"}
 }
})");
  ASSERT_TRUE(files);
  EXPECT_EQ(files->at(0).path, "config.json");
  EXPECT_EQ(files->at(1).path, "model.safetensors");
}

TEST(HubReplyTest, AListThatIsDamagedOrOfAnotherVersionIsNone) {
  const std::string good = to_listing_json(parse_tree_page(kTree, "here"));
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_listing_json(good.substr(0, size))) << size;
  }
  for (
      const char* text :
      {"[]", R"({"format_version": 2, "files": {}})", R"({"format_version": 1})",
       R"({"format_version": 1, "files": {"../x": {"size": 1, "blob_id": "d1514c3162bbe87b343f565fadc62e6c06f04f03"}}})",
       R"({"format_version": 1, "files": {"x": {"size": -1, "blob_id": "d1514c3162bbe87b343f565fadc62e6c06f04f03"}}})",
       R"({"format_version": 1, "files": {"x": {"blob_id": "d1514c3162bbe87b343f565fadc62e6c06f04f03"}}})"}) {
    EXPECT_FALSE(parse_listing_json(text)) << text;
  }
}

TEST(HubReplyTest, ATreeThatLiesIsRefused) {
  const auto entry = [](const std::string& path, const std::string& oid, const std::string& size) {
    return "[{\"type\":\"file\",\"path\":\"" + path + "\",\"oid\":\"" + oid +
           "\",\"size\":" + size + "}]";
  };
  const std::string oid(40, 'a');
  EXPECT_EQ(parse_tree_page(entry("a/b", oid, "1"), "here").size(), 1U);
  for (const std::string& page :
       {entry("../a", oid, "1"), entry("/a", oid, "1"), entry("a/./b", oid, "1"),
        entry("", oid, "1"), entry("a\\u0000b", oid, "1"), entry("a", "../../x", "1"),
        entry("a", std::string(40, 'A'), "1"), entry("a", oid, "-1"), entry("a", oid, "1.5"),
        entry("a", oid, "\"1\""), entry("a", oid, "null"), std::string("{}"), std::string("[1]"),
        std::string("<html>"), std::string("")}) {
    EXPECT_EQ(test::error_of([&] { (void)parse_tree_page(page, "here"); }).find("here"), 0U)
        << page;
  }
}

TEST(HubReplyTest, TheCommitOfARevision) {
  EXPECT_EQ(parse_commit(R"({"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": []})",
                         "here"),
            "0123456789abcdef0123456789abcdef01234567");
  for (const char* body :
       {"", "{}", R"({"sha": 1})", R"({"sha": "main"})", R"({"sha": "../../../x"})"}) {
    EXPECT_EQ(test::error_of([&] { (void)parse_commit(body, "here"); }).find("here"), 0U) << body;
  }
}

TEST(HubReplyTest, TheNextPageOfALinkHeader) {
  EXPECT_EQ(parse_next_link(R"(<https://h/x?a=1&cursor=2>; rel="next")"),
            "https://h/x?a=1&cursor=2");
  EXPECT_EQ(parse_next_link(R"(<https://h/1>; rel="first", <https://h/2>; rel="next")"),
            "https://h/2");
  for (const char* header :
       {"", "<https://h/1>; rel=\"last\"", "https://h/1; rel=\"next\"", "<", "><"}) {
    EXPECT_EQ(parse_next_link(header), std::nullopt) << header;
  }
}

}  // namespace
}  // namespace assay
