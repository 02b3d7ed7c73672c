// Reads one row of a sales file.
#include "hq/import/sales_row.h"

#include <algorithm>
#include <cstring>

#include "common/journal/entry.h"

namespace pareto::hq::import {
namespace {

constexpr std::array kSalesFields{
    FieldSpec{"branch", true},
    FieldSpec{"terminal"},
    FieldSpec{"receipt", true},
    FieldSpec{"sold_at", true},
    FieldSpec{"card"},
    FieldSpec{"sku"},
    FieldSpec{"description"},
    FieldSpec{"category"},
    FieldSpec{"quantity", false, true},
    FieldSpec{"unit_price", false, true},
    FieldSpec{"amount", true, true},
    FieldSpec{"discount", false, true},
};

constexpr std::size_t kSalesCodeMax = 40;
constexpr std::size_t kReceiptMax = 64;
constexpr std::size_t kSalesTextMax = 256;

// Length prefixes keep ("a", "bc") apart from ("ab", "c").
void append_part(Bytes& bytes, std::string_view part) {
    bytes += std::to_string(part.size());
    bytes += ':';
    bytes += part;
}

void append_number(Bytes& bytes, std::int64_t number) {
    bytes += std::to_string(number);
    bytes += ';';
}

class RowReading {
public:
    RowReading(const Columns& columns, const CsvRecord& record, Currency currency)
        : columns_(columns), record_(record), currency_(currency) {
        if (record.flaw) flaw(record.flaw->field, record.flaw->reason);
    }

    [[nodiscard]] SalesReading read(const ZoneOf& zone_of) {
        read_identity(zone_of);
        SalesRow& row = reading_.row;
        row.card = text(sales_field::Card, kReceiptMax);
        row.sku = text(sales_field::Sku, kReceiptMax);
        row.description = text(sales_field::Description, kSalesTextMax);
        row.category = text(sales_field::Category, kSalesTextMax);
        const auto quantity = number(sales_field::Quantity, 3, Missing::IfAbsent);
        row.discount_minor = number(sales_field::Discount, currency_.exponent, Missing::Allowed)
                                 .value_or(Scaled{})
                                 .value;
        const Scaled amount =
            number(sales_field::Amount, currency_.exponent, Missing::Refused).value_or(Scaled{});
        row.amount_minor = amount.value;
        row.rounded = amount.rounded;
        // Without a quantity one piece was sold, or brought back.
        row.quantity_thousandths = quantity ? quantity->value : amount.value < 0 ? -1000 : 1000;
        const auto price = number(sales_field::UnitPrice, currency_.exponent, Missing::Allowed);
        row.unit_price_minor = price ? price->value : derived_price(row);
        return std::move(reading_);
    }

private:
    enum class Missing {
        Allowed,   ///< also as an empty cell
        IfAbsent,  ///< only when no column gives the field
        Refused,
    };

    void flaw(std::size_t column, std::string reason) {
        if (!reading_.flaw) reading_.flaw = RowFlaw{column, std::move(reason)};
    }

    // Text that can be kept: whole, sound UTF-8, not too long.
    bool is_sound(sales_field::Index field, std::size_t bytes_max) {
        const std::string_view cell = columns_.text(field, record_);
        if (cell.size() > bytes_max) {
            flaw(columns_.column_of(field), "longer than " + std::to_string(bytes_max) + " bytes");
            return false;
        }
        // The first bad byte of the record is its flaw already.
        return find_bad_byte(cell) == std::string_view::npos;
    }

    std::string text(sales_field::Index field, std::size_t bytes_max) {
        if (!is_sound(field, bytes_max)) return {};
        std::string cell{columns_.text(field, record_)};
        const bool controlled = std::any_of(
            cell.begin(), cell.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U; });
        if (controlled && field != sales_field::Description && field != sales_field::Category) {
            flaw(columns_.column_of(field), "a control character in " + shown(cell));
        }
        return cell;
    }

    bool required(sales_field::Index field, std::size_t bytes_max, std::string& value) {
        value = text(field, bytes_max);
        if (!value.empty()) return true;
        flaw(columns_.column_of(field), std::string{kSalesFields[field].name} + " is missing");
        return false;
    }

