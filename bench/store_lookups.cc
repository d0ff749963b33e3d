// Lookups in the embedding store while several processes write to it: how many a second, and whether any
// vector is another text's. Every vector is made from the hash of its text and compared bit by bit.
//
//   assay_store_lookups FOLDER [lookups] [processes] [texts]
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "assay/error.h"
#include "assay/store.h"
#include "base/sha256.h"

namespace {

using namespace assay;

constexpr std::size_t kDimension = 384;
constexpr std::size_t kBatch = 256;

struct Plan {
  std::uint64_t lookups = 10'000'000;
  std::uint64_t processes = 4;
  std::uint64_t texts = 400'000;
};

// What one process has seen.
struct Count {
  std::uint64_t lookups = 0;
  std::uint64_t found = 0;
  std::uint64_t wrong = 0;
  std::uint64_t lost = 0;  // written by this process, and not found
  std::uint64_t written = 0;
};

// S. Vigna's splitmix64.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

std::string text_of(std::uint64_t number) {
  return "text number " + std::to_string(number) + ", which is like no other";
}

void fill_vector(const std::string& text, std::span<float> vector) {
  const Sha256Digest digest = sha256(text);
  std::uint64_t state = 0;
  std::memcpy(&state, digest.data(), sizeof state);
  for (float& x : vector) x = static_cast<float>(next_random(state) >> 40U) / 16777216.0F + 0.001F;
}

class Worker {
 public:
  Worker(const std::string& folder, const Plan& plan, std::uint64_t number)
      : plan_(plan),
        number_(number),
        store_(EmbeddingStore::open(folder)),
        scope_(store_->open_scope({.provider = "bench", .model = "m", .dimension = kDimension})),
        state_(number + 1),
        rows_(kBatch, kDimension) {}

  // Its share of all texts, one in `processes`, with lookups of any text in between.
  Count run() {
    const std::uint64_t mine = plan_.texts / plan_.processes;
    const std::uint64_t wanted = plan_.lookups / plan_.processes;
    while (count_.written < mine || count_.lookups < wanted) {
      if (count_.written < mine) write(std::min<std::uint64_t>(kBatch, mine - count_.written));
      // Writing is spread over the first half of all lookups.
      const std::uint64_t due = std::min(wanted, wanted / 2 * count_.written / mine);
      do {
        look_up();
      } while (count_.lookups < (count_.written < mine ? due : wanted));
    }
    return count_;
  }

 private:
  [[nodiscard]] std::string text_at(std::uint64_t place, std::uint64_t process) const {
    return text_of(place * plan_.processes + process);
  }

  void write(std::uint64_t size) {
    std::vector<std::string> texts;
    Matrix rows(size, kDimension);
    for (std::uint64_t i = 0; i < size; ++i) {
      texts.push_back(text_at(count_.written + i, number_));
      fill_vector(texts.back(), rows.row(i));
    }
    store_->put(*scope_, std::vector<std::string_view>(texts.begin(), texts.end()), rows);
    count_.written += size;
  }

  void look_up() {
    std::vector<std::string> texts;
    std::vector<char> is_written_here;
    for (std::size_t i = 0; i < kBatch; ++i) {
      const std::uint64_t process = next_random(state_) % plan_.processes;
      const std::uint64_t place = next_random(state_) % (plan_.texts / plan_.processes);
      texts.push_back(text_at(place, process));
      is_written_here.push_back(process == number_ && place < count_.written ? 1 : 0);
    }
    std::vector<bool> found(kBatch);
    (void)store_->find(*scope_, std::vector<std::string_view>(texts.begin(), texts.end()), rows_,
                       found);
    std::array<float, kDimension> expected{};
    for (std::size_t i = 0; i < kBatch; ++i) {
      if (!found[i]) {
        if (is_written_here[i] != 0) ++count_.lost;
        continue;
      }
      fill_vector(texts[i], expected);
      ++count_.found;
      if (!std::ranges::equal(expected, rows_.row(i))) ++count_.wrong;
    }
    count_.lookups += kBatch;
  }

  Plan plan_;
  std::uint64_t number_;
  std::shared_ptr<EmbeddingStore> store_;
  std::shared_ptr<const EmbeddingStore::Scope> scope_;
  std::uint64_t state_;
  Matrix rows_;
  Count count_;
};

// Runs one worker in a process of its own; what it counted comes through a pipe.
int start(const std::string& folder, const Plan& plan, std::uint64_t number) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) std::abort();
  if (::fork() != 0) {
    ::close(ends[1]);
    return ends[0];
  }
  ::close(ends[0]);
  int code = 1;
  try {
    const Count count = Worker(folder, plan, number).run();
    code = ::write(ends[1], &count, sizeof count) == sizeof count ? 0 : 1;
  } catch (const Error& error) {
    std::fprintf(stderr, "process %d: %s\n", static_cast<int>(number), error.what());
  }
  ::_exit(code);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: assay_store_lookups FOLDER [lookups] [processes] [texts]\n", stderr);
    return 2;
  }
  Plan plan;
  std::array<std::uint64_t*, 3> numbers = {&plan.lookups, &plan.processes, &plan.texts};
  for (int i = 2; i < argc && i < 5; ++i) {
    *numbers[static_cast<std::size_t>(i - 2)] = std::strtoull(argv[i], nullptr, 10);
  }
  if (plan.processes == 0 || plan.texts < plan.processes) return 2;
  const auto begin = std::chrono::steady_clock::now();
  std::vector<int> pipes;
  for (std::uint64_t i = 0; i < plan.processes; ++i) pipes.push_back(start(argv[1], plan, i));
  Count all;
  bool is_whole = true;
  for (const int pipe : pipes) {
    Count count;
    is_whole = ::read(pipe, &count, sizeof count) == sizeof count && is_whole;
    all.lookups += count.lookups;
    all.found += count.found;
    all.wrong += count.wrong;
    all.lost += count.lost;
    all.written += count.written;
  }
  while (::wait(nullptr) > 0) {
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf(
      "%llu processes: %llu vectors of %zu numbers written, %llu lookups in %.1f s (%.0f a "
      "second), "
      "%llu found, %llu wrong, %llu lost\n",
      static_cast<unsigned long long>(plan.processes), static_cast<unsigned long long>(all.written),
      kDimension, static_cast<unsigned long long>(all.lookups), seconds,
      static_cast<double>(all.lookups) / seconds, static_cast<unsigned long long>(all.found),
      static_cast<unsigned long long>(all.wrong), static_cast<unsigned long long>(all.lost));
  return is_whole && all.wrong == 0 && all.lost == 0 ? 0 : 1;
}
