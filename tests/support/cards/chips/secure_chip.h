// NTAG 424 DNA and DESFire with AES, as far as Pareto and libfreefare speak to them: selection,
// versions, both kinds of authentication and of secure messaging, keys, data files with access
// rights, transactions.
//
// Not here: DES, record and value files, LRP, SUN mirrors, and the slowing down after many wrong
// authentications.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "tests/support/cards/chips/chip.h"

namespace pareto::test {

enum class ChipModel { Ntag424, DesfireEv1, DesfireEv2, DesfireEv3 };

struct ChipKey {
    Bytes value = Bytes(16, '\0');
    std::uint8_t version = 0;
};

struct ChipFile {
    bool backup = false;
    unsigned option = 0;  ///< communication mode, 40 for mirrors
    unsigned read = 0xE;
    unsigned write = 0xE;
    unsigned read_write = 0xE;
    unsigned change = 0;
    Bytes content = {};
    std::optional<Bytes> pending = {};  ///< written, not yet committed
    std::uint32_t counter = 0;
};

struct ChipApplication {
    unsigned settings = 0x0F;
    std::vector<ChipKey> keys = {};
    std::map<unsigned, ChipFile> files = {};
};

/// What may differ between cards of one model.
struct ChipOptions {
    Bytes uid = Bytes{"\x04\xA1\xB2\xC3\xD4\xE5\x80", 7};
    std::uint64_t seed = 1;         ///< of the chip's random numbers
    bool random_uid = false;        ///< shows another UID at each anticollision
    bool applications_free = true;  ///< DESFire: anybody may make applications, as from the factory
    std::optional<Bytes>
        picc_key{};  ///< DESFire: an AES master key of the whole card; from the factory it is DES
};

class SecureChip final : public Chip {
public:
    explicit SecureChip(ChipModel model, ChipOptions options = {});

    [[nodiscard]] Radio radio() const override;
    Bytes transmit(BytesView command) override;
    void power_off() override;

    void tear_next_write(std::size_t bytes) override { tear_after_ = bytes; }

    /// The applications by number; the NTAG 424's only one is 0, as is the level above all
    /// applications of a DESFire.
    [[nodiscard]] const std::map<std::uint32_t, ChipApplication>& applications() const {
        return applications_;
    }

    [[nodiscard]] std::map<std::uint32_t, ChipApplication>& applications() { return applications_; }

    /// How many commands were answered, and how many authentications succeeded.
    [[nodiscard]] unsigned commands() const { return commands_; }

    [[nodiscard]] unsigned authentications() const { return authentications_; }

private:
    enum class Kind { None, Ev1, Ev2 };

    struct Session {
        Kind kind = Kind::None;
        unsigned slot = 0;
        Bytes key;  ///< Ev1's only key, Ev2's for enciphering
        Bytes mac_key;
        Bytes chain;  ///< Ev1
        Bytes transaction;
        unsigned counter = 0;
    };

    /// A command without its protection.
    struct Request {
        std::uint8_t ins = 0;
        Bytes header = {};
        Bytes data = {};
        unsigned mode = 0;   ///< 0 plain, 1 MAC, 3 full
        bool sends = false;  ///< has data to protect, so that the answer to it is a MAC alone
    };

    struct Outcome {
        std::uint8_t status = 0;
        Bytes data = {};
        bool ends_session = false;
    };

    [[nodiscard]] bool is_ntag() const { return model_ == ChipModel::Ntag424; }

    [[nodiscard]] bool has_ev2() const { return model_ != ChipModel::DesfireEv1; }

    Bytes random_bytes(std::size_t count);

    ChipApplication& selected() { return applications_.at(selected_); }

    Bytes select_iso(BytesView command);
    Bytes native(std::uint8_t ins, const Bytes& body);
    Bytes next_frame();
    Bytes finish(const Request& request, const Outcome& outcome);
    Bytes fail(std::uint8_t status);

    // Authentication and secure messaging (secure_chip_session.cpp).
    Bytes begin_authentication(std::uint8_t ins, const Bytes& body);
    Bytes end_authentication(const Bytes& body);
    void open_ev1(const Bytes& theirs);
    void open_ev2(const Bytes& theirs);
    /// Takes the protection off; a status when it was wrong.
    std::optional<std::uint8_t> unprotect(Request& request,
                                          const Bytes& body,
                                          std::size_t header_bytes);
    std::optional<std::uint8_t> unprotect_ev1(Request& request, const Bytes& rest);
    std::optional<std::uint8_t> unprotect_ev2(Request& request, const Bytes& rest);
    Bytes protect(const Request& request, const Bytes& data);
    Bytes ev2_iv(char first, char second) const;
    Bytes ev2_mac(unsigned first, const Bytes& content) const;

    // The commands (secure_chip_commands.cpp).
    std::optional<std::uint8_t> prepare(Request& request, const Bytes& body);
    Outcome carry_out(const Request& request);
    Outcome version() const;
    Outcome key_version(const Request& request);
    Outcome change_key(const Request& request);
    Outcome change_settings(const Request& request);
    Outcome file_settings(const Request& request);
    Outcome change_file_settings(const Request& request);
    Outcome create_application(const Request& request);
    Outcome create_file(const Request& request);
    Outcome read(const Request& request);
    Outcome write(const Request& request);
    Outcome commit();
    Outcome counter(const Request& request);
    Outcome applications_listed();
    Outcome files_listed();
    Outcome format();
    Outcome select_native(const Request& request);
    [[nodiscard]] bool may(unsigned right, unsigned other_right) const;
    [[nodiscard]] unsigned file_mode(const Request& request);
    ChipFile* file_of(const Request& request);

    const ChipModel model_;
    const ChipOptions options_;
    std::map<std::uint32_t, ChipApplication> applications_;
    std::uint32_t selected_ = 0;
    bool application_selected_ = false;
    Session session_;
    std::optional<Session>
        challenged_;  ///< between the two halves of an authentication; its chain is the number sent
    std::uint8_t challenge_ins_ = 0;
    std::deque<Bytes> frames_;  ///< of an answer, not yet fetched
    std::optional<std::size_t> tear_after_;
    std::uint64_t random_state_;
    unsigned commands_ = 0;
    unsigned authentications_ = 0;
};

}  // namespace pareto::test
