#include "terminal/app/return_goods.h"

#include <algorithm>
#include <map>
#include <utility>

namespace pareto::terminal {

namespace {

using Returned = std::map<std::int32_t, std::int64_t>;  // thousandths by line

struct Original {
    sale::Sale sale;
    Returned returned;
};

std::string text_of(SaleId id) {
    return std::to_string(id.value);
}

Outcome<Original> find_original(Journal& journal, SaleId id) {
    PARETO_TRY(const auto entry, journal.find(EntryId{id.value}));
    const auto* const sale = entry ? std::get_if<sale::Sale>(&entry->body) : nullptr;
    if (sale == nullptr) return refuse(TerminalRefusal::UnknownSale, text_of(id));
    PARETO_TRY(const auto returned, journal.returned(id));
    if (returned.voided) return refuse(TerminalRefusal::AlreadyVoided, text_of(id));
    return Original{*sale, Returned{returned.lines.begin(), returned.lines.end()}};
}

const sale::Line* find_line(const sale::Sale& sale, std::int32_t number) {
    const auto found = std::find_if(sale.lines.begin(),
                                    sale.lines.end(),
                                    [&](const sale::Line& line) { return line.number == number; });
    return found == sale.lines.end() ? nullptr : &*found;
}

// What a sale earns on: what it sold, without what was paid with points. Lines that bring goods
// back earn nothing; they take back what their own sale earned.
std::int64_t earning_minor(const sale::Sale& sale) {
    std::int64_t minor = -sale.points_tender_minor();
    for (const auto& line : sale.lines) {
        if (!line.original) minor += line.amount_minor;
    }
    return minor;
}

bool within_sold(const sale::Line& sold, std::int64_t returned, std::int64_t quantity) {
    return !sold.original && quantity > 0 && returned + quantity <= sold.quantity.thousandths;
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
        lines.push_back(std::move(line));
        returned += back.quantity.thousandths;
    }
    return lines;
}

Outcome<Points> points_taken_back(Journal& journal, std::span<const sale::Line> lines) {
    std::map<SaleId, Original> originals;
    std::map<SaleId, std::int64_t> refunded;
    for (const auto& line : lines) {
        if (!line.original) continue;
        const SaleId id = line.original->sale;
        auto known = originals.find(id);
        if (known == originals.end()) {
            PARETO_TRY(auto found, find_original(journal, id));
            known = originals.emplace(id, std::move(found)).first;
        }
        const sale::Line* const sold = find_line(known->second.sale, line.original->line);
        if (sold == nullptr)
            return refuse(TerminalRefusal::UnknownLine,
                          "line " + std::to_string(line.original->line));
        if (refunded.find(id) == refunded.end()) {
            // What was brought back before this sale; later lines of this one add to it.
            std::int64_t before = 0;
            for (const auto& [number, quantity] : known->second.returned) {
                const sale::Line* const earlier = find_line(known->second.sale, number);
                if (earlier == nullptr) continue;
                // A manager may have taken back more than was sold; it is worth no more than that.
                const std::int64_t counted = std::min(quantity, earlier->quantity.thousandths);
                if (counted > 0)
                    before += sale::refund_minor(*earlier, Quantity{0}, Quantity{counted});
            }
            refunded[id] = before;
        }
        std::int64_t& returned = known->second.returned[line.original->line];
        if (!within_sold(*sold, returned, -line.quantity.thousandths)) {
            return refuse(TerminalRefusal::MoreThanSold,
                          "line " + std::to_string(line.original->line));
        }
        returned -= line.quantity.thousandths;
    }
    Points taken;
    for (const auto& [id, original] : originals) {
        const sale::Sale& sold = original.sale;
        if (sold.card_key.empty() && !sold.facts.member) continue;
        std::int64_t now = 0;
        for (const auto& line : lines) {
            if (line.original && line.original->sale == id) now -= line.amount_minor;
        }
        PARETO_TRY(const auto rules, journal.find_rules(sold.rules_version));
        const std::int64_t before = earning_minor(sold) - refunded[id];
        taken.value +=
            loyalty::reversed_by_return(before, before - now, rules.value_or(journal.state().rules))
                .value;
    }
    return taken;
}

}  // namespace pareto::terminal
