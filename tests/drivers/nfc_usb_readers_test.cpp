// Which USB readers are found in a made-up sysfs, and what a person is told when none can be
// opened.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "drivers/nfc/usb_readers.h"

namespace pareto::drivers::nfc {
namespace {

namespace fs = std::filesystem;

class UsbReadersTest : public testing::Test {
protected:
    void SetUp() override {
        std::string made = (fs::temp_directory_path() / "pareto-usb-XXXXXX").string();
        ASSERT_NE(::mkdtemp(made.data()), nullptr);
        folder_ = made;
        fs::create_directories(folder_ / "devices");
        fs::create_directories(folder_ / "nodes/001");
    }

    void TearDown() override { fs::remove_all(folder_); }

    void plug_in(const std::string& place,
                 const std::string& vendor,
                 const std::string& product,
                 const std::string& driver) {
        const fs::path device = folder_ / "devices" / place;
        const fs::path interface = device / (place + ":1.0");
        fs::create_directories(interface);
        std::ofstream{device / "idVendor"} << vendor << "\n";
        std::ofstream{device / "idProduct"} << product << "\n";
        std::ofstream{device / "busnum"} << "1\n";
        std::ofstream{device / "devnum"} << "7\n";
        std::ofstream{folder_ / "nodes/001/007"} << "";
        if (!driver.empty()) fs::create_symlink("../../../drivers/" + driver, interface / "driver");
    }

    [[nodiscard]] std::vector<UsbReader> find() const {
        return find_usb_readers(folder_ / "devices", folder_ / "nodes");
    }

    [[nodiscard]] std::string told() const { return describe(explain_usb(find())); }

    fs::path folder_;
};

TEST_F(UsbReadersTest, FindsNothingWhereThereIsNoUsb) {
    EXPECT_TRUE(find_usb_readers(folder_ / "nowhere", folder_ / "nodes").empty());
    EXPECT_EQ(told().find("unavailable: no NFC reader is connected: plug one in"), 0U) << told();
}

TEST_F(UsbReadersTest, PassesOverDevicesThatAreNoReaders) {
    plug_in("1-1", "046d", "c31c", "usbhid");
    EXPECT_TRUE(find().empty());
}

TEST_F(UsbReadersTest, NamesTheKernelModuleThatHasTakenTheReaderAndTheFix) {
    plug_in("1-2", "04e6", "5591", "pn533_usb");
    EXPECT_EQ(
        find(),
        (std::vector<UsbReader>{{.name = "SCM SCL3711", .taken = "pn533_usb", .usable = true}}));
    EXPECT_EQ(
        told(),
        "denied: the kernel module pn533_usb has taken the SCM SCL3711: run `modprobe -r "
        "pn533_usb pn533 nfc`, and write \"blacklist pn533_usb\" into a file in /etc/modprobe.d "
        "so that it stays away");
}

TEST_F(UsbReadersTest, NamesTheProgramThatHoldsTheReader) {
    plug_in("1-2", "072f", "2200", "usbfs");
    EXPECT_EQ(told().find("denied: the ACS ACR122 is held by another program, often pcscd"), 0U)
        << told();
}

TEST_F(UsbReadersTest, SaysThatThisUserMayNotUseTheReader) {
    plug_in("1-2", "072f", "2200", "");
    fs::remove(folder_ / "nodes/001/007");
    EXPECT_EQ(told().find("denied: this user may not use the ACS ACR122"), 0U) << told();
}

TEST_F(UsbReadersTest, SaysThatAReaderIsThereAndDoesNotAnswer) {
    plug_in("1-2", "04cc", "2533", "");
    EXPECT_EQ(told(), "unavailable: the NXP PN533 does not answer: unplug it and plug it in again");
}

}  // namespace
}  // namespace pareto::drivers::nfc
