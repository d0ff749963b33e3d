#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "assay/error.h"
#include "assay/measure.h"

namespace assay {
namespace {

std::string reason() { return std::strerror(errno); }

// What the child says: the measurement, or why there is none.
std::string measure_as_text(const MeasuredModel& model, const MeasureOptions& options) {
  Json reply;
  try {
    reply["measurement"] = to_json(measure_model(model, options));
  } catch (const Error& error) {
    reply = {{"error", error.what()}, {"kind", static_cast<int>(error.kind())}};
  } catch (const std::exception& error) {
    reply = {{"error", error.what()}};
  }
  return reply.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody listens any more
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string read_all(int file) {
  std::string bytes;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = read(file, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

std::string describe_end(int status) {
  if (WIFSIGNALED(status)) {
    return std::string("it was ended by a signal: ") + strsignal(WTERMSIG(status));
  }
  return "it ended with code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Measurement measure_in_child(const MeasuredModel& model, const MeasureOptions& options) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0)
    throw Error(ErrorKind::kUnavailable, "cannot make a pipe: " + reason());
  std::fflush(nullptr);  // else the child would print what is waiting again
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    throw Error(ErrorKind::kUnavailable, "cannot start a process to measure in: " + reason());
  }
  if (child == 0) {
    close(ends[0]);
    write_all(ends[1], measure_as_text(model, options));
    std::fflush(nullptr);
    _exit(0);
  }
  close(ends[1]);
  const std::string text = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const Json reply = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!reply.is_object()) {
    throw Error(
        ErrorKind::kUnavailable,
        model.requested + ": the measuring process left no result: " + describe_end(status));
  }
  if (reply.contains("kind")) {
    throw Error(static_cast<ErrorKind>(reply["kind"].get<int>()),
                reply["error"].get<std::string>());
  }
  if (reply.contains("error")) throw std::runtime_error(reply["error"].get<std::string>());
  return measurement_from_json(reply["measurement"], model.requested);
}

}  // namespace assay
