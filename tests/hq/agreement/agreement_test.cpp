// Terminal and HQ agree on every number, whatever is sold to whom under whatever rules; and HQ
// notices a number that is not what it should be.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "common/sale/earning.h"
#include "hq/app/posting.h"
#include "tests/hq/agreement/play.h"
#include "tests/support/postgres_cluster.h"

namespace pareto::hq::test {
namespace {

class AgreementTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() != Engine::Postgres) return;
        const std::string why = pareto::test::PostgresCluster::unavailable();
        if (!why.empty()) GTEST_SKIP() << why;
    }

    /// Few in CI; RC_PARAMS="max_success=20000" for a long run. A failure is shrunk and its story
    /// printed.
    void holds(int on_sqlite, const std::function<void(const Story&)>& property) {
        auto params = rc::detail::configuration().testParams;
        if (std::getenv("RC_PARAMS") == nullptr)
            params.maxSuccess = GetParam() == Engine::Sqlite ? on_sqlite : 5;
        const auto checked = [&] {
            property(*rc::gen::exec(any_story));
        };
        const auto result = rc::detail::checkTestable(checked, rc::detail::TestMetadata{}, params);
        std::ostringstream message;
        rc::detail::printResultMessage(result, message);
        EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << message.str();
    }
};

TEST_P(AgreementTest, TerminalAndHqAgreeOnEveryNumber) {
    std::int64_t sales = 0;
    std::int64_t awards = 0;
    std::int64_t returns = 0;
    std::int64_t redeemed = 0;
    std::int64_t by_value = 0;
    std::int64_t by_voucher = 0;
    std::int64_t by_code = 0;
    holds(150, [&](const Story& story) {
        Play play{GetParam(), story};
        const std::string wrong = play.run();
        for (const auto& recorded : play.recorded()) {
            ++sales;
            awards += std::ssize(recorded.sale.campaigns.awards);
            redeemed += recorded.sale.points_paid_minor() > 0 ? 1 : 0;
            by_value += recorded.sale.paid_minor(sale::TenderKind::StoredValue) > 0 ? 1 : 0;
            by_voucher += recorded.sale.paid_minor(sale::TenderKind::Voucher) > 0 ? 1 : 0;
            for (const auto& coupon : recorded.sale.campaigns.coupons)
                by_code += coupon.campaign ? 1 : 0;
            for (const sale::Line& line : recorded.sale.lines)
                returns += line.original ? 1 : 0;
        }
        if (!wrong.empty()) RC_FAIL(wrong);
    });
    // Not vacuous: all of it happens.
    EXPECT_GT(sales, 5);
    EXPECT_GT(awards, 5);
    if (GetParam() == Engine::Sqlite) {
        EXPECT_GT(returns, 5);
        EXPECT_GT(redeemed, 5);
        EXPECT_GT(by_value, 5);
        EXPECT_GT(by_voucher, 5);
        EXPECT_GT(by_code, 5);
    }
}

/// One figure is another than the engine's; the sale is sound all the same. False where the sale
/// has nothing of that kind.
bool falsify(sale::Sale& sale, int figure, const loyalty::RuleSet& rules) {
    if (sale.lines.empty() || sale.tenders.size() != 1) return false;
    sale::Line& line = sale.lines.front();
    if (line.original || line.amount_minor < 1 || line.kind != sale::LineKind::Goods) return false;
    const bool has_card = !sale.card_key.empty();
    switch (figure) {
        case 0:
            line.amount_minor -= 1;
            line.discount_minor += 1;
            line.campaign_discount_minor += 1;
            sale.tenders.front().amount_minor -= 1;
            sale::write_shares(sale, rules);
            sale.points_promised = promised_points(sale, rules);
            return true;
        case 1:
            if (!has_card) return false;
            line.campaign_points.value += 1;
            line.points.value += 1;
            sale.points_promised.value += 1;
            return true;
        case 2:
            if (!has_card || !sale.facts.member) return false;
            sale.points_promised.value += 1;
            return true;
        default:
            if (sale.campaigns.awards.empty()) return false;
            sale.campaigns.awards.front().discount_minor += 1;
            return true;
    }
}

TEST_P(AgreementTest, AFigureThatIsNotTheEnginesIsAlwaysNoticed) {
    int noticed = 0;
    holds(60, [&](const Story& story) {
        Play play{GetParam(), story};
        RC_ASSERT(play.run().empty());
        TestTerminal& other = play.other_terminal();
        for (const terminal::RecordedSale& recorded : play.recorded()) {
            if (recorded.sale.points_tender_minor() != 0) continue;
            if (std::any_of(recorded.sale.lines.begin(),
                            recorded.sale.lines.end(),
                            [](const sale::Line& line) { return line.original.has_value(); }))
                continue;
            for (int figure = 0; figure < 4; ++figure) {
                sale::Sale sale = recorded.sale;
                if (!falsify(sale, figure, play.rules())) continue;
                const EntryId entry = other.append(sale, to_string(story.date));
                EXPECT_EQ(other.send().kind, sync::IngestResult::Kind::Acked);
                const auto said = play.hq().number(
                    "select count(*) from suspense where reason = 'engine_mismatch' and "
                    "entry_id = " +
                    std::to_string(entry.value));
                if (said != 1) RC_FAIL("figure " + std::to_string(figure) + " is not noticed");
                ++noticed;
            }
        }
    });
    EXPECT_GT(noticed, 5);
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         AgreementTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

}  // namespace
}  // namespace pareto::hq::test

int main(int argc, char** argv) {
    // What a disk does is not the question here, and waiting for it would be most of the time.
    if (std::filesystem::is_directory("/dev/shm")) setenv("TMPDIR", "/dev/shm", 0);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
