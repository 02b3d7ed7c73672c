// Files that must be whole, durable and readable by nobody else: keys, anchors.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::net {

/// Replaces `path` by `text`, mode 0600: after a crash at any point the file is the old one or the
/// new one, whole. When it returns without a fault, the new one is on the disk.
[[nodiscard]] Result<void> write_private_file(const std::filesystem::path& path, BytesView text);
/// The whole file. Exhausted when it is longer than `bytes_max`; Unavailable when there is none;
/// Denied when it may not be read.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t bytes_max);

}  // namespace pareto::net
