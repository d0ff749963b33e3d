#include "aws/run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "assay/error.h"

extern char** environ;  // NOLINT: POSIX leaves its declaration to the program

namespace assay {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;

std::string read_all(int descriptor) {
  std::string output;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return output;
    if (output.size() < kMostBytes) output.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string run_program(const std::vector<std::string>& words) {
  if (words.empty()) throw Error(ErrorKind::kUsage, "credential_process names no program");
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorKind::kUnavailable, "credential_process " + words[0] + ": " + what);
  };
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(std::strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int code =
      ::posix_spawnp(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string output;
  if (code == 0) output = read_all(ends[0]);
  ::close(ends[0]);
  if (code != 0) fail(std::strerror(code));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status)) fail("ended by a signal");
  if (WEXITSTATUS(status) != 0) fail("ended with " + std::to_string(WEXITSTATUS(status)));
  return output;
}

}  // namespace assay
