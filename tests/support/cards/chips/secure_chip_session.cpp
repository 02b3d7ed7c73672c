// Authentication and secure messaging, the chip's side.
#include "tests/support/cards/chips/chip_crypto.h"
#include "tests/support/cards/chips/secure_chip.h"

namespace pareto::test {
namespace {

constexpr std::uint8_t kIntegrityError = 0x1E;
constexpr std::uint8_t kNoSuchKey = 0x40;
constexpr std::uint8_t kLengthError = 0x7E;
constexpr std::uint8_t kIllegalCommand = 0x1C;
constexpr std::uint8_t kAuthenticationError = 0xAE;

const Bytes kZero(16, '\0');

Bytes turned(const Bytes& bytes) {
    return bytes.substr(1) + bytes.substr(0, 1);
}

Bytes more(const Bytes& data) {
    return data + "\x91\xAF";
}

Bytes done(const Bytes& data) {
    return data + Bytes{"\x91\x00", 2};
}

// What both random numbers become in an EV2 session key.
Bytes blend(char first, char second, const Bytes& reader, const Bytes& chip) {
    Bytes vector{first, second, '\0', '\x01', '\0', '\x80', reader[0], reader[1]};
    for (std::size_t i = 0; i < 6; ++i)
        vector.push_back(static_cast<char>(reader[i + 2] ^ chip[i]));
    return vector + chip.substr(6) + reader.substr(8);
}

}  // namespace

Bytes SecureChip::begin_authentication(std::uint8_t ins, const Bytes& body) {
    const bool ev2 = ins != 0xAA;
    if (!application_selected_ || (ev2 && !has_ev2()) || (!ev2 && is_ntag()))
        return fail(kIllegalCommand);
    if (ins == 0x77 && session_.kind != Kind::Ev2) return fail(kAuthenticationError);
    // EV2First tells how many bytes of capabilities follow.
    const bool well_formed =
        ins == 0x71 ? body.size() >= 2 && body.size() == 2U + static_cast<unsigned char>(body[1])
                    : body.size() == 1;
    if (!well_formed) return fail(kLengthError);
    const auto slot = static_cast<unsigned char>(body[0]);
    if (slot >= selected().keys.size())
        return fail(is_ntag() || selected_ != 0 ? kNoSuchKey : kAuthenticationError);
    Session next = ins == 0x77 ? session_ : Session{};
    next.kind = ev2 ? Kind::Ev2 : Kind::Ev1;
    next.slot = slot;
    next.chain = random_bytes(16);
    session_ = {};
    challenged_ = next;
    challenge_ins_ = ins;
    return more(aes(selected().keys[slot].value, kZero, next.chain));
}

Bytes SecureChip::end_authentication(const Bytes& body) {
    const Session next = *challenged_;
    challenged_.reset();
    if (body.size() != 32) return fail(kLengthError);
    const Bytes& key = selected().keys[next.slot].value;
    const Bytes challenge = aes(key, kZero, next.chain);
    const bool ev1 = next.kind == Kind::Ev1;
    const Bytes plain = aes_inverse(key, ev1 ? challenge : kZero, body);
    const Bytes theirs = plain.substr(0, 16);
    if (plain.substr(16) != turned(next.chain)) return fail(kAuthenticationError);
    ++authentications_;
    session_ = next;
    if (ev1) {
        open_ev1(theirs);
        return done(aes(key, body.substr(16), turned(theirs)));
    }
    if (challenge_ins_ == 0x71) {
        session_.transaction = random_bytes(4);
        session_.counter = 0;
    }
    const Bytes transaction = session_.transaction;
    open_ev2(theirs);
    if (challenge_ins_ == 0x77) return done(aes(key, kZero, turned(theirs)));
    return done(aes(key, kZero, transaction + turned(theirs) + Bytes(12, '\0')));
}

void SecureChip::open_ev1(const Bytes& theirs) {
    const Bytes& own = session_.chain;
    session_.key = theirs.substr(0, 4) + own.substr(0, 4) + theirs.substr(12) + own.substr(12);
    session_.chain = kZero;
}

void SecureChip::open_ev2(const Bytes& theirs) {
    const Bytes& key = selected().keys[session_.slot].value;
    session_.key = full_cmac(key, blend('\xA5', '\x5A', theirs, session_.chain));
    session_.mac_key = full_cmac(key, blend('\x5A', '\xA5', theirs, session_.chain));
}

Bytes SecureChip::ev2_iv(char first, char second) const {
    const Bytes block = Bytes{first, second} + session_.transaction +
                        little_endian(session_.counter, 2) + Bytes(8, '\0');
    return aes(session_.key, kZero, block);
}

Bytes SecureChip::ev2_mac(unsigned first, const Bytes& content) const {
    return short_cmac(session_.mac_key,
                      Bytes(1, static_cast<char>(first)) + little_endian(session_.counter, 2) +
                          session_.transaction + content);
}

std::optional<std::uint8_t> SecureChip::unprotect(Request& request,
                                                  const Bytes& body,
                                                  std::size_t header_bytes) {
    if (body.size() < header_bytes) return kLengthError;
    request.header = body.substr(0, header_bytes);
    const Bytes rest = body.substr(header_bytes);
    switch (session_.kind) {
        case Kind::None:
            request.data = rest;
            return std::nullopt;
        case Kind::Ev1:
            return unprotect_ev1(request, rest);
        case Kind::Ev2:
            return unprotect_ev2(request, rest);
    }
    return std::nullopt;
}

// The data of an enciphered command stays padded: only the command knows how long it is.
std::optional<std::uint8_t> SecureChip::unprotect_ev1(Request& request, const Bytes& rest) {
    const Bytes clear = Bytes(1, static_cast<char>(request.ins)) + request.header;
    if (request.sends && request.mode == 3) {
        if (rest.empty() || rest.size() % 16 != 0) return kLengthError;
        request.data = aes_inverse(session_.key, session_.chain, rest);
        session_.chain = rest.substr(rest.size() - 16);
        return std::nullopt;
    }
    if (request.sends && request.mode == 1) {
        if (rest.size() < 8) return kLengthError;
        request.data = rest.substr(0, rest.size() - 8);
        session_.chain = chained_cmac(session_.key, session_.chain, clear + request.data);
        if (rest.substr(request.data.size()) != session_.chain.substr(0, 8)) return kIntegrityError;
        return std::nullopt;
    }
    request.data = rest;
    session_.chain = chained_cmac(session_.key, session_.chain, clear + rest);
    return std::nullopt;
}

std::optional<std::uint8_t> SecureChip::unprotect_ev2(Request& request, const Bytes& rest) {
    if (request.mode == 0) {
        request.data = rest;
        return std::nullopt;
    }
    if (rest.size() < 8) return kLengthError;
    const Bytes content = rest.substr(0, rest.size() - 8);
    if (rest.substr(content.size()) != ev2_mac(request.ins, request.header + content))
        return kIntegrityError;
    request.data = content;
    if (request.mode != 3 || !request.sends) return std::nullopt;
    if (content.empty() || content.size() % 16 != 0) return kLengthError;
    const Bytes plain = aes_inverse(session_.key, ev2_iv('\xA5', '\x5A'), content);
    const std::size_t end = plain.find_last_not_of('\0');
    if (end == Bytes::npos || plain[end] != '\x80') return kIntegrityError;
    request.data = plain.substr(0, end);
    return std::nullopt;
}

Bytes SecureChip::protect(const Request& request, const Bytes& data) {
    if (session_.kind == Kind::Ev1) {
        if (request.mode == 3 && !request.sends) {
            Bytes plain = data + crc32_jam(data + Bytes(1, '\0'));
            while (plain.size() % 16 != 0)
                plain.push_back('\0');
            Bytes enciphered = aes(session_.key, session_.chain, plain);
            session_.chain = enciphered.substr(enciphered.size() - 16);
            return enciphered;
        }
        session_.chain = chained_cmac(session_.key, session_.chain, data + Bytes(1, '\0'));
        return data + session_.chain.substr(0, 8);
    }
    ++session_.counter;
    if (request.mode == 0) return data;
    Bytes content = data;
    if (request.mode == 3 && !content.empty()) {
        content.push_back('\x80');
        while (content.size() % 16 != 0)
            content.push_back('\0');
        content = aes(session_.key, ev2_iv('\x5A', '\xA5'), content);
    }
    return content + ev2_mac(0, content);
}

}  // namespace pareto::test
