#include "drivers/pcsc/service.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace pareto::drivers::pcsc {
namespace {

constexpr const char* kPlugAndPlay = R"(\\?PnP?\Notification)";
constexpr std::size_t kAnswerBytesMax =
    264;  // 256 bytes, the status word, and room to see that it was too long

/// libpcsclite calls it a violation too when a daemon that dies resets the connection. One that
/// refuses does so when a context is made.
bool is_refused(const char* call, LONG code) {
    return code == SCARD_W_SECURITY_VIOLATION && std::string_view{call} == "SCardEstablishContext";
}

Fault service_fault(const char* call, LONG code) {
    if (is_refused(call, code)) {
        return {FaultCode::Denied,
                "the PC/SC service refuses this user: allow access in its polkit rules"};
    }
    if (code == SCARD_E_NO_SERVICE || code == SCARD_E_SERVICE_STOPPED ||
        code == SCARD_F_COMM_ERROR || code == SCARD_W_SECURITY_VIOLATION) {
        return {FaultCode::Unavailable,
                "the PC/SC service is not running: start it with `systemctl start pcscd`"};
    }
    std::array<char, 16> number{};
    static_cast<void>(std::snprintf(
        number.data(), number.size(), "%08lX", static_cast<unsigned long>(code) & 0xFFFFFFFFUL));
    return {FaultCode::Unavailable,
            std::string{"the PC/SC service failed ("} + call + " " + number.data() +
                "): restart it with `systemctl restart pcscd`"};
}

/// Some readers call it a success when the card left in mid-answer, and give nothing.
constexpr std::size_t kStatusBytes = 2;

bool is_service_gone(LONG code) {
    return code == SCARD_E_NO_SERVICE || code == SCARD_E_SERVICE_STOPPED ||
           code == SCARD_F_COMM_ERROR;
}

Unread unread_of(LONG code) {
    switch (code) {
        case SCARD_E_SHARING_VIOLATION:
            return Unread::Busy;
        case SCARD_W_UNRESPONSIVE_CARD:
        case SCARD_W_UNPOWERED_CARD:
        case SCARD_W_UNSUPPORTED_CARD:
        case SCARD_E_PROTO_MISMATCH:
            return Unread::Mute;
        case SCARD_E_INSUFFICIENT_BUFFER:
            return Unread::OddLength;
        // 80100016 (not transacted), removed, reset, no card, reader gone: whatever was there is
        // not there now.
        default:
            return Unread::Lost;
    }
}

/// A connection to a card, within a transaction once begin() has succeeded. A card that was not
/// read well is unpowered on leaving, so that the next connection finds the card that is there and
/// not the one before.
class CardConnection {
public:
    CardConnection() = default;

    ~CardConnection() {
        if (!card_) return;
        if (in_transaction_) SCardEndTransaction(*card_, SCARD_LEAVE_CARD);
        SCardDisconnect(*card_, disposition_);
    }

    CardConnection(const CardConnection&) = delete;
    CardConnection& operator=(const CardConnection&) = delete;

    [[nodiscard]] LONG connect(SCARDCONTEXT context, const std::string& reader) {
        SCARDHANDLE card = 0;
        const LONG code = SCardConnect(context,
                                       reader.c_str(),
                                       SCARD_SHARE_SHARED,
                                       SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                                       &card,
                                       &protocol_);
        if (code == SCARD_S_SUCCESS) card_ = card;
        return code;
    }

    [[nodiscard]] LONG begin() {
        const LONG code = SCardBeginTransaction(*card_);
        in_transaction_ = code == SCARD_S_SUCCESS;
        return code;
    }

    [[nodiscard]] LONG ask(BytesView question, Bytes& answer) {
        answer.assign(kAnswerBytesMax, '\0');
        DWORD length = static_cast<DWORD>(answer.size());
        const SCARD_IO_REQUEST* header =
            protocol_ == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
        const LONG code = SCardTransmit(*card_,
                                        header,
                                        reinterpret_cast<LPCBYTE>(question.data()),
                                        static_cast<DWORD>(question.size()),
                                        nullptr,
                                        reinterpret_cast<LPBYTE>(answer.data()),
                                        &length);
        answer.resize(code == SCARD_S_SUCCESS ? length : 0);
        return code;
    }

