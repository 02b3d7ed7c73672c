// Protobuf bytes to messages. The peer is not trusted: every count, length and range is checked here, once.
#include "common/sync/message.h"
#include "common/sync/proto/sync.pb.h"

#include <google/protobuf/stubs/logging.h>

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

// Protobuf writes a line to stderr for every malformed text; the fault says it already, and a peer could flood the log.
[[maybe_unused]] auto* const kQuiet = google::protobuf::SetLogHandler(nullptr);

constexpr int kHeadsMax = 64;
constexpr int kChangesMax = 4096;
constexpr int kCouponsMax = 64;
constexpr std::size_t kTextMax = std::size_t{64} * 1024;

constexpr std::size_t kShortTextMax = 64;
constexpr std::size_t kGrantMax = 128;
constexpr std::size_t kApduMax = 262;  // CLA INS P1 P2 Lc, 255 bytes, Le; answers are shorter

class Reader {
public:
    Hash hash(const Bytes& bytes) {
        if (bytes.empty()) return Hash{};
        const auto hash = Hash::from(bytes);
        if (!hash) note("a hash is not 32 bytes");
        return hash.value_or(Hash{});
    }
    Registration registration(std::int32_t value) {
        if (value < 0) note("a registration is negative");
        return value;
    }
    Sequence sequence(std::int64_t value) {
        if (value < 0 || value > kSequenceMax) note("a sequence is out of range");
        return value;
    }
    std::int64_t natural(std::int64_t value) {
        if (value < 0) note("a number is negative");
        return value;
    }
    Points points(std::int64_t value) {
        if (value < -kMinorMax || value > kMinorMax) note("a number of points is out of range");
        return Points{value};
    }
    BusinessDate day(std::int32_t number) {
        constexpr std::int32_t kLast = 2'932'896;  // 9999-12-31
        if (number < 0 || number > kLast) note("a date is out of range");
        return from_day_number(number < 0 || number > kLast ? 0 : number);
    }
    std::string text(const std::string& value) {
        if (value.size() > kTextMax) note("a text is longer than 64 KiB");
        return value;
    }
    std::string short_text(const std::string& value) {
        if (value.size() > kShortTextMax) note("a text is longer than 64 bytes");
        return value;
    }
    Bytes grant(const Bytes& value) {
        if (value.size() > kGrantMax) note("longer than a grant");
        return value;
    }
    Bytes apdu(const Bytes& value) {
        if (value.size() > kApduMax) note("longer than a card's command or answer");
        return value;
    }
    template <typename Enum>
    Enum choice(std::int32_t value, Enum last) {
        if (value < 1 || value > static_cast<std::int32_t>(last)) {
            note("a choice is out of range");
            return last;
        }
        return static_cast<Enum>(value);
    }
    void limit(int count, int most, const char* what) {
        if (count > most) note(what);
    }
    void note(const char* reason) {
        if (wrong_ == nullptr) wrong_ = reason;
    }
    [[nodiscard]] const char* wrong() const { return wrong_; }

private:
    const char* wrong_ = nullptr;
};

template <typename Entries>
std::vector<BatchEntry> take_entries(Entries& from, Reader& reader) {
    reader.limit(from.size(), static_cast<int>(kBatchEntriesMax), "more than 256 entries in one batch");
    std::vector<BatchEntry> entries;
    if (reader.wrong() != nullptr) return entries;
    entries.reserve(static_cast<std::size_t>(from.size()));
    std::size_t bytes = 0;
    for (auto& entry : from) {
        bytes += entry.bytes().size() + entry.personal().size();
        if (!entry.personal_salt().empty() && entry.personal_salt().size() != 16) reader.note("a salt is not 16 bytes");
        if (entry.personal_salt().empty() && !entry.personal().empty()) reader.note("personal data without a salt");
        entries.push_back({entry.kind(), std::move(*entry.mutable_bytes()), std::move(*entry.mutable_personal_salt()),
                           std::move(*entry.mutable_personal())});
    }
    if (bytes > kBatchBytesMax) reader.note("more than 256 KiB in one batch");
    return entries;
}

Message take(const proto::Hello& from, Reader& reader) {
    Hello to;
    to.version_min = from.version_min();
    to.version_max = from.version_max();
    to.program_version = reader.text(from.program_version());
    to.branch_code = reader.text(from.branch_code());
    to.terminal_code = reader.text(from.terminal_code());
    reader.limit(from.heads_size(), kHeadsMax, "more than 64 heads");
    for (const auto& head : from.heads()) {
        to.heads.push_back({reader.registration(head.registration()), reader.sequence(head.last()),
                            reader.hash(head.last_hash()), reader.sequence(head.acked()), reader.hash(head.acked_hash()),
                            head.acked_term()});
        if (head.registration() == 0) reader.note("a head has no registration");
        if (head.acked() > head.last()) reader.note("a head is acknowledged beyond its end");
    }
    to.feed_cursor = reader.natural(from.feed_cursor());
    to.boot_id = from.boot_id();
    to.wall_ms = from.wall_ms();
    to.anchor_ahead = from.anchor_ahead();
    to.needs_spare = from.needs_spare();
    to.known_term = from.known_term();
    return to;
}

