// Where the bytes of an imported file come from: a file, a compressed file, or a test's string.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::hq::import {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Fills at most `size` bytes; 0 = the end. Corrupt: the compressed bytes are damaged or end
    /// too early.
    [[nodiscard]] virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
    /// How much of the file was taken, in bytes as they lie on disk, and of how many: for the
    /// progress bar.
    [[nodiscard]] virtual std::int64_t taken() const = 0;
    [[nodiscard]] virtual std::int64_t total() const = 0;
};

/// A regular file; one whose name ends in .zst is decompressed as it is read.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_file(const std::string& path);
/// The bytes as they lie on disk, whatever the name.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_raw_file(const std::string& path);
/// The bytes of a string, at most `step` at a time.
[[nodiscard]] std::unique_ptr<ByteSource> from_text(Bytes bytes, std::size_t step);

}  // namespace pareto::hq::import