    void leave_as_it_is() { disposition_ = SCARD_LEAVE_CARD; }

private:
    std::optional<SCARDHANDLE> card_;
    DWORD protocol_ = 0;
    bool in_transaction_ = false;
    DWORD disposition_ = SCARD_UNPOWER_CARD;
};

/// A card that was spoken with is unpowered on leaving: nobody else goes on with its session. One
/// that was lost is left as it is: the service could only find out that it cannot unpower it.
class Channel final : public card::CardChannel {
public:
    Channel(std::string reader, std::unique_ptr<CardConnection> card)
        : reader_(std::move(reader)), card_(std::move(card)) {}

    [[nodiscard]] Result<Bytes> transmit(BytesView command) override {
        Bytes answer;
        const LONG code = card_->ask(command, answer);
        if (code == SCARD_S_SUCCESS && answer.size() >= kStatusBytes) return answer;
        card_->leave_as_it_is();
        if (is_service_gone(code) || code == SCARD_W_SECURITY_VIOLATION)
            return tl::unexpected<Fault>{service_fault("SCardTransmit", code)};
        if (code == SCARD_E_INSUFFICIENT_BUFFER)
            return fault(FaultCode::Unsupported, "the card's answer is too long for " + reader_);
        return tl::unexpected<Fault>{explain(unread_of(code), reader_)};
    }

private:
    const std::string reader_;
    const std::unique_ptr<CardConnection> card_;
};

}  // namespace

Result<Service> Service::connect() {
    SCARDCONTEXT context = 0;
    const LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
    if (code != SCARD_S_SUCCESS)
        return tl::unexpected<Fault>{service_fault("SCardEstablishContext", code)};
    return Service{context};
}

Service::~Service() {
    // Of a dead daemon too: the call fails and still frees what the library holds.
    if (context_) SCardReleaseContext(*context_);
}

Service::Service(Service&& other) noexcept
    : context_(std::exchange(other.context_, std::nullopt)), known_(std::move(other.known_)) {}

Result<std::vector<std::string>> Service::readers() {
    DWORD length = 0;
    LONG code = SCardListReaders(*context_, nullptr, nullptr, &length);
    std::string names(length, '\0');
    if (code == SCARD_S_SUCCESS) code = SCardListReaders(*context_, nullptr, names.data(), &length);
    // A reader that arrives between the two calls makes the list too long; the next look finds it.
    if (code == SCARD_E_NO_READERS_AVAILABLE || code == SCARD_E_INSUFFICIENT_BUFFER)
        return std::vector<std::string>{};
    if (code != SCARD_S_SUCCESS)
        return tl::unexpected<Fault>{service_fault("SCardListReaders", code)};
    std::vector<std::string> list;
    // Each name ends with a NUL, and the list with an empty name.
    for (std::size_t start = 0; start < names.size() && names[start] != '\0';) {
        list.emplace_back(names.c_str() + start);
        start += list.back().size() + 1;
    }
    return list;
}

void Service::follow(const std::vector<std::string>& readers) {
    std::erase_if(known_, [&](const Known& each) {
        return std::find(readers.begin(), readers.end(), each.reader) == readers.end();
    });
    for (const std::string& name : readers) {
        const bool is_known = std::any_of(
            known_.begin(), known_.end(), [&](const Known& each) { return each.reader == name; });
        if (!is_known) known_.push_back({name, SCARD_STATE_UNAWARE});
    }
}

