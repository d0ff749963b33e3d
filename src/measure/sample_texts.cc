#include "measure/sample_texts.h"

#include <array>
#include <numeric>

#include "assay/measure.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 96> kWords = {
    "time",    "year",    "people",   "way",     "day",      "man",    "thing",    "woman",
    "life",    "child",   "world",    "school",  "state",    "family", "house",    "group",
    "country", "problem", "hand",     "part",    "place",    "case",   "week",     "company",
    "system",  "program", "question", "work",    "night",    "point",  "home",     "water",
    "room",    "mother",  "area",     "money",   "story",    "fact",   "month",    "lot",
    "right",   "study",   "book",     "eye",     "job",      "word",   "business", "issue",
    "side",    "kind",    "head",     "service", "friend",   "father", "power",    "hour",
    "game",    "line",    "end",      "member",  "law",      "car",    "city",     "name",
    "team",    "minute",  "idea",     "body",    "back",     "parent", "face",     "level",
    "office",  "door",    "health",   "person",  "art",      "war",    "history",  "party",
    "result",  "change",  "morning",  "reason",  "research", "girl",   "moment",   "air",
    "teacher", "force",   "foot",     "boy",     "age",      "policy", "music",    "sound"};

std::string all_words() {
  std::string text;
  for (const std::string_view word : kWords) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

// Numerical Recipes' linear congruential generator: enough to pick words.
class Dice {
 public:
  std::size_t roll(std::size_t sides) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<std::size_t>(state_ >> 8U) % sides;
  }

 private:
  std::uint32_t state_ = 20260101;
};

std::size_t total_share(const LengthMix& mix) {
  std::size_t total = 0;
  for (const LengthMix::Part& part : mix.parts) total += part.share;
  return total;
}

// The lengths of a mix in an order that spreads them, so that the first so many texts are mixed too.
std::size_t length_of(const LengthMix& mix, std::size_t index) {
  const std::size_t total = total_share(mix);
  if (total == 0) return 0;
  // 7 shares no factor with 4 and 10, the totals of the mixes above.
  std::size_t place = index * 7 % total;
  for (const LengthMix::Part& part : mix.parts) {
    if (place < part.share) return part.tokens;
    place -= part.share;
  }
  return mix.parts.back().tokens;
}

}  // namespace

const LengthMix& short_queries() {
  static const LengthMix kMix{kShortTexts, {{kShortQueryTokens, 1}}};
  return kMix;
}
const LengthMix& mixed_queries() {
  static const LengthMix kMix{kMixedTexts, {{8, 3}, {16, 4}, {32, 2}, {64, 1}}};
  return kMix;
}
const LengthMix& document_texts() {
  static const LengthMix kMix{kDocumentTexts, {{64, 1}, {128, 2}, {256, 1}}};
  return kMix;
}

SampleTexts::SampleTexts(const std::function<std::uint64_t(const std::string&)>& count_tokens)
    : tokens_of_word_(kWords.size(), 1) {
  const std::uint64_t one = count_tokens(std::string(kWords[0]));
  if (one == 0) {
    tokens_are_words_ = true;
    return;
  }
  const std::string two = std::string(kWords[0]) + " " + std::string(kWords[0]);
  const std::uint64_t first = count_tokens(two) - one;
  overhead_ = one > first ? one - first : 0;
  if (count_tokens(all_words()) == overhead_ + kWords.size()) return;
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    const std::uint64_t tokens = count_tokens(std::string(kWords[i]));
    tokens_of_word_[i] = tokens > overhead_ + 1 ? tokens - overhead_ : 1;
  }
}

std::vector<std::string> SampleTexts::make(const LengthMix& mix, std::size_t count) const {
  Dice dice;
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t wanted = length_of(mix, i);
    std::size_t tokens = overhead_;
    // One word at least, however long the prompt is.
    do {
      const std::size_t word = dice.roll(kWords.size());
      if (!texts[i].empty()) texts[i] += ' ';
      texts[i] += kWords[word];
      tokens += tokens_of_word_[word];
    } while (tokens < wanted);
  }
  return texts;
}

}  // namespace assay
