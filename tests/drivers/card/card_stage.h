// What the tests of cards share: a chip on a reader that can be cut off at any command, random
// numbers that repeat, and the keys of a chain.
#pragma once

#include <array>
#include <functional>
#include <iosfwd>
#include <map>
#include <vector>

#include "common/base/check.h"
#include "common/ports/random.h"
#include "drivers/card/identify.h"
#include "drivers/card/personalise.h"
#include "tests/support/cards/chips/chip.h"
#include "tests/support/cards/chips/secure_chip.h"

namespace pareto::drivers::card {

/// The bytes of hexadecimal digits; blanks are left out.
[[nodiscard]] Bytes hex(std::string_view digits);

/// Numbers that are the same in every run.
class SeededRandom final : public ports::Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

    [[nodiscard]] Bytes bytes(std::size_t count) override;
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override;

private:
    std::uint64_t state_;
};

/// The one number a published example was made with.
class GivenRandom final : public ports::Random {
public:
    explicit GivenRandom(Bytes bytes) : bytes_(std::move(bytes)) {}

    [[nodiscard]] Bytes bytes(std::size_t count) override;

    [[nodiscard]] std::uint64_t below(std::uint64_t) override { return 0; }

private:
    const Bytes bytes_;
};

enum class Cut {
    None,
    RequestLost,  ///< the card never hears the command
    ReplyLost,    ///< it carries the command out, and its answer is lost
    Torn,         ///< the field goes while it writes: half of an unprotected write is done
};

/// A chip on a reader. From the cut on there is no card until put_back().
class ChipChannel final : public CardChannel {
public:
    explicit ChipChannel(test::Chip& chip) : chip_(chip) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override;

    /// Cuts at the command with this number, counted from 0 since the last put_back().
    void cut_at(unsigned command, Cut how);
    void put_back();

    [[nodiscard]] unsigned commands() const { return commands_; }

    /// Sees every answer before it is handed on, and may change it.
    std::function<void(BytesView command, Bytes& answer)> on_answer = {};

private:
    test::Chip& chip_;
    unsigned commands_ = 0;
    unsigned cut_command_ = 0;
    Cut cut_ = Cut::None;
    bool gone_ = false;
};

/// A card of nothing but canned answers; afterwards it answers nothing.
class RecordedChannel final : public CardChannel {
public:
    explicit RecordedChannel(std::vector<Bytes> answers) : answers_(std::move(answers)) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override;

    std::vector<Bytes> commands = {};

private:
    std::vector<Bytes> answers_;
    std::size_t next_ = 0;
};

/// Keeps what was recorded, and can refuse to.
class MemoryRecord final : public PersonalisationRecord {
public:
    [[nodiscard]] Result<void> before(const KeyChange& change) override;

    std::vector<KeyChange> changes = {};
    bool fails = false;
};

/// One version of every slot's master key of the family.
[[nodiscard]] std::vector<MasterKey> master_keys(Family family, unsigned version, char seed = 'k');
[[nodiscard]] KeyRing chain_ring(Family family, unsigned version = 1);
/// Only the master key of one slot, as a terminal has it.
[[nodiscard]] KeyRing slot_ring(Family family, unsigned slot, unsigned version = 1);

[[nodiscard]] test::ChipModel model_of(Family family);
[[nodiscard]] MemberFile anna();
[[nodiscard]] MemberFile bert();
[[nodiscard]] PersonalisationPlan plan_for(Family family, const MemberFile& member = anna());

/// A member's card, made without a cut.
[[nodiscard]] test::SecureChip personalised(Family family, const MemberFile& member = anna());

/// "Anna's numbers", a refusal, or a fault, in words.
[[nodiscard]] std::string told(const Expected<MemberFile, IdentifyError>& outcome);
[[nodiscard]] std::string told(const Expected<void, PersonaliseError>& outcome);
/// Puts the chip on and identifies it by a slot's key.
[[nodiscard]] std::string identified(test::Chip& chip,
                                     Family pinned,
                                     unsigned slot = kHqSlot,
                                     unsigned version = 1);

inline const std::vector<Family> kSecureFamilies{
    Family::Ntag424, Family::DesfireEv1, Family::DesfireEv2};
[[nodiscard]] std::string name_of_family(Family family);

}  // namespace pareto::drivers::card