Message take(const proto::Welcome& from, Reader& reader) {
    Welcome to;
    to.version = from.version();
    to.standing = reader.choice(from.standing(), TerminalStanding::CertificateExpired);
    to.session_token = from.session_token();
    to.term = from.term();
    reader.limit(from.watermarks_size(), kHeadsMax, "more than 64 watermarks");
    for (const auto& watermark : from.watermarks()) {
        to.watermarks.push_back({reader.registration(watermark.registration()), reader.sequence(watermark.sequence()),
                                 reader.hash(watermark.hash()), reader.choice(watermark.outcome(), HeadOutcome::Stale)});
    }
    to.granted = reader.registration(from.granted());
    to.spare = reader.registration(from.spare());
    to.receipt_number = reader.natural(from.receipt_number());
    to.credits = from.credits();
    to.hq_time_ms = from.hq_time_ms();
    to.certificate_pem = reader.text(from.certificate_pem());
    to.allowance_key = reader.short_text(from.allowance_key());
    return to;
}

Message take(proto::Batch& from, Reader& reader) {
    return Batch{reader.registration(from.registration()), reader.sequence(from.first()), reader.hash(from.previous()),
                 take_entries(*from.mutable_entries(), reader)};
}

Message take(const proto::Ack& from, Reader& reader) {
    return Ack{reader.registration(from.registration()), reader.sequence(from.sequence()), reader.hash(from.hash()),
               from.term(), from.credits()};
}

Message take(proto::Missing& from, Reader& reader) {
    return Missing{reader.registration(from.registration()), reader.sequence(from.first()),
                   take_entries(*from.mutable_entries(), reader), from.last()};
}

Message take(proto::Feed& from, Reader& reader) {
    Feed to{reader.natural(from.from()), reader.natural(from.to()), {}};
    if (to.to < to.from) reader.note("a feed goes backwards");
    reader.limit(from.changes_size(), kChangesMax, "more than 4,096 changes");
    if (reader.wrong() != nullptr) return to;
    for (auto& change : *from.mutable_changes())
        to.changes.push_back({change.kind(), std::move(*change.mutable_subject()), std::move(*change.mutable_bytes())});
    return to;
}

template <typename Message>
sale::ValueAccount take_account(const Message& from, Reader& reader) {
    reader.hash(from.gift_card());
    return {MemberId{reader.natural(from.member())}, from.gift_card()};
}

Message take(const proto::Request& from, Reader& reader) {
    Request to;
    to.number = from.number();
    switch (from.body_case()) {
        case proto::Request::kAuthorise:
            to.body = Authorise{EntryId{reader.natural(from.authorise().redemption())},
                                MemberId{reader.natural(from.authorise().member())},
                                reader.points(from.authorise().points()),
                                reader.short_text(from.authorise().gift())};
            break;
        case proto::Request::kCensus: to.body = Census{reader.registration(from.census().registration())}; break;
        case proto::Request::kCardTapped: {
            const auto& tapped = from.card_tapped();
            reader.hash(tapped.card_key());
            to.body = CardTapped{tapped.card_key(), reader.short_text(tapped.uid()),
                                 reader.choice(tapped.purpose(), CardPurpose::Personalise),
                                 reader.short_text(tapped.card_number())};
            break;
        }
        case proto::Request::kCardAnswered:
            to.body = CardAnswered{reader.natural(from.card_answered().conversation()),
                                   reader.apdu(from.card_answered().answer())};
            break;
        case proto::Request::kGroupKeys: to.body = GroupKeys{}; break;
        case proto::Request::kAllowanceWanted:
            to.body = AllowanceWanted{MemberId{reader.natural(from.allowance_wanted().member())},
                                      EntryId{reader.natural(from.allowance_wanted().received())},
                                      reader.points(from.allowance_wanted().received_limit())};
            break;
        case proto::Request::kAuthoriseValue:
            to.body = AuthoriseValue{EntryId{reader.natural(from.authorise_value().redemption())},
                                     take_account(from.authorise_value(), reader),
                                     reader.points(from.authorise_value().minor()).value};
            break;
        case proto::Request::kValueAsked: to.body = ValueAsked{take_account(from.value_asked(), reader)}; break;
        case proto::Request::kVoucherWanted: {
            const auto& wanted = from.voucher_wanted();
            to.body = VoucherWanted{EntryId{reader.natural(wanted.redemption())}, reader.short_text(wanted.voucher()),
                                    MemberId{reader.natural(wanted.member())}, reader.natural(wanted.due_minor())};
            break;
        }
        case proto::Request::kCouponWanted: {
            const auto& wanted = from.coupon_wanted();
            to.body = CouponWanted{EntryId{reader.natural(wanted.claim())}, reader.short_text(wanted.code()),
                                   MemberId{reader.natural(wanted.member())}};
            break;
        }
        case proto::Request::BODY_NOT_SET: break;
    }
    return to;
}

