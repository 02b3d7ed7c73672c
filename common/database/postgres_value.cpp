#include "common/database/postgres_value.h"

#include <charconv>
#include <utility>

#include "common/base/bytes.h"

namespace pareto::database {
namespace {

// src/include/catalog/pg_type.dat; these numbers never change.
enum class Type : std::uint32_t {
    Bool = 16,
    Bytea = 17,
    Int8 = 20,
    Int2 = 21,
    Int4 = 23,
    Oid = 26,
    Float4 = 700,
    Float8 = 701,
    Numeric = 1700,
    Void = 2278,
};

/// Made in place: GCC 12 believes that a moved temporary of a variant may be uninitialised.
template <typename Alternative, typename... Arguments>
Result<Value> made(Arguments&&... arguments) {
    return Result<Value>{
        tl::in_place, std::in_place_type<Alternative>, std::forward<Arguments>(arguments)...};
}

void append_hex(std::string& text, BytesView bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text.reserve(text.size() + 2 * bytes.size());
    for (const char character : bytes) {
        const auto byte = static_cast<unsigned char>(character);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0xFU];
    }
}

void append_copy_text(std::string& lines, std::string_view text) {
    for (const char character : text) {
        switch (character) {
            case '\\':
                lines += "\\\\";
                break;
            case '\n':
                lines += "\\n";
                break;
            case '\r':
                lines += "\\r";
                break;
            case '\t':
                lines += "\\t";
                break;
            default:
                lines += character;
        }
    }
}

Result<Value> read_integer(std::string_view text) {
    std::int64_t integer = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return fault(FaultCode::Unsupported, "a number is not a 64-bit integer");
    }
    return made<std::int64_t>(integer);
}

/// The digits of one hexadecimal byte; beyond 255 when they are none.
unsigned hex_value(char digit) {
    constexpr unsigned kNone = 0x100;
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
    return kNone;
}

Result<Value> read_bytea(std::string_view text) {
    if (!text.starts_with("\\x") || text.size() % 2 != 0) {
        return fault(FaultCode::Unsupported, "bytea is not in hexadecimal");
    }
    text.remove_prefix(2);
    Blob blob;
    blob.bytes.resize(text.size() / 2);
    for (std::size_t index = 0; index < blob.bytes.size(); ++index) {
        const unsigned byte = hex_value(text[2 * index]) * 16 + hex_value(text[2 * index + 1]);
        if (byte > 0xFF) return fault(FaultCode::Unsupported, "bytea is not in hexadecimal");
        blob.bytes[index] = static_cast<char>(byte);
    }
    return made<Blob>(std::move(blob));
}

}  // namespace

std::string postgres_text(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    std::string hex;
    if (const auto* blob = std::get_if<Blob>(&value)) {
        hex = "\\x";
        append_hex(hex, blob->bytes);
    }
    return hex;
}

void append_array_element(std::string& array, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        array += std::to_string(*integer);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        array += '"';
        for (const char character : *text) {
            if (character == '"' || character == '\\') array += '\\';
            array += character;
        }
        array += '"';
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
        array += "\"\\\\x";
        append_hex(array, blob->bytes);
        array += '"';
    } else {
        array += "NULL";
    }
}

void append_copy_line(std::string& lines, const std::vector<Value>& row) {
    bool first = true;
    for (const Value& value : row) {
        if (!first) lines += '\t';
        first = false;
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            lines += std::to_string(*integer);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            append_copy_text(lines, *text);
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            lines += "\\\\x";
            append_hex(lines, blob->bytes);
        } else {
            lines += "\\N";
        }
    }
}

Result<Value> read_postgres(std::uint32_t type, std::string_view text) {
    switch (static_cast<Type>(type)) {
        case Type::Bool:
            return made<std::int64_t>(text == "t" ? 1 : 0);
        case Type::Bytea:
            return read_bytea(text);
        case Type::Int8:
        case Type::Int2:
        case Type::Int4:
        case Type::Oid:
        case Type::Numeric:
            return read_integer(text);
        case Type::Float4:
        case Type::Float8:
            return fault(FaultCode::Unsupported, "a binary fraction");
        case Type::Void:
            return made<std::monostate>();
    }
    return made<std::string>(text);
}

}  // namespace pareto::database
