#include "source/hub_fetch.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "assay/error.h"
#include "source/fake_hub.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using test::FakeHub;
using Kind = TransportFailure::Kind;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class HubFetchTest : public testing::Test {
 protected:
  HubFetchTest() {
    hub_.files = {{"config.json", "{}"},
                  {"model.safetensors", "0123456789abcdefghij"},
                  {"sub/empty.txt", ""},
                  {"README.md", "hello"}};
    options_.cache = folder_.path();
    options_.endpoint = "http://hub";
    options_.token = "canary";
  }

  HubFiles fetch(const std::string& revision = "main",
                 const std::vector<std::string>& patterns = {"config.json", "*.safetensors"}) {
    return fetch_files(hub_, clock_, repo_, revision, patterns, options_);
  }
  std::string error(const std::string& revision = "main") {
    return test::error_of([&] { (void)fetch(revision); });
  }
  ErrorKind error_kind(const std::string& revision = "main") {
    return test::error_kind_of([&] { (void)fetch(revision); });
  }
  [[nodiscard]] fs::path model_blob(const std::string& ending = "") const {
    return folder_.path() / "models--org--m" / "blobs" /
           (sha256_hex(hub_.files.at("model.safetensors")) + ending);
  }
  // Answers requests whose address holds `part` with `answer`.
  void answer(const std::string& part, std::function<HttpOutcome(const HttpRequest&)> reply) {
    hub_.intercept = [part, reply = std::move(reply)](const HttpRequest& request) {
      return to_string(request.url).find(part) == std::string::npos ? HttpOutcome{}
                                                                    : reply(request);
    };
  }

  test::TemporaryFolder folder_;
  FakeHub hub_;
  HubOptions options_;
  HubRepo repo_{.type = RepoType::kModel, .id = "org/m"};
  std::vector<std::chrono::milliseconds> waits_;
  RetryClock clock_{.sleep =
                        [this](std::chrono::milliseconds delay, const std::stop_token& stop) {
                          waits_.push_back(delay);
                          return !stop.stop_requested();
                        },
                    .now = std::chrono::system_clock::now,
                    .random = [] { return 1.0; }};
};

TEST_F(HubFetchTest, FilesThatMatchAreInTheSnapshot) {
  const HubFiles files = fetch("main", {"*.json", "*.safetensors", "sub/*"});
  EXPECT_EQ(files.commit, FakeHub::kCommit);
  EXPECT_EQ(files.folder, folder_.path() / "models--org--m" / "snapshots" / FakeHub::kCommit);
  EXPECT_EQ(content_of(files.folder / "config.json"), "{}");
  EXPECT_EQ(content_of(files.folder / "model.safetensors"), "0123456789abcdefghij");
  EXPECT_TRUE(fs::exists(files.folder / "sub" / "empty.txt"));
  EXPECT_FALSE(fs::exists(files.folder / "README.md"));
  EXPECT_EQ(fs::read_symlink(files.folder / "sub" / "empty.txt"),
            "../../../blobs/e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");  // git's empty blob
}

TEST_F(HubFetchTest, ACommitThatIsThereNeedsNoRequest) {
  (void)fetch();
  hub_.forget();
  EXPECT_EQ(fetch(FakeHub::kCommit).commit, FakeHub::kCommit);
  EXPECT_TRUE(hub_.requests().empty());
  (void)fetch("main");  // where a branch stands has to be asked
  EXPECT_EQ(hub_.requests().size(), 1U);
}

TEST_F(HubFetchTest, OnlyTheFileThatIsMissingOrShortIsFetched) {
  const HubFiles files = fetch();
  fs::remove(files.folder / "config.json");
  hub_.forget();
  (void)fetch(FakeHub::kCommit);
  EXPECT_TRUE(hub_.requests().empty());  // its content is still in blobs/
  fs::resize_file(model_blob(), 3);
  (void)fetch(FakeHub::kCommit);
  EXPECT_EQ(hub_.count("resolve"), 1U);
  EXPECT_EQ(content_of(files.folder / "model.safetensors"), "0123456789abcdefghij");
}

TEST_F(HubFetchTest, ACutDownloadIsResumedAsOftenAsItGetsOn) {
  answer("storage", [&](const HttpRequest& request) {
    return hub_.content(request, "model.safetensors", 3);  // three bytes at a time
  });
  EXPECT_EQ(content_of(fetch().folder / "model.safetensors"), "0123456789abcdefghij");
  EXPECT_EQ(hub_.ranges("storage"),
            (std::vector<std::string>{"", "bytes=3-", "bytes=6-", "bytes=9-", "bytes=12-",
                                      "bytes=15-", "bytes=18-"}));
}

