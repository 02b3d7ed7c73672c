// Mutual authentication, the side that has the key. Three messages: the card's challenge, the
// answer to it, the card's proof. Bytes in, bytes out, so that the key may be at HQ while the card
// is at a terminal:
//
//     card                     terminal                  whoever holds the key
//        <--- AA|71|77 slot ------|
//        ---- challenge --------->|---- challenge ------------> answer()
//        <--- AF answer ----------|<--------------------------------|
//        ---- proof ------------->|---- proof ----------------> finish()
//
// Both sides choose a random number, so nothing recorded earlier is of use to either.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/ports/random.h"
#include "drivers/card/key.h"
#include "drivers/card/secure_messaging.h"

namespace pareto::drivers::card {

enum class Scheme {
    Ev1Aes,       ///< AuthenticateAES, AA: DESFire EV1
    Ev2First,     ///< AuthenticateEV2First, 71: begins a transaction
    Ev2NonFirst,  ///< AuthenticateEV2NonFirst, 77: another key within the transaction
};

inline constexpr std::uint8_t kAuthenticationAnswer = 0xAF;

[[nodiscard]] std::uint8_t instruction_of(Scheme scheme);
/// What follows the instruction: the key's number, and for Ev2First that no capabilities are asked
/// for.
[[nodiscard]] Bytes first_body(Scheme scheme, unsigned slot);

/// One attempt. A fault ends it; a new one needs a new object.
class Authentication {
public:
    /// `random` is asked once, in answer().
    Authentication(Scheme scheme, const AesKey& key, ports::Random& random);
    /// Ev2NonFirst, which keeps the transaction and the counter of `session`.
    Authentication(const AesKey& key, ports::Random& random, const Ev2Session& session);
    ~Authentication();
    Authentication(const Authentication&) = delete;
    Authentication& operator=(const Authentication&) = delete;

    /// What is sent after AF. Unsupported for a challenge of another length (a card in LRP mode
    /// sends 17 bytes).
    [[nodiscard]] Result<Bytes> answer(BytesView challenge);
    /// The session, once the card has proved that it has the key; Denied when it has not.
    [[nodiscard]] Result<std::unique_ptr<SecureMessaging>> finish(BytesView proof);

private:
    [[nodiscard]] Ev2Secrets ev2_secrets(BytesView transaction) const;
    [[nodiscard]] std::unique_ptr<SecureMessaging> ev1_session() const;

    const Scheme scheme_;
    const AesKey key_;
    ports::Random& random_;
    Bytes ours_;    ///< our random number; empty before answer()
    Bytes theirs_;  ///< the card's
    Bytes iv_;      ///< EV1 goes on with the last ciphertext block
    Bytes transaction_;
    std::uint16_t counter_ = 0;
};

}  // namespace pareto::drivers::card
