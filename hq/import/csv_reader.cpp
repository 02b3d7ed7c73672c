// The CSV reader: a window over the source that always begins at the record under way.
#include "hq/import/csv_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace pareto::hq::import {
namespace {

constexpr std::size_t kChunk = std::size_t{256} * 1024;
constexpr std::size_t kNone = std::string::npos;

// The length of the well-formed sequence at the front of `text`, 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t index) {
        return static_cast<unsigned char>(text[index]);
    };
    const auto follows = [&](std::size_t index, unsigned low, unsigned high) {
        return index < text.size() && byte(index) >= low && byte(index) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80U) return 1;
    if (first >= 0xC2U && first <= 0xDFU) return follows(1, 0x80, 0xBF) ? 2 : 0;
    if (first >= 0xE0U && first <= 0xEFU) {
        const unsigned low = first == 0xE0U ? 0xA0U : 0x80U;
        const unsigned high = first == 0xEDU ? 0x9FU : 0xBFU;
        return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0U && first <= 0xF4U) {
        const unsigned low = first == 0xF0U ? 0x90U : 0x80U;
        const unsigned high = first == 0xF4U ? 0x8FU : 0xBFU;
        return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

// Eight bytes at a time: all ASCII and none of them NUL. Nearly every record is.
bool is_plain(std::string_view text) {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        const std::uint64_t high = 0x8080808080808080U;
        if (((word | (word - 0x0101010101010101U)) & high) != 0) return false;
    }
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), [](char c) {
        return static_cast<signed char>(c) > 0;
    });
}

std::string hex_byte(char byte) {
    return to_hex(BytesView{&byte, 1});
}

}  // namespace

std::size_t find_bad_byte(std::string_view text) {
    if (is_plain(text)) return kNone;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == '\0') return at;
        const std::size_t length = sequence_length(text.substr(at));
        if (length == 0) return at;
        at += length;
    }
    return kNone;
}

