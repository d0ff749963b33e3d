#include "tokenizer/vocabulary.h"

#include <algorithm>

#include "assay/error.h"

namespace assay {
namespace {

void refuse_shared_ids(std::vector<Vocabulary::Entry> entries, const std::string& where) {
  std::ranges::sort(entries, {}, &Vocabulary::Entry::second);
  const auto same = std::ranges::adjacent_find(entries, {}, &Vocabulary::Entry::second);
  if (same == entries.end()) return;
  throw Error(ErrorKind::kBadData, where + ": '" + std::string(same->first) + "' and '" +
                                       std::string((same + 1)->first) + "' have the same id " +
                                       std::to_string(same->second));
}

}  // namespace

Vocabulary::Vocabulary(std::vector<std::pair<std::string, std::int32_t>> tokens,
                       const std::string& where)
    : tokens_(std::move(tokens)) {
  entries_.reserve(tokens_.size());
  for (const auto& [token, id] : tokens_) {
    entries_.emplace_back(token, id);
    id_end_ = std::max(id_end_, static_cast<std::size_t>(id) + 1);
  }
  // Later entries first among equal tokens, so that `unique` keeps the last of the file.
  std::ranges::reverse(entries_);
  std::ranges::stable_sort(entries_, {}, &Entry::first);
  const auto repeated = std::ranges::unique(entries_, {}, &Entry::first);
  entries_.erase(repeated.begin(), repeated.end());
  size_ = entries_.size();
  refuse_shared_ids(entries_, where);
  if (!entries_.empty() && entries_.front().first.empty()) entries_.erase(entries_.begin());
}

std::optional<std::int32_t> Vocabulary::find(std::string_view token) const {
  const auto entry = std::ranges::lower_bound(entries_, token, {}, &Entry::first);
  if (entry == entries_.end() || entry->first != token) return std::nullopt;
  return entry->second;
}

}  // namespace assay
