#include "drivers/card/secure_card.h"

#include <algorithm>

#include "common/base/check.h"
#include "drivers/card/crypto.h"
#include "drivers/card/member_application.h"

namespace pareto::drivers::card {
namespace {

constexpr std::size_t kUidBytes = 7;

Bytes one_byte(unsigned value) {
    return Bytes(1, static_cast<char>(value));
}

Bytes stretch(unsigned file, std::size_t offset, std::size_t bytes) {
    return one_byte(file) + little_endian(static_cast<std::uint32_t>(offset), 3) +
           little_endian(static_cast<std::uint32_t>(bytes), 3);
}

}  // namespace

Scheme scheme_of(Family family) {
    return family == Family::DesfireEv1 ? Scheme::Ev1Aes : Scheme::Ev2First;
}

NativeCommand read_command(Family family, unsigned file, std::size_t bytes, CommMode mode) {
    PARETO_CHECK(bytes > 0 && bytes <= kReadBytesMax);
    return {.ins = static_cast<std::uint8_t>(is_desfire(family) ? 0xBD : 0xAD),
            .header = stretch(file, 0, bytes),
            .mode = mode,
            .answer_bytes = bytes};
}

Result<Bytes> ask_challenge(CardChannel& channel, Scheme scheme, unsigned slot) {
    PARETO_TRY(NativeAnswer answer,
               exchange_frame(channel, instruction_of(scheme), first_body(scheme, slot)));
    if (answer.status == Status::MoreFrames) return std::move(answer.data);
    if (answer.status == Status::Ok)
        return fault(FaultCode::Corrupt, "the card gives no challenge");
    return data_of(answer, "an authentication");
}

Result<Bytes> give_answer(CardChannel& channel, BytesView answer) {
    PARETO_TRY(const NativeAnswer proof, exchange_frame(channel, kAuthenticationAnswer, answer));
    return data_of(proof, "an authentication");
}

SecureCard::SecureCard(CardChannel& channel, Family family) : channel_(channel), family_(family) {
    PARETO_CHECK(is_secure(family));
}

Result<NativeAnswer> SecureCard::send(const NativeCommand& command) {
    if (!session_)
        return exchange(channel_, command.ins, command.header + command.data + command.tail);
    auto answer = exchange(channel_, command.ins, session_->protect(command));
    if (!answer || answer->status != Status::Ok) {
        session_.reset();
        return answer;
    }
    auto opened = session_->open(command, answer->data);
    if (!opened) {
        session_.reset();
        return unexpected{opened.error()};
    }
    return NativeAnswer{Status::Ok, std::move(*opened)};
}

Result<Bytes> SecureCard::run(const NativeCommand& command, const std::string& what) {
    PARETO_TRY(const NativeAnswer answer, send(command));
    return data_of(answer, what);
}

Result<void> SecureCard::run_silent(const NativeCommand& command, const std::string& what) {
    PARETO_TRY(const Bytes data, run(command, what));
    if (!data.empty()) return fault(FaultCode::Corrupt, "the card answers " + what + " with data");
    return {};
}

Result<bool> SecureCard::select_application() {
    session_.reset();
    if (family_ == Family::Ntag424) {
        PARETO_TRY(
            const Answer answer,
            transmit(channel_,
                     {.ins = 0xA4, .p1 = 0x04, .p2 = 0x0C, .data = ntag424_application_name()}));
        if (answer.status == kIsoOk) return true;
        if (answer.status == 0x6A82) return false;
        return unexpected{fault_of_status(answer.status, "a selection")};
    }
    PARETO_TRY(const NativeAnswer answer, exchange(channel_, 0x5A, application_id()));
    if (answer.status == Status::NoSuchApplication) return false;
    PARETO_TRY_VOID(data_of(answer, "a selection"));
    return true;
}

Result<void> SecureCard::select_picc() {
    PARETO_CHECK(is_desfire(family_));
    session_.reset();
    return run_silent({.ins = 0x5A, .header = Bytes(3, '\0')}, "a selection");
}

Result<void> SecureCard::converse(Authentication& authentication, Scheme scheme, unsigned slot) {
    session_.reset();
    PARETO_TRY(const Bytes challenge, ask_challenge(channel_, scheme, slot));
    PARETO_TRY(const Bytes answer, authentication.answer(challenge));
    PARETO_TRY(const Bytes proof, give_answer(channel_, answer));
    PARETO_TRY(session_, authentication.finish(proof));
    session_slot_ = slot;
    return {};
}

Result<void> SecureCard::authenticate(unsigned slot, const AesKey& key, ports::Random& random) {
    Authentication authentication{scheme_of(family_), key, random};
    return converse(authentication, scheme_of(family_), slot);
}

Result<void> SecureCard::authenticate_again(unsigned slot,
                                            const AesKey& key,
                                            ports::Random& random) {
    const auto* const session = dynamic_cast<const Ev2Session*>(session_.get());
    if (session == nullptr)
        return fault(FaultCode::Unsupported, "there is no EV2 session to go on with");
    Authentication authentication{key, random, *session};
    return converse(authentication, Scheme::Ev2NonFirst, slot);
}

Result<CardVersion> SecureCard::version() {
    PARETO_TRY(const Bytes data, run({.ins = 0x60}, "a question for its version"));
    return parse_card_version(data);
}

Result<Bytes> SecureCard::uid() {
    if (!session_) return fault(FaultCode::Denied, "a true UID is told in a session only");
    PARETO_TRY(Bytes data,
               run({.ins = 0x51, .mode = CommMode::Full, .answer_bytes = kUidBytes},
                   "a question for its UID"));
    if (data.size() != kUidBytes)
        return fault(FaultCode::Corrupt, "the card's UID has a wrong length");
    return data;
}

Result<unsigned> SecureCard::key_version(unsigned slot) {
    PARETO_TRY(const Bytes data,
               run({.ins = 0x64, .header = one_byte(slot)}, "a question for a key's version"));
    if (data.size() != 1)
        return fault(FaultCode::Corrupt, "the card's key version has a wrong length");
    return static_cast<unsigned char>(data.front());
}

Result<std::vector<unsigned>> SecureCard::file_numbers() {
    PARETO_TRY(const Bytes data, run({.ins = 0x6F}, "a question for its files"));
    std::vector<unsigned> numbers;
    for (const char byte : data)
        numbers.push_back(static_cast<unsigned char>(byte));
    return numbers;
}

Result<FileSettings> SecureCard::file_settings(unsigned file) {
    PARETO_TRY(const Bytes data,
               run({.ins = 0xF5, .header = one_byte(file)}, "a question for a file's settings"));
    return parse_file_settings(data);
}

Result<std::uint32_t> SecureCard::read_counter(unsigned file) {
    PARETO_TRY(
        const Bytes data,
        run({.ins = 0xF6, .header = one_byte(file), .mode = CommMode::Full, .answer_bytes = 5},
            "a question for a file's counter"));
    if (data.size() != 5) return fault(FaultCode::Corrupt, "the card's counter has a wrong length");
    return from_little_endian(BytesView{data}.substr(0, 3));
}

Result<Bytes> SecureCard::read(unsigned file, std::size_t bytes, CommMode mode) {
    PARETO_TRY(Bytes data, run(read_command(family_, file, bytes, mode), "a reading"));
    if (data.size() != bytes)
        return fault(FaultCode::Corrupt, "the card gives another length than it was asked for");
    return data;
}

Result<void> SecureCard::change_file_settings(unsigned file,
                                              CommMode mode,
                                              const AccessRights& rights) {
    return run_silent({.ins = 0x5F,
                       .header = one_byte(file),
                       .data = one_byte(static_cast<unsigned>(mode)) + encode(rights),
                       .mode = CommMode::Full},
                      "a change of a file's settings");
}

Result<void> SecureCard::change_key(const NewKey& key) {
    if (!session_) return fault(FaultCode::Denied, "a key is changed in a session only");
    const bool own = key.slot == session_slot_;
    Bytes data{key.key.view()};
    if (!own) {
        const BytesView old = key.old_key.view();
        for (std::size_t i = 0; i < data.size(); ++i)
            data[i] = static_cast<char>(data[i] ^ old[i]);
    }
    data.push_back(static_cast<char>(key.version));
    NativeCommand command{
        .ins = 0xC4, .header = one_byte(key.slot), .data = data, .mode = CommMode::Full};
    if (!own) command.tail = crc32_desfire(key.key.view());
    wipe(data);
    auto done = [&]() -> Result<void> {
        if (!own) return run_silent(command, "a change of a key");
        // The session ends with its key, so the answer bears no MAC.
        const Bytes body = session_->protect(command);
        session_.reset();
        PARETO_TRY(const NativeAnswer answer, exchange(channel_, command.ins, body));
        PARETO_TRY_VOID(data_of(answer, "a change of its own key"));
        return {};
    }();
    wipe(command.data);
    return done;
}

Result<void> SecureCard::change_key_settings(std::uint8_t settings) {
    return run_silent({.ins = 0x54, .data = one_byte(settings), .mode = CommMode::Full},
                      "a change of its key settings");
}

Result<void> SecureCard::write(unsigned file, BytesView data, CommMode mode) {
    for (std::size_t offset = 0; offset < data.size(); offset += kWriteBytesMax) {
        const BytesView piece = data.substr(offset, kWriteBytesMax);
        PARETO_TRY_VOID(
            run_silent({.ins = static_cast<std::uint8_t>(is_desfire(family_) ? 0x3D : 0x8D),
                        .header = stretch(file, offset, piece.size()),
                        .data = Bytes{piece},
                        .mode = mode},
                       "a writing"));
    }
    return {};
}

Result<void> SecureCard::create_application(std::uint8_t settings, unsigned keys) {
    PARETO_CHECK(is_desfire(family_) && keys >= 1 && keys <= 14);
    constexpr unsigned kAes = 0x80;
    return run_silent(
        {.ins = 0xCA, .header = application_id() + one_byte(settings) + one_byte(kAes | keys)},
        "a new application");
}

Result<void> SecureCard::create_file(unsigned file, const FileSettings& settings) {
    PARETO_CHECK(is_desfire(family_));
    return run_silent(
        {.ins = static_cast<std::uint8_t>(settings.kind == FileKind::Backup ? 0xCB : 0xCD),
         .header = one_byte(file) + one_byte(static_cast<unsigned>(settings.mode)) +
                   encode(settings.rights) + little_endian(settings.bytes, 3)},
        "a new file");
}

Result<void> SecureCard::commit() {
    return run_silent({.ins = 0xC7}, "a commit");
}

Result<void> SecureCard::format_picc() {
    return run_silent({.ins = 0xFC}, "a formatting");
}

}  // namespace pareto::drivers::card
