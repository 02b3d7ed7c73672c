// Redeeming points while HQ is out of reach: by what HQ reserved for this terminal, else as a
// stand-in; what survives a restart, a restore and a lost answer.
#include <deque>

#include <gtest/gtest.h>

#include "terminal/app/allowances.h"
#include "terminal/app/post_void.h"
#include "terminal/app/redemption.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using loyalty::RedemptionMeans;
using terminal::Checkout;

const MemberId kAnna{EntryId::of(2, 9).value};
const Bytes kKey(32, 's');

/// HQ as far as the line goes: answers in turn, and nothing once they are used up.
class Hq final : public terminal::Uplink {
public:
    [[nodiscard]] Result<sync::Response> ask(Question question,
                                             std::chrono::milliseconds /*timeout*/) override {
        asked.push_back(std::move(question));
        if (answers.empty()) return fault(FaultCode::Timeout, "HQ is silent");
        auto answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }

    void wake() override {}

    [[nodiscard]] bool connected() const override { return there; }

    bool there = false;
    std::deque<sync::Response> answers;
    std::vector<Question> asked;
};

class OfflineRedemptionTest : public testing::Test {
protected:
    OfflineRedemptionTest() {
        loyalty::RuleSet rules;
        rules.version = 1;
        sync::MemberChange anna;
        anna.facts = {kAnna, "gold", true, Points{500}};
        anna.member_number = "2900000000018";
        anna.cards = {{journal::card_key(Bytes(32, 'k'), "number", "906")}};
        EXPECT_TRUE(
            file.journal->apply_feed({0,
                                      9,
                                      {{1, "current", sync::encode(sync::RulesChange{rules})},
                                       {3, std::to_string(kAnna.value), sync::encode(anna)}}}));
        open_shift(file);
        meet_hq();
    }

    void meet_hq() {
        sync::Welcome welcome;
        welcome.term = 1;
        welcome.hq_time_ms = to_ms(file.clock.now());
        welcome.allowance_key = journal::public_key_of(kKey);
        EXPECT_TRUE(file.journal->record_welcome(welcome));
    }

    loyalty::Allowance allowance(std::int64_t limit, Sequence id = 3) {
        return {EntryId::of(7, id),
                kAnna,
                TerminalId{11},
                Points{limit},
                add_days(kToday, 10),
                journal::key_id_of(journal::public_key_of(kKey))};
    }

    static sync::Response granted(const loyalty::Allowance& allowance, const Bytes& key = kKey) {
        sync::Response response;
        response.grant = journal::encode_grant(allowance);
        response.signature = journal::sign_grant(key, response.grant);
        return response;
    }

    int keep(std::initializer_list<sync::Response> answers) {
        hq.there = true;
        hq.answers = answers;
        const auto kept = terminal::keep_allowances(*file.journal, hq, file.clock);
        EXPECT_TRUE(kept) << text_of(kept);
        hq.answers.clear();
        hq.there = false;
        return kept.value_or(-1);
    }

    /// Redeems in a new basket of 10.00; "allowance 150", or why not.
    std::string redeem(std::optional<std::int64_t> points) {
        if (checkout->has_basket()) {
            EXPECT_TRUE(checkout->void_basket());
        }
        return redeem_on(points);
    }

