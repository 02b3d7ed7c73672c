// From a blank card to a member's card, and from any half-made one too: each step looks at the card
// and does what is still missing, so that a card that was taken away, or a program that was killed,
// at any command is finished by running the same plan again. Nothing is remembered but which key
// versions a slot may have, and that is recorded before a key changes.
//
//     application -> master key -> other keys -> files and rights -> member's file -> proof
//
// The member's file comes last and in one write (DESFire: one commit). Before it, the card is
// nobody's; after it, it is wholly the member's. There is nothing between.
#pragma once

#include <string_view>
#include <variant>

#include "drivers/card/key_ring.h"
#include "drivers/card/member_application.h"
#include "drivers/card/secure_card.h"

namespace pareto::drivers::card {

/// A key is about to change from one version to another; 0 is the factory's.
struct KeyChange {
    Family family = Family::Ntag424;
    Bytes uid;
    unsigned slot = 0;
    unsigned from_version = 0;
    unsigned to_version = 0;

    bool operator==(const KeyChange&) const = default;
};

class PersonalisationRecord {
public:
    virtual ~PersonalisationRecord() = default;
    /// Durable when it returns: from then on the slot has one of the two versions. A fault stops
    /// the personalisation before anything is sent.
    [[nodiscard]] virtual Result<void> before(const KeyChange& change) = 0;
};

/// Checked in this order; the first that applies is returned.
enum class PersonaliseRefusal {
    BadNumber,     ///< a number of the plan does not fit the member's file
    NoKeys,        ///< the ring has no key for some slot
    OtherFamily,   ///< the chip is of another family than the plan's, or of none
    OtherCard,     ///< its UID is not the plan's, or it shows a random one
    NoRoom,        ///< it has no application of Pareto's and does not let one be made
    ForeignKeys,   ///< it has keys that are neither the factory's nor in the ring
    ForeignFiles,  ///< it has files that cannot be made what they should be
    OtherMember,   ///< it is another member's card
};

[[nodiscard]] std::string_view name_of(PersonaliseRefusal refusal);

using PersonaliseError = std::variant<PersonaliseRefusal, Fault>;

struct PersonalisationPlan {
    Family family = Family::Ntag424;
    Bytes uid;
    MemberFile member;
};

/// Keys are set to the newest version in the ring.
class Personaliser {
public:
    Personaliser(CardChannel& channel,
                 const KeyRing& ring,
                 ports::Random& random,
                 PersonalisationRecord& record);

    /// Done only when every key was used and every copy of the member's file read. A card that is
    /// already as planned is not written to. After a fault: present the card again and run again.
    [[nodiscard]] Expected<void, PersonaliseError> run(const PersonalisationPlan& plan);

private:
    CardChannel& channel_;
    const KeyRing& ring_;
    ports::Random& random_;
    PersonalisationRecord& record_;
};

}  // namespace pareto::drivers::card
