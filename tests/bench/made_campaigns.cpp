#include "tests/bench/made_campaigns.h"

namespace pareto::bench {
namespace {

using namespace loyalty;  // NOLINT(google-build-using-namespace): every name here is one of a
                          // campaign

std::uint64_t next(std::uint64_t& state) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return state >> 33;
}

Conditions conditions_of(int number) {
    Conditions made;
    switch (number % 7) {
        case 0:
            for (int i = 0; i < 200; ++i)
                made.items.skus.push_back("s" + std::to_string((number * 131 + i * 17) % 5000));
            break;
        case 1:
            made.items.categories = {"c" + std::to_string(number % 50),
                                     "c" + std::to_string((number + 7) % 50)};
            break;
        case 2:
            made.minimum_spend_minor = 20'000;
            made.items.except_categories = {"c3"};
            break;
        case 3:
            made.segments = {number % 2 == 0 ? "lapsed" : "frequent"};
            break;
        case 4:
            made.tiers = {"gold"};
            made.hours = {{9 * 60, 12 * 60}, {18 * 60, 22 * 60}};
            break;
        case 5:
            made.weekdays = 0x1F;
            made.branches = {"B1", "B2", "B3"};
            made.minimum_quantity = Quantity{3000};
            break;
        default:
            made.combination.resize(2);
            made.combination[0].items.categories = {"c1", "c2", "c3", "c4", "c5"};
            made.combination[1].items.categories = {"c6", "c7", "c8", "c9"};
            for (CombinationPart& part : made.combination)
                part.quantity = Quantity{1000};
    }
    return made;
}

std::vector<Effect> effects_of(int number) {
    switch (number % 5) {
        case 0:
            return {PercentOff{.basis_points = 500, .maximum_minor = 2000}};
        case 1:
            return {PointsMultiplier{.factor = {2, 1}}};
        case 2:
            return {AmountOff{.minor = 300}};
        case 3:
            return {PointsBonus{Points{10}, Per::Spend, 1000}};
        default:
            return {PercentOff{.basis_points = 5000, .cheapest_of = 2}, VoucherGiven{500, 30}};
    }
}

}  // namespace

std::vector<Campaign> made_campaigns(int count) {
    std::vector<Campaign> made;
    for (int number = 1; number <= count; ++number) {
        Campaign campaign;
        campaign.id = CampaignId{number};
        campaign.version = 1;
        campaign.name = "campaign " + std::to_string(number);
        campaign.priority = number % 10;
        campaign.from = parse_date("2026-01-01").value();
        campaign.to = parse_date("2026-12-31").value();
        campaign.control_basis_points = number % 3 == 0 ? 1000 : 0;
        if (number % 4 == 0) campaign.exclusive_group = "group";
        if (number % 2 == 0) {
            campaign.budgets = {{BudgetScope::Total, BudgetMeasure::Minor, kMinorMax},
                                {BudgetScope::Member, BudgetMeasure::Uses, kMinorMax}};
        }
        campaign.rules.push_back({0, conditions_of(number), effects_of(number)});
        made.push_back(std::move(campaign));
    }
    return made;
}

MadeBasket::MadeBasket(std::uint64_t seed, int lines) {
    std::uint64_t state = seed * 2 + 1;
    texts_.reserve(static_cast<std::size_t>(lines) * 2);
    for (int i = 0; i < lines; ++i) {
        const std::uint64_t sku = next(state) % 5000;
        const std::string& name = texts_.emplace_back("s" + std::to_string(sku));
        const std::string& category = texts_.emplace_back("c" + std::to_string(sku % 50));
        lines_.push_back({name,
                          category,
                          Quantity{static_cast<std::int64_t>(1 + next(state) % 3) * 1000},
                          static_cast<std::int64_t>(100 + next(state) % 5000),
                          true});
    }
    request_.customer.member.member =
        MemberId{static_cast<std::int64_t>(1 + next(state) % 100'000)};
    request_.customer.member.tier = next(state) % 3 == 0 ? "gold" : "silver";
    request_.customer.segments = {next(state) % 2 == 0 ? "frequent" : "new"};
    request_.branch = "B" + std::to_string(next(state) % 5);
    request_.business_date =
        add_days(parse_date("2026-03-02").value(), static_cast<int>(next(state) % 7));
    request_.local_minute = static_cast<std::int32_t>(8 * 60 + next(state) % (14 * 60));
}

const PricingRequest& MadeBasket::request() const {
    request_.lines = lines_;
    return request_;
}

std::vector<MadeBasket> made_baskets(int count, int lines) {
    std::vector<MadeBasket> made;
    made.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        made.emplace_back(static_cast<std::uint64_t>(i) + 1, lines);
    return made;
}

}  // namespace pareto::bench
