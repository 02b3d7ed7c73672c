// Units of goods with a serial: sold once, and again only after they came back.
#include "common/journal/entry.h"
#include "tests/terminal/goods_world.h"

namespace pareto::test {
namespace {

const std::string kSold =
    "TagSold: this very article was sold with receipt BR1-T1-000001 and not brought back";
const std::string kShoeLine = std::string{"1 shoe = 59900 "} + kShoeTag;

class TagsTest : public testing::Test {
protected:
    std::int64_t rows() {
        return file.writer_connection->execute("select count(*) from tag_sold")
            .value()[0]
            .integer(0);
    }

    TerminalFile file;
    GoodsWorld world{file};
};

TEST_F(TagsTest, AddATagsItemOnceHoweverOftenItIsRead) {
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    EXPECT_EQ(world.tag(kShoe), "already line 1");
    // The same unit by its barcode, and by its link.
    EXPECT_EQ(world.scan("]d20180614141123458216789"), "already line 1");
    EXPECT_EQ(world.scan("https://id.gs1.org/01/80614141123458/21/6789"), "already line 1");
    EXPECT_EQ(world.scan("]d2018061414112345821678"),
              "1 shoe = 59900 urn:epc:id:sgtin:061414112345.8.678")
        << "another unit of the same kind";
    EXPECT_EQ(world.checkout.basket().lines.size(), 2U);
    EXPECT_EQ(world.void_line(1), "ok");
    EXPECT_EQ(world.tag(kShoe), kShoeLine) << "voided before it was sold";
}

TEST_F(TagsTest, ManyTagsAtOnceAreEachAnsweredAndStopNoOther) {
    const std::string unknown =
        "UnknownCode: the tag is no EPC that is known here; the tag may never have been written";
    EXPECT_EQ(world.tags({kShoe,
                          kBoot,
                          kShoe,
                          "3174257BF4499602D2000000",  // a pallet
                          "E28011606000020000000001",  // nobody's
                          kBoot,
                          kShoe,
                          "3174257BF4499602D2000000"}),
              (std::vector<std::string>{
                  kShoeLine,
                  "1 boot = 89900 urn:epc:id:sgtin:0614141.712345.32a%2Fb",
                  "already line 1",
                  "NotForSale: this is the number of a pallet or parcel, not of goods",
                  unknown,
                  "already line 2",
                  "already line 1",
                  "NotForSale: this is the number of a pallet or parcel, not of goods"}));
    EXPECT_EQ(world.checkout.basket().total_minor(), 59'900 + 89'900);
}

TEST_F(TagsTest, ThousandReportsOfAHundredTagsMakeAHundredLines) {
    std::vector<terminal::TagRead> reads;
    for (int report = 0; report < 1'000; ++report) {
        const std::string serial = std::to_string(report % 100);
        reads.push_back({{}, "https://id.gs1.org/01/80614141123458/21/" + serial});
    }
    std::size_t added = 0;
    for (const auto& outcome : world.checkout.tags(reads))
        added += outcome && std::holds_alternative<terminal::LineAdded>(*outcome) ? 1U : 0U;
    EXPECT_EQ(added, 100U);
    EXPECT_EQ(world.checkout.basket().lines.size(), 100U);
    EXPECT_EQ(world.pay().sale.lines.size(), 100U);
    EXPECT_EQ(rows(), 100);
}

TEST_F(TagsTest, IsNotSoldTwiceAndComesBackWithAReturn) {
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    const auto sold = world.pay();
    EXPECT_EQ(sold.sale.lines.at(0).tag, kShoeTag);
    EXPECT_EQ(world.tag(kShoe), kSold);
    EXPECT_EQ(world.scan("]d20180614141123458216789"), kSold) << "by its barcode too";
    EXPECT_FALSE(world.checkout.has_basket());
    EXPECT_EQ(world.scan("80614141123458"), "1 shoe = 59900") << "without the serial, any shoe";
    EXPECT_TRUE(world.checkout.void_basket());

    EXPECT_EQ(world.bring_back(sold.id), "ok");
    const auto returned = world.pay();
    EXPECT_EQ(returned.sale.lines.at(0).tag, kShoeTag);
    EXPECT_EQ(returned.sale.lines.at(0).quantity.thousandths, -1'000);
    EXPECT_EQ(rows(), 0);
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    world.pay();
    EXPECT_EQ(
        world.tag(kShoe),
        "TagSold: this very article was sold with receipt BR1-T1-000003 and not brought back");
}

TEST_F(TagsTest, ComesBackWithAPostVoidAndGoesWithThePostVoidOfItsReturn) {
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    const auto first = world.pay();
    EXPECT_EQ(world.void_sale(first.id), "ok");
    EXPECT_EQ(world.tag(kShoe), kShoeLine) << "the sale never was";
    const auto second = world.pay();
    EXPECT_EQ(world.bring_back(second.id), "ok");
    const auto returned = world.pay();
    EXPECT_EQ(rows(), 0);
    EXPECT_EQ(world.void_sale(returned.id), "ok");
    EXPECT_EQ(world.tag(kShoe),
              "TagSold: this very article was sold with receipt BR1-T1-000003 and not brought back")
        << "the return never was";
    EXPECT_EQ(rows(), 1);
}

TEST_F(TagsTest, IsExchangedForItselfInOneBasket) {
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    const auto sold = world.pay();
    EXPECT_EQ(world.bring_back(sold.id), "ok");
    EXPECT_EQ(world.tag(kShoe), kShoeLine) << "what the basket brings back may be sold in it";
    EXPECT_EQ(world.tag(kShoe), "already line 2");
    const auto exchanged = world.pay();
    EXPECT_EQ(exchanged.sale.total_minor(), 0);
    EXPECT_EQ(file.journal->sold_with({"80614141123458", "6789"}).value(),
              std::vector<SaleId>{exchanged.id});
}

TEST_F(TagsTest, ComesBackWholeOrNotAtAll) {
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    const auto sold = world.pay();
    const terminal::GoodsBack half{1, Quantity{500}};
    EXPECT_EQ(
        text_of(world.checkout.add_return(sold.id, {&half, 1})),
        "InvalidSale: line 1 is one article with a tag, which comes back whole or not at all");
}

TEST_F(TagsTest, IsRememberedWhenTheProgramStartsAnew) {
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    world.pay();
    file.reopen();
    terminal::Checkout again{*file.journal, file.uplink, file.clock, file.no_prover};
    EXPECT_EQ(GoodsWorld::printed(again.scan(kShoe)), kSold);
}

TEST_F(TagsTest, IsSoldByAnotherTerminalThatCannotKnow) {
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    world.pay();
    TerminalFile other;
    GoodsWorld elsewhere{other};
    EXPECT_EQ(elsewhere.tag(kShoe), kShoeLine) << "HQ lists it, see tag-conflicts";
}

// The file is restored from a backup of before the sale, and HQ gives back what was lost.
TEST_F(TagsTest, IsRememberedAfterARestoreFromTheJournalThatHqGivesBack) {
    file.back_up("before.sqlite");
    EXPECT_EQ(world.tag(kShoe), kShoeLine);
    const auto sold = world.pay();
    EXPECT_EQ(world.tag(kBoot), "1 boot = 89900 urn:epc:id:sgtin:0614141.712345.32a%2Fb");
    const auto boots = world.pay();
    EXPECT_EQ(world.bring_back(boots.id), "ok");
    world.pay();
    std::vector<journal::RawEntry> lost = file.journal->entries(kRegistration, 1, 100).value();
    const Hash end = lost.back().hash;
    file.restore("before.sqlite");
    EXPECT_EQ(rows(), 0);

    sync::Welcome welcome;
    welcome.term = 1;
    welcome.watermarks = {{kRegistration, lost.back().sequence, end, sync::HeadOutcome::Restored}};
    ASSERT_TRUE(file.journal->record_welcome(welcome));
    sync::Missing missing;
    missing.registration = kRegistration;
    missing.first = 2;
    missing.last = true;
    for (std::size_t index = 1; index < lost.size(); ++index)
        missing.entries.push_back({lost[index].kind, lost[index].bytes, {}, {}});
    const auto restored = file.journal->restore_missing(missing);
    ASSERT_TRUE(restored) << describe(restored.error());
    EXPECT_EQ(file.journal->sold_with({"80614141123458", "6789"}).value(),
              std::vector<SaleId>{sold.id});
    EXPECT_TRUE(file.journal->sold_with({"70614141123451", "32a/b"}).value().empty())
        << "sold and brought back";
}

}  // namespace
}  // namespace pareto::test
