// The bits: encoding and decoding by the table of epc_schemes.cpp.
#include "common/goods/epc.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/goods/digits.h"
#include "common/goods/epc_schemes.h"

namespace pareto::goods {
namespace {

constexpr std::size_t kMemoryBytesMax = 62;  // 31 words: the most that a tag's length field can say
constexpr std::size_t kWordBytes = 2;

class BitReader {
public:
    explicit BitReader(BytesView bytes) : bytes_(bytes) {}

    [[nodiscard]] std::size_t left() const { return bytes_.size() * 8 - place_; }

    /// Never more than is left, nor than 64.
    std::uint64_t take(int bits) {
        PARETO_CHECK(bits >= 0 && bits <= 64 && static_cast<std::size_t>(bits) <= left());
        std::uint64_t value = 0;
        for (int i = 0; i < bits; ++i, ++place_) {
            const auto byte = static_cast<unsigned char>(bytes_[place_ / 8]);
            value = value << 1U | ((byte >> (7 - place_ % 8)) & 1U);
        }
        return value;
    }

    [[nodiscard]] bool rest_is_zero() {
        while (left() > 0) {
            if (take(1) != 0) return false;
        }
        return true;
    }

private:
    BytesView bytes_;
    std::size_t place_ = 0;
};

class BitWriter {
public:
    void put(std::uint64_t value, int bits) {
        for (int i = bits - 1; i >= 0; --i) {
            if (count_ % 8 == 0) bytes_ += '\0';
            const auto bit = static_cast<unsigned>(value >> static_cast<unsigned>(i)) & 1U;
            const auto byte = static_cast<unsigned char>(bytes_.back());
            bytes_.back() = static_cast<char>(byte | bit << (7 - count_ % 8));
            ++count_;
        }
    }

    void put_zeros_to(std::size_t bits) {
        while (count_ < bits)
            put(0, 1);
    }

    [[nodiscard]] Bytes bytes() && { return std::move(bytes_); }

