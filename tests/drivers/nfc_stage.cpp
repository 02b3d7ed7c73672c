#include "tests/drivers/nfc_stage.h"

#include "common/base/check.h"
#include "drivers/driver.h"
#include "drivers/nfc/field_watch.h"
#include "drivers/nfc/port_lock.h"
#include "tests/support/pn532/chip_tag.h"
#include "tests/support/pn532/pn532.h"

namespace pareto::test {
namespace {

class NfcStage final : public CardStage {
public:
    Result<std::unique_ptr<ports::CardReader>> open() override {
        return drivers::open_reader("nfc", reader_.connection());
    }

    void put_on(const std::string& uid_digits) override {
        const auto uid = from_hex(uid_digits);
        PARETO_CHECK(uid);
        reader_.put_on(std::make_shared<UidTag>(*uid));
    }

    void take_away() override {
        reader_.take_away();
        const bool noticed = reader_.wait_until_missed(drivers::nfc::kLooksMissedMax);
        PARETO_CHECK(noticed);
    }

private:
    Pn532 reader_;
};

class NfcSessionStage final : public SessionStage {
public:
    Result<std::unique_ptr<ports::CardReader>> open() override {
        return drivers::open_reader("nfc", reader_.connection());
    }

    void put_on(std::shared_ptr<Chip> chip, std::optional<Cut> cut) override {
        reader_.take_away();
        if (cut)
            reader_.tear(
                {.at_exchange = cut->at_command, .after_it_answered = cut->after_it_answered});
        reader_.put_on(std::make_shared<ChipTag>(std::move(chip)));
    }

    void take_away() override {
        reader_.take_away();
        const bool noticed = reader_.wait_until_missed(drivers::nfc::kLooksMissedMax);
        PARETO_CHECK(noticed);
    }

    void lose_reader() override { reader_.unplug(); }

    void bring_reader_back() override { reader_.plug_in(); }

    void hang() override { reader_.behave(Pn532::Manners::Drips); }

    void recover() override { reader_.behave(Pn532::Manners::Good); }

    std::shared_ptr<void> hold_reader() override {
        auto lock = drivers::nfc::PortLock::take(reader_.port());
        PARETO_CHECK(lock);
        return std::make_shared<drivers::nfc::PortLock>(std::move(*lock));
    }

    bool make_noise(unsigned answers) override {
        reader_.behave(Pn532::Manners::Garbage, answers);
        return true;
    }

    bool put_beside(std::shared_ptr<Chip> chip) override {
        reader_.put_on(std::make_shared<ChipTag>(std::move(chip)));
        return true;
    }

private:
    Pn532 reader_;
};

}  // namespace

Result<std::unique_ptr<CardStage>> nfc_stage() {
    return std::make_unique<NfcStage>();
}

Result<std::unique_ptr<SessionStage>> nfc_session_stage() {
    return std::make_unique<NfcSessionStage>();
}

}  // namespace pareto::test
