// Programs that others wrote, as independent hosts of the PN532 of software: what they understand
// is what the chip would have said. Skipped where they are not installed (packages libnfc-bin,
// libfreefare-bin).
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/cards/chips/secure_chip.h"
#include "tests/support/cards/chips/type2_chip.h"
#include "tests/support/pn532/chip_tag.h"
#include "tests/support/pn532/pn532.h"

namespace pareto::test {
namespace {

bool is_installed(const std::string& tool) {
    return std::filesystem::exists("/usr/bin/" + tool);
}

#define PARETO_NEED(tool) \
    if (!is_installed(tool)) GTEST_SKIP() << "/usr/bin/" << (tool) << " is missing"

class NfcToolsTest : public testing::Test {
protected:
    /// What the command printed on this reader, and its exit status.
    std::string run(const std::string& command) {
        const std::string line =
            "LIBNFC_DEVICE=" + reader.connection() + " timeout 20 " + command + " 2>&1";
        std::string text;
        FILE* const pipe = ::popen(line.c_str(), "r");
        if (pipe == nullptr) return "no process";
        std::array<char, 4096> part{};
        while (const auto count = std::fread(part.data(), 1, part.size(), pipe))
            text.append(part.data(), count);
        return text + "exit " + std::to_string(::pclose(pipe) / 256);
    }

    Pn532 reader;
};

TEST_F(NfcToolsTest, NfcListFindsNoCardInAnEmptyField) {
    PARETO_NEED("nfc-list");
    const std::string told = run("nfc-list");
    EXPECT_NE(told.find("NFC device: user defined device opened"), std::string::npos) << told;
    EXPECT_EQ(told.find("UID"), std::string::npos) << told;
    EXPECT_NE(told.find("exit 0"), std::string::npos) << told;
}

TEST_F(NfcToolsTest, NfcListFindsBothCardsInTheField) {
    PARETO_NEED("nfc-list");
    reader.put_on(std::make_shared<UidTag>(*from_hex("04a2b3c4d5e680")));
    reader.put_on(std::make_shared<ChipTag>(std::make_shared<SecureChip>(ChipModel::DesfireEv1)));
    const std::string told = run("nfc-list");
    EXPECT_NE(told.find("2 ISO14443A passive target(s) found"), std::string::npos) << told;
    EXPECT_NE(told.find("UID (NFCID1): 04  a2  b3  c4  d5  e6  80"), std::string::npos) << told;
    EXPECT_NE(told.find("UID (NFCID1): 04  a1  b2  c3  d4  e5  80"), std::string::npos) << told;
    EXPECT_NE(told.find("ATS: 75  77  81  02  80"), std::string::npos) << told;
}

TEST_F(NfcToolsTest, NfcMfultralightReadsATagAsItIs) {
    PARETO_NEED("nfc-mfultralight");
    const auto tag = std::make_shared<Type2Chip>(Type2Model::Ntag213);
    reader.put_on(std::make_shared<ChipTag>(tag));
    const auto file = std::filesystem::path{reader.port()}.parent_path() / "dump";
    const std::string told = run("nfc-mfultralight r " + file.string());
    std::stringstream dump;
    dump << std::ifstream{file, std::ios::binary}.rdbuf();
    ASSERT_GE(dump.str().size(), 64U) << told;
    EXPECT_EQ(to_hex(dump.str().substr(0, 64)), to_hex(tag->memory().substr(0, 64))) << told;
}

TEST_F(NfcToolsTest, LibfreefareFindsADesfireAndItsVersion) {
    PARETO_NEED("mifare-desfire-info");
    reader.put_on(std::make_shared<ChipTag>(std::make_shared<SecureChip>(ChipModel::DesfireEv1)));
    const std::string told = run("mifare-desfire-info");
    EXPECT_NE(told.find("===> Version information for tag 04a1b2c3d4e580:"), std::string::npos)
        << told;
    EXPECT_NE(told.find("UID:                      0x04a1b2c3d4e580"), std::string::npos) << told;
}

}  // namespace
}  // namespace pareto::test