    [[nodiscard]] std::size_t count() const { return count_; }

private:
    Bytes bytes_;
    std::size_t count_ = 0;
};

std::string padded(std::uint64_t number, std::size_t length) {
    std::string text = std::to_string(number);
    if (text.size() < length) text.insert(0, length - text.size(), '0');
    return text;
}

using Decoded = Expected<std::string, EpcRefusal>;

/// Digits with leading zeros; a number that has more is refused.
Decoded decode_digits(BitReader& bits, const Field& field) {
    const std::uint64_t number = bits.take(field.bits);
    const auto length = static_cast<std::size_t>(field.length);
    if (length == 0) {
        if (number != 0) return unexpected{EpcRefusal::TooBig};
        return std::string{};
    }
    std::string text = padded(number, length);
    if (text.size() > length) return unexpected{EpcRefusal::TooBig};
    return text;
}

Decoded decode_after_one(BitReader& bits, const Field& field) {
    const std::string text = std::to_string(bits.take(field.bits));
    if (text.front() != '1') return unexpected{EpcRefusal::WrongDigits};
    return text.substr(1);
}

Decoded decode_text(BitReader& bits, const Field& field) {
    std::string text;
    bool ended = false;
    int left = field.bits;
    for (; left >= 7; left -= 7) {
        const auto character = static_cast<char>(bits.take(7));
        if (ended && character != '\0') return unexpected{EpcRefusal::PaddingNotZero};
        ended = ended || character == '\0';
        if (!ended) text += character;
    }
    if (bits.take(left) != 0) return unexpected{EpcRefusal::PaddingNotZero};
    return text;
}

/// The low six bits of an ASCII character: 20h to 3Fh and 41h to 5Ah are told apart by their top.
char from_six_bits(std::uint64_t value) {
    return static_cast<char>(value < 0x20 ? value + 0x40 : value);
}

Decoded decode_text6(BitReader& bits, const Field& field) {
    std::string text;
    while (true) {
        if (bits.left() < 6) return unexpected{EpcRefusal::WrongLength};
        const std::uint64_t value = bits.take(6);
        if (value == 0) return text;
        if (text.size() >= static_cast<std::size_t>(field.length))
            return unexpected{EpcRefusal::TooBig};
        text += from_six_bits(value);
    }
}

Decoded decode_code(BitReader& bits, bool six) {
    std::string text;
    for (int i = 0; i < 6; ++i)
        text += six ? from_six_bits(bits.take(6)) : static_cast<char>(bits.take(8));
    if (text.front() == ' ') text.erase(0, 1);
    return text;
}

Decoded decode_field(BitReader& bits, const Field& field) {
    if (bits.left() < static_cast<std::size_t>(field.bits))
        return unexpected{EpcRefusal::WrongLength};
    switch (field.kind) {
        case FieldKind::Prefix:
        case FieldKind::Reference:
        case FieldKind::Digits:
            return decode_digits(bits, field);
        case FieldKind::RestInteger:
        case FieldKind::Integer:
            return std::to_string(bits.take(field.bits));
        case FieldKind::AfterOne:
            return decode_after_one(bits, field);
        case FieldKind::RestText:
        case FieldKind::Text:
            return decode_text(bits, field);
        case FieldKind::RestText6:
        case FieldKind::Part6:
        case FieldKind::Serial6:
            return decode_text6(bits, field);
        case FieldKind::Code6:
        case FieldKind::Code8:
            return decode_code(bits, field.kind == FieldKind::Code6);
        case FieldKind::None:
            break;
    }
    return unexpected{EpcRefusal::WrongFields};
}

void encode_number(BitWriter& bits, std::string_view text, int count) {
    bits.put(text.empty() ? 0 : number_of(text).value(), count);
}

void encode_characters(BitWriter& bits, std::string_view text, int bits_each) {
    for (const char c : text)
        bits.put(static_cast<unsigned char>(c), bits_each);  // the low bits of ASCII
}

void encode_field(BitWriter& bits, const Field& field, std::string_view text) {
    switch (field.kind) {
        case FieldKind::Prefix:
        case FieldKind::Reference:
        case FieldKind::Digits:
        case FieldKind::RestInteger:
        case FieldKind::Integer:
            encode_number(bits, text, field.bits);
            break;
        case FieldKind::AfterOne:
            encode_number(bits, "1" + std::string{text}, field.bits);
            break;
        case FieldKind::RestText:
        case FieldKind::Text: {
            const std::size_t end = bits.count() + static_cast<std::size_t>(field.bits);
            encode_characters(bits, text, 7);
            bits.put_zeros_to(end);
            break;
        }
        case FieldKind::RestText6:
        case FieldKind::Part6:
        case FieldKind::Serial6:
            encode_characters(bits, text, 6);
            bits.put(0, 6);
            break;
        case FieldKind::Code6:
        case FieldKind::Code8: {
            const int each = field.kind == FieldKind::Code6 ? 6 : 8;
            if (text.size() == 5) encode_characters(bits, " ", each);
            encode_characters(bits, text, each);
            break;
        }
        case FieldKind::None:
            break;
    }
}

}  // namespace

Expected<Epc, EpcRefusal> decode_epc(BytesView bytes) {
    if (bytes.empty()) return unexpected{EpcRefusal::WrongLength};
    const auto rows = scheme_rows();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const SchemeRow& candidate) {
        return candidate.header == static_cast<unsigned char>(bytes.front());
    });
    if (row == rows.end()) return unexpected{EpcRefusal::UnknownScheme};
    BitReader bits{bytes};
    if (bytes.size() > kMemoryBytesMax || bits.left() < static_cast<std::size_t>(row->bits))
        return unexpected{EpcRefusal::WrongLength};

    bits.take(8);
    constexpr std::size_t kBeforeFields = 6;  // filter and partition, at the most
    if (bits.left() < kBeforeFields) return unexpected{EpcRefusal::WrongLength};
    Epc epc{row->scheme, static_cast<int>(bits.take(row->filter_bits)), {}};
    std::size_t prefix_digits = 0;
    if (row->has_prefix()) {
        const std::uint64_t partition = bits.take(kPartitionBits);
        if (partition >= kPrefixBits.size()) return unexpected{EpcRefusal::UnknownPartition};
        prefix_digits = kPrefixDigitsMax - static_cast<std::size_t>(partition);
    }
    for (std::size_t i = 0; i < row->field_count(); ++i) {
        PARETO_TRY(auto text, decode_field(bits, sized(row->fields[i], prefix_digits)));
        epc.fields.push_back(std::move(text));
    }
    if (!bits.rest_is_zero()) return unexpected{EpcRefusal::PaddingNotZero};
    if (const auto refusal = refuse(epc)) return unexpected{*refusal};
    return epc;
}

Expected<Bytes, EpcRefusal> encode_epc(const Epc& epc) {
    if (const auto refusal = refuse(epc)) return unexpected{*refusal};
    const SchemeRow& row = row_of(epc.scheme);
    BitWriter bits;
    bits.put(row.header, 8);
    bits.put(static_cast<std::uint64_t>(epc.filter), row.filter_bits);
    std::size_t prefix_digits = 0;
    if (row.has_prefix()) {
        prefix_digits = epc.fields.front().size();
        bits.put(kPrefixDigitsMax - prefix_digits, kPartitionBits);
    }
    for (std::size_t i = 0; i < epc.fields.size(); ++i)
        encode_field(bits, sized(row.fields[i], prefix_digits), epc.fields[i]);
    bits.put_zeros_to(static_cast<std::size_t>(row.bits));
    bits.put_zeros_to((bits.count() + 8 * kWordBytes - 1) / (8 * kWordBytes) * 8 * kWordBytes);
    return std::move(bits).bytes();
}

}  // namespace pareto::goods
