#include "hq/replay/sales_file.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>

namespace pareto::hq::replay {
namespace {

constexpr const char* kHeader = "branch,terminal,receipt,sold_at,card,sku,quantity,amount\n";

class SalesFileTest : public testing::Test {
protected:
    Result<ReceiptsByTerminal> read(const std::string& text, const std::vector<import::Assignment>& assignments = {}) {
        std::ofstream{path()} << text;
        return read_sales_file(path(), assignments, {*find_currency("HKD"), "Asia/Hong_Kong"});
    }
    [[nodiscard]] std::string path() const { return directory_.file("sales.csv"); }
    std::string refusal(const std::string& text) {
        const auto receipts = read(text);
        return receipts ? "taken" : receipts.error().detail.substr(directory_.path().string().size());
    }

private:
    pareto::test::TemporaryDirectory directory_;
};

TEST_F(SalesFileTest, AReceiptsLinesBecomeOneSaleOfItsTerminalInTheOrderSold) {
    const auto receipts = read(std::string{kHeader} +
                               "B1,1,8,2026-03-10T12:00:00,C1,A,1,2.50\n"
                               "B1,1,7,2026-03-10T09:00:00,,B,2,5\n"
                               "B2,1,7,2026-03-10T09:30:00,,B,1,1\n"
                               "B1,1,8,2026-03-10T12:00:00,C1,C,-1,-0.50\n");
    ASSERT_TRUE(receipts) << receipts.error().detail;
    ASSERT_EQ(receipts->size(), 2U);
    const auto& list = receipts->at({"B1", "1"});
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].at_ms, 1'773'104'400'000) << "09:00 in Hong Kong";
    EXPECT_EQ(list[1].command,
              R"({"command":"sale","intent":"B1/1/2026-03-10/8","source_receipt":"B1/1/2026-03-10/8","at_ms":1773115200000,)"
              R"("business_date":"2026-03-10","auto_shift":true,"card":"C1","lines":[)"
              R"({"sku":"A","description":"","category":"","quantity_thousandths":1000,"unit_price_minor":250,"discount_minor":0,"amount_minor":250},)"
              R"({"sku":"C","description":"","category":"","quantity_thousandths":-1000,"unit_price_minor":50,"discount_minor":0,"amount_minor":-50}],)"
              R"("tenders":[{"kind":"cash","amount_minor":200}]})");
}

TEST_F(SalesFileTest, ColumnsAreMappedAsInAnImport) {
    const auto receipts = read("Invoice,Date,Qty,Price\n9,2026-03-10T12:00:00,3,1.10\n",
                               {*import::assignment_of("receipt=Invoice", false), *import::assignment_of("sold_at=Date", false),
                                *import::assignment_of("amount=Qty*Price", false), *import::assignment_of("branch=UK01", true),
                                *import::assignment_of("terminal=1", true)});
    ASSERT_TRUE(receipts) << receipts.error().detail;
    EXPECT_NE(receipts->at({"UK01", "1"})[0].command.find(R"("amount_minor":330)"), std::string::npos);
}

TEST_F(SalesFileTest, ABrokenRowIsRefusedWithLineColumnAndReason) {
    const std::string good = std::string{kHeader} + "B1,1,7,2026-03-10T09:00:00,,B,2,5\n";
    EXPECT_EQ(refusal(good + "B1,1,8,2026-03-10T09:00:00,,B,2,five\n"), R"(/sales.csv:3: column amount: "five" is not a number)");
    EXPECT_EQ(refusal(good + "B1,1,8,2026-13-10T09:00:00,,B,2,5\n").substr(0, 29), "/sales.csv:3: column sold_at:");
    EXPECT_EQ(refusal(good + ",1,8,2026-03-10T09:00:00,,B,2,5\n").substr(0, 28), "/sales.csv:3: column branch:");
}

TEST_F(SalesFileTest, AReceiptHasOneCard) {
    EXPECT_EQ(refusal(std::string{kHeader} + "B1,1,7,2026-03-10T09:00:00,C1,B,2,5\nB1,1,7,2026-03-10T09:00:00,C2,B,2,5\n"),
              "/sales.csv:3: column card: receipt 7 has two cards");
}

}  // namespace
}  // namespace pareto::hq::replay
