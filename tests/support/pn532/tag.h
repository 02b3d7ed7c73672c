// A contactless card as the chip of a reader meets it: what it shows when it is selected, and what
// it answers. The reader of software (pn532.h) holds some in its field. Cards with memory and keys
// are in tests/support/cards/chips and come in through chip_tag.h.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "common/base/bytes.h"

namespace pareto::test {

/// What a card sends back.
struct RfAnswer {
    Bytes bytes;
    /// Four bits instead of bytes, as MIFARE cards acknowledge (A) and refuse (everything else).
    std::optional<unsigned> nibble = {};
};

/// Called on the thread of the reader that holds it.
class RfTag {
public:
    virtual ~RfTag() = default;

    /// How it shows itself. A UID of 4, 7 or 10 bytes; odd lengths are for tests of refusals.
    [[nodiscard]] virtual Bytes uid() const = 0;

    [[nodiscard]] virtual Bytes atqa() const { return {"\x00\x44", 2}; }

    [[nodiscard]] virtual char sak() const { return 0; }

    /// The answer to RATS with its length byte; empty for a card that does not speak ISO 14443-4.
    [[nodiscard]] virtual Bytes ats() const { return {}; }

    /// It has lost its power: it left, or the field went off.
    virtual void lose_power() {}

    /// A command: the APDU for a card with an ATS, the bytes of the frame without its checksum for
    /// another. Nothing: it says nothing, and the reader's chip reports a timeout.
    [[nodiscard]] virtual std::optional<RfAnswer> answer(BytesView command) = 0;
};

/// Shows a UID and answers nothing.
class UidTag final : public RfTag {
public:
    explicit UidTag(Bytes uid) : uid_(std::move(uid)) {}

    [[nodiscard]] Bytes uid() const override { return uid_; }

    [[nodiscard]] std::optional<RfAnswer> answer(BytesView) override { return std::nullopt; }

private:
    const Bytes uid_;
};

/// A card of ISO 14443-4: each APDU goes to a function.
class IsoTag final : public RfTag {
public:
    /// Nothing as the answer: the card stays silent, as a torn one does.
    using Apdus = std::function<std::optional<Bytes>(BytesView apdu)>;

    IsoTag(Bytes uid, Apdus apdus, std::function<void()> lose_power = {})
        : uid_(std::move(uid)), apdus_(std::move(apdus)), lose_power_(std::move(lose_power)) {}

    [[nodiscard]] Bytes uid() const override { return uid_; }

    [[nodiscard]] Bytes atqa() const override { return {"\x03\x44", 2}; }

    [[nodiscard]] char sak() const override { return '\x20'; }

    /// Of a DESFire EV1.
    [[nodiscard]] Bytes ats() const override { return {"\x06\x75\x77\x81\x02\x80", 6}; }

    void lose_power() override {
        if (lose_power_) lose_power_();
    }

    [[nodiscard]] std::optional<RfAnswer> answer(BytesView apdu) override {
        auto bytes = apdus_(apdu);
        if (!bytes) return std::nullopt;
        return RfAnswer{.bytes = std::move(*bytes)};
    }

private:
    const Bytes uid_;
    const Apdus apdus_;
    const std::function<void()> lose_power_;
};

}  // namespace pareto::test
