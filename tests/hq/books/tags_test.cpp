// Units of goods with a serial in HQ's books: who sold which twice, whatever order the news comes
// in.
#include "hq/app/tags.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include <gtest/gtest.h>

#include "hq/app/posting.h"
#include "hq/reports/catalogue.h"
#include "hq/reports/render.h"
#include "tests/hq/books/books_world.h"
#include "tests/support/postgres_cluster.h"

namespace pareto::hq::test {
namespace {

constexpr const char* kTags =
    "select gtin, serial, sold, count(*) from tag_event group by gtin, serial, sold order by gtin "
    "collate \"C\", serial collate \"C\", sold";

/// A shoe with that serial.
sale::Line shoe(const std::string& serial, std::int32_t number = 1) {
    sale::Line line = sold(number, 1, 599'00);
    line.sku = "shoe";
    line.tag = "urn:epc:id:sgtin:0614141.812345." + serial;
    return line;
}

sale::Line shoe_back(const std::string& serial, EntryId sale, std::int32_t original = 1) {
    sale::Line line = brought_back(1, sale, original, 1, 599'00);
    line.sku = "shoe";
    line.tag = shoe(serial).tag;
    return line;
}

sale::Sale numbered(std::vector<sale::Line> lines, std::int64_t receipt_number) {
    sale::Sale sale = cash_sale("", std::move(lines));
    sale.receipt_number = receipt_number;
    return sale;
}

reports::Report report_of(BooksWorld& world, const std::string& branch = "") {
    reports::ReportRequest request;
    request.branch = branch;
    return must(reports::find_report("tag-conflicts")
                    ->make(world.connection(), *find_currency("HKD"), request));
}

/// "6789: HK01-1-000001 2026-03-10, HK02-1-000001 2026-03-10; …"
std::string conflicts(BooksWorld& world, const std::string& branch = "") {
    std::string text;
    for (const auto& row : report_of(world, branch).rows) {
        const auto cell = [&](std::size_t column) {
            return std::get<std::string>(row.at(column));
        };
        text += (text.empty() ? "" : "; ") + cell(0).substr(cell(0).rfind('.') + 1) + ": " +
                cell(5) + " " + cell(6) + ", " + cell(9) + " " + cell(10);
    }
    return text;
}

class TagsTest : public BooksTest {
protected:
    EntryId sell(TestTerminal& till, const std::string& serial, const char* day = "2026-03-10") {
        return till.append(numbered({shoe(serial)}, till.last() + 1), day);
    }

    EntryId bring_back(TestTerminal& till, const std::string& serial, EntryId sale) {
        return till.append(numbered({shoe_back(serial, sale)}, till.last() + 1), "2026-03-12");
    }

    EntryId cancel(TestTerminal& till, EntryId sale) {
        return till.append(sale::PostVoid{SaleId{sale.value}, till.last() + 1, "mistake"});
    }
};

TEST_P(TagsTest, ListsASerialThatTwoBranchesSold) {
    TestTerminal one = world_->terminal("HK01", "1");
    TestTerminal two = world_->terminal("HK02", "7");
    sell(one, "6789");
    sell(one, "1");
    one.send();
    EXPECT_EQ(conflicts(*world_), "");
    sell(two, "6789", "2026-03-11");
    two.send();
    EXPECT_EQ(conflicts(*world_), "6789: HK01-1-000001 2026-03-10, HK02-7-000001 2026-03-11");
    EXPECT_EQ(conflicts(*world_, "HK01"), conflicts(*world_));
    EXPECT_EQ(conflicts(*world_, "HK02"), conflicts(*world_));
    static_cast<void>(world_->branch("HK03"));
    EXPECT_EQ(conflicts(*world_, "HK03"), "");
    EXPECT_EQ(world_->rows("select reason from suspense"), "") << "the sales are good sales";
    world_->verify();
}

TEST_P(TagsTest, AThirdSaleIsAConflictWithTheSecond) {
    TestTerminal till = world_->terminal("HK01", "1");
    sell(till, "5", "2026-03-12");
    sell(till, "5", "2026-03-10");
    sell(till, "5", "2026-03-11");
    till.send();
    EXPECT_EQ(conflicts(*world_),
              "5: HK01-1-000002 2026-03-10, HK01-1-000003 2026-03-11; "
              "5: HK01-1-000003 2026-03-11, HK01-1-000001 2026-03-12");
}

TEST_P(TagsTest, AReturnOrAPostVoidOfOneOfThemSettlesIt) {
    TestTerminal one = world_->terminal("HK01", "1");
    TestTerminal two = world_->terminal("HK02", "1");
    const EntryId first = sell(one, "5");
    const EntryId second = sell(two, "5");
    one.send();
    two.send();
    const std::string both = "5: HK01-1-000001 2026-03-10, HK02-1-000001 2026-03-10";
    EXPECT_EQ(conflicts(*world_), both);
    const EntryId back = bring_back(one, "5", first);
    one.send();
    EXPECT_EQ(conflicts(*world_), "");
    cancel(one, back);
    one.send();
    EXPECT_EQ(conflicts(*world_), both) << "the return never was";
    cancel(two, second);
    two.send();
    EXPECT_EQ(conflicts(*world_), "");
    EXPECT_EQ(world_->rows(kTags), "80614141123458|5|0|1, 80614141123458|5|1|2");
    world_->verify();
}

TEST_P(TagsTest, SoldAgainAfterAReturnIsNoConflictInAnyOrderOfArrival) {
    // Three journals: the sale, its return at another terminal, the next sale at a third.
    std::array<std::size_t, 3> order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    do {
        BooksWorld world{GetParam()};
        std::vector<TestTerminal> tills{
            world.terminal("HK01", "1"), world.terminal("HK02", "1"), world.terminal("HK03", "1")};
        const EntryId sale = sell(tills[0], "5");
        bring_back(tills[1], "5", sale);
        sell(tills[2], "5");
        for (const std::size_t index : order)
            tills[index].send();
        EXPECT_EQ(conflicts(world), "");
        EXPECT_EQ(world.rows(kTags), "80614141123458|5|0|1, 80614141123458|5|1|2");
        world.verify();
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_P(TagsTest, WhatIsSentTwiceCountsOnce) {
    TestTerminal till = world_->terminal("HK01", "1");
    const EntryId sale = sell(till, "5");
    bring_back(till, "5", sale);
    till.send(1, 2);
    till.send(1, 2);
    till.send(1, 1);
    EXPECT_EQ(world_->rows(kTags), "80614141123458|5|0|1, 80614141123458|5|1|1");
    EXPECT_EQ(conflicts(*world_), "");
    world_->verify();
}

TEST_P(TagsTest, ASecondHistoryIsASecondSale) {
    TestTerminal till = world_->terminal("HK01", "1");
    sell(till, "1");
    till.send();
    TestTerminal clone = till;
    sell(till, "5");
    const EntryId cloned = sell(clone, "5", "2026-03-11");
    bring_back(clone, "5", cloned);
    till.send(2, 2);
    clone.send(2, 2);
    EXPECT_EQ(conflicts(*world_), "5: HK01-1-000002 2026-03-10, HK01-1-000002 2026-03-11");
    clone.send(2, 2);
    EXPECT_EQ(conflicts(*world_), "5: HK01-1-000002 2026-03-10, HK01-1-000002 2026-03-11");
    clone.send(2, 3);
    EXPECT_EQ(conflicts(*world_), "") << "its return names its own sale, not the first history's";
    world_->verify();
}

// Of two machines with one journal the first enrolled a member, and the other wrote a sale under
// the same number. HQ tells the other of the member too.
TEST_P(TagsTest, AMemberOfTheFirstHistoryIsNoEntryOfTheSecond) {
    TestTerminal till = world_->terminal("HK01", "1");
    till.append(cash_sale("", {sold(1, 1, 1'00)}));
    till.send();
    TestTerminal clone = till;
    const MemberId anna{till.append(enrolled(card("anna"))).value};
    clone.append(cash_sale("", {sold(1, 1, 2'00)}));
    sale::Sale annas = cash_sale("", {sold(1, 1, 700'00)});
    annas.facts.member = anna;
    clone.append(annas);
    till.send(2, 2);
    clone.send(2, 3);
    EXPECT_EQ(world_->number("select net_minor from member_day where shard_key = " +
                             std::to_string(anna.value)),
              700'00);
    world_->verify();
}

TEST_P(TagsTest, AUnitHasManySpellings) {
    TestTerminal till = world_->terminal("HK01", "1");
    for (const char* const tag : {"urn:epc:id:sgtin:0614141.812345.6789",
                                  "urn:epc:id:sgtin:061414112345.8.6789",
                                  "urn:epc:id:sgtin:061414112345.8.06789"}) {
        sale::Line line = shoe("1");
        line.tag = tag;
        till.append(numbered({line}, till.last() + 1));
    }
    till.send();
    EXPECT_EQ(conflicts(*world_), "6789: HK01-1-000001 2026-03-10, HK01-1-000002 2026-03-10");
    world_->verify();
}

// A journal may say anything: whatever it is, the sale is posted and the oracles hold.
TEST_P(TagsTest, TakesWhateverALineSays) {
    TestTerminal till = world_->terminal("HK01", "1");
    sale::Line nameless = shoe("1", 1);
    nameless.tag = "urn:epc:id:sscc:0614141.1234567890";
    sale::Line nonsense = shoe("1", 2);
    nonsense.tag = "no tag";
    sale::Line odd = shoe("7", 1);
    odd.sku = std::string{"s\0k", 3};
    sale::Line twice = shoe("7", 1);
    till.append(numbered({nameless, nonsense}, 1));
    till.append(numbered({odd, twice}, 2));
    const EntryId own = EntryId::of(till.registration(), till.last() + 1);
    sale::Sale itself = numbered({shoe("8"), shoe_back("8", own)}, 3);
    till.append(itself);
    sale::Line back = shoe("9");
    back.quantity = Quantity{-1'000};
    back.amount_minor = -back.amount_minor;
    till.append(numbered({back}, 4));
    EXPECT_EQ(till.send().kind, sync::IngestResult::Kind::Acked);
    EXPECT_EQ(world_->rows(kTags), "80614141123458|7|1|2, 80614141123458|8|1|1");
    EXPECT_EQ(conflicts(*world_), "7: HK01-1-000002 2026-03-10, HK01-1-000002 2026-03-10");
    EXPECT_EQ(world_->number("select count(*) from sale"), 4);
    world_->verify();
}

/// A random history of few serials at three terminals, the same for the same seed.
class TagHistory {
public:
    TagHistory(BooksWorld& world, std::uint64_t seed) : dice_{seed} {
        for (int index = 0; index < 3; ++index)
            tills_.push_back(
                world.terminal("HK0" + std::to_string(index % 2), std::to_string(index)));
        for (std::uint64_t acts = 8 + dice_() % 30; acts > 0; --acts)
            act();
    }

    [[nodiscard]] std::vector<TestTerminal>& tills() { return tills_; }

private:
    struct Sold {
        EntryId id;
        std::string serial;  ///< empty: brings goods back
        bool voided = false;
    };

    void act() {
        TestTerminal& till = tills_[dice_() % tills_.size()];
        const std::string day = "2026-03-1" + std::to_string(dice_() % 10);
        const auto receipt = till.last() + 1;
        const std::uint64_t kind = sold_.empty() ? 0 : dice_() % 6;
        Sold* const picked = sold_.empty() ? nullptr : &sold_[dice_() % sold_.size()];
        if (kind < 3) {
            const std::string serial = std::to_string(dice_() % 4);
            const EntryId id = till.append(numbered({shoe(serial)}, receipt), day);
            sold_.push_back({id, serial});
        } else if (kind < 5 && !picked->serial.empty()) {
            const EntryId id =
                till.append(numbered({shoe_back(picked->serial, picked->id)}, receipt), day);
            sold_.push_back({id, ""});
        } else if (!picked->voided) {
            picked->voided = true;
            till.append(sale::PostVoid{SaleId{picked->id.value}, receipt, "mistake"}, day);
        }
    }

    std::mt19937_64 dice_;
    std::vector<TestTerminal> tills_;
    std::vector<Sold> sold_;
};

TEST_P(TagsTest, AnyDeliveryGivesTheSameConflicts) {
    const int histories = GetParam() == Engine::Sqlite ? 40 : 6;
    std::size_t found = 0;
    for (int seed = 1; seed <= histories; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        BooksWorld ordered{GetParam()};
        TagHistory history{ordered, static_cast<std::uint64_t>(seed)};
        for (TestTerminal& till : history.tills()) {
            if (till.last() > 0) till.send();
        }
        ordered.verify();
        found += report_of(ordered).rows.size();

        BooksWorld shuffled{GetParam()};
        TagHistory same{shuffled, static_cast<std::uint64_t>(seed)};
        std::mt19937_64 dice{static_cast<std::uint64_t>(seed) + 1'000};
        std::vector<Sequence> sent(same.tills().size(), 0);
        const auto open = [&] {
            for (std::size_t index = 0; index < sent.size(); ++index) {
                if (sent[index] < same.tills()[index].last()) return true;
            }
            return false;
        };
        while (open()) {
            // Anything not sent yet, with some of what was sent before.
            const std::size_t index = dice() % sent.size();
            TestTerminal& till = same.tills()[index];
            if (till.last() == 0) continue;
            const Sequence most = std::min(sent[index] + 1, till.last());
            const Sequence first = most - std::min(most - 1, static_cast<Sequence>(dice() % 3));
            const Sequence last =
                std::min<Sequence>(till.last(), first + static_cast<Sequence>(dice() % 6));
            EXPECT_EQ(till.send(first, last).kind, sync::IngestResult::Kind::Acked);
            sent[index] = std::max(sent[index], last);
        }
        shuffled.verify();
        EXPECT_EQ(conflicts(shuffled), conflicts(ordered));
        EXPECT_EQ(shuffled.rows(kTags), ordered.rows(kTags));
    }
    EXPECT_GT(found, 0U) << "some of these histories have conflicts";
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         TagsTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

TEST(TagReportPostgresTest, IsTheSameOnBothEnginesInEveryFormat) {
    if (const auto why = pareto::test::PostgresCluster::unavailable(); !why.empty())
        GTEST_SKIP() << why;
    std::vector<std::vector<Bytes>> outputs;
    for (const Engine engine : {Engine::Sqlite, Engine::Postgres}) {
        BooksWorld world{engine};
        static_cast<void>(must(world.connection().execute(
            "insert into item(sku, name, category, price_minor, tax_class, barcode, unit) values "
            "('shoe', '鞋', 'shoes', 59900, '', '80614141123458', 'pair')")));
        TestTerminal one = world.terminal("HK01", "1");
        TestTerminal two = world.terminal("HK02", "7");
        for (const char* const serial : {"b", "a", "A", "10", "9"}) {
            one.append(numbered({shoe(serial)}, one.last() + 1));
            two.append(numbered({shoe(serial)}, two.last() + 1), "2026-03-09");
        }
        one.send();
        two.send();
        const reports::Report report = report_of(world);
        std::vector<Bytes>& formats = outputs.emplace_back();
        for (const auto* const name : {"table", "csv", "json", "xlsx", "pdf"})
            formats.push_back(must(reports::render(report, *reports::find_format(name))));
    }
    EXPECT_EQ(outputs[0], outputs[1]);
    const Bytes csv = outputs[0][1];
    EXPECT_EQ(csv.substr(0, csv.find("urn:epc:id:sgtin:0614141.812345.9")),
              "tag,sku,item,first_branch,first_terminal,first_receipt,first_date,second_branch,"
              "second_terminal,second_receipt,second_date\r\n"
              "urn:epc:id:sgtin:0614141.812345.10,shoe,鞋,HK02,7,HK02-7-000004,2026-03-09,HK01,1,"
              "HK01-1-000004,2026-03-10\r\n");
    EXPECT_EQ(outputs[0][2].substr(0, 52),
              "{\n  \"conflicts\": 5,\n  \"currency\": \"HKD\",\n  \"rows\": [");
}

}  // namespace
}  // namespace pareto::hq::test
