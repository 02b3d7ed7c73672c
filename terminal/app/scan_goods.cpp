#include "terminal/app/scan_goods.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "common/goods/article_number.h"
#include "common/goods/digits.h"
#include "common/goods/tagged_unit.h"
#include "terminal/app/record_sale.h"
#include "terminal/app/scanned_line.h"
#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

using goods::ScannedItem;

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

constexpr std::size_t kReceiptDigitsMin = 6;

/// As a receipt of any terminal is numbered: BRANCH-TERMINAL-000123.
bool looks_like_receipt(std::string_view text) {
    const auto dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return false;
    const std::string_view digits = text.substr(dash + 1);
    return digits.size() >= kReceiptDigitsMin && goods::is_digits(digits) &&
           text.find('-') < dash - 1;
}

/// Printed card numbers are made of these; links and element strings are not.
bool could_be_card(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    });
}

/// Says more than which item it is, so that the item alone would be less than what was scanned.
bool says_more(const ScannedItem& item) {
    return !item.serial.empty() || !item.reference.empty() || item.measure || item.price ||
           item.use_by;
}

Result<std::optional<sync::ItemChange>> find_by_number(Journal& journal, const ScannedItem& item) {
    PARETO_TRY(auto found, journal.find_barcode(item.gtin));
    if (found) return found;
    std::vector<std::string> numbers = goods::spellings(item.gtin);
    if (!item.reference.empty()) {
        numbers.push_back(item.reference);
        const auto significant = item.reference.find_first_not_of('0');
        if (significant != std::string::npos) numbers.push_back(item.reference.substr(significant));
    }
    for (const std::string& number : numbers) {
        PARETO_TRY(found, journal.find_item(number));
        if (found) return found;
    }
    return found;
}

std::string unknown_item(const ScannedItem& item) {
    const std::string number = goods::spellings(item.gtin).front();
    if (!item.reference.empty()) return "no item has the number " + item.reference;
    if (!item.restricted) return "no item has the number " + number;
    return "no item has the number " + number +
           ", which is one of the chain's own: if a price or weight is in it, the scan settings "
           "must tell how";
}

class Meaning {
public:
    Meaning(Journal& journal, const Journal::State& state, const Basket& basket)
        : journal_{journal}, state_{state}, basket_{basket} {}

    /// `text` as the catalogue and receipts have it; empty for a tag.
    [[nodiscard]] Outcome<ScanMeaning> of(const goods::Scan& scan, std::string_view text) {
        const auto* const item = std::get_if<ScannedItem>(&scan);
        const bool is_own_number = std::holds_alternative<goods::ScannedMember>(scan) ||
                                   std::holds_alternative<goods::ScannedReceipt>(scan);
        // What stands in the catalogue letter for letter is that item, before any standard is asked
        // what else it could be: a sku of eight digits may look like an UPC-E, a gift voucher that
        // is sold has a coupon's number. Only the chain's own rules come before, and codes that say
        // more than the item.
        if (!text.empty() && !is_own_number && !(item != nullptr && says_more(*item))) {
            PARETO_TRY(const auto exact, journal_.find_item(std::string{text}));
            if (exact) {
                PARETO_TRY(auto line, line_of(*exact, Quantity{kOneThousandths}, state_.currency));
                return line;
            }
        }
        return std::visit(
            Overload{
                [&](const ScannedItem& known) { return of_item(known); },
                [](const goods::ScannedMember& member) -> Outcome<ScanMeaning> {
                    return CardNumber{member.number};
                },
                [](const goods::ScannedCoupon& coupon) -> Outcome<ScanMeaning> {
                    return CouponScanned{coupon.code + coupon.serial};
                },
                [](const goods::ScannedVoucher& voucher) -> Outcome<ScanMeaning> {
                    return VoucherScanned{voucher.secret};
                },
                [&](const goods::ScannedReceipt& receipt) { return of_receipt(receipt.number); },
                [](const goods::ScannedKey& key) -> Outcome<ScanMeaning> {
                    return refuse(
                        TerminalRefusal::NotForSale,
                        "this is the number of " + name_of_key(key.elements) + ", not of goods");
                },
                [&](const goods::UnknownText& unknown) -> Outcome<ScanMeaning> {
                    if (looks_like_receipt(text)) return of_receipt(text);
                    return refuse(TerminalRefusal::UnknownCode, unknown.why);
                }},
            scan);
    }

private:
    [[nodiscard]] Outcome<ScanMeaning> of_item(const ScannedItem& scanned) {
        const goods::TaggedUnit unit{scanned.gtin, scanned.serial};
        if (!scanned.serial.empty()) {
            const auto same = std::find_if(
                basket_.lines.begin(), basket_.lines.end(), [&](const sale::Line& line) {
                    return !line.original && !line.tag.empty() && goods::unit_of(line.tag) == unit;
                });
            if (same != basket_.lines.end()) return AlreadyInBasket{*same};
        }
        PARETO_TRY(const auto item, find_by_number(journal_, scanned));
        if (!item) return refuse(TerminalRefusal::UnknownItem, unknown_item(scanned));
        PARETO_TRY(sale::Line line,
                   scanned_line(*item, scanned, state_.currency, *state_.shift_date));
        if (!scanned.serial.empty()) {
            PARETO_TRY_VOID(refuse_if_sold(unit));
        }
        return line;
    }

