// What a PN532 does with the commands of its host, without any I/O and without a clock: the subset
// that libnfc 1.8 and libfreefare 0.4 use, for cards of ISO 14443 A.
//
// A card in the field is idle, selected or halted. Listing finds idle and selected ones; a
// deselected card is halted and is found again only by its UID, or after the field was off.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "tests/support/pn532/tag.h"

namespace pareto::test {

/// Ends an exchange badly: the card leaves in it.
struct Tear {
    unsigned at_exchange = 1;        ///< counted from now
    bool after_it_answered = false;  ///< else the card never got the command
};

class Pn532Chip {
public:
    using Time = std::chrono::steady_clock::time_point;

    enum class Reaction { Answers, Waits, DoesNotKnow };

    struct Response {
        Reaction reaction = Reaction::Answers;
        Bytes answer = {};  ///< begins with the number of the command + 1
    };

    void put_on(std::shared_ptr<RfTag> tag);
    /// Nothing lies there afterwards.
    void take_away();
    void take_away(const RfTag* tag);

    [[nodiscard]] Response on_command(BytesView command, Time now);
    /// The answer to a command that waited for a card, when there is one at last.
    [[nodiscard]] std::optional<Bytes> late_answer(Time now);

    /// When late_answer() will have one, whatever happens.
    [[nodiscard]] std::optional<Time> due() const {
        return waiting_ ? waiting_->until : std::nullopt;
    }

    /// The host has given the running command up.
    void give_up() { waiting_.reset(); }

    /// Without power for a moment: cards and settings start anew.
    void reset();

    /// The next exchange with a card, and as many as told, fail on the air.
    void fail_exchanges(unsigned count) { failing_ = count; }

    void tear(Tear tear) { tear_ = tear; }

    /// Since the start: listings answered, those that found no card since the field came on, and
    /// exchanges with a card.
    [[nodiscard]] std::uint64_t listings() const { return listings_; }

    [[nodiscard]] std::uint64_t empty_looks() const { return empty_looks_; }

    [[nodiscard]] std::uint64_t exchanges() const { return exchanges_; }

    [[nodiscard]] bool field_is_on() const { return field_; }

private:
    enum class State { Idle, Selected, Halted };

    struct Placed {
        std::shared_ptr<RfTag> tag;
        State state = State::Idle;
        bool speaks_iso = false;  // RATS was answered
    };

    /// A command that is answered when a card comes, or at `until`.
    struct Waiting {
        Bytes command;
        std::optional<Time> until;
    };

    [[nodiscard]] Response list(BytesView command);
    [[nodiscard]] Response auto_poll(BytesView command, Time now);
    [[nodiscard]] Bytes registers(BytesView command);
    [[nodiscard]] Bytes configure(BytesView command);
    [[nodiscard]] Bytes exchange(BytesView command);
    [[nodiscard]] Bytes raw(BytesView command);
    [[nodiscard]] std::optional<RfAnswer> ask(BytesView command);
    [[nodiscard]] std::vector<Placed*> find(unsigned most, BytesView wanted);
    [[nodiscard]] static Bytes target_of(const Placed& placed, char number);
    [[nodiscard]] Placed* selected();
    void release();
    void set_field(bool on);

    std::vector<Placed> placed_;
    std::map<std::uint16_t, char> registers_;
    std::optional<Waiting> waiting_;
    Bytes chained_;  // what did not fit into the last answer
    bool field_ = false;
    bool automatic_rats_ = true;
    unsigned char activation_retries_ = 0xFF;
    unsigned failing_ = 0;
    std::optional<Tear> tear_;
    bool found_any_ = false;  // since the field came on
    std::uint64_t listings_ = 0;
    std::uint64_t empty_looks_ = 0;
    std::uint64_t exchanges_ = 0;
};

}  // namespace pareto::test
