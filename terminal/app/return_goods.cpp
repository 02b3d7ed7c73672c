#include "terminal/app/return_goods.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/sale/earning.h"

namespace pareto::terminal {

namespace {

using Returned = std::map<std::int32_t, std::int64_t>;  // thousandths by line

struct Original {
    sale::Sale sale;
    BusinessDate business_date;
    Returned returned;
    loyalty::RuleSet rules;
    std::vector<loyalty::LineShare> shares;  // of its lines
};

std::string text_of(SaleId id) {
    return std::to_string(id.value);
}

// As the sale says; one made by an older program says nothing.
std::vector<loyalty::LineShare> said_or_computed(const sale::Sale& sale,
                                                 const loyalty::RuleSet& rules) {
    std::vector<loyalty::LineShare> said;
    for (const auto& line : sale.lines)
        said.push_back(line.original ? loyalty::LineShare{}
                                     : loyalty::LineShare{line.points,
                                                          line.points_paid_minor,
                                                          line.points_paid,
                                                          line.stored_paid_minor,
                                                          line.voucher_paid_minor});
    const bool says_any = std::any_of(
        said.begin(), said.end(), [](const auto& share) { return share != loyalty::LineShare{}; });
    if (says_any) return said;
    auto computed = sale::shares_of(sale, rules);
    if (sale.card_key.empty() && !sale.facts.member) {
        for (auto& share : computed)
            share.points = {};
    }
    return computed;
}

Outcome<Original> find_original(Journal& journal, SaleId id) {
    PARETO_TRY(const auto entry, journal.find(EntryId{id.value}));
    const auto* const sale = entry ? std::get_if<sale::Sale>(&entry->body) : nullptr;
    if (sale == nullptr) return refuse(TerminalRefusal::UnknownSale, text_of(id));
    PARETO_TRY(const auto returned, journal.returned(id));
    if (returned.voided) return refuse(TerminalRefusal::AlreadyVoided, text_of(id));
    PARETO_TRY(const auto rules, journal.find_rules(sale->rules_version));
    Original original{*sale,
                      entry->business_date,
                      Returned{returned.lines.begin(), returned.lines.end()},
                      rules.value_or(journal.state().rules),
                      {}};
    original.shares = said_or_computed(original.sale, original.rules);
    return original;
}

const sale::Line* find_line(const sale::Sale& sale, std::int32_t number) {
    const auto found = std::find_if(sale.lines.begin(),
                                    sale.lines.end(),
                                    [&](const sale::Line& line) { return line.number == number; });
    return found == sale.lines.end() ? nullptr : &*found;
}

bool within_sold(const sale::Line& sold, std::int64_t returned, std::int64_t quantity) {
    return !sold.original && quantity > 0 && returned + quantity <= sold.quantity.thousandths;
}

// Points that can be used already stay with the member under that policy.
bool takes_points_back(const Original& original, const Journal::State& state) {
    if (original.rules.claw_back != loyalty::ClawBack::OnlyPending) return true;
    const BusinessDate usable = add_days(original.business_date, original.rules.pending_days);
    return state.shift_date && days_between(*state.shift_date, usable) > 0;
}

// Writes into a line that brings `quantity` of a sold line back what it takes and gives back.
void write_shares_back(const Original& original,
                       const sale::Line& sold,
                       const Journal::State& state,
                       sale::Line& line) {
    const auto index = static_cast<std::size_t>(&sold - original.sale.lines.data());
    const auto before = original.returned.find(sold.number);
    const Quantity returned{before == original.returned.end() ? 0 : before->second};
    const auto back = sale::share_back(
        original.shares[index], sold, returned, Quantity{-line.quantity.thousandths});
    const bool takes = takes_points_back(original, state);
    line.points = Points{takes && back.points.value > 0 ? -back.points.value : 0};
    line.points_paid_minor = -back.points_paid_minor;
    line.points_paid = Points{-back.points_paid.value};
    line.stored_paid_minor = -back.stored_paid_minor;
    line.voucher_paid_minor = -back.voucher_paid_minor;
}

// To the instruments that paid, in their order, after what went back there before.
void add_value_back(const Original& original,
                    sale::TenderKind kind,
                    std::int64_t minor,
                    std::int64_t before,
                    std::vector<sale::Tender>& given) {
    for (const auto& tender : original.sale.tenders) {
        if (tender.kind != kind || tender.amount_minor <= 0) continue;
        const std::int64_t passed = std::min(before, tender.amount_minor);
        before -= passed;
        const std::int64_t part = std::min(minor, tender.amount_minor - passed);
        minor -= part;
        if (part <= 0) continue;
        given.push_back({kind, -part, {}, tender.redemption, tender.means, tender.instrument});
    }
}

// Of several redemptions the first is given back first, after what was given back before.
void add_given_back(const Original& original,
                    std::int64_t minor,
                    std::int64_t points,
                    std::int64_t before,
                    std::vector<sale::Tender>& given) {
    std::vector<std::int64_t> parts;
    std::vector<EntryId> redemptions;
    std::int64_t left = points;
    for (const auto& tender : original.sale.tenders) {
        if (tender.kind != sale::TenderKind::Points || tender.amount_minor <= 0) continue;
        const std::int64_t passed = std::min(before, tender.points.value);
        before -= passed;
        const std::int64_t part = std::min(left, tender.points.value - passed);
        left -= part;
        parts.push_back(part);
        redemptions.push_back(tender.redemption);
    }
    if (minor == 0 || parts.empty()) return;
    // A small part of a line may be worth a minor unit and not a whole point.
    const bool whole = left < points;
    std::vector<std::int64_t> weights = parts;
    if (!whole) weights.back() = 1;
    const auto minors = allocate(minor, weights);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (minors[i] == 0) continue;
        given.push_back({sale::TenderKind::Points, -minors[i], Points{-parts[i]}, redemptions[i]});
    }
}

// What returns of the sale gave back before.
loyalty::LineShare given_before(const Original& original) {
    loyalty::LineShare before;
    for (const auto& [number, thousandths] : original.returned) {
        const sale::Line* const sold = find_line(original.sale, number);
        if (sold == nullptr || sold->original || sold->quantity.thousandths <= 0) continue;
        const auto index = static_cast<std::size_t>(sold - original.sale.lines.data());
        const Quantity part{std::min(thousandths, sold->quantity.thousandths)};
        if (part.thousandths == 0) continue;
        const auto back = sale::share_back(original.shares[index], *sold, Quantity{0}, part);
        if (sold->kind == sale::LineKind::Gift) continue;
        before.points_paid.value += back.points_paid.value;
        before.stored_paid_minor += back.stored_paid_minor;
        before.voucher_paid_minor += back.voucher_paid_minor;
    }
    return before;
}

// The tenders of what the lines of `back` that name this sale give back.
void add_tenders_back(const Original& original,
                      SaleId id,
                      const loyalty::LineShare& before,
                      BroughtBack& back) {
    std::int64_t minor = 0;
    std::int64_t points = 0;
    std::int64_t stored = 0;
    std::int64_t voucher = 0;
    for (const auto& line : back.lines) {
        if (!line.original || line.original->sale != id) continue;
        if (line.kind == sale::LineKind::Gift) {
            // A gift's points are a redemption of their own, whose amount is 0.
            if (line.points_paid.value < 0)
                back.given_back.push_back(
                    {sale::TenderKind::Points, 0, line.points_paid, line.redemption});
            continue;
        }
        minor -= line.points_paid_minor;
        points -= line.points_paid.value;
        stored -= line.stored_paid_minor;
        voucher -= line.voucher_paid_minor;
    }
    add_given_back(original, minor, points, before.points_paid.value, back.given_back);
    using Kind = sale::TenderKind;
    add_value_back(original, Kind::StoredValue, stored, before.stored_paid_minor, back.given_back);
    add_value_back(original, Kind::Voucher, voucher, before.voucher_paid_minor, back.given_back);
}

}  // namespace