Result<std::vector<std::pair<std::string, Sight>>> Service::wait(
    const std::vector<std::string>& readers, std::chrono::milliseconds timeout) {
    follow(readers);
    std::vector<SCARD_READERSTATE> states;
    for (const Known& each : known_) {
        SCARD_READERSTATE state{};
        state.szReader = each.reader.c_str();
        state.dwCurrentState = each.state;
        states.push_back(state);
    }
    // The library takes no more entries than there can be readers. With all of them there, none can
    // arrive.
    if (states.size() < PCSCLITE_MAX_READERS_CONTEXTS) {
        SCARD_READERSTATE arrival{};
        arrival.szReader = kPlugAndPlay;
        states.push_back(arrival);
    }
    const LONG code = SCardGetStatusChange(*context_,
                                           static_cast<DWORD>(timeout.count()),
                                           states.data(),
                                           static_cast<DWORD>(states.size()));
    std::vector<std::pair<std::string, Sight>> news;
    if (code == SCARD_E_TIMEOUT || code == SCARD_E_CANCELLED || code == SCARD_E_UNKNOWN_READER)
        return news;
    if (code != SCARD_S_SUCCESS)
        return tl::unexpected<Fault>{service_fault("SCardGetStatusChange", code)};
    for (std::size_t i = 0; i < known_.size(); ++i) {
        const DWORD state = states[i].dwEventState;
        known_[i].state = state & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
        if ((state & SCARD_STATE_CHANGED) == 0) continue;
        const Sight sight{.answers = (state & (SCARD_STATE_UNAVAILABLE | SCARD_STATE_UNKNOWN)) == 0,
                          .present = (state & SCARD_STATE_PRESENT) != 0,
                          .counter = static_cast<std::uint16_t>((state >> 16U) & 0xFFFFU)};
        news.emplace_back(known_[i].reader, sight);
    }
    return news;
}

Result<UidReading> Service::read_uid(const std::string& reader) {
    const auto failed = [](const char* call, LONG code) -> Result<UidReading> {
        if (is_service_gone(code)) return tl::unexpected<Fault>{service_fault(call, code)};
        return UidReading{tl::unexpected<Unread>{unread_of(code)}};
    };
    CardConnection card;
    LONG code = card.connect(*context_, reader);
    if (code == SCARD_E_INVALID_HANDLE)
        return tl::unexpected<Fault>{service_fault("SCardConnect", code)};
    if (code != SCARD_S_SUCCESS) return failed("SCardConnect", code);
    Bytes first;
    Bytes second;
    code = card.begin();
    if (code == SCARD_S_SUCCESS) code = card.ask(kGetUid, first);
    if (code == SCARD_S_SUCCESS) code = card.ask(kGetUid, second);
    if (code != SCARD_S_SUCCESS) return failed("SCardTransmit", code);
    auto reading = judge(first, second);
    if (reading || reading.error() != Unread::Lost) card.leave_as_it_is();
    return reading;
}

void Service::wake(const std::string& reader) {
    SCARDHANDLE card = 0;
    DWORD protocol = 0;
    const LONG code =
        SCardConnect(*context_, reader.c_str(), SCARD_SHARE_DIRECT, 0, &card, &protocol);
    if (code != SCARD_S_SUCCESS) return;
    // Without a card this fails and changes nothing.
    SCardReconnect(card, SCARD_SHARE_DIRECT, 0, SCARD_RESET_CARD, &protocol);
    SCardDisconnect(card, SCARD_LEAVE_CARD);
}

Result<std::unique_ptr<card::CardChannel>> Service::reach(const std::string& reader,
                                                          BytesView uid) {
    auto card = std::make_unique<CardConnection>();
    Bytes answer;
    LONG code = card->connect(*context_, reader);
    if (code == SCARD_S_SUCCESS) code = card->begin();
    if (code == SCARD_S_SUCCESS) code = card->ask(kGetUid, answer);
    if (code != SCARD_S_SUCCESS) card->leave_as_it_is();
    if (is_service_gone(code) || code == SCARD_E_INVALID_HANDLE)
        return tl::unexpected<Fault>{service_fault("SCardConnect", code)};
    if (code != SCARD_S_SUCCESS) return tl::unexpected<Fault>{explain(unread_of(code), reader)};
    const auto there = judge(answer, answer);
    if (!there || *there != uid) return tl::unexpected<Fault>{explain(Unread::Lost, reader)};
    return std::make_unique<Channel>(reader, std::move(card));
}

}  // namespace pareto::drivers::pcsc
