// The matrix of returns: what is sold × how it comes back × policy × what became of the points ×
// where × when HQ hears of it. Every figure of the table was worked out by hand; the combinations
// it covers are generated.
//
// Anna has 150 points, each worth 1.00 and earned once for each 1.00. She buys A (2 for 60.00) and
// B (40.00). Earned points are pending for 5 days. A point that is given back, or taken, is counted
// after everything has arrived.
#include <gtest/gtest.h>

#include "common/sale/earning.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/local_journal.h"
#include "hq/database/mature.h"
#include "hq/database/verify.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

enum class Sold {
    Earned,
    PartRedeemed,
    WhollyRedeemed,
    Discounted,
    Excluded,
    UnknownCard,
    Campaign
};
enum class Back { Whole, Partial, TwoSteps, Exchange, PostVoid, WithoutReceipt };
enum class Balance { Pending, Untouched, Spent };
enum class Place { Same, Other };
enum class Link { Online, OfflineThenSynced, TwiceOffline };

constexpr std::array kSoldNames{"earned only",
                                "part redeemed",
                                "wholly redeemed",
                                "discounted lines",
                                "excluded category",
                                "unknown card then known",
                                "with a campaign"};
constexpr std::array kBackNames{
    "whole", "partial", "in two steps", "exchange", "post-void", "without receipt"};
constexpr std::array kPolicyNames{"unlimited", "within_balance", "only_pending"};
constexpr std::array kBalanceNames{"pending", "untouched", "spent in between"};

/// "points pending debt" by policy, in the order only_pending, within_balance, unlimited; "" = no
/// such case: points that a card nobody knows earned cannot mature, and a post-void is of the same
/// day.
struct Cells {
    const char *only_pending, *within_balance, *unlimited;
};

struct Row {
    Sold sold;
    Back back;
    std::int64_t cash_minor;  ///< what the customer pays for what comes back; negative: is given
    std::int64_t given_back;  ///< points
    Cells pending, untouched, spent;
};

constexpr Cells kNone{"", "", ""};

constexpr Cells all(const char* cell) {
    return {cell, cell, cell};
}

