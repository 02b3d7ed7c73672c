#include "tests/simulation/forger.h"

#include "tests/simulation/mutants/passing_journal.h"

#include <algorithm>

namespace pareto::simulation {
namespace {

bool only_sells(const sale::Sale& sale) {
    return std::all_of(sale.lines.begin(), sale.lines.end(),
                       [](const sale::Line& line) { return !line.original && line.amount_minor > 0 && line.kind == sale::LineKind::Goods;
    });
}

/// Points of a campaign that gave none, or none so many.
void forge_points(sale::Sale& sale, std::int64_t points) {
    sale::Line& line = sale.lines.front();
    line.campaign_points.value += points;
    line.points.value += points;
    sale.points_promised.value += points;
    loyalty::Award award;
    award.campaign = loyalty::CampaignId{2};
    award.version = 1;
    award.rule = 1;
    award.effect = 1;
    award.points = Points{points};
    sale.campaigns.awards.push_back(award);
}

/// Goods that nobody bought, and cash that nobody paid.
void forge_amounts(sale::Sale& sale, std::int64_t times) {
    if (sale.tenders.size() != 1 || sale.tenders.front().redemption) return;
    for (sale::Line& line : sale.lines) {
        line.quantity.thousandths *= times;
        line.amount_minor *= times;
        line.discount_minor *= times;
        line.campaign_discount_minor *= times;
        line.points.value *= times;
    }
    sale.tenders.front().amount_minor *= times;
}

void forge_facts(sale::Sale& sale) {
    sale.facts.tier = "gold";
    sale.facts.vip = true;
    sale.facts.available = Points{1'000'000};
    sale.campaigns.visits = 1;
    sale.campaigns.segments = {"best"};
}

class Forger final : public PassingJournal {
public:
    using PassingJournal::PassingJournal;
    Result<EntryId> append(const journal::Entry& entry, const std::string& intent, const terminal::PersonalData& personal) override {
        journal::Entry forged = entry;
        auto* const sale = std::get_if<sale::Sale>(&forged.body);
        // A function of the entry: the same intent again is the same sale.
        if (sale == nullptr || sale->lines.empty() || !only_sells(*sale)) return inner_.append(entry, intent, personal);
        const std::int64_t kind = sale->receipt_number % 6;
        if (kind == 0 || kind == 3) forge_points(*sale, 100 + 37 * (sale->receipt_number % 11));
        if (kind == 1) forge_amounts(*sale, 2 + sale->receipt_number % 7);
        if (kind == 2 || kind == 3) forge_facts(*sale);
        if (kind == 4) sale->points_promised.value += 1'000;
        if (kind >= 3) forged.business_date = add_days(entry.business_date, static_cast<int>(sale->receipt_number % 13) * 9 - 54);
        return inner_.append(forged, intent, personal);
    }
};

}  // namespace

std::unique_ptr<terminal::Journal> forging_journal(terminal::Journal& inner) { return std::make_unique<Forger>(inner); }

}  // namespace pareto::simulation
