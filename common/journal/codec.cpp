// Entries to protobuf bytes and back. Decoding checks every range the rest of the code relies on.
#include "common/journal/campaign_pricing_codec.h"
#include "common/journal/entry.h"
#include "common/journal/field_reader.h"
#include "common/journal/gift_codec.h"
#include "common/journal/stored_value_codec.h"
#include "common/journal/voucher_codec.h"
#include "common/sync/proto/journal.pb.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>

namespace pareto::journal {
namespace {

namespace proto = ::pareto::journal::v1;

// Protobuf writes a line to stderr for every malformed text; the fault says it already, and a peer could flood the log.
[[maybe_unused]] auto* const kQuiet = google::protobuf::SetLogHandler(nullptr);

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

void put(const sale::Line& from, proto::Line& to) {
    to.set_number(from.number);
    to.set_sku(from.sku);
    to.set_description(from.description);
    to.set_category(from.category);
    to.set_quantity_thousandths(from.quantity.thousandths);
    to.set_unit_price_minor(from.unit_price_minor);
    to.set_discount_minor(from.discount_minor);
    to.set_amount_minor(from.amount_minor);
    if (from.original) {
        to.mutable_original()->set_sale(from.original->sale.value);
        to.mutable_original()->set_line(from.original->line);
    }
    to.set_tag(from.tag);
    to.set_campaign_discount_minor(from.campaign_discount_minor);
    to.set_campaign_points(from.campaign_points.value);
    to.set_points(from.points.value);
    to.set_points_paid_minor(from.points_paid_minor);
    to.set_points_paid(from.points_paid.value);
    to.set_kind(static_cast<std::int32_t>(from.kind));
    to.set_gift_card(from.gift_card);
    to.set_stored_paid_minor(from.stored_paid_minor);
    to.set_voucher_paid_minor(from.voucher_paid_minor);
    to.set_redemption(from.redemption.value);
}

void put(const sale::Sale& from, proto::Sale& to) {
    to.set_receipt_number(from.receipt_number);
    to.set_shift(from.shift.value);
    to.set_card_key(from.card_key);
    if (from.facts != loyalty::MemberFacts{}) {
        auto& facts = *to.mutable_facts();
        facts.set_member(from.facts.member.value);
        facts.set_tier(from.facts.tier);
        facts.set_vip(from.facts.vip);
        facts.set_available(from.facts.available.value);
        facts.set_pending(from.facts.pending.value);
    }
    to.set_rules_version(from.rules_version);
    to.set_points_promised(from.points_promised.value);
    for (const auto& line : from.lines) put(line, *to.add_lines());
    for (const auto& tender : from.tenders) {
        auto& added = *to.add_tenders();
        added.set_kind(static_cast<std::int32_t>(tender.kind));
        added.set_amount_minor(tender.amount_minor);
        added.set_points(tender.points.value);
        added.set_redemption(tender.redemption.value);
        added.set_means(static_cast<std::int32_t>(tender.means));
        added.set_instrument(tender.instrument);
    }
    to.set_source_receipt(from.source_receipt);
    to.set_card_proof(static_cast<std::int32_t>(from.card_proof));
    if (from.campaigns != sale::CampaignPricing{}) journal::put(from.campaigns, *to.mutable_campaigns());
    to.set_approved_by(from.approved_by);
}

void put(const PointsExpired& from, proto::PointsExpired& to) {
    to.set_through_day(to_day_number(from.through));
    for (const ExpiredLot& lot : from.lots) {
        auto& added = *to.add_lots();
        added.set_member(lot.member.value);
        added.set_cause(lot.cause.value);
        added.set_number(lot.number);
        added.set_points(lot.points.value);
    }
}

void put(const PointsTransferred& from, proto::PointsTransferred& to) {
    to.set_from(from.from.value);
    to.set_to(from.to.value);
    to.set_points(from.points.value);
    to.set_reason(from.reason);
    to.set_approved_by(from.approved_by);
}

void put(const AccountChanged& from, proto::AccountChanged& to) {
    to.set_member(from.member.value);
    to.set_account(from.account.value);
    to.set_merged(from.merged);
    to.set_reason(from.reason);
}

void put(const RegistrationOpened& from, proto::RegistrationOpened& to) {
    to.set_previous(from.previous);
    to.set_previous_sequence(from.previous_sequence);
    to.set_previous_hash(Bytes{from.previous_hash.view()});
    to.set_reason(from.reason);
}

void put(const sale::PostVoid& from, proto::PostVoid& to) {
    to.set_sale(from.sale.value);
    to.set_receipt_number(from.receipt_number);
    to.set_reason(from.reason);
}

void put(const sale::ShiftClosed& from, proto::ShiftClosed& to) {
    to.set_shift(from.shift.value);
    to.set_cash_count_minor(from.cash_count_minor);
    to.set_cash_expected_minor(from.cash_expected_minor);
    to.set_sales_minor(from.sales_minor);
    to.set_sale_count(from.sale_count);
}

void put(const MemberEnrolled& from, proto::MemberEnrolled& to) {
    to.set_card_key(from.card_key);
    to.set_member_number(from.member_number);
    to.set_card_number(from.card_number);
    to.set_home_branch(from.home_branch.value);
    to.set_tier(from.tier);
    if (from.personal != Hash{}) to.set_personal(Bytes{from.personal.view()});
}

void put(const RedemptionRequested& from, proto::RedemptionRequested& to) {
    to.set_member(from.member.value);
    to.set_points(from.points.value);
    to.set_means(static_cast<std::int32_t>(from.means));
    to.set_allowance(from.allowance.value);
    to.set_spent(from.spent.value);
    to.set_card_key(from.card_key);
    to.set_secure(from.secure);
    to.set_value_minor(from.value_minor);
    to.set_gift_card(from.gift_card);
    to.set_gift(from.gift);
}

void put(const PointsAdjusted& from, proto::PointsAdjusted& to) {
    to.set_member(from.member.value);
    to.set_points(from.points.value);
    to.set_expires_on_day(to_day_number(from.expires_on));
    to.set_reason(from.reason);
    to.set_approved_by(from.approved_by);
}

void put(const CardLinked& from, proto::CardLinked& to) {
    to.set_member(from.member.value);
    to.set_card_key(from.card_key);
    to.set_card_number(from.card_number);
    to.set_family(static_cast<std::int32_t>(from.family));
}

void put(const AllowanceGranted& from, proto::AllowanceGranted& to) {
    to.set_allowance(from.allowance.value);
    to.set_member(from.member.value);
    to.set_holder(from.holder.value);
    to.set_limit(from.limit.value);
    to.set_last_day(to_day_number(from.last_day));
}

void put(const SuspenseSettled& from, proto::SuspenseSettled& to) {
    to.set_entry(from.entry.value);
    to.set_outcome(static_cast<std::int32_t>(from.outcome));
    to.set_reason(from.reason);
    to.set_approved_by(from.approved_by);
}

void put(const Entry& from, proto::Entry& to) {
    to.set_occurred_at_ms(to_ms(from.occurred_at));
    to.set_business_day(to_day_number(from.business_date));
    to.set_operator_id(from.operator_id);
    std::visit(
        Overload{
            [](const Unknown&) {},
            [&](const RegistrationOpened& body) { put(body, *to.mutable_registration_opened()); },
            [&](const sale::ShiftOpened& body) { to.mutable_shift_opened()->set_opening_cash_minor(body.opening_cash_minor); },
            [&](const sale::Sale& body) { put(body, *to.mutable_sale()); },
            [&](const sale::PostVoid& body) { put(body, *to.mutable_post_void()); },
            [&](const sale::ShiftClosed& body) { put(body, *to.mutable_shift_closed()); },
            [&](const MemberEnrolled& body) { put(body, *to.mutable_member_enrolled()); },
            [&](const RedemptionRequested& body) { put(body, *to.mutable_redemption_requested()); },
            [&](const RedemptionReversed& body) {
                to.mutable_redemption_reversed()->set_redemption(body.redemption.value);
                to.mutable_redemption_reversed()->set_offline(body.offline);
            },
            [&](const PointsAdjusted& body) { put(body, *to.mutable_points_adjusted()); },
            [&](const CardLinked& body) { put(body, *to.mutable_card_linked()); },
            [&](const CardBlocked& body) {
                to.mutable_card_blocked()->set_card_key(body.card_key);
                to.mutable_card_blocked()->set_reason(body.reason);
            },
            [&](const CardRefused& body) {
                to.mutable_card_refused()->set_card_key(body.card_key);
                to.mutable_card_refused()->set_reason(body.reason);
            },
            [&](const PointsExpired& body) { put(body, *to.mutable_points_expired()); },
            [&](const PointsTransferred& body) { put(body, *to.mutable_points_transferred()); },
            [&](const AccountChanged& body) { put(body, *to.mutable_account_changed()); },
            [&](const AllowanceGranted& body) { put(body, *to.mutable_allowance_granted()); },
            [&](const AllowanceReceived& body) {
                to.mutable_allowance_received()->set_grant(body.grant);
                to.mutable_allowance_received()->set_signature(body.signature);
            },
            [&](const AllowanceClosed& body) {
                to.mutable_allowance_closed()->set_allowance(body.allowance.value);
                to.mutable_allowance_closed()->set_spent(body.spent.value);
            },
            [&](const AllowanceWrittenOff& body) {
                to.mutable_allowance_written_off()->set_allowance(body.allowance.value);
                to.mutable_allowance_written_off()->set_reason(body.reason);
            },
            [&](const StoredValueExpired& body) { journal::put(body, *to.mutable_stored_value_expired()); },
            [&](const StoredValueAdjusted& body) { journal::put(body, *to.mutable_stored_value_adjusted()); },
            [&](const VoucherIssued& body) { journal::put(body, *to.mutable_voucher_issued()); },
            [&](const VouchersEnded& body) { journal::put(body, *to.mutable_vouchers_ended()); },
            [&](const VoucherRequested& body) { journal::put(body, *to.mutable_voucher_requested()); },
            [&](const CouponRequested& body) { journal::put(body, *to.mutable_coupon_requested()); },
            [&](const SuspenseSettled& body) { put(body, *to.mutable_suspense_settled()); },
            [&](const GiftDefined& body) { journal::put(body, *to.mutable_gift_defined()); },
            [&](const GiftStocked& body) { journal::put(body, *to.mutable_gift_stocked()); },
        },
        from.body);
}

constexpr std::size_t kReasonBytesMax = 32;
constexpr std::size_t kGrantBytesMax = 128;

loyalty::RedemptionMeans means(std::int32_t value, Reader& reader) {
    return static_cast<loyalty::RedemptionMeans>(reader.choice(value, loyalty::kRedemptionMeansLast, "means"));
}

sale::Line take(const proto::Line& from, Reader& reader) {
    sale::Line line;
    line.number = from.number();
    line.sku = from.sku();
    line.description = from.description();
    line.category = from.category();
    line.quantity.thousandths = reader.within(from.quantity_thousandths(), kMinorMax, "quantity");
    line.unit_price_minor = reader.within(from.unit_price_minor(), kMinorMax, "unit_price");
    line.discount_minor = reader.within(from.discount_minor(), kMinorMax, "discount");
    line.amount_minor = reader.within(from.amount_minor(), kMinorMax, "amount");
    if (from.has_original()) line.original = sale::OriginalLine{SaleId{from.original().sale()}, from.original().line()};
    line.tag = reader.text(from.tag(), sale::kTagBytesMax, "tag");
    line.points.value = reader.within(from.points(), kMinorMax, "line points");
    line.points_paid_minor = reader.within(from.points_paid_minor(), kMinorMax, "points_paid_minor");
    line.points_paid.value = reader.within(from.points_paid(), kMinorMax, "points_paid");
    line.campaign_discount_minor = reader.within(from.campaign_discount_minor(), kMinorMax, "campaign_discount");
    line.campaign_points.value = reader.within(from.campaign_points(), kMinorMax, "campaign_points");
    line.kind = static_cast<sale::LineKind>(reader.choice(from.kind(), sale::kLineKindLast, "line kind"));
    line.gift_card = reader.key(from.gift_card(), "gift_card");
    line.stored_paid_minor = reader.within(from.stored_paid_minor(), kMinorMax, "stored_paid_minor");
    line.voucher_paid_minor = reader.within(from.voucher_paid_minor(), kMinorMax, "voucher_paid_minor");
    line.redemption = EntryId{reader.natural(from.redemption(), "line redemption")};
    return line;
}

sale::Sale take(const proto::Sale& from, Reader& reader) {
    sale::Sale sale;
    sale.receipt_number = reader.natural(from.receipt_number(), "receipt_number");
    sale.shift = ShiftId{from.shift()};
    sale.card_key = reader.key(from.card_key(), "card_key");
    sale.facts = {MemberId{reader.natural(from.facts().member(), "member")}, from.facts().tier(), from.facts().vip(),
                  Points{reader.within(from.facts().available(), kMinorMax, "available")},
                  Points{reader.within(from.facts().pending(), kMinorMax, "pending")}};
    sale.rules_version = from.rules_version();
    sale.points_promised.value = reader.within(from.points_promised(), kMinorMax, "points_promised");
    sale.lines.reserve(static_cast<std::size_t>(from.lines_size()));
    for (const auto& line : from.lines()) sale.lines.push_back(take(line, reader));
    for (const auto& tender : from.tenders()) {
        if (tender.kind() < 1 || tender.kind() > sale::kTenderKindLast) reader.note("tender kind");
        sale.tenders.push_back({static_cast<sale::TenderKind>(tender.kind()),
                                reader.within(tender.amount_minor(), kMinorMax, "tender amount"),
                                Points{reader.within(tender.points(), kMinorMax, "tender points")},
                                EntryId{tender.redemption()}, means(tender.means(), reader),
                                reader.text(tender.instrument(), sale::kInstrumentBytesMax, "instrument")});
    }
    sale.source_receipt = from.source_receipt();
    sale.card_proof = static_cast<loyalty::CardProof>(reader.choice(from.card_proof(), loyalty::kCardProofLast, "card_proof"));
    sale.campaigns = journal::take(from.campaigns(), reader);
    sale.approved_by = reader.text(from.approved_by(), sale::kApprovedByBytesMax, "approved_by");
    return sale;
}

RedemptionRequested take(const proto::RedemptionRequested& from, Reader& reader) {
    return {MemberId{from.member()}, Points{reader.within(from.points(), kMinorMax, "points")},
            means(from.means(), reader), EntryId{reader.natural(from.allowance(), "allowance")},
            Points{reader.amount(from.spent(), "spent")}, reader.key(from.card_key(), "card_key"), from.secure(),
            reader.amount(from.value_minor(), "value_minor"), reader.key(from.gift_card(), "gift_card"),
            reader.text(from.gift(), loyalty::kGiftCodeBytesMax, "gift")};
}

MemberEnrolled take(const proto::MemberEnrolled& from, Reader& reader) {
    return {reader.key(from.card_key(), "card_key"), from.member_number(), from.card_number(),
            BranchId{reader.natural(from.home_branch(), "home_branch")}, from.tier(),
            reader.hash(from.personal(), "personal", true)};
}

PointsExpired take(const proto::PointsExpired& from, Reader& reader) {
    PointsExpired expired{reader.day(from.through_day(), "through"), {}};
    expired.lots.reserve(static_cast<std::size_t>(from.lots_size()));
    for (const auto& lot : from.lots()) {
        expired.lots.push_back({MemberId{reader.natural(lot.member(), "member")}, EntryId{reader.natural(lot.cause(), "cause")},
                                reader.natural(lot.number(), "number"), Points{reader.within(lot.points(), kMinorMax, "points")}});
    }
    return expired;
}

PointsTransferred take(const proto::PointsTransferred& from, Reader& reader) {
    return {MemberId{reader.natural(from.from(), "from")}, MemberId{reader.natural(from.to(), "to")},
            Points{reader.within(from.points(), kMinorMax, "points")}, from.reason(), from.approved_by()};
}

AccountChanged take(const proto::AccountChanged& from, Reader& reader) {
    return {MemberId{reader.natural(from.member(), "member")}, MemberId{reader.natural(from.account(), "account")}, from.merged(),
            from.reason()};
}

SuspenseSettled settled(const proto::SuspenseSettled& from, Reader& reader) {
    const std::uint8_t outcome = reader.choice(from.outcome(), static_cast<std::uint8_t>(Settlement::Noted), "outcome");
    if (outcome == 0) reader.note("outcome");
    return {EntryId{reader.natural(from.entry(), "entry")}, static_cast<Settlement>(outcome),
            reader.text(from.reason(), kReasonBytesMax, "reason"),
            reader.text(from.approved_by(), sale::kApprovedByBytesMax, "approved_by")};
}

RegistrationOpened take(const proto::RegistrationOpened& from, Reader& reader) {
    return {static_cast<Registration>(reader.natural(from.previous(), "previous")),
            reader.natural(from.previous_sequence(), "previous_sequence"),
            reader.hash(from.previous_hash(), "previous_hash", false), from.reason()};
}

Body take(const proto::Entry& from, std::int32_t kind, Reader& reader) {
    switch (from.body_case()) {
        case proto::Entry::kRegistrationOpened: return take(from.registration_opened(), reader);
        case proto::Entry::kShiftOpened:
            return sale::ShiftOpened{reader.within(from.shift_opened().opening_cash_minor(), kMinorMax, "opening_cash")};
        case proto::Entry::kSale: return take(from.sale(), reader);
        case proto::Entry::kPostVoid:
            return sale::PostVoid{SaleId{from.post_void().sale()}, from.post_void().receipt_number(),
                                  from.post_void().reason()};
        case proto::Entry::kShiftClosed: {
            const auto& body = from.shift_closed();
            return sale::ShiftClosed{ShiftId{body.shift()}, reader.within(body.cash_count_minor(), kMinorMax, "cash_count"),
                                     reader.within(body.cash_expected_minor(), kMinorMax, "cash_expected"),
                                     reader.within(body.sales_minor(), kMinorMax, "sales"), body.sale_count()};
        }
        case proto::Entry::kMemberEnrolled: return take(from.member_enrolled(), reader);
        case proto::Entry::kRedemptionRequested:
            return take(from.redemption_requested(), reader);
        case proto::Entry::kRedemptionReversed:
            return RedemptionReversed{EntryId{from.redemption_reversed().redemption()}, from.redemption_reversed().offline()};
        case proto::Entry::kPointsAdjusted: {
            const auto& body = from.points_adjusted();
            return PointsAdjusted{MemberId{body.member()}, Points{reader.within(body.points(), kMinorMax, "points")},
                                  reader.day(body.expires_on_day(), "expires_on"), body.reason(), body.approved_by()};
        }
        case proto::Entry::kCardLinked:
            return CardLinked{MemberId{from.card_linked().member()}, reader.key(from.card_linked().card_key(), "card_key"),
                              from.card_linked().card_number(),
                              static_cast<loyalty::CardFamily>(
                                  reader.choice(from.card_linked().family(), loyalty::kCardFamilyLast, "family"))};
        case proto::Entry::kCardBlocked:
            return CardBlocked{reader.key(from.card_blocked().card_key(), "card_key"),
                               reader.text(from.card_blocked().reason(), kReasonBytesMax, "reason")};
        case proto::Entry::kCardRefused:
            return CardRefused{reader.key(from.card_refused().card_key(), "card_key"),
                               reader.text(from.card_refused().reason(), kReasonBytesMax, "reason")};
        case proto::Entry::kPointsExpired: return take(from.points_expired(), reader);
        case proto::Entry::kPointsTransferred: return take(from.points_transferred(), reader);
        case proto::Entry::kAccountChanged: return take(from.account_changed(), reader);
        case proto::Entry::kAllowanceGranted: {
            const auto& body = from.allowance_granted();
            return AllowanceGranted{EntryId{reader.natural(body.allowance(), "allowance")},
                                    MemberId{reader.natural(body.member(), "member")},
                                    TerminalId{reader.natural(body.holder(), "holder")},
                                    Points{reader.amount(body.limit(), "limit")}, reader.day(body.last_day(), "last_day")};
        }
        case proto::Entry::kAllowanceReceived:
            return AllowanceReceived{reader.text(from.allowance_received().grant(), kGrantBytesMax, "grant"),
                                     reader.text(from.allowance_received().signature(), kGrantBytesMax, "signature")};
        case proto::Entry::kAllowanceClosed:
            return AllowanceClosed{EntryId{reader.natural(from.allowance_closed().allowance(), "allowance")},
                                   Points{reader.amount(from.allowance_closed().spent(), "spent")}};
        case proto::Entry::kAllowanceWrittenOff:
            return AllowanceWrittenOff{EntryId{reader.natural(from.allowance_written_off().allowance(), "allowance")},
                                       reader.text(from.allowance_written_off().reason(), kReasonBytesMax, "reason")};
        case proto::Entry::kStoredValueExpired: return journal::take(from.stored_value_expired(), reader);
        case proto::Entry::kStoredValueAdjusted: return journal::take(from.stored_value_adjusted(), reader);
        case proto::Entry::kVoucherIssued: return journal::take(from.voucher_issued(), reader);
        case proto::Entry::kVouchersEnded: return journal::take(from.vouchers_ended(), reader);
        case proto::Entry::kVoucherRequested: return journal::take(from.voucher_requested(), reader);
        case proto::Entry::kCouponRequested: return journal::take(from.coupon_requested(), reader);
        case proto::Entry::kSuspenseSettled: return settled(from.suspense_settled(), reader);
        case proto::Entry::kGiftDefined: return journal::take(from.gift_defined(), reader);
        case proto::Entry::kGiftStocked: return journal::take(from.gift_stocked(), reader);
        case proto::Entry::BODY_NOT_SET: break;
    }
    return Unknown{kind};
}

// The field number of a body this program does not know: the last length-delimited field from 10 on.
std::int32_t unknown_kind(const proto::Entry& entry) {
    const auto& fields = entry.GetReflection()->GetUnknownFields(entry);
    std::int32_t kind = 0;
    for (int i = 0; i < fields.field_count(); ++i) {
        const auto& field = fields.field(i);
        if (field.number() >= 10 && field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) kind = field.number();
    }
    return kind;
}

}  // namespace

std::int32_t kind_of(const Body& body) {
    static constexpr std::array<std::int32_t, std::variant_size_v<Body>> kKinds{0,  10, 11, 12, 13, 14, 15, 16, 17, 18,
                                                                                 19, 20, 21, 25, 26, 27, 30, 31, 32, 33, 40, 41,
                                                                                 45, 46, 47, 48, 50, 53, 54};
    static_assert(kKinds.back() != 0, "a body has no kind");
    if (const auto* unknown = std::get_if<Unknown>(&body)) return unknown->kind;
    return kKinds[body.index()];
}

Bytes encode(const Entry& entry) {
    thread_local proto::Entry message;  // Keeps its allocations between entries.
    message.Clear();
    put(entry, message);
    return message.SerializeAsString();
}

Result<Entry> decode(BytesView bytes) {
    if (bytes.size() > kEntryBytesMax) return fault(FaultCode::Corrupt, "entry: longer than 192 KiB");
    thread_local proto::Entry message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, "entry: not a protobuf message");
    Reader reader;
    Entry entry;
    entry.occurred_at = from_ms(reader.within(message.occurred_at_ms(), 253'402'300'799'999, "occurred_at"));
    entry.business_date = reader.day(message.business_day(), "business_date");
    entry.operator_id = message.operator_id();
    entry.body = take(message, unknown_kind(message), reader);
    if (reader.wrong() != nullptr) return fault(FaultCode::Corrupt, std::string{"entry: out of range: "} + reader.wrong());
    return entry;
}

}  // namespace pareto::journal
