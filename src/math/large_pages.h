#pragma once

#include <cstddef>
#include <memory>

namespace assay {

// At least `bytes` bytes, aligned to 64, not initialised, for tables that are read again and again:
// in pages of 2 MiB where the kernel has them (THP at "madvise" or "always"), otherwise ordinary
// ones. Which 4 KiB of a cache two small pages share is chance, and bad luck costs a product of
// matrices up to 8 % of its speed. Blocks are cut from common stretches of memory, which go back
// when the last block in them is freed. Threads may call it. Throws std::bad_alloc.
[[nodiscard]] std::shared_ptr<std::byte[]> take_large_pages(std::size_t bytes);

}  // namespace assay
