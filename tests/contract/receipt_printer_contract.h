// What every receipt printer does. An implementation gives a stage:
//
//     struct FilePrinterStage {
//         ports::ReceiptPrinter& printer();
//         std::string printed();   // the lines of text that came out so far
//         void take_away();        // no printer any more
//         void bring_back();
//     };
//     INSTANTIATE_TYPED_TEST_SUITE_P(File, ReceiptPrinterContract, FilePrinterStage);
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "common/ports/receipt_printer.h"

namespace pareto::test {

inline ports::Slip slip_with(const std::string& line, int times = 1) {
    ports::Slip slip;
    for (int time = 0; time < times; ++time)
        slip.parts.push_back({ports::Slip::Kind::Line, line});
    return slip;
}

template <typename Stage>
class ReceiptPrinterContract : public testing::Test {
protected:
    Stage stage_;
};

TYPED_TEST_SUITE_P(ReceiptPrinterContract);

TYPED_TEST_P(ReceiptPrinterContract, PrintsReceiptsInTheirOrderAndWhole) {
    constexpr int kMany = 2'500;
    std::string many;
    for (int time = 0; time < kMany; ++time)
        many += std::string(40, 'x') + "\n";
    ASSERT_TRUE(this->stage_.printer().print(slip_with("first")));
    ASSERT_TRUE(this->stage_.printer().print(slip_with(std::string(40, 'x'), kMany)));
    ASSERT_TRUE(this->stage_.printer().print(slip_with("last")));
    EXPECT_EQ(this->stage_.printed(), "first\n" + many + "last\n");
    EXPECT_EQ(this->stage_.printer().state(), ports::PrinterState::Ready);
}

TYPED_TEST_P(ReceiptPrinterContract, SaysWhenItCannotAndPrintsAgainWhenItCan) {
    this->stage_.take_away();
    const auto printed = this->stage_.printer().print(slip_with("lost"));
    ASSERT_FALSE(printed);
    EXPECT_EQ(printed.error().code, FaultCode::Unavailable);
    this->stage_.bring_back();
    ASSERT_TRUE(this->stage_.printer().print(slip_with("again")));
    EXPECT_EQ(this->stage_.printed(), "again\n");
}

TYPED_TEST_P(ReceiptPrinterContract, OpensTheDrawer) {
    EXPECT_TRUE(this->stage_.printer().open_drawer());
}

REGISTER_TYPED_TEST_SUITE_P(ReceiptPrinterContract,
                            PrintsReceiptsInTheirOrderAndWhole,
                            SaysWhenItCannotAndPrintsAgainWhenItCan,
                            OpensTheDrawer);

}  // namespace pareto::test
