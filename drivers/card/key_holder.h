// Who has the keys of cards, as a terminal sees it: HQ over the uplink, or the terminal's own group
// keys. Only bytes go there and back, and neither a key nor a session's key ever comes out, so that
// a terminal online learns nothing by which it could speak to a card on its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "drivers/card/authentication.h"
#include "drivers/card/key_ring.h"
#include "drivers/card/member_application.h"

namespace pareto::drivers::card {

/// A card's question, and which key it is about. HQ looks family and version up in its own books by
/// the UID, whatever a terminal says.
struct Challenge {
    Family family = Family::Ntag424;  ///< as pinned for this card
    Bytes uid;
    unsigned slot = kHqSlot;
    unsigned attempt = 0;  ///< how often the card refused; each time an older version is taken
    Bytes bytes;
};

/// Three calls for one identification, in this order; a fault ends it. One card at a time.
class KeyHolder {
public:
    virtual ~KeyHolder() = default;
    /// What to say to the card. Denied when there is no (further) key for that slot.
    [[nodiscard]] virtual Result<Bytes> answer(const Challenge& challenge) = 0;
    /// The card's proof: the protected body of the command that reads the member's file. Denied for
    /// a card that does not have the key.
    [[nodiscard]] virtual Result<Bytes> accept(BytesView proof) = 0;
    /// The card's protected answer: its member; nothing when the file is blank or torn. Corrupt
    /// when it is not the card's answer.
    [[nodiscard]] virtual Result<std::optional<MemberFile>> open(BytesView answer) = 0;
};

/// The holder of a ring in this process: a terminal's group keys, and at HQ the end of the relay.
class LocalKeyHolder final : public KeyHolder {
public:
    LocalKeyHolder(const KeyRing& ring, ports::Random& random);
    [[nodiscard]] Result<Bytes> answer(const Challenge& challenge) override;
    [[nodiscard]] Result<Bytes> accept(BytesView proof) override;
    [[nodiscard]] Result<std::optional<MemberFile>> open(BytesView answer) override;

private:
    const KeyRing& ring_;
    ports::Random& random_;
    std::unique_ptr<Authentication> authentication_;
    std::unique_ptr<SecureMessaging> session_;
    NativeCommand reading_;
};

}  // namespace pareto::drivers::card
