#include "drivers/driver.h"

#include <gtest/gtest.h>

namespace pareto::drivers {
namespace {

std::string names() {
    std::string text;
    for (const Driver& driver : drivers())
        text += std::string{driver.name} + " ";
    return text;
}

TEST(DriverTableTest, HasTheScriptedReaderLast) {
    std::string expected;
#ifdef PARETO_HAVE_PCSC
    expected += "pcsc ";
#endif
#ifdef PARETO_HAVE_NFC
    expected += "nfc ";
#endif
    EXPECT_EQ(names(), expected + "wedge scripted ");
}

TEST(DriverTableTest, SaysWhatADriverSupports) {
    const Driver& scripted = drivers().back();
    EXPECT_TRUE(scripted.has(Feature::Uid));
    EXPECT_TRUE(scripted.has(Feature::CardNumber));
    EXPECT_FALSE(scripted.has(Feature::Apdu));
}

TEST(DriverTableTest, NamesTheDriversThereAreWhenAskedForAnother) {
    const auto reader = open_reader("rfid", "");
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, FaultCode::Unsupported);
    EXPECT_NE(reader.error().detail.find("no card-reader driver \"rfid\""), std::string::npos);
    EXPECT_NE(reader.error().detail.find("scripted"), std::string::npos);
}

}  // namespace
}  // namespace pareto::drivers
