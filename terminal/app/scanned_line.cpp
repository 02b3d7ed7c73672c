#include "terminal/app/scanned_line.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/goods/tagged_unit.h"

namespace pareto::terminal {

namespace {

using goods::ScannedItem;
using goods::Unit;

/// How catalogues name units; `decimals`: so many tens smaller than goods::Unit.
struct UnitName {
    std::string_view name;
    Unit unit;
    int decimals;
};

constexpr auto kUnitNames = std::to_array<UnitName>({
    {"kg", Unit::Kilogram, 0},    {"kilogram", Unit::Kilogram, 0}, {"kilo", Unit::Kilogram, 0},
    {"g", Unit::Kilogram, 3},     {"gram", Unit::Kilogram, 3},     {"lb", Unit::Pound, 0},
    {"pound", Unit::Pound, 0},    {"ozt", Unit::TroyOunce, 0},     {"m", Unit::Metre, 0},
    {"metre", Unit::Metre, 0},    {"meter", Unit::Metre, 0},       {"cm", Unit::Metre, 2},
    {"m2", Unit::SquareMetre, 0}, {"sqm", Unit::SquareMetre, 0},   {"l", Unit::Litre, 0},
    {"litre", Unit::Litre, 0},    {"liter", Unit::Litre, 0},       {"ml", Unit::Litre, 3},
    {"m3", Unit::CubicMetre, 0},  {"piece", Unit::Piece, 0},       {"pieces", Unit::Piece, 0},
    {"pcs", Unit::Piece, 0},      {"pc", Unit::Piece, 0},          {"each", Unit::Piece, 0},
    {"ea", Unit::Piece, 0},       {"unit", Unit::Piece, 0},
});

std::string_view name_of(Unit unit) {
    switch (unit) {
        case Unit::Piece:
            return "pieces";
        case Unit::Kilogram:
            return "kilograms";
        case Unit::Pound:
            return "pounds";
        case Unit::TroyOunce:
            return "troy ounces";
        case Unit::Metre:
            return "metres";
        case Unit::SquareMetre:
            return "square metres";
        case Unit::Litre:
            return "litres";
        case Unit::CubicMetre:
            return "cubic metres";
    }
    return "another unit";
}

const UnitName* find_unit(std::string_view name) {
    std::string lower{name};
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto* const found = std::find_if(kUnitNames.begin(),
                                           kUnitNames.end(),
                                           [&](const UnitName& row) { return row.name == lower; });
    return found == kUnitNames.end() ? nullptr : found;
}

/// Its number is made for goods of which each weighs or costs something else.
bool is_variable(const ScannedItem& scanned) {
    return !scanned.reference.empty() || scanned.gtin.front() == '9';
}

Outcome<Quantity> quantity_of(const sync::ItemChange& item, const ScannedItem& scanned) {
    if (!scanned.measure) return Quantity{kOneThousandths};
    const goods::Measure& measure = *scanned.measure;
    const UnitName* const sold_by = find_unit(item.unit);
    const bool same = sold_by != nullptr && sold_by->unit == measure.unit;
    // What is printed on a packet of a fixed price is for the customer to know.
    if (!same && !is_variable(scanned)) return Quantity{kOneThousandths};
    if (!same && sold_by != nullptr) {
        return refuse(TerminalRefusal::NotForSale,
                      "the code says " + std::string{name_of(measure.unit)} + ", but " + item.sku +
                          " is sold by " + item.unit);
    }
    const auto scaled = rescale(measure.amount, 3 + (same ? sold_by->decimals : 0));
    if (!scaled || scaled->value > kMinorMax) {
        return refuse(TerminalRefusal::InvalidSale,
                      std::string{sale::name_of(sale::SaleRefusal::LineOverLimit)});
    }
    if (scaled->value <= 0)
        return refuse(TerminalRefusal::NotForSale, "the weight in the code is 0");
    return Quantity{scaled->value};
}

/// Nothing when the code has no price that counts.
Outcome<std::optional<std::int64_t>> amount_of(const ScannedItem& scanned, Currency currency) {
    if (!scanned.price || !is_variable(scanned)) return std::optional<std::int64_t>{};
    const goods::Price& price = *scanned.price;
    if (!price.currency_number.empty() && price.currency_number != number_of(currency)) {
        return refuse(
            TerminalRefusal::NotForSale,
            "the price in the code is in another currency than " + std::string{currency.text()});
    }
    const auto scaled = rescale(price.amount, currency.exponent);
    if (!scaled || scaled->value > kMinorMax) {
        return refuse(TerminalRefusal::InvalidSale,
                      std::string{sale::name_of(sale::SaleRefusal::LineOverLimit)});
    }
    if (scaled->rounded) {
        return refuse(TerminalRefusal::NotForSale,
                      "the price in the code has more decimals than " +
                          std::string{currency.text()} + " has");
    }
    if (scaled->value <= 0)
        return refuse(TerminalRefusal::NotForSale, "the price in the code is 0");
    return std::optional{scaled->value};
}

}  // namespace

Outcome<sale::Line> line_of(const sync::ItemChange& item, Quantity quantity, Currency currency) {
    const auto amount =
        price_of(Money{item.price_minor, currency}, quantity, Rounding::HalfAwayFromZero);
    if (!amount) {
        return refuse(TerminalRefusal::InvalidSale,
                      std::string{sale::name_of(sale::SaleRefusal::LineOverLimit)});
    }
    sale::Line line;
    line.sku = item.sku;
    line.description = item.name;
    line.category = item.category;
    line.quantity = quantity;
    line.unit_price_minor = item.price_minor;
    line.amount_minor = amount->minor;
    return line;
}

Outcome<sale::Line> scanned_line(const sync::ItemChange& item,
                                 const ScannedItem& scanned,
                                 Currency currency,
                                 BusinessDate today) {
    if (scanned.use_by && *scanned.use_by < today) {
        return refuse(TerminalRefusal::NotForSale,
                      "its last day was " + to_string(*scanned.use_by));
    }
    PARETO_TRY(const Quantity quantity, quantity_of(item, scanned));
    PARETO_TRY(const auto amount, amount_of(scanned, currency));
    PARETO_TRY(sale::Line line, line_of(item, quantity, currency));
    if (amount) line.amount_minor = *amount;
    const bool is_unit = !scanned.serial.empty();
    if (is_unit) {
        line.quantity = Quantity{kOneThousandths};
        line.tag = scanned.epc.empty()
                       ? goods::identity_uri(goods::TaggedUnit{scanned.gtin, scanned.serial})
                             .value_or(std::string{})
                       : scanned.epc;
    }
    if (line.quantity.thousandths == kOneThousandths) line.unit_price_minor = line.amount_minor;
    return line;
}

std::string name_of_key(const std::vector<goods::Element>& elements) {
    struct Row {
        std::string_view ai;
        std::string_view name;
    };

    constexpr auto kRows = std::to_array<Row>({
        {"00", "a pallet or parcel"},
        {"02", "what is in a pallet or parcel"},
        {"03", "a made-to-order item"},
        {"253", "a document"},
        {"401", "a consignment"},
        {"402", "a shipment"},
        {"41", "a place"},
        {"8003", "a crate or other returnable container"},
        {"8004", "an asset"},
        {"8010", "a component"},
        {"8013", "a model"},
        {"8017", "a person who serves"},
        {"8026", "what is in a pallet or parcel"},
    });
    for (const Row& row : kRows) {
        for (const goods::Element& element : elements) {
            if (element.ai.starts_with(row.ai)) return std::string{row.name};
        }
    }
    return "something else";
}

}  // namespace pareto::terminal
