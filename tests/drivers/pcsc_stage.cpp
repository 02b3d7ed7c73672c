#include "tests/drivers/pcsc_stage.h"

#include <utility>

#include "common/base/check.h"
#include "drivers/driver.h"
#include "tests/support/cards/other_program.h"
#include "tests/support/cards/pcscd.h"
#include "tests/support/cards/virtual_card.h"

namespace pareto::test {
namespace {

class PcscStage final : public CardStage {
public:
    explicit PcscStage(std::unique_ptr<Pcscd> daemon) : daemon_(std::move(daemon)) {}

    Result<std::unique_ptr<ports::CardReader>> open() override {
        return drivers::open_reader("pcsc", "");
    }

    void put_on(const std::string& uid_digits) override {
        const bool reached = card_.put_on(card(uid_digits));
        PARETO_CHECK(reached);
    }

    void take_away() override {
        card_.take_away();
        const bool noticed = wait_until_card(kFirstReader, false);
        PARETO_CHECK(noticed);
    }

private:
    std::unique_ptr<Pcscd> daemon_;
    VirtualCard card_;
};

class PcscSessionStage final : public SessionStage {
public:
    explicit PcscSessionStage(std::unique_ptr<Pcscd> daemon) : daemon_(std::move(daemon)) {}

    Result<std::unique_ptr<ports::CardReader>> open() override {
        return drivers::open_reader("pcsc", "");
    }

    void put_on(std::shared_ptr<Chip> chip, std::optional<Cut> cut) override {
        CardFace face = card(std::move(chip));
        if (cut) {
            face.gone_at_command = cut->at_command;
            face.gone_after_it_answered = cut->after_it_answered;
        }
        const bool reached = card_.put_on(std::move(face));
        PARETO_CHECK(reached);
    }

    void take_away() override {
        card_.take_away();
        const bool noticed = wait_until_card(kFirstReader, false);
        PARETO_CHECK(noticed);
    }

    void lose_reader() override { daemon_->kill(); }

    void bring_reader_back() override {
        const auto started = daemon_->start();
        PARETO_CHECK(started);
    }

    void hang() override { daemon_->freeze(); }

    void recover() override { daemon_->thaw(); }

    std::shared_ptr<void> hold_reader() override {
        const bool seen = wait_until_card(kFirstReader, true);
        PARETO_CHECK(seen);
        auto other = std::make_shared<OtherProgram>(kFirstReader, OtherProgram::Holds::Exclusively);
        PARETO_CHECK(other->holds());
        return other;
    }

private:
    std::unique_ptr<Pcscd> daemon_;
    VirtualCard card_;
};

}  // namespace

Result<std::unique_ptr<SessionStage>> pcsc_session_stage() {
    PARETO_TRY(auto daemon, Pcscd::prepare({}));
    PARETO_TRY_VOID(daemon->start());
    return std::make_unique<PcscSessionStage>(std::move(daemon));
}

Result<std::unique_ptr<CardStage>> pcsc_stage() {
    PARETO_TRY(auto daemon, Pcscd::prepare({}));
    PARETO_TRY_VOID(daemon->start());
    return std::make_unique<PcscStage>(std::move(daemon));
}

}  // namespace pareto::test