Outcome<std::vector<sale::Line>> plan_return(Journal& journal,
                                             const Basket& basket,
                                             SaleId original,
                                             std::span<const GoodsBack> goods) {
    PARETO_TRY(Original found, find_original(journal, original));
    for (const auto& line : basket.lines) {
        if (line.original && line.original->sale == original)
            found.returned[line.original->line] -= line.quantity.thousandths;
    }
    std::vector<sale::Line> lines;
    for (const auto& back : goods) {
        const sale::Line* const sold = find_line(found.sale, back.line);
        if (sold == nullptr)
            return refuse(TerminalRefusal::UnknownLine, "line " + std::to_string(back.line));
        std::int64_t& returned = found.returned[back.line];
        if (!within_sold(*sold, returned, back.quantity.thousandths)) {
            return refuse(TerminalRefusal::MoreThanSold,
                          "line " + std::to_string(back.line) + ": sold " +
                              format_decimal(sold->quantity) + ", brought back before " +
                              format_decimal(Quantity{returned}));
        }
        if (!sold->tag.empty() && back.quantity != sold->quantity) {
            return refuse(TerminalRefusal::InvalidSale,
                          "line " + std::to_string(back.line) +
                              " is one article with a tag, which comes back whole or not at all");
        }
        sale::Line line = *sold;
        line.quantity = Quantity{-back.quantity.thousandths};
        line.amount_minor = -sale::refund_minor(*sold, Quantity{returned}, back.quantity);
        line.discount_minor = 0;
        line.original = sale::OriginalLine{original, back.line};
        write_shares_back(found, *sold, journal.state(), line);
        lines.push_back(std::move(line));
        returned += back.quantity.thousandths;
    }
    return lines;
}