std::optional<StoredValue> take(const proto::StoredValue& from, Reader& reader) {
    StoredValue to{reader.points(from.minor()).value, std::nullopt};
    if (from.expires()) to.last_day = reader.day(from.last_day());
    return to;
}

RewardAnswer take(const proto::RewardAnswer& from, Reader& reader) {
    RewardAnswer to{reader.short_text(from.refusal()), reader.natural(from.paid_minor()), reader.natural(from.left_minor()),
                    {}};
    reader.limit(from.coupons_size(), kCouponsMax, "more than 64 campaigns of a coupon");
    for (const auto& coupon : from.coupons())
        to.coupons.push_back({reader.natural(coupon.campaign()), {coupon.skus().begin(), coupon.skus().end()}});
    return to;
}

CardStep take(const proto::CardStep& from, Reader& reader) {
    return {reader.choice(from.outcome(), CardOutcome::Written),
            reader.natural(from.conversation()),
            reader.apdu(from.command()),
            reader.short_text(from.reason()),
            reader.text(from.member()),
            reader.short_text(from.card_number())};
}

Message take(const proto::Response& from, Reader& reader) {
    return Response{from.number(),
                    reader.choice(from.outcome(), AuthoriseOutcome::NotAllowed),
                    reader.points(from.available()),
                    reader.natural(from.sales()),
                    reader.hash(from.digest()),
                    reader.text(from.error()),
                    from.has_card() ? take(from.card(), reader) : CardStep{},
                    reader.text(from.sealed_keys()),
                    reader.grant(from.grant()),
                    reader.grant(from.signature()),
                    EntryId{reader.natural(from.recalled())},
                    from.has_stored_value() ? take(from.stored_value(), reader) : std::nullopt,
                    from.has_reward() ? take(from.reward(), reader) : RewardAnswer{}};
}

Message take(const proto::EnrolResponse& from, Reader& reader) {
    EnrolResponse to;
    to.refusal = reader.text(from.refusal());
    to.certificate_pem = reader.text(from.certificate_pem());
    to.authority_pem = reader.text(from.authority_pem());
    to.card_key_secret = reader.text(from.card_key_secret());
    to.terminal_id = reader.natural(from.terminal_id());
    to.branch_id = reader.natural(from.branch_id());
    to.branch_code = reader.text(from.branch_code());
    to.terminal_code = reader.text(from.terminal_code());
    to.company = reader.text(from.company());
    to.currency = reader.text(from.currency());
    to.time_zone = reader.text(from.time_zone());
    to.registration = reader.registration(from.registration());
    to.spare = reader.registration(from.spare());
    to.allowance_key = reader.short_text(from.allowance_key());
    return to;
}

Message take(proto::Frame& frame, Reader& reader) {
    switch (frame.message_case()) {
        case proto::Frame::kHello: return take(frame.hello(), reader);
        case proto::Frame::kWelcome: return take(frame.welcome(), reader);
        case proto::Frame::kBatch: return take(*frame.mutable_batch(), reader);
        case proto::Frame::kAck: return take(frame.ack(), reader);
        case proto::Frame::kNack:
            return Nack{reader.registration(frame.nack().registration()), reader.sequence(frame.nack().expected())};
        case proto::Frame::kMissing: return take(*frame.mutable_missing(), reader);
        case proto::Frame::kFeed: return take(*frame.mutable_feed(), reader);
        case proto::Frame::kFeedAck: return FeedAck{reader.natural(frame.feed_ack().cursor())};
        case proto::Frame::kRequest: return take(frame.request(), reader);
        case proto::Frame::kResponse: return take(frame.response(), reader);
        case proto::Frame::kPing: return Ping{};
        case proto::Frame::kPong: return Pong{};
        case proto::Frame::kBye: return Bye{reader.text(frame.bye().reason())};
        case proto::Frame::kEnrolRequest:
            return EnrolRequest{reader.text(frame.enrol_request().secret()), reader.text(frame.enrol_request().request_pem())};
        case proto::Frame::kEnrolResponse: return take(frame.enrol_response(), reader);
        case proto::Frame::MESSAGE_NOT_SET: break;
    }
    reader.note("no message of a known kind");
    return Ping{};
}

}  // namespace

Result<Message> decode(BytesView frame) {
    proto::Frame parsed;
    if (!parsed.ParseFromArray(frame.data(), static_cast<int>(frame.size())))
        return fault(FaultCode::Corrupt, "sync: not a protobuf message");
    Reader reader;
    Message message = take(parsed, reader);
    if (reader.wrong() != nullptr) return fault(FaultCode::Corrupt, std::string{"sync: "} + reader.wrong());
    return message;
}

}  // namespace pareto::sync
