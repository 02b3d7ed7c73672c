#include "tests/support/cards/chips/secure_chip.h"

#include "common/base/check.h"
#include "tests/support/cards/chips/chip_crypto.h"

namespace pareto::test {
namespace {

constexpr std::size_t kDesfireFrameBytes = 59;

Bytes status_word(unsigned sw1, unsigned sw2) {
    return {static_cast<char>(sw1), static_cast<char>(sw2)};
}

ChipApplication ntag424_application() {
    ChipApplication application{.settings = 0, .keys = std::vector<ChipKey>(5)};
    Bytes container = *from_hex("001720010000ff0406e104010000000506e10500808283");
    container.resize(32, '\0');
    application.files[1] = {
        .option = 0, .read = 0xE, .write = 0, .read_write = 0, .change = 0, .content = container};
    application.files[2] = {.option = 0, .content = Bytes(256, '\0')};
    application.files[3] = {.option = 3,
                            .read = 2,
                            .write = 3,
                            .read_write = 3,
                            .change = 0,
                            .content = Bytes(128, '\0')};
    return application;
}

}  // namespace

SecureChip::SecureChip(ChipModel model, ChipOptions options)
    : model_(model), options_(std::move(options)), random_state_(options_.seed) {
    if (is_ntag()) {
        applications_[0] = ntag424_application();
        return;
    }
    ChipApplication picc{.settings = options_.applications_free ? 0x0FU : 0x0BU};
    if (options_.picc_key) picc.keys.push_back({.value = *options_.picc_key});
    applications_[0] = picc;
    application_selected_ = true;
}

Radio SecureChip::radio() const {
    if (options_.random_uid)
        return {Bytes{"\x08\x11\x22\x33", 4},
                Bytes{"\x03\x44", 2},
                0x20,
                *from_hex("0675778102"
                          "80")};
    return {options_.uid,
            Bytes{"\x03\x44", 2},
            0x20,
            *from_hex(is_ntag() ? "067777710280" : "067577810280")};
}

void SecureChip::power_off() {
    for (auto& [number, application] : applications_)
        for (auto& [file_number, file] : application.files)
            file.pending.reset();
    selected_ = 0;
    application_selected_ = !is_ntag();
    session_ = {};
    challenged_.reset();
    frames_.clear();
    tear_after_.reset();
}

// splitmix64: good enough to be different each time.
Bytes SecureChip::random_bytes(std::size_t count) {
    Bytes bytes;
    while (bytes.size() < count) {
        random_state_ += 0x9E37'79B9'7F4A'7C15U;
        std::uint64_t value = random_state_;
        value = (value ^ value >> 30U) * 0xBF58'476D'1CE4'E5B9U;
        value = (value ^ value >> 27U) * 0x94D0'49BB'1331'11EBU;
        value ^= value >> 31U;
        for (unsigned i = 0; i < 8 && bytes.size() < count; ++i)
            bytes.push_back(static_cast<char>(value >> (8 * i)));
    }
    return bytes;
}

Bytes SecureChip::transmit(BytesView command) {
    ++commands_;
    if (command.size() < 4) return status_word(0x67, 0x00);
    const auto cla = static_cast<unsigned char>(command[0]);
    const auto ins = static_cast<std::uint8_t>(command[1]);
    if (cla == 0x00 && ins == 0xA4) return select_iso(command);
    if (cla == 0x00) return status_word(0x6D, 0x00);
    if (cla != 0x90) return status_word(0x6E, 0x00);
    if (command.size() < 5 || command[2] != 0 || command[3] != 0) return status_word(0x67, 0x00);
    if (command.size() == 5) return native(ins, {});  // Only Le.
    const auto body_bytes = static_cast<unsigned char>(command[4]);
    if (command.size() != 6U + body_bytes || command.back() != 0) return status_word(0x67, 0x00);
    return native(ins, Bytes{command.substr(5, body_bytes)});
}

Bytes SecureChip::select_iso(BytesView command) {
    session_ = {};
    challenged_.reset();
    if (command.size() < 12 || command[2] != 4 || command[4] != 7) return status_word(0x6A, 0x82);
    const BytesView name = command.substr(5, 7);
    const Bytes expected = *from_hex(is_ntag() ? "d2760000850101" : "d2760000850100");
    if (name != expected) return status_word(0x6A, 0x82);
    selected_ = 0;
    application_selected_ = true;
    return status_word(0x90, 0x00);
}

Bytes SecureChip::fail(std::uint8_t status) {
    session_ = {};
    challenged_.reset();
    return status_word(0x91, status);
}

Bytes SecureChip::native(std::uint8_t ins, const Bytes& body) {
    if (ins == 0xAF && challenged_) return end_authentication(body);
    if (ins == 0xAF && !frames_.empty()) return next_frame();
    challenged_.reset();
    frames_.clear();
    if (ins == 0xAA || ins == 0x71 || ins == 0x77) return begin_authentication(ins, body);
    Request request{.ins = ins};
    if (const auto status = prepare(request, body)) return fail(*status);
    return finish(request, carry_out(request));
}

Bytes SecureChip::finish(const Request& request, const Outcome& outcome) {
    if (outcome.status != 0) return fail(outcome.status);
    Bytes answer = outcome.data;
    if (outcome.ends_session) {
        session_ = {};
    } else if (session_.kind != Kind::None) {
        answer = protect(request, answer);
    }
    // The version comes in its three parts, long answers in frames.
    const std::size_t frame_bytes = is_ntag() ? 256 : kDesfireFrameBytes;
    const bool version = request.ins == 0x60;
    while (frames_.empty() || !answer.empty()) {
        const std::size_t size = !version ? frame_bytes : frames_.size() < 2 ? 7 : answer.size();
        frames_.push_back(answer.substr(0, size));
        answer.erase(0, size);
    }
    return next_frame();
}

Bytes SecureChip::next_frame() {
    const Bytes frame = frames_.front();
    frames_.pop_front();
    return frame + status_word(0x91, frames_.empty() ? 0x00 : 0xAF);
}

}  // namespace pareto::test
