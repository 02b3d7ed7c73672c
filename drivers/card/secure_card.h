// The commands of NTAG 424 DNA and DESFire, with or without a session. One object for one
// presentation of a card; after a fault the session is over, but the object goes on: select or
// authenticate anew.
#pragma once

#include <memory>
#include <vector>

#include "common/ports/random.h"
#include "drivers/card/authentication.h"
#include "drivers/card/file_settings.h"
#include "drivers/card/native.h"

namespace pareto::drivers::card {

/// Writes longer than this take several commands, of which a cut may leave some undone.
inline constexpr std::size_t kWriteBytesMax = 31;
/// As much as one command reads.
inline constexpr std::size_t kReadBytesMax = 240;

/// AA or 71 to the card: its challenge. Denied or Unsupported when it has none to give for that
/// key.
[[nodiscard]] Result<Bytes> ask_challenge(CardChannel& channel, Scheme scheme, unsigned slot);
/// AF to the card: its proof. Denied when our answer shows the card that we do not have its key.
[[nodiscard]] Result<Bytes> give_answer(CardChannel& channel, BytesView answer);
/// How a family authenticates.
[[nodiscard]] Scheme scheme_of(Family family);
/// ReadData of a whole stretch of a file, ready to be protected.
[[nodiscard]] NativeCommand read_command(Family family,
                                         unsigned file,
                                         std::size_t bytes,
                                         CommMode mode);

struct NewKey {
    unsigned slot = 0;
    AesKey key;
    unsigned version = 0;
    AesKey old_key;  ///< what is in the slot now; looked at only for another slot than the
                     ///< authenticated one
};

class SecureCard {
public:
    /// PARETO_CHECKs that the family is a secure one.
    SecureCard(CardChannel& channel, Family family);

    /// Selects the application with Pareto's files: NTAG 424's only one, or Pareto's on a DESFire.
    /// False when the card has none; Unsupported when it does not know the command.
    [[nodiscard]] Result<bool> select_application();
    /// DESFire: the level above all applications.
    [[nodiscard]] Result<void> select_picc();

    /// Denied when card and key do not belong together.
    [[nodiscard]] Result<void> authenticate(unsigned slot,
                                            const AesKey& key,
                                            ports::Random& random);
    /// EV2 only: goes on in the same transaction with another key.
    [[nodiscard]] Result<void> authenticate_again(unsigned slot,
                                                  const AesKey& key,
                                                  ports::Random& random);

    /// Whether there is a session; only an answer that could not be trusted, an error of the card,
    /// or ChangeKey of the session's own key ends it.
    [[nodiscard]] bool authenticated() const { return session_ != nullptr; }

    [[nodiscard]] Result<CardVersion> version();
    /// The true UID, even of a card that shows a random one. Needs a session.
    [[nodiscard]] Result<Bytes> uid();
    [[nodiscard]] Result<unsigned> key_version(unsigned slot);
    [[nodiscard]] Result<std::vector<unsigned>> file_numbers();
    [[nodiscard]] Result<FileSettings> file_settings(unsigned file);
    /// NTAG 424: how often the file was read with SUN on, since it was.
    [[nodiscard]] Result<std::uint32_t> read_counter(unsigned file);
    [[nodiscard]] Result<Bytes> read(unsigned file, std::size_t bytes, CommMode mode);

    [[nodiscard]] Result<void> change_file_settings(unsigned file,
                                                    CommMode mode,
                                                    const AccessRights& rights);
    [[nodiscard]] Result<void> change_key(const NewKey& key);
    [[nodiscard]] Result<void> change_key_settings(std::uint8_t settings);
    [[nodiscard]] Result<void> write(unsigned file, BytesView data, CommMode mode);

    /// DESFire only, from here on. Pareto's application, with `keys` AES keys, all of them the
    /// factory's.
    [[nodiscard]] Result<void> create_application(std::uint8_t settings, unsigned keys);
    [[nodiscard]] Result<void> create_file(unsigned file, const FileSettings& settings);
    [[nodiscard]] Result<void> commit();
    /// Deletes every application. For test benches; needs the card's own master key.
    [[nodiscard]] Result<void> format_picc();

private:
    [[nodiscard]] Result<NativeAnswer> send(const NativeCommand& command);
    [[nodiscard]] Result<Bytes> run(const NativeCommand& command, const std::string& what);
    [[nodiscard]] Result<void> run_silent(const NativeCommand& command, const std::string& what);
    [[nodiscard]] Result<void> converse(Authentication& authentication,
                                        Scheme scheme,
                                        unsigned slot);

    CardChannel& channel_;
    const Family family_;
    std::unique_ptr<SecureMessaging> session_;
    unsigned session_slot_ = 0;
};

}  // namespace pareto::drivers::card