    std::string redeem_on(std::optional<std::int64_t> points) {
        const auto tapped = checkout->tap({{}, "906", "test"});
        if (!tapped) return text_of(tapped);
        EXPECT_TRUE(checkout->add_line(line("x", 1, 1'000)));
        const auto approved =
            checkout->redeem(points ? std::optional{Points{*points}} : std::nullopt);
        if (!approved) {
            const std::string text = text_of(approved);
            return text.substr(0, text.find(": HQ"));
        }
        return std::string{loyalty::name_of(approved->means)} + " " +
               std::to_string(approved->points.value);
    }

    terminal::RecordedSale pay() {
        EXPECT_TRUE(checkout->tender(sale::TenderKind::Cash, checkout->basket().due_minor()));
        const auto sold = checkout->complete({});
        EXPECT_TRUE(sold) << text_of(sold);
        return sold.value_or(terminal::RecordedSale{});
    }

    std::string held() {
        std::string text;
        const auto all = file.journal->allowances(kAnna);
        for (const auto& each : all.value())
            text += std::to_string(each.spent.value) + "/" +
                    std::to_string(each.allowance.limit.value) + " ";
        return text;
    }

    std::int64_t stood_in() { return file.journal->stand_in({})->uid_points.value; }

    void reopen() {
        checkout.reset();
        file.reopen();
        checkout.emplace(*file.journal, hq, file.clock, file.no_prover);
    }

    void acknowledge(Sequence sequence) {
        const auto hash = file.journal->entries(kRegistration, sequence, 1).value().at(0).hash;
        EXPECT_TRUE(file.journal->record_ack({kRegistration, sequence, hash, 1, 1}));
    }

    /// Kinds of the newest entries.
    std::string newest(Sequence count) {
        std::string text;
        const Sequence last = file.journal->heads().back().last;
        const auto entries = file.journal->entries(kRegistration, last - count + 1, count);
        for (const auto& entry : entries.value())
            text += std::to_string(entry.kind) + " ";
        return text;
    }

    TerminalFile file;
    Hq hq;
    std::optional<Checkout> checkout{std::in_place, *file.journal, hq, file.clock, file.no_prover};
};

TEST_F(OfflineRedemptionTest, SpendsWhatHqReservedUpToItsLimitAndNotBeyond) {
    EXPECT_EQ(keep({granted(allowance(300))}), 1);
    EXPECT_EQ(redeem(250), "allowance 250");
    EXPECT_EQ(pay().sale.tenders[0].means, RedemptionMeans::Allowance);
    EXPECT_EQ(held(), "250/300 ");
    EXPECT_EQ(redeem(51), "stand-in 51") << "one more than is left";
    EXPECT_EQ(redeem(50), "allowance 50");
    EXPECT_EQ(held(), "300/300 ");
    EXPECT_TRUE(hq.asked.size() == 2) << "only for allowances";
}

TEST_F(OfflineRedemptionTest, WhatWasSpentIsSpentAfterARestartAndAfterAReversal) {
    keep({granted(allowance(300))});
    EXPECT_EQ(redeem(100), "allowance 100");
    reopen();
    EXPECT_EQ(held(), "100/300 ");
    EXPECT_EQ(terminal::reverse_open_redemptions(*file.journal, file.clock).value(), 1);
    EXPECT_EQ(held(), "100/300 ");
    keep({granted(allowance(200))});
    EXPECT_EQ(held(), "100/300 ") << "an older grant takes nothing away";
    keep({granted(allowance(420))});
    EXPECT_EQ(held(), "100/420 ");
}

TEST_F(OfflineRedemptionTest, BelievesOnlyGrantsThatHqSignedForIt) {
    EXPECT_EQ(keep({granted(allowance(300), Bytes(32, 'x'))}), 0);
    loyalty::Allowance others = allowance(300);
    others.holder = TerminalId{12};
    EXPECT_EQ(keep({granted(others)}), 0);
    EXPECT_EQ(held(), "");
}

TEST_F(OfflineRedemptionTest, AnAllowanceEndsOnItsLastDayAndIsClosedThen) {
    keep({granted(allowance(300))});
    file.clock.pass(std::chrono::hours{24 * 22});  // 2026-03-19, the last day
    meet_hq();
    EXPECT_EQ(redeem(100), "allowance 100");
    file.clock.pass(std::chrono::hours{24});
    meet_hq();
    EXPECT_EQ(redeem(100), "stand-in 100");
    keep({});
    EXPECT_EQ(held(), "");
    EXPECT_EQ(newest(1), "32 ");
}

TEST_F(OfflineRedemptionTest, ClosesWhatHqAsksBack) {
    keep({granted(allowance(300))});
    sync::Response back;
    back.recalled = EntryId::of(7, 3);
    keep({back});
    EXPECT_EQ(held(), "");
    EXPECT_EQ(newest(1), "32 ");
}

TEST_F(OfflineRedemptionTest, TwoRedemptionsCannotCountOnTheSamePoints) {
    keep({granted(allowance(300))});
    const journal::Entry entry{
        file.clock.now(),
        kToday,
        "anna",
        journal::RedemptionRequested{
            kAnna, Points{200}, RedemptionMeans::Allowance, EntryId::of(7, 3), Points{200}}};
    EXPECT_TRUE(file.journal->append(entry, {}, {}));
    const auto again = file.journal->append(entry, {}, {});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, FaultCode::Conflict);
    EXPECT_EQ(held(), "200/300 ");
}

TEST_F(OfflineRedemptionTest, StandsInUntilItsLimitsAndBeginsAnewOnlyWhenHqAcknowledged) {
    EXPECT_EQ(redeem(201), "RedemptionOffline: OverCardLimit");
    EXPECT_EQ(redeem(150), "stand-in 150");
    pay();
    EXPECT_EQ(redeem(10), "RedemptionOffline: CardUsedUp");
    reopen();
    EXPECT_EQ(redeem(10), "RedemptionOffline: CardUsedUp");
    meet_hq();
    EXPECT_EQ(stood_in(), 150) << "HQ was there, and has not the entry";
    const Sequence request = 2;  // after the shift
    acknowledge(request - 1);
    EXPECT_EQ(stood_in(), 150);
    acknowledge(request);
    EXPECT_EQ(stood_in(), 0);
    EXPECT_EQ(redeem(10), "stand-in 10");
}

TEST_F(OfflineRedemptionTest, StandsInOnlyForADayAfterHqWasThere) {
    file.clock.pass(std::chrono::hours{24} + std::chrono::seconds{1});
    EXPECT_EQ(redeem(100), "RedemptionOffline: HqTooLongAgo");
    keep({sync::Response{}});
    EXPECT_EQ(redeem(100), "stand-in 100") << "HQ answered";
}

TEST_F(OfflineRedemptionTest, RefusesWhileItsClockIsBehindHqs) {
    keep({granted(allowance(300))});
    file.clock.pass(-std::chrono::minutes{5} - std::chrono::seconds{1});
    EXPECT_EQ(redeem(100), "RedemptionOffline: ClockBehindHq");
    file.clock.pass(std::chrono::seconds{1});
    EXPECT_EQ(redeem(100), "allowance 100");
}

TEST_F(OfflineRedemptionTest, ARestoredTerminalSpendsNothingUntilItMetHq) {
    keep({granted(allowance(300))});
    file.back_up("backup");
    EXPECT_EQ(redeem(100), "allowance 100");
    pay();
    checkout.reset();
    file.restore("backup");
    checkout.emplace(*file.journal, hq, file.clock, file.no_prover);
    EXPECT_TRUE(file.journal->state().may_sell) << "by the spare registration";
    EXPECT_EQ(held(), "0/300 ") << "the backup does not know better";
    EXPECT_EQ(redeem(100), "RedemptionOffline: TerminalRestored");
    sync::Welcome welcome;
    welcome.term = 1;
    welcome.hq_time_ms = to_ms(file.clock.now());
    EXPECT_TRUE(file.journal->state().offline.restored);
    const auto hello = file.journal->hello().value();
    for (const auto& head : hello.heads)
        welcome.watermarks.push_back({head.registration, 0, {}, sync::HeadOutcome::Resume});
    EXPECT_TRUE(file.journal->record_welcome(welcome));
    EXPECT_FALSE(file.journal->state().offline.restored);
}

TEST_F(OfflineRedemptionTest, ATerminalWithTwoHistoriesGivesItsAllowancesUp) {
    keep({granted(allowance(300))});
    sync::Welcome welcome;
    welcome.term = 1;
    welcome.granted = 9;
    welcome.watermarks = {{kRegistration, 0, {}, sync::HeadOutcome::Fork}};
    EXPECT_TRUE(file.journal->record_welcome(welcome));
    EXPECT_EQ(held(), "");
}

TEST_F(OfflineRedemptionTest, ALostAnswerIsReversedBeforeItIsRedeemedWithoutHq) {
    keep({granted(allowance(300))});
    hq.there = true;
    EXPECT_EQ(redeem(100), "allowance 100");
    // Asked, given back, and then by the allowance; each its own redemption.
    EXPECT_EQ(newest(3), "16 17 16 ");
    pay();
    EXPECT_TRUE(file.journal->open_redemptions()->empty());
}

TEST_F(OfflineRedemptionTest, WhatHqReservedHereServesWhenTheBalanceDoesNot) {
    keep({granted(allowance(300))});
    hq.there = true;
    sync::Response no;
    no.outcome = sync::AuthoriseOutcome::InsufficientPoints;
    hq.answers = {no};
    EXPECT_EQ(redeem(200), "allowance 200");
    hq.answers = {no};
    EXPECT_EQ(redeem(150), "RedemptionRefused: not enough points: 0") << "never a stand-in";
}

TEST_F(OfflineRedemptionTest, AnOfflineRedemptionIsVoidedWithItsSaleBeforeTheSync) {
    keep({granted(allowance(300))});
    EXPECT_EQ(redeem(100), "allowance 100");
    const auto sold = pay();
    const auto voided = terminal::post_void(*file.journal, file.clock, {sold.id, "mistake", {}});
    EXPECT_TRUE(voided) << text_of(voided);
    EXPECT_EQ(held(), "100/300 ") << "what is given back, HQ gives back";
}

// Reported of others, by their project and number.
TEST_F(OfflineRedemptionTest, PosAwesomeV15_3059_TheBalanceChangesAlsoWhenOffline) {
    keep({granted(allowance(300))});
    EXPECT_EQ(redeem(250), "allowance 250");
    pay();
    EXPECT_EQ(redeem(251), "RedemptionOffline: OverCardLimit")
        << "the points are spent here, and HQ is told by the entry";
    EXPECT_EQ(held(), "250/300 ");
}

TEST_F(OfflineRedemptionTest, Dynamics365_1502_TheCardIsTakenOffline) {
    EXPECT_EQ(redeem(120), "stand-in 120");
    const auto sold = pay();
    EXPECT_EQ(sold.sale.facts.member, kAnna);
    EXPECT_EQ(sold.sale.points_promised.value, 8) << "8.80 in cash earn, the rest was points";
}

TEST_F(OfflineRedemptionTest, Odoo_264931_TheCashierChoosesHowManyPoints) {
    keep({granted(allowance(300))});
    EXPECT_EQ(redeem(7), "allowance 7");
    EXPECT_EQ(redeem(std::nullopt), "allowance 293") << "the most that is safe";
}

}  // namespace
}  // namespace pareto::test
