// What every device of a printer does. An implementation gives a stage:
//
//     struct FileDeviceStage {
//         ports::PrinterDevice& device();
//         std::string printed();   // the lines of text that came out so far
//         void take_away();        // no device any more
//         void bring_back();
//     };
//     INSTANTIATE_TYPED_TEST_SUITE_P(File, PrinterDeviceContract, FileDeviceStage);
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "common/ports/printer_device.h"

namespace pareto::test {

template <typename Stage>
class PrinterDeviceContract : public testing::Test {
protected:
    Stage stage_;
};

TYPED_TEST_SUITE_P(PrinterDeviceContract);

TYPED_TEST_P(PrinterDeviceContract, TakesJobsInTheirOrderAndWhole) {
    const std::string long_job = std::string(40, 'x') + "\n" + std::string(40, 'y') + "\n";
    ASSERT_TRUE(this->stage_.device().send("first\n"));
    ASSERT_TRUE(this->stage_.device().send(long_job));
    EXPECT_EQ(this->stage_.printed(), "first\n" + long_job);
    EXPECT_EQ(this->stage_.device().state(), ports::PrinterState::Ready);
}

TYPED_TEST_P(PrinterDeviceContract, SaysThatItIsAwayAndIsFoundAgain) {
    this->stage_.take_away();
    EXPECT_EQ(this->stage_.device().state(), ports::PrinterState::Away);
    const auto sent = this->stage_.device().send("lost\n");
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, FaultCode::Unavailable);
    EXPECT_FALSE(this->stage_.device().send_now("lost\n"));
    this->stage_.bring_back();
    ASSERT_TRUE(this->stage_.device().send("again\n"));
    EXPECT_EQ(this->stage_.printed(), "again\n");
}

REGISTER_TYPED_TEST_SUITE_P(PrinterDeviceContract,
                            TakesJobsInTheirOrderAndWhole,
                            SaysThatItIsAwayAndIsFoundAgain);

}  // namespace pareto::test
