// What protects commands and answers once card and key holder have proved to each other that they
// have the same key.
//
// EV1 (DESFire EV1): one session key; every command and answer goes through one chain of CMACs and
// ciphertexts. EV2 (DESFire EV2, EV3, NTAG 424 DNA): two session keys, a transaction identifier and
// a command counter.
#pragma once

#include <cstdint>
#include <memory>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "drivers/card/key.h"

namespace pareto::drivers::card {

/// How a file's bytes travel; the numbers are those on the card.
enum class CommMode : std::uint8_t { Plain = 0, Mac = 1, Full = 3 };

/// A native command before it is protected.
struct NativeCommand {
    std::uint8_t ins = 0;
    Bytes header = {};  ///< never enciphered: numbers of files and keys, offsets, and all of an
                        ///< ordinary command
    Bytes data = {};    ///< protected as `mode` says
    Bytes tail = {};    ///< enciphered behind the data and its checksum; only ChangeKey has one
    CommMode mode = CommMode::Mac;
    std::size_t answer_bytes = 0;  ///< how many plain bytes an enciphered answer holds
};

/// One session. Commands and answers go through it in the order in which they go to the card; after
/// any fault it is of no use any more, as the card's side is not either.
class SecureMessaging {
public:
    SecureMessaging() = default;
    SecureMessaging(const SecureMessaging&) = delete;
    SecureMessaging& operator=(const SecureMessaging&) = delete;
    virtual ~SecureMessaging() = default;
    /// What follows the instruction byte.
    [[nodiscard]] virtual Bytes protect(const NativeCommand& command) = 0;
    /// The plain answer to that command, for an answer whose status is Ok. Corrupt when it does not
    /// bear the right MAC.
    [[nodiscard]] virtual Result<Bytes> open(const NativeCommand& command, BytesView answer) = 0;
};

class Ev1Session final : public SecureMessaging {
public:
    explicit Ev1Session(const AesKey& key);
    [[nodiscard]] Bytes protect(const NativeCommand& command) override;
    [[nodiscard]] Result<Bytes> open(const NativeCommand& command, BytesView answer) override;

private:
    [[nodiscard]] Result<Bytes> decipher(const NativeCommand& command, BytesView answer);

    const AesKey key_;
    Bytes chain_;  ///< the last CMAC or ciphertext block
};

/// What an EV2 session is made of.
struct Ev2Secrets {
    AesKey enc_key;
    AesKey mac_key;
    Bytes transaction;  ///< 4 bytes, chosen by the card
    std::uint16_t counter = 0;
};

class Ev2Session final : public SecureMessaging {
public:
    explicit Ev2Session(Ev2Secrets secrets);
    [[nodiscard]] Bytes protect(const NativeCommand& command) override;
    [[nodiscard]] Result<Bytes> open(const NativeCommand& command, BytesView answer) override;

    [[nodiscard]] const Ev2Secrets& secrets() const { return secrets_; }

private:
    [[nodiscard]] Bytes mac(std::uint8_t first, BytesView content) const;
    [[nodiscard]] Bytes iv(char first, char second) const;

    Ev2Secrets secrets_;
};

}  // namespace pareto::drivers::card