TEST_F(HubFetchTest, ADownloadThatDoesNotGetOnFailsAndKeepsItsPart) {
  answer("storage", [&](const HttpRequest& request) {
    return request.headers.get("Range").empty() ? hub_.content(request, "model.safetensors", 5)
                                                : FakeHub::failure(Kind::kCut);
  });
  EXPECT_EQ(error_kind(), ErrorKind::kUnavailable);
  EXPECT_EQ(content_of(model_blob(".incomplete")), "01234");
  EXPECT_FALSE(fs::exists(model_blob()));
  hub_.intercept = nullptr;
  hub_.forget();
  EXPECT_EQ(content_of(fetch().folder / "model.safetensors"), "0123456789abcdefghij");
  EXPECT_EQ(hub_.ranges("storage"), std::vector<std::string>{"bytes=5-"});
  EXPECT_FALSE(fs::exists(model_blob(".incomplete")));
}

TEST_F(HubFetchTest, AServerWithoutRangesSendsAllOfIt) {
  fs::create_directories(model_blob().parent_path());
  std::ofstream(model_blob(".incomplete")) << "01234";
  answer("storage", [&](const HttpRequest& request) {
    return FakeHub::deliver(request, 200, hub_.files.at("model.safetensors"));
  });
  EXPECT_EQ(content_of(fetch().folder / "model.safetensors"), "0123456789abcdefghij");
}

TEST_F(HubFetchTest, OtherBytesThanAskedForAreRefused) {
  fs::create_directories(model_blob().parent_path());
  std::ofstream(model_blob(".incomplete")) << "01234";
  answer("storage", [&](const HttpRequest& request) {
    return FakeHub::deliver(request, 206, "456789abcdefghij", {{"Content-Range", "bytes 4-19/20"}});
  });
  EXPECT_EQ(error(), "org/m: model.safetensors: the hub sends other bytes than were asked for");
}

TEST_F(HubFetchTest, AnOldPartThatIsWrongIsThrownAwayOnce) {
  fs::create_directories(model_blob().parent_path());
  std::ofstream(model_blob(".incomplete")) << "wrong";
  EXPECT_EQ(content_of(fetch().folder / "model.safetensors"), "0123456789abcdefghij");
  EXPECT_EQ(hub_.ranges("storage"), (std::vector<std::string>{"bytes=5-", ""}));
}

TEST_F(HubFetchTest, AnOldPartThatIsTooLongIsThrownAway) {
  fs::create_directories(model_blob().parent_path());
  std::ofstream(model_blob(".incomplete")) << std::string(30, 'x');
  EXPECT_EQ(content_of(fetch().folder / "model.safetensors"), "0123456789abcdefghij");
}

TEST_F(HubFetchTest, AWrongHashIsNeverVisible) {
  answer("storage", [&](const HttpRequest& request) {
    return FakeHub::deliver(request, 200, "0123456789abcdefghiX");
  });
  EXPECT_EQ(error_kind(), ErrorKind::kBadData);
  EXPECT_NE(error().find("SHA-256"), std::string::npos);
  EXPECT_FALSE(fs::exists(model_blob()));
  EXPECT_EQ(fs::file_size(model_blob(".incomplete")), 0U);
}

TEST_F(HubFetchTest, MoreBytesThanStatedAreRefused) {
  answer("storage", [&](const HttpRequest& request) {
    return FakeHub::deliver(request, 200, "0123456789abcdefghij and more");
  });
  EXPECT_EQ(error(), "org/m: model.safetensors: the hub sends more than the 20 bytes it stated");
}

TEST_F(HubFetchTest, FewerBytesThanStatedAreRefused) {
  answer("storage",
         [&](const HttpRequest& request) { return FakeHub::deliver(request, 200, "0123"); });
  EXPECT_EQ(error(), "org/m: model.safetensors: the hub sends 4 bytes of 20");
}

TEST_F(HubFetchTest, TheHubIsAskedAgainWithLongerWaits) {
  answer("/revision/", [&](const HttpRequest&) { return FakeHub::reply(503, ""); });
  EXPECT_EQ(error(), "org/m: the hub answers with status 503");
  EXPECT_EQ(hub_.count("/revision/"), 5U);
  using std::chrono::milliseconds;
  EXPECT_EQ(waits_, (std::vector{milliseconds(400), milliseconds(800), milliseconds(1600),
                                 milliseconds(3200)}));
}

TEST_F(HubFetchTest, WithACopyInTheCacheNobodyWaits) {
  (void)fetch();
  hub_.forget();
  answer("/revision/", [&](const HttpRequest&) { return FakeHub::failure(Kind::kConnect); });
  EXPECT_EQ(fetch().commit, FakeHub::kCommit);
  EXPECT_EQ(hub_.requests().size(), 1U);
  // One that is not whole does not do.
  EXPECT_EQ(test::error_of([&] { (void)fetch("main", {"README.md"}); }), "org/m: no way through");
}