    /// What this basket brings back may be sold in it again.
    [[nodiscard]] Outcome<void> refuse_if_sold(const goods::TaggedUnit& unit) {
        PARETO_TRY(const auto sales, journal_.sold_with(unit));
        for (const SaleId sale : sales) {
            const bool comes_back = std::any_of(
                basket_.lines.begin(), basket_.lines.end(), [&](const sale::Line& line) {
                    return line.original && line.original->sale == sale &&
                           goods::unit_of(line.tag) == unit;
                });
            if (comes_back) continue;
            // The entry may have been deleted long ago; then the id is all there is to say.
            const auto sold = find_sale(journal_, sale);
            return refuse(TerminalRefusal::TagSold,
                          "this very article was sold with receipt " +
                              (sold ? sold->receipt_number : std::to_string(sale.value)) +
                              " and not brought back");
        }
        return {};
    }

    [[nodiscard]] Outcome<ScanMeaning> of_receipt(std::string_view number) {
        const auto sale = find_receipt(journal_, number);
        if (!sale && std::holds_alternative<Refused>(sale.error()))
            return refuse(TerminalRefusal::UnknownSale, "this receipt is not one of this terminal");
        PARETO_TRY(const SaleId id, sale);
        PARETO_TRY(const RecordedSale recorded, find_sale(journal_, id));
        return SaleFound{id, recorded.receipt_number};
    }

    Journal& journal_;
    const Journal::State& state_;
    const Basket& basket_;
};

}  // namespace

std::string_view bare_text(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
    return goods::split_symbology(text).text;
}

Outcome<ScanMeaning> meaning_of_scan(Journal& journal,
                                     const goods::ScanSettings& settings,
                                     const Basket& basket,
                                     std::string_view text) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    return Meaning{journal, state, basket}.of(goods::understand(text, settings, *state.shift_date),
                                              bare_text(text));
}

Outcome<ScanMeaning> meaning_of_tag(Journal& journal,
                                    const goods::ScanSettings& settings,
                                    const Basket& basket,
                                    const TagRead& tag) {
    if (tag.epc.empty()) return meaning_of_scan(journal, settings, basket, tag.text);
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    return Meaning{journal, state, basket}.of(goods::understand_tag(tag.epc, *state.shift_date),
                                              {});
}

Result<bool> is_scan(Journal& journal, const goods::ScanSettings& settings, const ports::Tap& tap) {
    const Journal::State state = journal.state();
    if (tap.number.empty() || !state.shift_date) return false;
    const std::string number{bare_text(tap.number)};
    PARETO_TRY(const KnownCard card, journal.find_card(key_of(state, {{}, number, {}})));
    if (card.member || card.blocked) return false;
    PARETO_TRY(const auto exact, journal.find_item(number));
    const goods::Scan scan = goods::understand(tap.number, settings, *state.shift_date);
    // A number inside a link or a tag is a member's, but not the text that was read.
    if (const auto* const named = std::get_if<goods::ScannedMember>(&scan))
        return named->number != number;
    if (exact) return true;
    if (std::holds_alternative<goods::UnknownText>(scan))
        return looks_like_receipt(number) || !could_be_card(number);
    const auto* const item = std::get_if<ScannedItem>(&scan);
    if (item == nullptr || says_more(*item)) return true;
    PARETO_TRY(const auto known, find_by_number(journal, *item));
    // One in ten card numbers of eight digits passes for an EAN-8, and a chain's own number may be
    // a card of it: those are goods only if they are in the catalogue.
    return known.has_value() || (!item->restricted && item->gtin.substr(0, 6) != "000000");
}

Outcome<SaleId> find_receipt(Journal& journal, std::string_view number) {
    const auto state = journal.state();
    const std::string own = state.branch_code + "-" + state.terminal_code + "-";
    const std::string_view digits = number.substr(number.starts_with(own) ? own.size() : 0);
    const std::string named = "receipt " + std::string{number};
    std::int64_t running = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), running);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return refuse(TerminalRefusal::UnknownSale, named + " is not one of this terminal");
    PARETO_TRY(const auto found, journal.find_receipt(running));
    if (!found) return refuse(TerminalRefusal::UnknownSale, named);
    return *found;
}

}  // namespace pareto::terminal