// clang-format off
constexpr std::array kTable{
    // 100 points: A 60, B 40.
    Row{Sold::Earned, Back::Whole,          -100'00,   0, all("150 0 0"),   {"250 0 0", "150 0 0", "150 0 0"},    {"0 0 0", "0 0 0", "0 0 100"}},
    Row{Sold::Earned, Back::Partial,         -30'00,   0, all("150 70 0"),  {"250 0 0", "220 0 0", "220 0 0"},    {"0 0 0", "0 0 0", "0 0 30"}},
    Row{Sold::Earned, Back::TwoSteps,       -100'00,   0, all("150 0 0"),   {"250 0 0", "150 0 0", "150 0 0"},    {"0 0 0", "0 0 0", "0 0 100"}},
    Row{Sold::Earned, Back::Exchange,         30'00,   0, all("150 130 0"), {"250 70 0", "210 70 0", "210 70 0"}, {"0 70 0", "0 70 0", "0 70 40"}},
    Row{Sold::Earned, Back::PostVoid,       -100'00,   0, all("150 0 0"),   kNone,                                all("0 0 0")},
    Row{Sold::Earned, Back::WithoutReceipt,  -40'00,   0, all("150 60 0"),  {"250 0 0", "210 0 0", "210 0 0"},    {"0 0 0", "0 0 0", "0 0 40"}},
    // 50 points pay 50.00: 30 of A, 20 of B. What is left earns 50: A 30, B 20.
    Row{Sold::PartRedeemed, Back::Whole,          -50'00,  50, all("150 0 0"),   {"200 0 0", "150 0 0", "150 0 0"},    {"50 0 0", "0 0 0", "0 0 0"}},
    Row{Sold::PartRedeemed, Back::Partial,        -15'00,  15, all("115 35 0"),  {"165 0 0", "150 0 0", "150 0 0"},    {"15 0 0", "0 0 0", "0 0 0"}},
    Row{Sold::PartRedeemed, Back::TwoSteps,       -50'00,  50, all("150 0 0"),   {"200 0 0", "150 0 0", "150 0 0"},    {"50 0 0", "0 0 0", "0 0 0"}},
    Row{Sold::PartRedeemed, Back::Exchange,        50'00,  20, all("120 100 0"), {"170 70 0", "150 70 0", "150 70 0"}, {"20 70 0", "0 70 0", "0 70 0"}},
    Row{Sold::PartRedeemed, Back::PostVoid,       -50'00,  50, all("150 0 0"),   kNone,                                all("50 0 0")},
    Row{Sold::PartRedeemed, Back::WithoutReceipt, -40'00,   0, all("100 10 0"),  {"150 0 0", "110 0 0", "110 0 0"},    {"0 0 0", "0 0 0", "0 0 40"}},
    // 100 points pay all; nothing is earned.
    Row{Sold::WhollyRedeemed, Back::Whole,            0'00, 100, all("150 0 0"), all("150 0 0"), all("100 0 0")},
    Row{Sold::WhollyRedeemed, Back::Partial,          0'00,  30, all("80 0 0"),  all("80 0 0"),  all("30 0 0")},
    Row{Sold::WhollyRedeemed, Back::TwoSteps,         0'00, 100, all("150 0 0"), all("150 0 0"), all("100 0 0")},
    Row{Sold::WhollyRedeemed, Back::Exchange,        70'00,  40, all("90 70 0"), all("90 70 0"), all("40 70 0")},
    Row{Sold::WhollyRedeemed, Back::PostVoid,         0'00, 100, all("150 0 0"), kNone,          all("100 0 0")},
    Row{Sold::WhollyRedeemed, Back::WithoutReceipt, -40'00,   0, {"50 0 0", "10 0 0", "10 0 0"}, {"50 0 0", "10 0 0", "10 0 0"}, {"0 0 0", "0 0 0", "0 0 40"}},
    // B is 20.00 off 60.00, more than 20 %: it earns nothing. A earns 60.
    Row{Sold::Discounted, Back::Whole,          -100'00, 0, all("150 0 0"),   {"210 0 0", "150 0 0", "150 0 0"}, {"0 0 0", "0 0 0", "0 0 60"}},
    Row{Sold::Discounted, Back::Partial,         -30'00, 0, all("150 30 0"),  {"210 0 0", "180 0 0", "180 0 0"}, {"0 0 0", "0 0 0", "0 0 30"}},
    Row{Sold::Discounted, Back::TwoSteps,       -100'00, 0, all("150 0 0"),   {"210 0 0", "150 0 0", "150 0 0"}, {"0 0 0", "0 0 0", "0 0 60"}},
    Row{Sold::Discounted, Back::Exchange,         30'00, 0, all("150 130 0"), all("210 70 0"),                   all("0 70 0")},
    Row{Sold::Discounted, Back::PostVoid,       -100'00, 0, all("150 0 0"),   kNone,                             all("0 0 0")},
    Row{Sold::Discounted, Back::WithoutReceipt,  -40'00, 0, all("150 20 0"),  {"210 0 0", "170 0 0", "170 0 0"}, {"0 0 0", "0 0 0", "0 0 40"}},
    // B is of a category that earns nothing, also when it comes back without a receipt. A earns 60.
    Row{Sold::Excluded, Back::Whole,          -100'00, 0, all("150 0 0"),   {"210 0 0", "150 0 0", "150 0 0"}, {"0 0 0", "0 0 0", "0 0 60"}},
    Row{Sold::Excluded, Back::Partial,         -30'00, 0, all("150 30 0"),  {"210 0 0", "180 0 0", "180 0 0"}, {"0 0 0", "0 0 0", "0 0 30"}},
    Row{Sold::Excluded, Back::TwoSteps,       -100'00, 0, all("150 0 0"),   {"210 0 0", "150 0 0", "150 0 0"}, {"0 0 0", "0 0 0", "0 0 60"}},
    Row{Sold::Excluded, Back::Exchange,         30'00, 0, all("150 130 0"), all("210 70 0"),                   all("0 70 0")},
    Row{Sold::Excluded, Back::PostVoid,       -100'00, 0, all("150 0 0"),   kNone,                             all("0 0 0")},
    Row{Sold::Excluded, Back::WithoutReceipt,  -40'00, 0, all("150 60 0"),  all("210 0 0"),                    all("0 0 0")},
    // As earned only, by a card that is linked to Anna when all is over; meanwhile she spends what she has.
    Row{Sold::UnknownCard, Back::Whole,          -100'00, 0, all("150 0 0"),   kNone, all("0 0 0")},
    Row{Sold::UnknownCard, Back::Partial,         -30'00, 0, all("150 70 0"),  kNone, all("0 70 0")},
    Row{Sold::UnknownCard, Back::TwoSteps,       -100'00, 0, all("150 0 0"),   kNone, all("0 0 0")},
    Row{Sold::UnknownCard, Back::Exchange,         30'00, 0, all("150 130 0"), kNone, all("0 130 0")},
    Row{Sold::UnknownCard, Back::PostVoid,       -100'00, 0, all("150 0 0"),   kNone, all("0 0 0")},
    Row{Sold::UnknownCard, Back::WithoutReceipt,  -40'00, 0, all("150 60 0"),  kNone, all("0 60 0")},
    // A campaign takes 10 % off A, 6.00, and gives 12 points for it. So A earns 54 + 12, B 40: 106 for 94.00.
    Row{Sold::Campaign, Back::Whole,           -94'00,   0, all("150 0 0"),   {"256 0 0", "150 0 0", "150 0 0"},    {"0 0 0", "0 0 0", "0 0 106"}},
    Row{Sold::Campaign, Back::Partial,         -27'00,   0, all("150 73 0"),  {"256 0 0", "223 0 0", "223 0 0"},    {"0 0 0", "0 0 0", "0 0 33"}},
    Row{Sold::Campaign, Back::TwoSteps,        -94'00,   0, all("150 0 0"),   {"256 0 0", "150 0 0", "150 0 0"},    {"0 0 0", "0 0 0", "0 0 106"}},
    Row{Sold::Campaign, Back::Exchange,         30'00,   0, all("150 136 0"), {"256 70 0", "216 70 0", "216 70 0"}, {"0 70 0", "0 70 0", "0 70 40"}},
    Row{Sold::Campaign, Back::PostVoid,        -94'00,   0, all("150 0 0"),   kNone,                                all("0 0 0")},
    Row{Sold::Campaign, Back::WithoutReceipt,  -40'00,   0, all("150 66 0"),  {"256 0 0", "216 0 0", "216 0 0"},    {"0 0 0", "0 0 0", "0 0 40"}},
};

// clang-format on

struct Case {
    const Row* row = nullptr;
    loyalty::ClawBack policy = loyalty::ClawBack::Unlimited;
    Balance balance = Balance::Pending;
    Place place = Place::Same;
    Link link = Link::Online;
    std::string expected;

    MemberId member;
    Bytes card_key;
    sale::Sale sale;
    EntryId sale_entry;
    std::vector<EntryId> brought_back;
    std::int64_t cash_minor = 0;

    /// Matured points exist only of sales that are ten days old.
    [[nodiscard]] bool is_early() const {
        const bool same_day = row->back == Back::PostVoid || row->sold == Sold::UnknownCard;
        return balance != Balance::Pending && !same_day;
    }

    [[nodiscard]] std::string sold_on() const { return is_early() ? "2026-03-10" : "2026-03-20"; }

    [[nodiscard]] std::string back_on() const {
        if (row->back == Back::PostVoid) return sold_on();
        return is_early() ? "2026-03-16" : "2026-03-21";
    }

    [[nodiscard]] std::string text() const {
        const auto name = [](const auto& names, auto value) {
            return std::string{names.at(static_cast<std::size_t>(value))} + ", ";
        };
        return name(kSoldNames, row->sold) + name(kBackNames, row->back) +
               name(kPolicyNames, policy) + name(kBalanceNames, balance) +
               (place == Place::Same ? "same" : "other") + " branch, " +
               (link == Link::Online         ? "online"
                : link == Link::TwiceOffline ? "twice offline"
                                             : "offline, then synced");
    }
};

std::string expected_of(const Row& row, loyalty::ClawBack policy, Balance balance) {
    const Cells& cells = balance == Balance::Pending     ? row.pending
                         : balance == Balance::Untouched ? row.untouched
                                                         : row.spent;
    switch (policy) {
        case loyalty::ClawBack::OnlyPending:
            return cells.only_pending;
        case loyalty::ClawBack::WithinBalance:
            return cells.within_balance;
        case loyalty::ClawBack::Unlimited:
            break;
    }
    return cells.unlimited;
}

void add_cases(const Row& row,
               loyalty::ClawBack policy,
               Balance balance,
               std::vector<Case>& cases) {
    const std::string expected = expected_of(row, policy, balance);
    if (expected.empty()) return;
    for (const Place place : {Place::Same, Place::Other}) {
        // A post-void is the terminal's own.
        if (place == Place::Other && row.back == Back::PostVoid) continue;
        for (const Link link : {Link::Online, Link::OfflineThenSynced, Link::TwiceOffline}) {
            const bool twice = row.back == Back::Whole && place == Place::Same;
            if (link == Link::TwiceOffline && !twice) continue;
            cases.push_back({&row, policy, balance, place, link, expected, {}, {}, {}, {}, {}, 0});
        }
    }
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const Row& row : kTable) {
        for (const auto policy : {loyalty::ClawBack::Unlimited,
                                  loyalty::ClawBack::WithinBalance,
                                  loyalty::ClawBack::OnlyPending}) {
            for (const Balance balance : {Balance::Pending, Balance::Untouched, Balance::Spent})
                add_cases(row, policy, balance, cases);
        }
    }
    return cases;
}

loyalty::RuleSet rules_with(loyalty::ClawBack policy) {
    loyalty::RuleSet rules;
    rules.version = 2 + static_cast<std::int32_t>(policy);
    rules.minor_per_point = {100, 1};
    rules.pending_days = 5;
    rules.discount_percent_max = 20;
    rules.earning_rules = {{.sku = "", .category = "tobacco", .multiplier = {0, 1}}};
    rules.claw_back = policy;
    return rules;
}

/// 10 % off sku1 and 12 points for it.
loyalty::Campaign ten_percent() {
    loyalty::Campaign made;
    made.id = loyalty::CampaignId{18};
    made.version = 1;
    made.name = "ten percent";
    made.from = date("2026-03-01");
    made.to = date("2026-03-31");
    loyalty::Conditions a;
    a.items.skus = {"sku1"};
    made.rules = {{0,
                   a,
                   {loyalty::PercentOff{.basis_points = 1'000}, loyalty::PointsBonus{Points{12}}}}};
    return made;
}

/// What the campaign gives on A, as the terminal says it.
void give_campaign(sale::Sale& sale) {
    sale::Line& a = sale.lines.front();
    a.amount_minor = 54'00;
    a.discount_minor = a.campaign_discount_minor = 6'00;
    a.campaign_points = Points{12};
    sale.campaigns.list_version = 1;
    loyalty::Award off;
    off.campaign = loyalty::CampaignId{18};
    off.version = 1;
    off.rule = 1;
    off.effect = 1;
    off.discount_minor = 6'00;
    loyalty::Award bonus = off;
    bonus.effect = 2;
    bonus.discount_minor = 0;
    bonus.points = Points{12};
    sale.campaigns.awards = {off, bonus};
}

/// Comes back when HQ knows all that was before. What names no sale has nothing to wait for, so
/// there is no other order of it to come to the same.
bool is_late(const Case& one) {
    if (one.row->back == Back::PostVoid) return false;
    return one.link == Link::Online || one.row->back == Back::WithoutReceipt;
}

class ReturnMatrixTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        auto transaction = must(database::begin_writing(world_->connection()));
        for (const auto policy : {loyalty::ClawBack::Unlimited,
                                  loyalty::ClawBack::WithinBalance,
                                  loyalty::ClawBack::OnlyPending})
            must(database::put_rules(world_->connection(), rules_with(policy)));
        must(database::publish_campaigns(world_->connection(), {ten_percent()}, 0));
        must(transaction.commit());
        here_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        there_ = std::make_unique<TestTerminal>(world_->terminal("HK02", "1"));
        desk_ = std::make_unique<TestTerminal>(world_->terminal("HK03", "1"));
    }

    void open_account(Case& one, std::size_t number) {
        const Bytes first = card("first " + std::to_string(number));
        one.member = MemberId{desk_->append(enrolled(first)).value};
        one.card_key =
            one.row->sold == Sold::UnknownCard ? card("second " + std::to_string(number)) : first;
        opening_.push_back(
            {.entry = {.occurred_at = world_->clock.now(),
                       .business_date = date("2026-03-01"),
                       .operator_id = "",
                       .body =
                           journal::PointsAdjusted{
                               one.member, Points{150}, date("2027-06-30"), "opening"}},
             .branch = world_->branch("HK03"),
             .terminal_code = "",
             .personal = std::nullopt});
    }

    sale::Sale made(const Case& one, std::vector<sale::Line> lines) {
        sale::Sale sale;
        sale.card_key = one.card_key;
        if (one.row->sold != Sold::UnknownCard) sale.facts.member = one.member;
        sale.rules_version = rules_with(one.policy).version;
        sale.lines = std::move(lines);
        return sale;
    }

    void pay_rest_in_cash(sale::Sale& sale, const Case& one) {
        std::int64_t rest = sale.total_minor();
        for (const auto& tender : sale.tenders)
            rest -= tender.amount_minor;
        sale.tenders.push_back({sale::TenderKind::Cash, rest, {}, {}});
        sale::write_shares(sale, rules_with(one.policy));
        for (const auto& line : sale.lines)
            sale.points_promised.value += line.points.value;
    }

    void sell(Case& one) {
        sale::Line a = sold(1, 2, 30'00);
        sale::Line b = sold(2, 1, 40'00);
        if (one.row->sold == Sold::Discounted) {
            b.unit_price_minor = 60'00;
            b.discount_minor = 20'00;
        }
        if (one.row->sold == Sold::Excluded) b.category = "tobacco";
        one.sale = made(one, {a, b});
        if (one.row->sold == Sold::Campaign) give_campaign(one.sale);
        const std::int64_t points = one.row->sold == Sold::PartRedeemed     ? 50
                                    : one.row->sold == Sold::WhollyRedeemed ? 100
                                                                            : 0;
        if (points > 0) {
            one.sale.tenders.push_back(
                {sale::TenderKind::Points,
                 points * 100,
                 Points{points},
                 EntryId::of(here_->registration(), 1'000'000 + here_->last())});
        }
        pay_rest_in_cash(one.sale, one);
        one.sale_entry = here_->append(one.sale, one.sold_on());
    }

    void spend_all(const Case& one) {
        const std::int64_t points =
            world_->number("select amount from balance where account = 1 and shard_key = " +
                           std::to_string(one.member.value));
        sale::Sale sale = made(one, {sold(1, 1, points * 100)});
        sale.card_key.clear();
        sale.facts.member = one.member;
        sale.tenders = {{sale::TenderKind::Points,
                         points * 100,
                         Points{points},
                         EntryId::of(desk_->registration(), 1'000'000 + desk_->last())}};
        pay_rest_in_cash(sale, one);
        desk_->append(sale, one.is_early() ? "2026-03-15" : one.sold_on());
    }

    /// As the terminal makes it: here with the redemption and the points; of elsewhere, what the
    /// receipt says.
    sale::Line line_back(
        const Case& one, std::size_t index, std::int64_t before, std::int64_t quantity, bool here) {
        const sale::Line& sold = one.sale.lines.at(index);
        const Quantity returned{before * 1000};
        const Quantity back{quantity * 1000};
        const loyalty::LineShare whole{sold.points, sold.points_paid_minor, sold.points_paid};
        const auto share = sale::share_back(whole, sold, returned, back);
        sale::Line line = brought_back(
            1, one.sale_entry, sold.number, quantity, sale::refund_minor(sold, returned, back));
        line.points_paid_minor = -share.points_paid_minor;
        if (here) line.points = Points{-share.points.value};
        if (here) line.points_paid = Points{-share.points_paid.value};
        return line;
    }

    void bring_back(Case& one, TestTerminal& at, std::vector<sale::Line> lines) {
        const bool here = &at == here_.get();
        for (std::size_t index = 0; index < lines.size(); ++index)
            lines[index].number = static_cast<std::int32_t>(index) + 1;
        sale::Sale sale = made(one, std::move(lines));
        if (!here && one.row->back != Back::WithoutReceipt && one.row->back != Back::Exchange) {
            sale.card_key.clear();
            sale.facts = {};
        }
        if (!here) sale.approved_by = "manager";
        std::int64_t minor = 0;
        std::int64_t points = 0;
        for (const auto& line : sale.lines) {
            if (!line.original) continue;
            minor += line.points_paid_minor;
            points += line.points_paid.value;
        }
        if (minor != 0) {
            const EntryId redemption = here ? one.sale.tenders.front().redemption : EntryId{};
            sale.tenders.push_back({sale::TenderKind::Points, minor, Points{points}, redemption});
        }
        pay_rest_in_cash(sale, one);
        one.cash_minor += sale.tenders.back().amount_minor;
        one.brought_back.push_back(at.append(sale, one.back_on()));
    }

    void come_back(Case& one, TestTerminal& at) {
        const bool here = &at == here_.get();
        switch (one.row->back) {
            case Back::Whole:
                return bring_back(
                    one, at, {line_back(one, 0, 0, 2, here), line_back(one, 1, 0, 1, here)});
            case Back::Partial:
                return bring_back(one, at, {line_back(one, 0, 0, 1, here)});
            case Back::TwoSteps:
                bring_back(one, at, {line_back(one, 0, 0, 1, here)});
                return bring_back(
                    one, at, {line_back(one, 0, 1, 1, here), line_back(one, 1, 0, 1, here)});
            case Back::Exchange:
                return bring_back(one, at, {line_back(one, 1, 0, 1, here), sold(2, 1, 70'00)});
            case Back::WithoutReceipt: {
                sale::Line line = sold(1, -1, 40'00);
                if (one.row->sold == Sold::Excluded) line.category = "tobacco";
                return bring_back(one, at, {line});
            }
            case Back::PostVoid:
                break;
        }
        one.brought_back.push_back(
            at.append(sale::PostVoid{SaleId{one.sale_entry.value}, 9, "mistake"}, one.back_on()));
        for (const auto& tender : one.sale.tenders)
            one.cash_minor -= tender.kind == sale::TenderKind::Cash ? tender.amount_minor : 0;
    }

    void check(const Case& one) {
        SCOPED_TRACE(one.text());
        const std::string member = std::to_string(one.member.value);
        const auto balance = [&](int account) {
            return world_->number("select amount from balance where shard_key = " + member +
                                  " and account = " + std::to_string(account));
        };
        EXPECT_EQ(std::to_string(balance(1)) + " " + std::to_string(balance(4)) + " " +
                      std::to_string(-balance(3)),
                  one.expected);
        EXPECT_EQ(world_->number(
                      "select sum(amount) from transfer where debit_account = 11 and shard_key = " +
                      member),
                  one.row->given_back);
        const bool twice = one.link == Link::TwiceOffline;
        EXPECT_EQ(one.cash_minor, twice ? 2 * one.row->cash_minor : one.row->cash_minor);
        std::string entries = std::to_string(one.sale_entry.value);
        for (const EntryId entry : one.brought_back)
            entries += ", " + std::to_string(entry.value);
        EXPECT_EQ(world_->rows("select distinct reason from suspense where entry_id in (" +
                               entries + ")"),
                  twice ? "return_conflict" : "");
    }

    void send_all() {
        // What was spent is known at once. Of the two others the later one first, so that what
        // comes back arrives before what was sold.
        for (TestTerminal* const till : {desk_.get(), there_.get(), here_.get()}) {
            if (till->send().kind != sync::IngestResult::Kind::Acked)
                ADD_FAILURE() << "not taken in";
        }
    }

    std::vector<database::LocalEntry> opening_;
    std::unique_ptr<TestTerminal> here_, there_, desk_;
};

TEST_P(ReturnMatrixTest, EveryCellIsAsComputedByHand) {
    std::vector<Case> cases = all_cases();
    EXPECT_EQ(cases.size(), 1344U);
    for (std::size_t number = 0; number < cases.size(); ++number)
        open_account(cases[number], number);
    desk_->send();
    database::LocalJournal journal{
        world_->connection(), world_->clock, world_->own_registration, 0};
    static_cast<void>(must(journal.append(opening_)));
    // What matures was sold ten days before the rest.
    for (Case& one : cases) {
        if (one.is_early()) sell(one);
    }
    here_->send();
    EXPECT_FALSE(
        must(database::mature_points(world_->connection(), world_->clock, date("2026-03-15")))
            .done_before);
    EXPECT_TRUE(
        must(database::mature_points(world_->connection(), world_->clock, date("2026-03-15")))
            .done_before);
    world_->verify();
    for (Case& one : cases) {
        if (!one.is_early() && one.balance == Balance::Spent) sell(one);
    }
    here_->send();
    for (Case& one : cases) {
        if (one.balance == Balance::Spent) spend_all(one);
        if (one.balance == Balance::Pending) sell(one);
        if (is_late(one)) continue;
        come_back(one, one.place == Place::Same ? *here_ : *there_);
        if (one.link == Link::TwiceOffline) come_back(one, *there_);
    }
    send_all();
    world_->verify();
    for (Case& one : cases) {
        if (is_late(one)) come_back(one, one.place == Place::Same ? *here_ : *there_);
        if (one.row->sold == Sold::UnknownCard)
            desk_->append(journal::CardLinked{one.member, one.card_key, ""}, "2026-03-22");
    }
    send_all();
    for (const Case& one : cases)
        check(one);
    EXPECT_EQ(world_->number("select count(*) from waiting_entry"), 0);
    EXPECT_EQ(world_->number("select count(*) from unknown_card"), 0);
    world_->verify();
    EXPECT_EQ(must(database::rebuild_rollups(world_->connection())), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         ReturnMatrixTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test
