// Comma-separated values by RFC 4180, read record by record in bounded memory.
//
// A record that is not well formed is still a record: it comes with a flaw (line, field, reason)
// and whatever fields could be read, and the next record begins at the next line. So one broken row
// never takes others with it: after a quote that is never closed the reader goes back and continues
// behind the first line of that record.
//
//     UTF-8, with or without a byte order mark; LF or CRLF; "" within quotes is one quote; quoted
//     line breaks; blank lines are skipped; a record is at most kRecordBytesMax long.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hq/import/byte_source.h"

namespace pareto::hq::import {

struct CsvFlaw {
    std::size_t field = 0;  ///< 0-based
    std::string reason;
};

struct CsvRecord {
    std::int64_t line = 0;                 ///< on which it begins; the header's is 1
    std::vector<std::string_view> fields;  ///< valid until the next call of next()
    std::optional<CsvFlaw> flaw;           ///< the first thing wrong with it
};

class CsvReader {
public:
    static constexpr std::size_t kRecordBytesMax = 1U << 20U;
    static constexpr std::size_t kFieldsMax = 4'096;
    /// What is kept of a field in a record that is too long.
    static constexpr std::size_t kTruncatedBytes = 1'024;

    explicit CsvReader(std::unique_ptr<ByteSource> source);

    /// False at the end. A fault only when the source fails, or at once for a file that is UTF-16.
    [[nodiscard]] Result<bool> next(CsvRecord& record);

    [[nodiscard]] const ByteSource& source() const { return *source_; }

private:
    struct Span {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool unescape = false;  ///< holds "" that stand for one quote
    };

    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<bool> fill();
    [[nodiscard]] Result<void> pass_over_line();
    void give_up_what_was_read();
    /// Where the line that holds `from` ends; npos when the record would be too long with it.
    [[nodiscard]] Result<std::size_t> find_line_end(std::size_t from);
    [[nodiscard]] Result<void> split(std::size_t line_end, CsvRecord& record);
    /// The offset behind the closing quote; npos when the field is flawed.
    [[nodiscard]] Result<std::size_t> take_quoted(std::size_t quote,
                                                  std::size_t& line_end,
                                                  CsvRecord& record);
    void split_too_long(CsvRecord& record);
    void publish(CsvRecord& record);
    [[nodiscard]] std::size_t without_return(std::size_t line_end) const;
    [[nodiscard]] std::size_t find(char c, std::size_t from, std::size_t to) const;

    // All offsets are into buffer_. What lies before begin_ is given up only between records.
    std::unique_ptr<ByteSource> source_;
    std::string buffer_;
    std::size_t begin_ = 0;   ///< of the record under way
    std::size_t end_ = 0;     ///< of what was read
    std::size_t next_ = 0;    ///< where the next record begins
    std::int64_t line_ = 1;   ///< of begin_
    std::int64_t lines_ = 0;  ///< lines that the record takes
    bool started_ = false;
    bool at_end_ = false;
    bool in_long_line_ =
        false;  ///< the rest of a line that was too long is still to be passed over
    std::vector<Span> spans_;
    std::string unescaped_;
};

/// The offset of the first byte that is not UTF-8 (RFC 3629) or is NUL; npos when there is none.
[[nodiscard]] std::size_t find_bad_byte(std::string_view text);

}  // namespace pareto::hq::import
