// What each command does, and which rights it needs.
#include <algorithm>

#include "tests/support/cards/chips/chip_crypto.h"
#include "tests/support/cards/chips/secure_chip.h"

namespace pareto::test {
namespace {

constexpr std::uint8_t kIllegalCommand = 0x1C;
constexpr std::uint8_t kIntegrityError = 0x1E;
constexpr std::uint8_t kNoSuchKey = 0x40;
constexpr std::uint8_t kLengthError = 0x7E;
constexpr std::uint8_t kPermissionDenied = 0x9D;
constexpr std::uint8_t kParameterError = 0x9E;
constexpr std::uint8_t kNoSuchApplication = 0xA0;
constexpr std::uint8_t kAuthenticationError = 0xAE;
constexpr std::uint8_t kBoundaryError = 0xBE;
constexpr std::uint8_t kDuplicate = 0xDE;
constexpr std::uint8_t kNoSuchFile = 0xF0;

unsigned byte_at(const Bytes& bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t number_at(const Bytes& bytes, std::size_t at) {
    return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2) << 16U;
}

void set_rights(ChipFile& file, unsigned first, unsigned second) {
    file.read_write = first >> 4U;
    file.change = first & 0x0FU;
    file.read = second >> 4U;
    file.write = second & 0x0FU;
}

bool only_zeros(const Bytes& bytes, std::size_t from) {
    return bytes.find_first_not_of('\0', from) == Bytes::npos;
}

}  // namespace

bool SecureChip::may(unsigned right, unsigned other_right) const {
    const bool by_key =
        session_.kind != Kind::None && (right == session_.slot || other_right == session_.slot);
    return by_key || right == 0xE || other_right == 0xE;
}

ChipFile* SecureChip::file_of(const Request& request) {
    if (request.header.empty()) return nullptr;
    const auto found = selected().files.find(byte_at(request.header, 0));
    return found == selected().files.end() ? nullptr : &found->second;
}

// Plain when the right is everybody's and not the session's key's.
unsigned SecureChip::file_mode(const Request& request) {
    const ChipFile* const file = file_of(request);
    if (file == nullptr || session_.kind == Kind::None) return 0;
    const bool reads = request.ins == 0xBD || request.ins == 0xAD;
    const unsigned right = reads ? file->read : file->write;
    const bool by_key = right == session_.slot || file->read_write == session_.slot;
    return by_key ? file->option & 3U : 0U;
}

std::optional<std::uint8_t> SecureChip::prepare(Request& request, const Bytes& body) {
    if (!application_selected_ && request.ins != 0x60) return kIllegalCommand;
    std::size_t header = body.size();
    request.mode = 1;
    switch (request.ins) {
        case 0x3D:
        case 0x8D:
            if (body.empty()) return kLengthError;
            request.header = body.substr(0, 1);
            request.mode = file_mode(request);
            request.sends = true;
            header = 7;
            break;
        case 0xBD:
        case 0xAD:
            if (body.empty()) return kLengthError;
            request.header = body.substr(0, 1);
            request.mode = file_mode(request);
            header = 7;
            break;
        case 0x51:
            request.mode = 3;
            header = 0;
            break;
        case 0xF6:
            request.mode = 3;
            header = 1;
            break;
        case 0xC4:
        case 0x5F:
            request.mode = 3;
            request.sends = true;
            header = 1;
            break;
        case 0x54:
            request.mode = 3;
            request.sends = true;
            header = 0;
            break;
        case 0x5A:
            request.mode = 0;
            break;
        default:
            // Behind the header of an EV2 command stands its MAC.
            if (session_.kind == Kind::Ev2) {
                if (body.size() < 8) return kLengthError;
                header = body.size() - 8;
            }
    }
    return unprotect(request, body, header);
}

SecureChip::Outcome SecureChip::carry_out(const Request& request) {
    switch (request.ins) {
        case 0x60:
            return version();
        case 0x51:
            if (session_.kind == Kind::None) return {kAuthenticationError};
            return {0, options_.uid};
        case 0x64:
            return key_version(request);
        case 0xC4:
            return change_key(request);
        case 0xF5:
            return file_settings(request);
        case 0x5F:
            return change_file_settings(request);
        case 0x3D:
        case 0x8D:
            return (request.ins == 0x8D) == is_ntag() ? write(request) : Outcome{kIllegalCommand};
        case 0xBD:
        case 0xAD:
            return (request.ins == 0xAD) == is_ntag() ? read(request) : Outcome{kIllegalCommand};
        case 0xF6:
            return counter(request);
        default:
            break;
    }
    if (is_ntag()) return {kIllegalCommand};
    switch (request.ins) {
        case 0x54:
            return change_settings(request);
        case 0x5A:
            return select_native(request);
        case 0xCA:
            return create_application(request);
        case 0xCB:
        case 0xCD:
            return create_file(request);
        case 0xC7:
            return commit();
        case 0x6A:
            return applications_listed();
        case 0x6F:
            return files_listed();
        case 0xFC:
            return format();
        default:
            return {kIllegalCommand};
    }
}

SecureChip::Outcome SecureChip::version() const {
    const char* hardware = "";
    switch (model_) {
        case ChipModel::Ntag424:
            hardware =
                "04040830001105"
                "04040201021105";
            break;
        case ChipModel::DesfireEv1:
            hardware =
                "04010101001a05"
                "04010101041a05";
            break;
        case ChipModel::DesfireEv2:
            hardware =
                "04010112001a05"
                "04010102011a05";
            break;
        case ChipModel::DesfireEv3:
            hardware =
                "04010133001a05"
                "04010103001a05";
            break;
    }
    const Bytes uid = options_.random_uid ? Bytes(7, '\0') : options_.uid;
    return {0, *from_hex(hardware) + uid + *from_hex("cf5d9045104621")};
}

SecureChip::Outcome SecureChip::key_version(const Request& request) {
    // An NTAG 424 lists this command with a MAC only.
    if (is_ntag() && session_.kind == Kind::None) return {kAuthenticationError};
    if (request.header.size() != 1) return {kLengthError};
    if (byte_at(request.header, 0) >= selected().keys.size()) return {kNoSuchKey};
    return {0, Bytes(1, static_cast<char>(selected().keys[byte_at(request.header, 0)].version))};
}

SecureChip::Outcome SecureChip::change_key(const Request& request) {
    if (session_.kind == Kind::None) return {kAuthenticationError};
    const unsigned slot = byte_at(request.header, 0);
    if (slot >= selected().keys.size()) return {kNoSuchKey};
    const unsigned right = is_ntag() ? 0 : selected().settings >> 4U;
    const bool own = slot == session_.slot;
    const bool allowed = slot == 0      ? own && (is_ntag() || (selected().settings & 1U) != 0)
                         : right == 0xE ? own
                                        : right == session_.slot;
    if (!allowed) return {kPermissionDenied};
    const Bytes& data = request.data;
    const bool ev1 = session_.kind == Kind::Ev1;
    const std::size_t length = own ? (ev1 ? 21U : 17U) : (ev1 ? 25U : 21U);
    if (data.size() < length || !only_zeros(data, length) || data.size() >= length + 16)
        return {kIntegrityError};
    Bytes value = data.substr(0, 16);
    if (!own)
        for (std::size_t i = 0; i < 16; ++i)
            value[i] = static_cast<char>(value[i] ^ selected().keys[slot].value[i]);
    std::size_t at = 17;
    if (ev1) {
        const Bytes covered = Bytes(1, '\xC4') + request.header + data.substr(0, 17);
        if (data.substr(at, 4) != crc32_jam(covered)) return {kIntegrityError};
        at += 4;
    }
    if (!own && data.substr(at, 4) != crc32_jam(value)) return {kIntegrityError};
    selected().keys[slot] = {value, static_cast<std::uint8_t>(data[16])};
    return {.ends_session = own};
}

SecureChip::Outcome SecureChip::change_settings(const Request& request) {
    if (session_.kind == Kind::None || session_.slot != 0) return {kAuthenticationError};
    if ((selected().settings & 8U) == 0) return {kPermissionDenied};
    if (session_.kind == Kind::Ev1 &&
        (!only_zeros(request.data, 5) ||
         request.data.substr(1, 4) != crc32_jam(Bytes(1, '\x54') + request.data.substr(0, 1))))
        return {kIntegrityError};
    if (session_.kind == Kind::Ev2 && request.data.size() != 1) return {kLengthError};
    selected().settings = byte_at(request.data, 0);
    return {};
}

SecureChip::Outcome SecureChip::file_settings(const Request& request) {
    const ChipFile* const file = file_of(request);
    if (file == nullptr) return {kNoSuchFile};
    if (!is_ntag() && session_.kind == Kind::None && (selected().settings & 2U) == 0)
        return {kAuthenticationError};
    Bytes data{static_cast<char>(file->backup ? 1 : 0),
               static_cast<char>(file->option),
               static_cast<char>(file->read_write << 4U | file->change),
               static_cast<char>(file->read << 4U | file->write)};
    data += little_endian(static_cast<std::uint32_t>(file->content.size()), 3);
    if ((file->option & 0x40U) != 0) data += *from_hex("c1f121200000430000430000");
    return {0, data};
}

SecureChip::Outcome SecureChip::change_file_settings(const Request& request) {
    ChipFile* const file = file_of(request);
    if (file == nullptr) return {kNoSuchFile};
    if (session_.kind == Kind::None || file->change != session_.slot) return {kPermissionDenied};
    const Bytes& data = request.data;
    if (data.size() < 3) return {kLengthError};
    if (session_.kind == Kind::Ev1 &&
        (data.size() != 16 || !only_zeros(data, 7) ||
         data.substr(3, 4) != crc32_jam(Bytes(1, '\x5F') + request.header + data.substr(0, 3))))
        return {kIntegrityError};
    file->option = byte_at(data, 0);
    set_rights(*file, byte_at(data, 1), byte_at(data, 2));
    return {};
}

SecureChip::Outcome SecureChip::counter(const Request& request) {
    const ChipFile* const file = file_of(request);
    if (file == nullptr) return {kNoSuchFile};
    if (!is_ntag() || (file->option & 0x40U) == 0) return {kPermissionDenied};
    if (session_.kind == Kind::None) return {kAuthenticationError};
    return {0, little_endian(file->counter, 3) + Bytes(2, '\0')};
}

SecureChip::Outcome SecureChip::read(const Request& request) {
    ChipFile* const file = file_of(request);
    if (file == nullptr) return {kNoSuchFile};
    if (!may(file->read, file->read_write))
        return {session_.kind == Kind::None ? kAuthenticationError : kPermissionDenied};
    if (request.header.size() != 7 || !request.data.empty()) return {kLengthError};
    const std::uint32_t offset = number_at(request.header, 1);
    const std::uint32_t length = number_at(request.header, 4);
    if (offset >= file->content.size() || length > file->content.size() - offset)
        return {kBoundaryError};
    if ((file->option & 0x40U) != 0 && session_.kind == Kind::None) ++file->counter;
    return {0, file->content.substr(offset, length == 0 ? Bytes::npos : length)};
}

SecureChip::Outcome SecureChip::write(const Request& request) {
    ChipFile* const file = file_of(request);
    if (file == nullptr) return {kNoSuchFile};
    if (!may(file->write, file->read_write))
        return {session_.kind == Kind::None ? kAuthenticationError : kPermissionDenied};
    if (request.header.size() != 7) return {kLengthError};
    const std::uint32_t offset = number_at(request.header, 1);
    const std::uint32_t length = number_at(request.header, 4);
    Bytes data = request.data;
    if (session_.kind == Kind::Ev1 && request.mode == 3) {
        if (data.size() < length + 4 || !only_zeros(data, length + 4) ||
            data.substr(length, 4) !=
                crc32_jam(Bytes(1, '\x3D') + request.header + data.substr(0, length)))
            return {kIntegrityError};
        data.resize(length);
    }
    if (data.size() != length || length == 0) return {kLengthError};
    if (offset > file->content.size() || length > file->content.size() - offset)
        return {kBoundaryError};
    if (file->backup) {
        if (!file->pending) file->pending = file->content;
        file->pending->replace(offset, length, data);
        return {};
    }
    const std::size_t kept = std::min<std::size_t>(tear_after_.value_or(length), length);
    file->content.replace(offset, kept, data, 0, kept);
    return {};
}

SecureChip::Outcome SecureChip::commit() {
    for (auto& [number, file] : selected().files) {
        if (file.pending) file.content = *file.pending;
        file.pending.reset();
    }
    return {};
}

SecureChip::Outcome SecureChip::select_native(const Request& request) {
    const Bytes& id = request.header;
    if (id.size() != 3) return {kLengthError};
    for (auto& [number, file] : selected().files)
        file.pending.reset();
    if (applications_.count(number_at(id, 0)) == 0) return {kNoSuchApplication};
    selected_ = number_at(id, 0);
    return {.ends_session = true};
}

SecureChip::Outcome SecureChip::create_application(const Request& request) {
    const bool by_master = session_.kind != Kind::None && session_.slot == 0;
    if (selected_ != 0 || ((selected().settings & 4U) == 0 && !by_master))
        return {kAuthenticationError};
    if (request.header.size() != 5) return {kLengthError};
    const unsigned keys = byte_at(request.header, 4);
    if ((keys & 0xC0U) != 0x80 || (keys & 0x0FU) == 0 || (keys & 0x0FU) > 14)
        return {kParameterError};
    if (applications_.count(number_at(request.header, 0)) != 0) return {kDuplicate};
    applications_[number_at(request.header, 0)] = {.settings = byte_at(request.header, 3),
                                                   .keys = std::vector<ChipKey>(keys & 0x0FU)};
    return {};
}

SecureChip::Outcome SecureChip::create_file(const Request& request) {
    const bool by_master = session_.kind != Kind::None && session_.slot == 0;
    if (selected_ == 0 || ((selected().settings & 4U) == 0 && !by_master))
        return {kAuthenticationError};
    if (request.header.size() != 7) return {kLengthError};
    const unsigned number = byte_at(request.header, 0);
    if (number > 31) return {kParameterError};
    if (selected().files.count(number) != 0) return {kDuplicate};
    ChipFile file{.backup = request.ins == 0xCB, .option = byte_at(request.header, 1)};
    set_rights(file, byte_at(request.header, 2), byte_at(request.header, 3));
    file.content = Bytes(number_at(request.header, 4), '\0');
    selected().files[number] = file;
    return {};
}

SecureChip::Outcome SecureChip::applications_listed() {
    if (selected_ != 0) return {kPermissionDenied};
    Bytes data;
    for (const auto& [number, application] : applications_)
        if (number != 0) data += little_endian(number, 3);
    return {0, data};
}

SecureChip::Outcome SecureChip::files_listed() {
    if ((selected().settings & 2U) == 0 && session_.kind == Kind::None)
        return {kAuthenticationError};
    Bytes data;
    for (const auto& [number, file] : selected().files)
        data.push_back(static_cast<char>(number));
    return {0, data};
}

SecureChip::Outcome SecureChip::format() {
    if (selected_ != 0 || session_.kind == Kind::None) return {kAuthenticationError};
    for (auto at = applications_.begin(); at != applications_.end();)
        at = at->first == 0 ? std::next(at) : applications_.erase(at);
    return {};
}

}  // namespace pareto::test
