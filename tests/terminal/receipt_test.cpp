// Receipts, letter by letter.
#include "terminal/receipt/receipt.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "terminal/receipt/file_printer.h"
#include "terminal/receipt/text_width.h"
#include "tests/contract/receipt_printer_contract.h"
#include "tests/support/temporary_directory.h"

namespace pareto::test {
namespace {

using terminal::RecordedSale;
using terminal::receipt::columns_of;
using terminal::receipt::Copy;
using terminal::receipt::cut;
using terminal::receipt::Heading;
using terminal::receipt::render;

const Heading kHeading{"榮記茶莊 Example", *find_currency("HKD"), [](UtcTime) {
                           return std::string{"2026-03-09 16:15"};
                       }};

RecordedSale tea_and_rice() {
    RecordedSale recorded;
    recorded.id = SaleId::of(5, 17);
    recorded.receipt_number = "BR1-T1-000123";
    recorded.operator_id = "anna";
    recorded.member_number = "2900000000018";
    recorded.as_of_ms = 1;
    recorded.change_due_minor = 97;
    sale::Sale& sale = recorded.sale;
    sale.card_key = Bytes(32, 'c');
    sale.facts = {MemberId::of(1, 7), "gold", true, Points{512}};
    sale.points_promised = Points{34};
    sale.lines.resize(3);
    sale.lines[0] = {
        1, "tea", "凍頂烏龍茶葉禮盒裝特級高山", "food", Quantity{2'000}, 1'250, 100, 2'400, {}};
    sale.lines[1] = {2, "rice", "Rice", "food", Quantity{1'505}, 999, 0, 1'503, {}};
    sale.lines[2] = {3, "bag", "", "misc", Quantity{1'000}, 0, 0, 0, {}};
    sale.tenders = {{sale::TenderKind::Points, 500, Points{500}, EntryId::of(5, 16)},
                    {sale::TenderKind::Card, 2'500, {}, {}},
                    {sale::TenderKind::Cash, 903, {}, {}}};
    return recorded;
}

TEST(ReceiptTest, ShowsWhatWasSoldPaidAndEarned) {
    EXPECT_EQ(render(kHeading, tea_and_rice(), Copy::First),
              "            榮記茶莊 Example\n"
              "Receipt                    BR1-T1-000123\n"
              "2026-03-09 16:15                    anna\n"
              "----------------------------------------\n"
              "凍頂烏龍茶葉禮盒裝特級高山         24.00\n"
              "  2 x 12.50\n"
              "  discount 1.00\n"
              "Rice                               15.03\n"
              "  1.505 x 9.99\n"
              "bag                                 0.00\n"
              "----------------------------------------\n"
              "You saved                           1.00\n"
              "TOTAL HKD                          39.03\n"
              "500 points                          5.00\n"
              "Card                               25.00\n"
              "Cash                               10.00\n"
              "Change due                          0.97\n"
              "----------------------------------------\n"
              "Member                     2900000000018\n"
              "Points earned                         34\n"
              "Points redeemed                      500\n"
              "Points on 2026-03-09 16:15           512\n"
              "----------------------------------------\n"
              "            Sale 21474836497\n");
}

TEST(ReceiptTest, MarksAReprintAndACardThatHqHasYetToKnow) {
    RecordedSale recorded = tea_and_rice();
    recorded.sale.facts = {};
    recorded.member_number.clear();
    const std::string text = render(kHeading, recorded, Copy::Reprint);
    EXPECT_NE(text.find("            *** REPRINT ***\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Points to be credited                 34\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("Member"), std::string::npos) << text;
    EXPECT_EQ(text.find("Points on"), std::string::npos) << text;
}

TEST(ReceiptTest, ShowsAReturnAndACancellation) {
    RecordedSale recorded = tea_and_rice();
    recorded.change_due_minor = 0;
    recorded.sale.points_promised = Points{-15};
    recorded.sale.lines = {{1,
                            "rice",
                            "Rice",
                            "food",
                            Quantity{-1'505},
                            999,
                            0,
                            -1'503,
                            sale::OriginalLine{SaleId::of(5, 17), 2}}};
    recorded.sale.tenders = {{sale::TenderKind::Cash, -1'503, {}, {}}};
    const std::string text = render(kHeading, recorded, Copy::First);
    EXPECT_NE(text.find("Rice                              -15.03\n"
                        "  -1.505 x 9.99\n"
                        "  returned, line 2 of sale 21474836497\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("Points taken back                     15\n"), std::string::npos) << text;
    EXPECT_EQ(render(kHeading, {EntryId::of(5, 18), "BR1-T1-000124", tea_and_rice()}, UtcTime{}),
              "            榮記茶莊 Example\n"
              "           *** CANCELLED ***\n"
              "Receipt                    BR1-T1-000124\n"
              "2026-03-09 16:15\n"
              "----------------------------------------\n"
              "Cancels receipt            BR1-T1-000123\n"
              "Given back HKD                     39.03\n"
              "----------------------------------------\n");
}

TEST(TextWidthTest, CountsColumnsAndNeverCutsACharacterInHalf) {
    EXPECT_EQ(columns_of("tea"), 3U);
    EXPECT_EQ(columns_of("茶"), 2U);
    EXPECT_EQ(columns_of("é"), 1U);
    EXPECT_EQ(columns_of("e\u0301"), 1U);
    EXPECT_EQ(columns_of("ﾁ"), 1U) << "half width";
    EXPECT_EQ(columns_of("\xFF\xE8"), 2U) << "no UTF-8";
    EXPECT_EQ(cut("烏龍茶", 5), "烏龍");
    EXPECT_EQ(cut("a烏龍茶", 6), "a烏龍");
    EXPECT_EQ(cut("tea", 0), "");
    EXPECT_EQ(cut("tea", 9), "tea");
}

class FilePrinterStage {
public:
    FilePrinterStage() { bring_back(); }

    ports::ReceiptPrinter& printer() { return printer_; }

    std::string printed() {
        std::ifstream file{path_};
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    void take_away() { std::filesystem::remove_all(directory_.path() / "printer"); }

    void bring_back() { std::filesystem::create_directory(directory_.path() / "printer"); }

private:
    TemporaryDirectory directory_;
    std::string path_ = directory_.file("printer/paper");
    terminal::receipt::FilePrinter printer_{path_};
};

INSTANTIATE_TYPED_TEST_SUITE_P(File, ReceiptPrinterContract, FilePrinterStage);

}  // namespace
}  // namespace pareto::test
