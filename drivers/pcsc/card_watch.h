// Decides, from what the PC/SC service says about its readers, which card to read when, and what is
// a tap. No SCard call and no clock in here: facts and times come in, taps and faults go out.
//
// The rules:
// * One tap per presentation. The service counts insertions and removals of each reader, so that a
// card that left
//   and came back between two looks is a new presentation.
// * A resting card is read again every kRestLook. Another UID is another card, which the service
// may not have
//   noticed, and is a tap; the same UID is silence, even when the reading before it failed.
// * After a fault the next card that can be read is a tap, whichever it is: somebody was told to
// try again. A reader
//   or a service that was away is such a fault.
// * What cannot be read is tried again for a while, then it is one fault per presentation. A card
// that left before
//   it was read is such a fault too: somebody waits for an answer.
// * The service may call a place empty without having counted a removal: an exchange with the card
//   failed. It does not see a card that is back before its next look, until that one leaves, unless
//   it is made to look: see asleep().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/ports/card_reader.h"
#include "common/ports/clock.h"
#include "drivers/looking_reader.h"
#include "drivers/pcsc/uid_answer.h"

namespace pareto::drivers::pcsc {

inline constexpr std::chrono::milliseconds kRestLook{400};

/// What the service says of one reader.
struct Sight {
    bool answers =
        true;  ///< false: the service cannot talk to the reader, and the rest says nothing
    bool present = false;
    std::uint16_t counter = 0;  ///< insertions and removals so far, modulo 65536
};

class CardWatch {
public:
    using Time = ports::SteadyTime;

    /// Only readers whose name contains `filter` are watched; "" is all.
    explicit CardWatch(std::string filter) : filter_(std::move(filter)) {}

    /// The service cannot be used, and why. Told once, until a list of readers comes.
    void lose_service(Fault why);
    /// All readers the service has now. None of ours: told once, until there is one.
    void list(const std::vector<std::string>& readers);
    void see(const std::string& reader, Sight sight, Time now);
    /// What came of reading the card on `reader`, because due() named it.
    void read(const std::string& reader, const UidReading& reading, Time now);
    /// The last outcome of `reader` reached nobody: a card still there counts as newly presented.
    void forget(const std::string& reader, Time now);

    /// The watched readers that are there, in the order of their names.
    [[nodiscard]] std::vector<std::string> watched() const;
    /// The readers whose card is to be read now.
    [[nodiscard]] std::vector<std::string> due(Time now) const;
    /// The readers that the service is to be made to look at now, which woken() then notes.
    [[nodiscard]] std::vector<std::string> asleep(Time now) const;
    void woken(const std::string& reader, Time now);
    /// When the next reader will be due or asleep; nothing while no card is there.
    [[nodiscard]] std::optional<Time> next_due() const;
    /// Taps and faults since the last call, oldest first, each with its reader ("" when it is the
    /// service's).
    [[nodiscard]] std::vector<std::pair<std::string, Outcome>> take();

    /// What keeps every card from being read; nothing while there is a reader.
    [[nodiscard]] const std::optional<Fault>& trouble() const { return trouble_; }

    [[nodiscard]] std::string health() const;

private:
    struct Reader {
        bool silent = false;            // there, but the service cannot talk to it
        std::optional<Sight> sight;     // nothing until the service has spoken of this reader
        std::optional<Bytes> resting;   // the UID told last, while its card may still be there
        std::optional<Unread> told;     // the fault told in this presentation
        std::optional<Unread> failing;  // why the last attempt failed
        unsigned attempts = 0;
        std::optional<Time> due;
        std::optional<Time> asleep;  // when the service is to be made to look
        unsigned wakings = 0;
    };

    void end_presentation(const std::string& name, Reader& reader);
    void fail(const std::string& name, Reader& reader, Unread why, Time now);
    void tell(const std::string& name, Reader& reader, Unread why);
    void be_in_trouble(Fault why);

    const std::string filter_;
    std::map<std::string, Reader> readers_;
    std::optional<Fault> trouble_;
    std::vector<std::pair<std::string, Outcome>> outcomes_;
};

}  // namespace pareto::drivers::pcsc