CsvReader::CsvReader(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

Result<void> CsvReader::start() {
    started_ = true;
    while (end_ < 3) {
        PARETO_TRY(const bool more, fill());
        if (!more) break;
    }
    const std::string_view front{buffer_.data(), end_};
    if (front.starts_with("\xFF\xFE") || front.starts_with("\xFE\xFF")) {
        return fault(FaultCode::Unsupported,
                     "line 1, column 1: the file is UTF-16; write it as UTF-8");
    }
    if (front.starts_with("\xEF\xBB\xBF")) next_ = 3;
    return {};
}

Result<bool> CsvReader::fill() {
    if (at_end_) return false;
    if (buffer_.size() - end_ < kChunk) buffer_.resize(end_ + kChunk);
    PARETO_TRY(const std::size_t count,
               source_->read(buffer_.data() + end_, buffer_.size() - end_));
    end_ += count;
    at_end_ = count == 0;
    return !at_end_;
}

// Moves what is left to the front, once it is less than what is given up.
void CsvReader::give_up_what_was_read() {
    if (begin_ <= end_ - begin_) return;
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
}

std::size_t CsvReader::find(char c, std::size_t from, std::size_t to) const {
    if (from >= to) return kNone;
    const void* found = std::memchr(buffer_.data() + from, c, to - from);
    if (found == nullptr) return kNone;
    return static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
}

Result<std::size_t> CsvReader::find_line_end(std::size_t from) {
    while (true) {
        const std::size_t found = find('\n', from, end_);
        if (found != kNone) return found - begin_ > kRecordBytesMax ? kNone : found;
        if (end_ - begin_ > kRecordBytesMax) return kNone;
        from = std::max(from, end_);
        PARETO_TRY(const bool more, fill());
        if (!more) return end_;
    }
}

Result<void> CsvReader::pass_over_line() {
    while (true) {
        const std::size_t found = find('\n', begin_, end_);
        if (found != kNone) {
            begin_ = found + 1;
            break;
        }
        begin_ = end_ = 0;
        PARETO_TRY(const bool more, fill());
        if (!more) break;
    }
    in_long_line_ = false;
    return {};
}

Result<bool> CsvReader::next(CsvRecord& record) {
    if (!started_) PARETO_TRY_VOID(start());
    record.fields.clear();
    record.flaw.reset();
    while (true) {
        begin_ = next_;
        line_ += lines_;
        lines_ = 1;
        if (in_long_line_) PARETO_TRY_VOID(pass_over_line());
        give_up_what_was_read();
        PARETO_TRY(const std::size_t line_end, find_line_end(begin_));
        if (line_end == begin_ && at_end_ && begin_ == end_) {
            next_ = begin_;
            lines_ = 0;
            return false;
        }
        record.line = line_;
        spans_.clear();
        if (line_end == kNone) {
            split_too_long(record);
            publish(record);
            return true;
        }
        next_ = std::min(line_end + 1, end_);
        if (without_return(line_end) == begin_) continue;
        PARETO_TRY_VOID(split(line_end, record));
        publish(record);
        return true;
    }
}

std::size_t CsvReader::without_return(std::size_t line_end) const {
    return line_end > begin_ && buffer_[line_end - 1] == '\r' ? line_end - 1 : line_end;
}

Result<void> CsvReader::split(std::size_t line_end, CsvRecord& record) {
    const std::size_t first_end = line_end;
    std::size_t at = begin_;
    while (true) {
        if (spans_.size() == kFieldsMax) {
            record.flaw =
                CsvFlaw{kFieldsMax, "more than " + std::to_string(kFieldsMax) + " fields"};
            break;
        }
        if (at < line_end && buffer_[at] == '"') {
            PARETO_TRY(const std::size_t after, take_quoted(at, line_end, record));
            if (after == kNone) {
                // Only the first line is broken for sure; what follows it is read anew.
                const std::size_t until = without_return(at < first_end ? first_end : line_end);
                spans_.push_back(Span{at, std::max(at, until), false});
                line_end = first_end;
                lines_ = 1;
                break;
            }
            at = after;
        } else {
            const std::size_t until = without_return(line_end);
            const std::size_t comma = find(',', at, until);
            const std::size_t field_end = comma == kNone ? std::max(at, until) : comma;
            spans_.push_back(Span{at, field_end, false});
            at = field_end;
        }
        if (at >= without_return(line_end)) break;
        ++at;
    }
    next_ = std::min(line_end + 1, end_);
    return {};
}

Result<std::size_t> CsvReader::take_quoted(std::size_t quote,
                                           std::size_t& line_end,
                                           CsvRecord& record) {
    bool unescape = false;
    std::size_t from = quote + 1;
    while (true) {
        const std::size_t found = find('"', from, line_end);
        if (found == kNone) {
            PARETO_TRY(const std::size_t next_end,
                       line_end < end_ ? find_line_end(line_end + 1) : Result<std::size_t>{kNone});
            if (next_end == kNone) {
                record.flaw =
                    CsvFlaw{spans_.size(), "the quote that opens this field is never closed"};
                return kNone;
            }
            from = line_end + 1;
            line_end = next_end;
            ++lines_;
            continue;
        }
        const std::size_t after = found + 1;
        if (after < line_end && buffer_[after] == '"') {
            unescape = true;
            from = after + 1;
            continue;
        }
        if (after < without_return(line_end) && buffer_[after] != ',') {
            record.flaw = CsvFlaw{spans_.size(), "text behind the quote that closes this field"};
            return kNone;
        }
        spans_.push_back(Span{quote + 1, found, unescape});
        return after;
    }
}

// The fields that are whole within the limit, and the front of the one that is not.
void CsvReader::split_too_long(CsvRecord& record) {
    const std::size_t limit = begin_ + kRecordBytesMax;
    std::size_t at = begin_;
    while (spans_.size() < kFieldsMax) {
        std::size_t field_end = kNone;
        Span span{at, at, false};
        if (buffer_[at] == '"') {
            std::size_t found = find('"', at + 1, limit);
            while (found != kNone && found + 1 < limit && buffer_[found + 1] == '"') {
                span.unescape = true;
                found = find('"', found + 2, limit);
            }
            if (found != kNone && found + 1 < limit && buffer_[found + 1] == ',') {
                span = Span{at + 1, found, span.unescape};
                field_end = found + 1;
            }
        } else {
            field_end = find(',', at, limit);
            span.end = field_end;
        }
        if (field_end == kNone) {
            spans_.push_back(Span{at, std::min(at + kTruncatedBytes, limit), false});
            break;
        }
        spans_.push_back(span);
        at = field_end + 1;
        if (at >= limit) break;
    }
    record.flaw = CsvFlaw{spans_.size() - 1,
                          "the line is longer than " + std::to_string(kRecordBytesMax) + " bytes"};
    next_ = limit;
    in_long_line_ = true;
}

void CsvReader::publish(CsvRecord& record) {
    std::size_t escaped_bytes = 0;
    for (const Span& span : spans_)
        escaped_bytes += span.unescape ? span.end - span.begin : 0;
    // Views into the string stay valid because it never grows beyond this.
    unescaped_.clear();
    unescaped_.reserve(escaped_bytes);
    for (const Span& span : spans_) {
        std::string_view text{buffer_.data() + span.begin, span.end - span.begin};
        if (span.unescape) {
            const std::size_t begin = unescaped_.size();
            for (std::size_t at = 0; at < text.size(); ++at) {
                unescaped_ += text[at];
                if (text[at] == '"') ++at;
            }
            text = std::string_view{unescaped_}.substr(begin);
        }
        record.fields.push_back(text);
    }
    if (record.flaw || is_plain({buffer_.data() + begin_, next_ - begin_})) return;
    for (std::size_t field = 0; field < record.fields.size(); ++field) {
        const std::size_t bad = find_bad_byte(record.fields[field]);
        if (bad == kNone) continue;
        const char byte = record.fields[field][bad];
        record.flaw =
            CsvFlaw{field,
                    "byte " + std::to_string(bad + 1) + " of the field " +
                        (byte == '\0' ? "is NUL" : "(" + hex_byte(byte) + ") is not UTF-8")};
        return;
    }
}

}  // namespace pareto::hq::import