Outcome<std::vector<sale::Line>> plan_approved_return(Journal& journal,
                                                      const ApprovedReturn& wanted) {
    if (wanted.approved_by.empty())
        return refuse(TerminalRefusal::ApprovalNeeded, "a manager lets these goods in");
    if (wanted.approved_by.size() > sale::kApprovedByBytesMax)
        return refuse(TerminalRefusal::ApprovalNeeded, "the manager's id is too long");
    if (wanted.original) {
        PARETO_TRY(const auto own, journal.find(EntryId{wanted.original->value}));
        if (own)
            return refuse(TerminalRefusal::InvalidSale,
                          "this terminal made that entry: bring the goods back by its receipt");
    }
    std::vector<sale::Line> lines;
    for (const auto& back : wanted.goods) {
        if (wanted.original && back.line <= 0)
            return refuse(TerminalRefusal::UnknownLine, "the receipt's line is needed");
        const bool positive = back.goods.quantity.thousandths > 0 && back.goods.amount_minor >= 0;
        const std::int64_t shares[] = {
            back.points_paid_minor, back.stored_paid_minor, back.voucher_paid_minor};
        std::int64_t left = wanted.original ? back.goods.amount_minor : 0;
        bool shares_fit = true;
        for (const std::int64_t share : shares) {
            shares_fit = shares_fit && share >= 0 && share <= left;
            left -= shares_fit ? share : 0;
        }
        if (!positive || !shares_fit) {
            return refuse(TerminalRefusal::InvalidSale,
                          "quantity and amount are positive, and what points, stored value and "
                          "vouchers paid is at "
                          "most the amount of a line with a receipt");
        }
        sale::Line line = back.goods;
        line.quantity = Quantity{-back.goods.quantity.thousandths};
        line.amount_minor = -back.goods.amount_minor;
        line.discount_minor = 0;
        line.points_paid_minor = -back.points_paid_minor;
        line.voucher_paid_minor = -back.voucher_paid_minor;
        line.stored_paid_minor = -back.stored_paid_minor;
        if (wanted.original) line.original = sale::OriginalLine{*wanted.original, back.line};
        lines.push_back(std::move(line));
    }
    if (lines.empty()) return refuse(TerminalRefusal::InvalidSale, "no goods");
    return lines;
}

Outcome<BroughtBack> bring_back(Journal& journal,
                                std::span<const sale::Line> lines,
                                bool approved) {
    const Journal::State state = journal.state();
    BroughtBack back;
    std::map<SaleId, Original> originals;
    std::map<SaleId, loyalty::LineShare> before;
    loyalty::LineShare elsewhere;
    for (sale::Line line : lines) {
        if (!line.original) {
            back.lines.push_back(std::move(line));
            continue;
        }
        const SaleId id = line.original->sale;
        PARETO_TRY(const auto own, journal.find(EntryId{id.value}));
        if (!own && approved) {
            elsewhere.points_paid_minor -= line.points_paid_minor;
            elsewhere.stored_paid_minor -= line.stored_paid_minor;
            elsewhere.voucher_paid_minor -= line.voucher_paid_minor;
            back.lines.push_back(std::move(line));
            continue;
        }
        if (originals.find(id) == originals.end()) {
            PARETO_TRY(auto found, find_original(journal, id));
            before[id] = given_before(found);
            originals.emplace(id, std::move(found));
        }
        Original& original = originals.at(id);
        const sale::Line* const sold = find_line(original.sale, line.original->line);
        const std::string text = "line " + std::to_string(line.original->line);
        if (sold == nullptr) return refuse(TerminalRefusal::UnknownLine, text);
        std::int64_t& returned = original.returned[line.original->line];
        if (!within_sold(*sold, returned, -line.quantity.thousandths))
            return refuse(TerminalRefusal::MoreThanSold, text);
        write_shares_back(original, *sold, state, line);
        returned -= line.quantity.thousandths;
        back.taken.value -= line.points.value;
        back.lines.push_back(std::move(line));
    }
    for (const auto& [id, original] : originals) {
        add_tenders_back(original, id, before[id], back);
    }
    // How many points these are, and whose, and which voucher it was, only HQ can say.
    if (elsewhere.points_paid_minor > 0)
        back.given_back.push_back({sale::TenderKind::Points, -elsewhere.points_paid_minor, {}, {}});
    if (elsewhere.stored_paid_minor > 0)
        back.given_back.push_back(
            {sale::TenderKind::StoredValue, -elsewhere.stored_paid_minor, {}, {}});
    if (elsewhere.voucher_paid_minor > 0)
        back.given_back.push_back(
            {sale::TenderKind::Voucher, -elsewhere.voucher_paid_minor, {}, {}});
    return back;
}

}  // namespace pareto::terminal
