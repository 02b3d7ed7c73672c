#include "tests/hq/agreement/play.h"

#include <algorithm>

#include "hq/database/campaign_lists.h"
#include "hq/database/local_journal.h"
#include "hq/database/verify.h"
#include "hq/database/writing.h"
#include "terminal/app/post_void.h"

namespace pareto::hq::test {
namespace {

constexpr const char* kCard = "906";

// What HQ says with these is that it disagrees with the terminal, or with itself.
constexpr const char* kDifferences =
    "select reason, detail from suspense where reason in ('engine_mismatch', 'invalid_sale', "
    "'malformed', 'return_conflict', 'redemption_conflict', 'already_voided', 'voucher_conflict', "
    "'coupon_conflict') order by entry_id";

std::int64_t points_tendered(const sale::Sale& sale) {
    std::int64_t points = 0;
    for (const sale::Tender& tender : sale.tenders)
        points += tender.points.value;
    return points;
}

std::string unequal(const std::string& what, const std::string& there, const std::string& here) {
    if (there == here) return "";
    return what + ": the terminal says " + there + ", HQ has " + here;
}

}  // namespace

Play::Play(Engine engine, const Story& story)
    : story_(story), hq_(engine), instruments_(hq_, story_) {
    story_.rules.version = 2;
    auto transaction = must(database::begin_writing(hq_.connection()));
    must(database::put_rules(hq_.connection(), story_.rules));
    must(transaction.commit());
    begin();
}

void Play::begin() {
    till_ = std::make_unique<ChainTerminal>(hq_, "HK01", "1");
    for (std::int64_t more = 1; more < story_.terminals; ++more)
        static_cast<void>(hq_.terminal("HK02", std::to_string(more)));
    till_->take_feed();
    till_->open_shift(story_.date);
    card_key_ = key_of_number(kCard);
    member_ = MemberId{till_->append(enrolled(card_key_)).value};
    till_->send();
    if (story_.opening_points > 0) {
        database::LocalJournal journal{hq_.connection(), hq_.clock, hq_.own_registration, 0};
        const journal::PointsAdjusted opening{
            member_, Points{story_.opening_points}, date("2027-03-10"), "opening", ""};
        const std::vector<database::LocalEntry> entries{
            {.entry = {hq_.clock.now(), date("2026-03-01"), "", opening},
             .branch = hq_.branch("HK01"),
             .terminal_code = "",
             .personal = std::nullopt}};
        static_cast<void>(must(journal.append(entries)));
    }
    auto transaction = must(database::begin_writing(hq_.connection()));
    must(database::publish_campaigns(hq_.connection(), story_.campaigns, 0));
    must(transaction.commit());
    instruments_.make(till_->id());
    instruments_.fill(member_, key_of_number(kGiftCard));
    // Budgets are shared out already: it changes nothing for the till.
    other_ = std::make_unique<TestTerminal>(hq_.terminal("HK01", "other"));
    till_->take_feed([&](sync::MemberChange& member) {
        member.facts.tier = story_.standing.tier;
        member.facts.vip = story_.standing.vip;
        member.campaigns = {
            story_.segments, story_.targeted, story_.birthday, story_.visits, story_.uses};
    });
}

std::string Play::run() {
    for (const SaleRecipe& recipe : story_.sales) {
        const std::size_t before = recorded_.size();
        sell(recipe);
        if (recorded_.size() > before && recipe.voided) {
            const auto done =
                terminal::post_void(till_->journal(), hq_.clock, {recorded_.back().id, "x", {}});
            voided_.back() = done.has_value();
        }
        till_->send();
        for (const auto& violation : must(database::verify_books(hq_.connection())))
            return violation.oracle + ": " + violation.text;
        if (std::string wrong = compare(); !wrong.empty()) return wrong;
    }
    return "";
}

void Play::fill(terminal::Checkout& checkout, const SaleRecipe& recipe) {
    if (recipe.with_card) static_cast<void>(checkout.tap({{}, kCard, "command"}));
    for (const LineRecipe& each : recipe.lines) {
        sale::Line line;
        line.sku = kItems[each.item].sku;
        line.description = line.sku;
        line.category = kItems[each.item].category;
        line.quantity = Quantity{each.thousandths};
        line.unit_price_minor = each.amount_minor;
        line.amount_minor = each.amount_minor;
        const auto added = checkout.add_line(std::move(line));
        if (added && each.off_minor > 0)
            static_cast<void>(checkout.discount(added->number, each.off_minor));
    }
    for (const BackRecipe& back : recipe.back) {
        if (back.sale >= recorded_.size()) continue;
        const terminal::RecordedSale& sold = recorded_[recorded_.size() - 1 - back.sale];
        if (sold.sale.lines.empty()) continue;
        const sale::Line& line = sold.sale.lines[back.line % sold.sale.lines.size()];
        const std::int64_t all = line.quantity.thousandths;
        const terminal::GoodsBack goods{line.number, Quantity{back.whole ? all : (all + 1) / 2}};
        static_cast<void>(checkout.add_return(sold.id, {&goods, 1}));
    }
    if (recipe.coupon != 0) static_cast<void>(checkout.present_coupon(kCoupons[recipe.coupon - 1]));
    if (recipe.top_up_minor > 0) static_cast<void>(checkout.add_value(recipe.top_up_minor, {}));
    if (recipe.gift_card_minor > 0)
        static_cast<void>(checkout.add_value(recipe.gift_card_minor, {{{}, kGiftCard, "command"}}));
}

// A refusal is as good: then something else pays.
void Play::pay_with_instruments(terminal::Checkout& checkout, const SaleRecipe& recipe) {
    if (const std::string code = instruments_.voucher_code(recipe.voucher); !code.empty())
        static_cast<void>(checkout.present_voucher(code));
    if (recipe.by_gift_card > 0)
        static_cast<void>(
            checkout.pay_with_value(recipe.by_gift_card, {{{}, kGiftCard, "command"}}));
    if (recipe.by_own_value > 0)
        static_cast<void>(checkout.pay_with_value(recipe.by_own_value, {}));
}

// What is due changes with what it is paid with: campaigns ask about that.
bool Play::settle(terminal::Checkout& checkout, const SaleRecipe& recipe) {
    if (recipe.redeemed > 0 && checkout.basket().due_minor() > 0) {
        const auto wanted = loyalty::redeemable(
            Points{recipe.redeemed}, checkout.basket().due_minor(), story_.rules);
        if (wanted.value > 0) static_cast<void>(checkout.redeem(wanted));
    }
    pay_with_instruments(checkout, recipe);
    const std::int64_t by_card = std::min(recipe.by_card, checkout.basket().due_minor());
    if (by_card > 0) static_cast<void>(checkout.tender(sale::TenderKind::Card, by_card));
    constexpr int kAttempts = 4;
    for (int attempt = 0; attempt < kAttempts && checkout.basket().due_minor() != 0; ++attempt) {
        static_cast<void>(checkout.tender(sale::TenderKind::Cash, checkout.basket().due_minor()));
    }
    return checkout.basket().due_minor() == 0;
}

void Play::sell(const SaleRecipe& recipe) {
    terminal::Checkout checkout = till_->checkout(recipe.local_minute);
    till_->uplink().reachable = !recipe.offline;
    fill(checkout, recipe);
    const auto recorded =
        settle(checkout, recipe)
            ? checkout.complete({})
            : terminal::Outcome<terminal::RecordedSale>{unexpected{terminal::Refused{}}};
    if (recorded) {
        recorded_.push_back(*recorded);
        voided_.push_back(false);
    } else {
        static_cast<void>(checkout.void_basket());
    }
    till_->uplink().reachable = true;
}

std::string Play::compare() {
    if (std::string said = hq_.rows(kDifferences); !said.empty()) return "suspense: " + said;
    for (std::size_t i = 0; i < recorded_.size(); ++i) {
        if (std::string wrong = compare_sale(recorded_[i], voided_[i]); !wrong.empty())
            return "sale " + std::to_string(i + 1) + ": " + wrong;
    }
    if (std::string wrong = instruments_.compare(recorded_, voided_); !wrong.empty()) return wrong;
    return compare_balance();
}

std::string Play::compare_sale(const terminal::RecordedSale& recorded, bool voided) {
    const sale::Sale& sale = recorded.sale;
    const std::string id = std::to_string(recorded.id.value);
    std::int64_t own_points = 0;
    for (const sale::Line& line : sale.lines)
        own_points += line.original ? 0 : line.points.value;
    const std::string there = std::to_string(sale.total_minor()) + "|" +
                              std::to_string(sale.eligible_minor()) + "|" +
                              std::to_string(own_points);
    const std::string here =
        hq_.rows("select total_minor, eligible_minor, points from sale where sale_id = " + id);
    if (std::string wrong = unequal("total, eligible, points", there, here); !wrong.empty())
        return wrong;
    std::map<std::int64_t, loyalty::BudgetUse> uses;
    if (!voided) {
        for (const auto& [campaign, use] : loyalty::uses_of(sale.campaigns.awards))
            uses[campaign.value] = use;
    }
    std::string given;
    for (const auto& [campaign, use] : uses) {
        given += (given.empty() ? "" : ", ") + std::to_string(campaign) + "|" +
                 std::to_string(use.points) + "|" + std::to_string(use.minor);
    }
    return unequal("campaigns",
                   given,
                   hq_.rows("select campaign_id, points, cost_minor from campaign_award where "
                            "sale_id = " +
                            id + " order by campaign_id"));
}

std::string Play::compare_balance() {
    std::int64_t expected = story_.opening_points;
    for (std::size_t i = 0; i < recorded_.size(); ++i) {
        const sale::Sale& sale = recorded_[i].sale;
        if (voided_[i]) continue;
        expected += sale.points_promised.value - points_tendered(sale);
    }
    return unequal("the member's points",
                   std::to_string(expected),
                   std::to_string(hq_.number("select sum(amount) from balance where shard_key = " +
                                             std::to_string(member_.value))));
}

}  // namespace pareto::hq::test
