// Another program's idea of a DESFire card: libfreefare, through the real libnfc and a PN532 of
// software. What it prepared Pareto finishes, and what Pareto wrote it reads. It speaks EV1 only.
#include <cstdlib>
#include <memory>

#include <freefare.h>
#include <gtest/gtest.h>
#include <nfc/nfc.h>

#include "drivers/card/crypto.h"
#include "tests/drivers/card/card_stage.h"
#include "tests/support/pn532/chip_tag.h"
#include "tests/support/pn532/pn532.h"

namespace pareto::drivers::card {
namespace {

constexpr Family kFamily = Family::DesfireEv1;
const Bytes kUid = test::ChipOptions{}.uid;

struct ContextCloser {
    void operator()(nfc_context* context) const { nfc_exit(context); }
};

struct DeviceCloser {
    void operator()(nfc_device* device) const { nfc_close(device); }
};

using ForeignKey = std::unique_ptr<mifare_desfire_key, decltype(&mifare_desfire_key_free)>;
using ForeignId = std::unique_ptr<mifare_desfire_aid, decltype(&std::free)>;

ForeignKey foreign(const AesKey& key, unsigned version = 0) {
    Bytes bytes{key.view()};
    return {mifare_desfire_aes_key_new_with_version(reinterpret_cast<std::uint8_t*>(bytes.data()),
                                                    static_cast<std::uint8_t>(version)),
            &mifare_desfire_key_free};
}

ForeignId pareto_application() {
    return {mifare_desfire_aid_new(from_little_endian(application_id())), &std::free};
}

class LibfreefareTest : public ::testing::Test {
protected:
    void SetUp() override {
        chip_ = std::make_shared<test::SecureChip>(test::ChipModel::DesfireEv1);
        reader_.put_on(std::make_shared<test::ChipTag>(chip_));
        nfc_context* context = nullptr;
        nfc_init(&context);
        context_.reset(context);
        ASSERT_NE(context_, nullptr);
        device_.reset(nfc_open(context, reader_.connection().c_str()));
        ASSERT_NE(device_, nullptr);
    }

    void TearDown() override { let_go(); }

    // libfreefare connects to the card that lies there.
    void connect() {
        let_go();
        tags_ = freefare_get_tags(device_.get());
        ASSERT_NE(tags_, nullptr);
        ASSERT_NE(tags_[0], nullptr);
        ASSERT_EQ(freefare_get_tag_type(tags_[0]), DESFIRE);
        // Listing halts the card; it wakes up when the field was off.
        ASSERT_EQ(nfc_device_set_property_bool(device_.get(), NP_ACTIVATE_FIELD, false), 0);
        ASSERT_EQ(nfc_device_set_property_bool(device_.get(), NP_ACTIVATE_FIELD, true), 0);
        ASSERT_EQ(mifare_desfire_connect(tag()), 0);
    }

    void let_go() {
        if (tags_ != nullptr) freefare_free_tags(tags_);
        tags_ = nullptr;
    }

    [[nodiscard]] MifareTag tag() const { return tags_[0]; }

    [[nodiscard]] AesKey card_key(unsigned slot) const {
        return *chain_ring(kFamily).card_key(kFamily, slot, 1, kUid);
    }

    // Pareto, on the same chip without a reader.
    std::string personalise() {
        let_go();
        chip_->power_off();
        ChipChannel channel{*chip_};
        SeededRandom random{3};
        MemoryRecord record;
        const KeyRing ring = chain_ring(kFamily);
        return told(Personaliser(channel, ring, random, record).run(plan_for(kFamily)));
    }

