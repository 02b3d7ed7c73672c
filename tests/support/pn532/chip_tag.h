// A chip of tests/support/cards/chips in the field of a PN532 of software.
#pragma once

#include <memory>
#include <utility>

#include "tests/support/cards/chips/chip.h"
#include "tests/support/pn532/tag.h"

namespace pareto::test {

class ChipTag final : public RfTag {
public:
    explicit ChipTag(std::shared_ptr<Chip> chip) : chip_(std::move(chip)) {}

    [[nodiscard]] Bytes uid() const override { return chip_->radio().uid; }

    [[nodiscard]] Bytes atqa() const override { return chip_->radio().atqa; }

    [[nodiscard]] char sak() const override { return static_cast<char>(chip_->radio().sak); }

    [[nodiscard]] Bytes ats() const override { return chip_->radio().ats; }

    void lose_power() override { chip_->power_off(); }

    [[nodiscard]] std::optional<RfAnswer> answer(BytesView command) override {
        const bool speaks_apdus = !ats().empty();
        Bytes bytes = chip_->transmit(command);
        // Such a chip gives four bits as one byte, and silence as no byte.
        if (bytes.empty()) return std::nullopt;
        if (!speaks_apdus && bytes.size() == 1)
            return RfAnswer{.bytes = {}, .nibble = static_cast<unsigned>(bytes[0]) & 0xFU};
        return RfAnswer{.bytes = std::move(bytes)};
    }

private:
    const std::shared_ptr<Chip> chip_;
};

}  // namespace pareto::test
