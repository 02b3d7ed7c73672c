// What every receipt printer does. An implementation gives a stage:
//
//     struct FilePrinterStage {
//         ports::ReceiptPrinter& printer();
//         std::string printed();   // all that came out so far
//         void take_away();        // no printer any more
//         void bring_back();
//     };
//     INSTANTIATE_TYPED_TEST_SUITE_P(File, ReceiptPrinterContract, FilePrinterStage);
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "common/ports/receipt_printer.h"

namespace pareto::test {

template <typename Stage>
class ReceiptPrinterContract : public testing::Test {
protected:
    Stage stage_;
};

TYPED_TEST_SUITE_P(ReceiptPrinterContract);

TYPED_TEST_P(ReceiptPrinterContract, PrintsReceiptsInTheirOrderAndWhole) {
    const std::string long_text(100'000, 'x');
    ASSERT_TRUE(this->stage_.printer().print("first\n"));
    ASSERT_TRUE(this->stage_.printer().print(long_text + "\n"));
    ASSERT_TRUE(this->stage_.printer().print("烏龍茶\n"));
    EXPECT_EQ(this->stage_.printed(), "first\n" + long_text + "\n烏龍茶\n");
}

TYPED_TEST_P(ReceiptPrinterContract, SaysWhenItCannotAndPrintsAgainWhenItCan) {
    this->stage_.take_away();
    const auto printed = this->stage_.printer().print("lost\n");
    ASSERT_FALSE(printed);
    EXPECT_EQ(printed.error().code, FaultCode::Unavailable);
    this->stage_.bring_back();
    ASSERT_TRUE(this->stage_.printer().print("again\n"));
    EXPECT_EQ(this->stage_.printed(), "again\n");
}

REGISTER_TYPED_TEST_SUITE_P(ReceiptPrinterContract,
                            PrintsReceiptsInTheirOrderAndWhole,
                            SaysWhenItCannotAndPrintsAgainWhenItCan);

}  // namespace pareto::test
