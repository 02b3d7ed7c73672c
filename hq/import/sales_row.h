// One row of a sales file: a line item, and the receipt it belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "common/base/time.h"
#include "common/money/money.h"
#include "hq/import/row_file.h"
#include "hq/import/sold_at.h"

namespace pareto::hq::import {

/// The place of each field in sales_fields().
namespace sales_field {
enum Index : std::size_t {
    Branch,
    Terminal,
    Receipt,
    SoldAt,
    Card,
    Sku,
    Description,
    Category,
    Quantity,
    UnitPrice,
    Amount,
    Discount,
};
}  // namespace sales_field

[[nodiscard]] std::span<const FieldSpec> sales_fields();

/// What a receipt is known by.
struct ReceiptIdentity {
    std::string branch;
    std::string terminal;
    std::string receipt;
    BusinessDate date;
    bool operator==(const ReceiptIdentity&) const = default;
};

/// The first 16 bytes of a SHA-256 over the identity: what a receipt is looked up by within one
/// import.
struct ReceiptKey {
    std::array<std::uint64_t, 2> words{};
    bool operator==(const ReceiptKey&) const = default;
};

[[nodiscard]] ReceiptKey key_of(const ReceiptIdentity& identity);

struct ReceiptKeyHash {
    [[nodiscard]] std::size_t operator()(const ReceiptKey& key) const noexcept {
        return key.words[0];
    }
};

struct SalesRow {
    UtcTime sold_at;
    Zone::Oddity oddity = Zone::Oddity::None;
    std::string card;
    std::string sku;
    std::string description;
    std::string category;
    std::int64_t quantity_thousandths = 1000;
    std::int64_t unit_price_minor = 0;
    std::int64_t amount_minor = 0;
    std::int64_t discount_minor = 0;
    bool rounded = false;  ///< the amount had more decimals than the currency
};

/// A set of rows, whatever their order: the sum of the rows' SHA-256 values in four lanes. Adding a
/// row that was missing gives the digest of the whole.
struct RowsDigest {
    std::array<std::uint64_t, 4> lanes{};
    bool operator==(const RowsDigest&) const = default;
    void add(const RowsDigest& other);
    [[nodiscard]] Bytes bytes() const;
    [[nodiscard]] static std::optional<RowsDigest> from(BytesView bytes);
};

[[nodiscard]] RowsDigest digest_of(const SalesRow& row);

/// The zone of a branch by its code.
using ZoneOf = std::function<const Zone&(std::string_view branch)>;

/// What a record says. `identity` is there whenever it can be read, whatever else is wrong; `flaw`
/// is the first thing that is wrong, and without one `row` is complete.
struct SalesReading {
    std::optional<ReceiptIdentity> identity;
    std::optional<RowFlaw> flaw;
    SalesRow row;
};

[[nodiscard]] SalesReading read_sales_row(const Columns& columns,
                                          const CsvRecord& record,
                                          Currency currency,
                                          const ZoneOf& zone_of);

}  // namespace pareto::hq::import