    void read_identity(const ZoneOf& zone_of) {
        ReceiptIdentity identity;
        bool complete = required(sales_field::Branch, kSalesCodeMax, identity.branch);
        identity.terminal = "1";
        if (columns_.has(sales_field::Terminal))
            complete =
                required(sales_field::Terminal, kSalesCodeMax, identity.terminal) && complete;
        complete = required(sales_field::Receipt, kReceiptMax, identity.receipt) && complete;
        std::string written_text;
        if (!required(sales_field::SoldAt, kSalesCodeMax, written_text)) return;
        const auto written = read_written_time(written_text);
        if (!written) {
            return flaw(columns_.column_of(sales_field::SoldAt),
                        shown(written_text) + " is not a date and time (YYYY-MM-DDThh:mm:ss)");
        }
        if (!complete) return;
        const Zone::Moment moment = zone_of(identity.branch).moment_of(*written);
        identity.date = moment.date;
        reading_.row.sold_at = moment.at;
        reading_.row.oddity = moment.oddity;
        reading_.identity = std::move(identity);
    }

    std::optional<Scaled> number(sales_field::Index field, int exponent, Missing missing) {
        const auto value = columns_.number(field, record_);
        if (!value) {
            flaw(value.error().column, value.error().reason);
            return std::nullopt;
        }
        if (!*value) {
            const bool allowed = missing == Missing::Allowed ||
                                 (missing == Missing::IfAbsent && !columns_.has(field));
            if (!allowed) flaw(columns_.column_of(field), "a number is missing");
            return std::nullopt;
        }
        const auto scaled = rescale(**value, exponent);
        if (!scaled || scaled->value > kMinorMax || scaled->value < -kMinorMax) {
            flaw(columns_.column_of(field), "the number is too large");
            return std::nullopt;
        }
        return scaled;
    }

    // What one unit cost before the discount. A line of no quantity costs what it costs.
    static std::int64_t derived_price(const SalesRow& row) {
        const std::int64_t gross = row.amount_minor + row.discount_minor;
        if (row.quantity_thousandths == 0) return gross;
        const std::int64_t sign = row.quantity_thousandths < 0 ? -1 : 1;
        const auto price = scale(gross * sign,
                                 Rational{1000, row.quantity_thousandths * sign},
                                 Rounding::HalfAwayFromZero);
        return price.value_or(gross);
    }

    const Columns& columns_;
    const CsvRecord& record_;
    Currency currency_;
    SalesReading reading_;
};

}  // namespace

std::span<const FieldSpec> sales_fields() {
    return kSalesFields;
}

ReceiptKey key_of(const ReceiptIdentity& identity) {
    Bytes bytes;
    append_part(bytes, identity.branch);
    append_part(bytes, identity.terminal);
    append_part(bytes, identity.receipt);
    append_number(bytes, to_day_number(identity.date));
    const Hash hash = journal::sha256(bytes);
    ReceiptKey key;
    std::memcpy(key.words.data(), hash.bytes.data(), sizeof key.words);
    return key;
}

void RowsDigest::add(const RowsDigest& other) {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
        lanes[lane] += other.lanes[lane];
}

Bytes RowsDigest::bytes() const {
    Bytes bytes;
    for (const std::uint64_t lane : lanes) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes += static_cast<char>((lane >> shift) & 0xFFU);
    }
    return bytes;
}

std::optional<RowsDigest> RowsDigest::from(BytesView bytes) {
    RowsDigest digest;
    if (bytes.size() != sizeof digest.lanes) return std::nullopt;
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        digest.lanes[index / 8] |= std::uint64_t{static_cast<unsigned char>(bytes[index])}
                                   << (index % 8 * 8);
    }
    return digest;
}

RowsDigest digest_of(const SalesRow& row) {
    Bytes bytes;
    append_number(bytes, to_ms(row.sold_at));
    append_part(bytes, row.card);
    append_part(bytes, row.sku);
    append_part(bytes, row.description);
    append_part(bytes, row.category);
    append_number(bytes, row.quantity_thousandths);
    append_number(bytes, row.unit_price_minor);
    append_number(bytes, row.amount_minor);
    append_number(bytes, row.discount_minor);
    return RowsDigest::from(journal::sha256(bytes).view()).value_or(RowsDigest{});
}

SalesReading read_sales_row(const Columns& columns,
                            const CsvRecord& record,
                            Currency currency,
                            const ZoneOf& zone_of) {
    return RowReading{columns, record, currency}.read(zone_of);
}

}  // namespace pareto::hq::import
