#include "drivers/nfc/device.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <thread>
#include <utility>

#include "drivers/nfc/usb_readers.h"

namespace pareto::drivers::nfc {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A card may take so long to start once the field is there (ISO 14443-3).
constexpr milliseconds kStartOfCard{5};
constexpr std::size_t kCardsMax = 8;
// libnfc copies a command into 264 bytes without asking how long it is, two of them its own.
constexpr std::size_t kCommandBytesMax = 262;
constexpr std::size_t kAnswerBytesMax = 262;
// Longer than any command that is answered or not: 350 ms for the acknowledgement, 350 for the
// answer.
constexpr milliseconds kOverdue{900};
constexpr milliseconds kExchangeMax{5000};
constexpr nfc_modulation kTypeA{.nmt = NMT_ISO14443A, .nbr = NBR_106};
// Commands of tags that the chip knows: it takes the acknowledgement of a WRITE and gives nothing
// on.
constexpr char kRead = '\x30';
constexpr char kWrite = '\xA2';
constexpr char kAcknowledged = '\x0A';

nfc_context* context() {
    static nfc_context* const made = [] {
        // libnfc writes each failure to stderr unless told not to; here failures are values.
        // NOLINTNEXTLINE(concurrency-mt-unsafe): once, and nobody else changes the environment
        ::setenv("LIBNFC_LOG_LEVEL", "0", 0);
        nfc_context* created = nullptr;
        nfc_init(&created);
        return created;
    }();
    return made;
}

/// libusb's list of devices belongs to the process.
std::mutex& usb_mutex() {
    static std::mutex mutex;
    return mutex;
}

bool is_on_usb(const Connection& connection) {
    return connection.port.empty();
}

Fault no_usb_reader() {
    return explain_usb(find_usb_readers("/sys/bus/usb/devices", "/dev/bus/usb"));
}

/// As libnfc wants it, with links resolved: its ports have no colons.
std::string text_of(const Connection& connection) {
    if (is_on_usb(connection)) return connection.driver + connection.rest;
    std::string port = connection.port;
    if (char* const real = ::realpath(port.c_str(), nullptr)) {
        port = real;
        std::free(real);
    }
    return connection.driver + ":" + port + connection.rest;
}

nfc_device* open_device(const Connection& connection) {
    nfc_connstring text{};
    if (connection.driver.empty()) {
        if (nfc_list_devices(context(), &text, 1) == 0) return nullptr;
    } else {
        const std::string wanted = text_of(connection);
        wanted.copy(text, sizeof text - 1);
    }
    return nfc_open(context(), text);
}

const std::uint8_t* data_of(BytesView bytes) {
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

Bytes uid_of(const nfc_target& target) {
    const auto& card = target.nti.nai;
    // libnfc packs its structures: a reference to this field would be to a number that lies askew.
    const std::size_t length = card.szUidLen;
    return {reinterpret_cast<const char*>(card.abtUid), std::min(length, sizeof card.abtUid)};
}

}  // namespace

Result<std::unique_ptr<Device>> Device::open(const Connection& connection,
                                             const std::string& name) {
    if (context() == nullptr) return fault(FaultCode::Exhausted, "no memory for libnfc");
    std::optional<PortLock> lock;
    if (!is_on_usb(connection)) {
        PARETO_TRY(auto taken, PortLock::take(connection.port));
        lock.emplace(std::move(taken));
    }
    std::unique_lock usb{usb_mutex(), std::defer_lock};
    if (is_on_usb(connection)) usb.lock();
    nfc_device* const opened = open_device(connection);
    if (opened == nullptr) {
        if (is_on_usb(connection)) return tl::unexpected<Fault>{no_usb_reader()};
        return fault(
            FaultCode::Unavailable,
            "the NFC reader at " + connection.port +
                " does not answer: unplug it and plug it in again; at the first time check "
                "its switches (" +
                connection.driver + ") and wires");
    }
    std::unique_ptr<Device> device{new Device{opened, std::move(lock), name}};
    PARETO_TRY_VOID(device->prepare());
    return device;
}

Device::~Device() {
    nfc_close(device_);
}

Result<void> Device::prepare() {
    // A chip that failed half-way through opening knows no modulation, and libnfc would read
    // through a null pointer at the first look.
    const nfc_modulation_type* known = nullptr;
    const int code =
        run([&] { return nfc_device_get_supported_modulation(device_, N_INITIATOR, &known); });
    if (code < 0 || known == nullptr) return tl::unexpected<Fault>{failed(code)};
    const int begun = run([&] { return nfc_initiator_init(device_); });
    if (begun < 0) return tl::unexpected<Fault>{failed(begun)};
    PARETO_TRY_VOID(set(NP_INFINITE_SELECT, false));
    // A look wants UIDs alone: cards are asked to speak ISO 14443-4 only in select().
    PARETO_TRY_VOID(set(NP_AUTO_ISO14443_4, false));
    return set(NP_ACTIVATE_FIELD, false);
}

template <typename Call>
int Device::run(const Call& call) {
    {
        const std::lock_guard lock{mutex_};
        running_since_ = Clock::now();
        cut_ = false;
    }
    const int code = call();
    const std::lock_guard lock{mutex_};
    running_since_.reset();
    return code;
}

void Device::cut_short() noexcept {
    const std::lock_guard lock{mutex_};
    if (!running_since_ || cut_ || Clock::now() - *running_since_ < kOverdue) return;
    cut_ = true;
    nfc_abort_command(device_);
}

Fault Device::failed(int code) const {
    return {FaultCode::Unavailable,
            "the NFC reader " + name_ + " stopped answering (libnfc " + std::to_string(code) +
                "): unplug it and plug it in again"};
}

Result<void> Device::set(nfc_property property, bool value) {
    const int code = run([&] { return nfc_device_set_property_bool(device_, property, value); });
    if (code < 0) return tl::unexpected<Fault>{failed(code)};
    return {};
}

Result<std::vector<Bytes>> Device::look() {
    PARETO_TRY_VOID(set(NP_ACTIVATE_FIELD, true));
    std::this_thread::sleep_for(kStartOfCard);
    std::vector<Bytes> uids;
    while (uids.size() < kCardsMax) {
        nfc_target target{};
        const int found = run([&] {
            return nfc_initiator_select_passive_target(device_, kTypeA, nullptr, 0, &target);
        });
        // Errors on the air are of no more interest than an empty field: the next look is near.
        if (found == 0 || found == NFC_ERFTRANS || found == NFC_ETGRELEASED) break;
        if (found < 0) return tl::unexpected<Fault>{failed(found)};
        Bytes uid = uid_of(target);
        // A card that was told to halt and answers again would be found for ever.
        if (std::find(uids.begin(), uids.end(), uid) != uids.end()) break;
        uids.push_back(std::move(uid));
        static_cast<void>(run([&] { return nfc_initiator_deselect_target(device_); }));
    }
    PARETO_TRY_VOID(set(NP_ACTIVATE_FIELD, false));
    return uids;
}

Result<bool> Device::select(BytesView uid) {
    PARETO_TRY_VOID(set(NP_ACTIVATE_FIELD, true));
    PARETO_TRY_VOID(set(NP_AUTO_ISO14443_4, true));
    std::this_thread::sleep_for(kStartOfCard);
    nfc_target target{};
    const int found = run([&] {
        return nfc_initiator_select_passive_target(
            device_, kTypeA, data_of(uid), uid.size(), &target);
    });
    if (found == NFC_ERFTRANS || found == NFC_ETGRELEASED) return false;
    if (found < 0) return tl::unexpected<Fault>{failed(found)};
    speaks_iso_ = target.nti.nai.szAtsLen > 0;
    return found > 0 && uid_of(target) == uid;
}

Result<void> Device::leave() {
    static_cast<void>(run([&] { return nfc_initiator_deselect_target(device_); }));
    PARETO_TRY_VOID(set(NP_AUTO_ISO14443_4, false));
    return set(NP_ACTIVATE_FIELD, false);
}

Result<Bytes> Device::exchange(BytesView command, Deadline deadline) {
    if (command.empty() || command.size() > kCommandBytesMax) {
        return fault(FaultCode::Unsupported,
                     "the NFC reader " + name_ + " cannot send a command of " +
                         std::to_string(command.size()) + " bytes");
    }
    const auto left = std::chrono::floor<milliseconds>(deadline - Clock::now());
    if (left < milliseconds{1})
        return fault(FaultCode::Timeout, "no time is left for the card on " + name_);
    // The chip speaks ISO 14443-4 and knows some commands of tags; others go through as they are
    // (it takes 60 for an authentication, where NTAG means GET_VERSION).
    const bool writes = !speaks_iso_ && command[0] == kWrite;
    const bool chip_frames = speaks_iso_ || writes || command[0] == kRead;
    PARETO_TRY_VOID(set(NP_EASY_FRAMING, chip_frames));
    std::array<std::uint8_t, kAnswerBytesMax> answer{};
    // Never 0: that would wait for ever.
    const int timeout = static_cast<int>(std::min(left, kExchangeMax).count());
    const int code = run([&] {
        return nfc_initiator_transceive_bytes(
            device_, data_of(command), command.size(), answer.data(), answer.size(), timeout);
    });
    if (writes && code == 0) return Bytes{kAcknowledged};
    if (code >= 0)
        return Bytes{reinterpret_cast<const char*>(answer.data()), static_cast<std::size_t>(code)};
    switch (code) {
        case NFC_ETIMEOUT:
        case NFC_EOPABORTED:
            return fault(FaultCode::Timeout, "no answer in time through " + name_);
        case NFC_EOVFLOW:
            return fault(FaultCode::Unsupported, "the card's answer is too long for " + name_);
        case NFC_ERFTRANS:
        case NFC_ETGRELEASED:
        case NFC_EMFCAUTHFAIL:
        case NFC_ECHIP:
            return fault(FaultCode::Conflict, "the card does not answer any more");
        default:
            return tl::unexpected<Fault>{failed(code)};
    }
}

}  // namespace pareto::drivers::nfc