TEST_F(HubFetchTest, ARevisionThatTheHubDoesNotHaveIsNotTakenFromTheCache) {
  (void)fetch();
  answer("/revision/", [&](const HttpRequest&) {
    return FakeHub::reply(404, "", {{"X-Error-Code", "RevisionNotFound"}});
  });
  EXPECT_EQ(error(), "org/m: there is no revision 'main'");
}

TEST_F(HubFetchTest, OfflineTakesTheCacheOrSaysWhatIsMissing) {
  options_.offline = true;
  EXPECT_EQ(error(), "org/m@main is not in the cache (" + folder_.path().string() +
                         ") and HF_HUB_OFFLINE is set");
  options_.offline = false;
  (void)fetch();
  options_.offline = true;
  hub_.forget();
  EXPECT_EQ(fetch().commit, FakeHub::kCommit);
  EXPECT_EQ(fetch(FakeHub::kCommit).commit, FakeHub::kCommit);
  EXPECT_EQ(test::error_of([&] { (void)fetch("main", {"README.md"}); }).find("README.md of org/m"),
            0U);
  EXPECT_TRUE(hub_.requests().empty());
}

TEST_F(HubFetchTest, ASnapshotWithoutAListServesWhenTheHubIsAway) {
  const HubFiles files = fetch();
  fs::remove_all(folder_.path() / "models--org--m" / "trees");
  answer("/", [&](const HttpRequest&) { return FakeHub::failure(Kind::kResolve); });
  EXPECT_EQ(fetch(FakeHub::kCommit).folder, files.folder);
  EXPECT_EQ(fetch("main").folder, files.folder);
}

TEST_F(HubFetchTest, NothingThatMatchesIsAnError) {
  EXPECT_EQ(test::error_of([&] { (void)fetch("main", {"*.bin", "x"}); }),
            "org/m@main: none of its files is called *.bin, x");
}

TEST_F(HubFetchTest, AStopIsAnInterruption) {
  std::stop_source source;
  options_.stop = source.get_token();
  answer("storage", [&](const HttpRequest& request) {
    source.request_stop();
    HttpOutcome outcome = hub_.content(request, "model.safetensors", 5);
    outcome.failure = {.kind = Kind::kInterrupted, .message = "interrupted"};
    return outcome;
  });
  EXPECT_EQ(error_kind(), ErrorKind::kInterrupted);
  EXPECT_EQ(content_of(model_blob(".incomplete")), "01234");
}

TEST_F(HubFetchTest, TheListOfACommitIsKept) {
  const HubListing listing = list_files(hub_, clock_, repo_, "main", options_);
  EXPECT_EQ(listing.commit, FakeHub::kCommit);
  ASSERT_EQ(listing.files.size(), 4U);
  EXPECT_EQ(listing.files[2].path, "model.safetensors");
  EXPECT_EQ(listing.files[2].size, 20U);
  EXPECT_EQ(listing.files[2].lfs_sha256, sha256_hex("0123456789abcdefghij"));
  hub_.forget();
  EXPECT_EQ(list_files(hub_, clock_, repo_, FakeHub::kCommit, options_).files, listing.files);
  EXPECT_TRUE(hub_.requests().empty());
  options_.offline = true;
  EXPECT_EQ(list_files(hub_, clock_, repo_, "main", options_).files, listing.files);
}

TEST_F(HubFetchTest, NamesThatCouldLeaveTheCacheAreRefused) {
  for (const char* id : {"", "a/b/c", "../a", "a/..", "a//b", "a/b\n", "-a/b", "a/b--c"}) {
    repo_.id = id;
    EXPECT_EQ(error_kind(), ErrorKind::kUsage) << id;
  }
  repo_.id = "org/m";
  for (const char* revision : {"", "..", "a/../b", "/a", "a b", "a/"}) {
    EXPECT_EQ(error_kind(revision), ErrorKind::kUsage) << revision;
  }
  EXPECT_TRUE(hub_.requests().empty());
}

TEST_F(HubFetchTest, TheTokenIsNotInAnyMessage) {
  for (const int status : {400, 401, 403, 404, 429, 500}) {
    answer("/revision/", [&](const HttpRequest& request) {
      return FakeHub::reply(
          status, "",
          {{"X-Error-Message", request.headers.get("Authorization")}, {"Retry-After", "9999"}});
    });
    EXPECT_EQ(error().find("canary"), std::string::npos) << error();
  }
}

}  // namespace
}  // namespace assay