    test::Pn532 reader_;
    std::shared_ptr<test::SecureChip> chip_;
    std::unique_ptr<nfc_context, ContextCloser> context_;
    std::unique_ptr<nfc_device, DeviceCloser> device_;
    MifareTag* tags_ = nullptr;
};

TEST_F(LibfreefareTest, ReadsACardThatParetoMade) {
    ASSERT_EQ(personalise(), "done");
    connect();
    const auto id = pareto_application();
    for (const unsigned slot : identifying_slots(kFamily)) {
        ASSERT_EQ(mifare_desfire_select_application(tag(), id.get()), 0);
        ASSERT_EQ(mifare_desfire_authenticate_aes(
                      tag(), static_cast<std::uint8_t>(slot), foreign(card_key(slot)).get()),
                  0)
            << slot;
        Bytes bytes(64, '\0');
        ASSERT_EQ(mifare_desfire_read_data(
                      tag(), static_cast<std::uint8_t>(slot), 0, kMemberFileBytes, bytes.data()),
                  static_cast<ssize_t>(kMemberFileBytes));
        bytes.resize(kMemberFileBytes);
        EXPECT_EQ(decode_member_file(bytes), anna()) << slot;
        std::uint8_t version = 0;
        ASSERT_EQ(mifare_desfire_get_key_version(tag(), static_cast<std::uint8_t>(slot), &version),
                  0);
        EXPECT_EQ(version, 1);
        char* uid = nullptr;
        ASSERT_EQ(mifare_desfire_get_card_uid(tag(), &uid), 0);
        EXPECT_EQ(uid, to_hex(kUid));
        std::free(uid);  // NOLINT(cppcoreguidelines-no-malloc)
    }
    ASSERT_EQ(mifare_desfire_select_application(tag(), id.get()), 0);
    EXPECT_NE(mifare_desfire_authenticate_aes(tag(), kHqSlot, foreign(AesKey{}).get()), 0);
}

TEST_F(LibfreefareTest, PreparesACardThatParetoFinishes) {
    connect();
    const auto id = pareto_application();
    ASSERT_EQ(
        mifare_desfire_create_application_aes(
            tag(), id.get(), kApplicationSettings, static_cast<std::uint8_t>(key_count(kFamily))),
        0);
    ASSERT_EQ(mifare_desfire_select_application(tag(), id.get()), 0);
    // Some keys are set already, and one file is there with other rights than planned.
    ASSERT_EQ(mifare_desfire_authenticate_aes(tag(), 0, foreign(AesKey{}).get()), 0);
    ASSERT_EQ(mifare_desfire_change_key(tag(), 0, foreign(card_key(0), 1).get(), nullptr), 0);
    ASSERT_EQ(mifare_desfire_authenticate_aes(tag(), 0, foreign(card_key(0)).get()), 0);
    ASSERT_EQ(
        mifare_desfire_change_key(tag(), 5, foreign(card_key(5), 1).get(), foreign(AesKey{}).get()),
        0);
    ASSERT_EQ(mifare_desfire_create_backup_data_file(
                  tag(), kHqSlot, MDCM_ENCIPHERED, 0x1110, kMemberFileBytes),
              0);
    ASSERT_EQ(personalise(), "done");
    for (const unsigned slot : identifying_slots(kFamily))
        EXPECT_EQ(identified(*chip_, kFamily, slot), "4711000012345 2900000000018") << slot;
}

TEST_F(LibfreefareTest, WritesFilesThatParetoReadsInEveryMode) {
    connect();
    const auto id = pareto_application();
    ASSERT_EQ(mifare_desfire_create_application_aes(tag(), id.get(), kApplicationSettings, 3), 0);
    ASSERT_EQ(mifare_desfire_select_application(tag(), id.get()), 0);
    ASSERT_EQ(mifare_desfire_authenticate_aes(tag(), 0, foreign(AesKey{}).get()), 0);
    const std::pair<std::uint8_t, CommMode> modes[] = {{MDCM_PLAIN, CommMode::Plain},
                                                       {MDCM_MACED, CommMode::Mac},
                                                       {MDCM_ENCIPHERED, CommMode::Full}};
    const Bytes text = "written by libfreefare";
    for (const auto& [foreign_mode, mode] : modes) {
        const auto file = static_cast<std::uint8_t>(mode);
        ASSERT_EQ(mifare_desfire_create_std_data_file(tag(), file, foreign_mode, 0x0000, 64), 0);
        ASSERT_EQ(mifare_desfire_write_data(tag(), file, 0, text.size(), text.data()),
                  static_cast<ssize_t>(text.size()));
    }
    let_go();
    chip_->power_off();
    ChipChannel channel{*chip_};
    SecureCard card{channel, kFamily};
    SeededRandom random{3};
    ASSERT_EQ(card.select_application(), true);
    ASSERT_TRUE(card.authenticate(0, AesKey{}, random));
    for (const auto& [foreign_mode, mode] : modes)
        EXPECT_EQ(card.read(static_cast<unsigned>(mode), text.size(), mode), text)
            << static_cast<int>(foreign_mode);
}

}  // namespace
}  // namespace pareto::drivers::card
