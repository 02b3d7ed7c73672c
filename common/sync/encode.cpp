// Messages to protobuf bytes.
#include "common/sync/message.h"
#include "common/sync/proto/sync.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

Bytes raw(const Hash& hash) { return Bytes{hash.view()}; }

template <typename Entries>
void put_entries(const std::vector<BatchEntry>& from, Entries& to) {
    to.Reserve(static_cast<int>(from.size()));
    for (const BatchEntry& entry : from) {
        auto& added = *to.Add();
        added.set_kind(entry.kind);
        added.set_bytes(entry.bytes);
        if (!entry.personal_salt.empty()) {
            added.set_personal_salt(entry.personal_salt);
            added.set_personal(entry.personal);
        }
    }
}

void put(const Hello& from, proto::Frame& frame) {
    auto& to = *frame.mutable_hello();
    to.set_version_min(from.version_min);
    to.set_version_max(from.version_max);
    to.set_program_version(from.program_version);
    to.set_branch_code(from.branch_code);
    to.set_terminal_code(from.terminal_code);
    for (const Head& head : from.heads) {
        auto& added = *to.add_heads();
        added.set_registration(head.registration);
        added.set_last(head.last);
        added.set_last_hash(raw(head.last_hash));
        added.set_acked(head.acked);
        added.set_acked_hash(raw(head.acked_hash));
        added.set_acked_term(head.acked_term);
    }
    to.set_feed_cursor(from.feed_cursor);
    to.set_boot_id(from.boot_id);
    to.set_wall_ms(from.wall_ms);
    to.set_anchor_ahead(from.anchor_ahead);
    to.set_needs_spare(from.needs_spare);
    to.set_known_term(from.known_term);
}

void put(const Welcome& from, proto::Frame& frame) {
    auto& to = *frame.mutable_welcome();
    to.set_version(from.version);
    to.set_standing(static_cast<std::int32_t>(from.standing));
    to.set_session_token(from.session_token);
    to.set_term(from.term);
    for (const Watermark& watermark : from.watermarks) {
        auto& added = *to.add_watermarks();
        added.set_registration(watermark.registration);
        added.set_sequence(watermark.sequence);
        added.set_hash(raw(watermark.hash));
        added.set_outcome(static_cast<std::int32_t>(watermark.outcome));
    }
    to.set_granted(from.granted);
    to.set_spare(from.spare);
    to.set_receipt_number(from.receipt_number);
    to.set_credits(from.credits);
    to.set_hq_time_ms(from.hq_time_ms);
    to.set_certificate_pem(from.certificate_pem);
    to.set_allowance_key(from.allowance_key);
}

void put(const Batch& from, proto::Frame& frame) {
    auto& to = *frame.mutable_batch();
    to.set_registration(from.registration);
    to.set_first(from.first);
    to.set_previous(raw(from.previous));
    put_entries(from.entries, *to.mutable_entries());
}

void put(const Ack& from, proto::Frame& frame) {
    auto& to = *frame.mutable_ack();
    to.set_registration(from.registration);
    to.set_sequence(from.sequence);
    to.set_hash(raw(from.hash));
    to.set_term(from.term);
    to.set_credits(from.credits);
}

void put(const Nack& from, proto::Frame& frame) {
    frame.mutable_nack()->set_registration(from.registration);
    frame.mutable_nack()->set_expected(from.expected);
}

void put(const Missing& from, proto::Frame& frame) {
    auto& to = *frame.mutable_missing();
    to.set_registration(from.registration);
    to.set_first(from.first);
    put_entries(from.entries, *to.mutable_entries());
    to.set_last(from.last);
}

void put(const Feed& from, proto::Frame& frame) {
    auto& to = *frame.mutable_feed();
    to.set_from(from.from);
    to.set_to(from.to);
    for (const Change& change : from.changes) {
        auto& added = *to.add_changes();
        added.set_kind(change.kind);
        added.set_subject(change.subject);
        added.set_bytes(change.bytes);
    }
}

void put(const FeedAck& from, proto::Frame& frame) { frame.mutable_feed_ack()->set_cursor(from.cursor); }

void put_reward(const Request& from, proto::Request& to) {
    if (const auto* voucher = std::get_if<VoucherWanted>(&from.body)) {
        auto& out = *to.mutable_voucher_wanted();
        out.set_redemption(voucher->redemption.value);
        out.set_voucher(voucher->voucher);
        out.set_member(voucher->member.value);
        out.set_due_minor(voucher->due_minor);
    } else if (const auto* coupon = std::get_if<CouponWanted>(&from.body)) {
        to.mutable_coupon_wanted()->set_claim(coupon->claim.value);
        to.mutable_coupon_wanted()->set_code(coupon->code);
        to.mutable_coupon_wanted()->set_member(coupon->member.value);
    }
}

void put(const RewardAnswer& from, proto::RewardAnswer& to) {
    to.set_refusal(from.refusal);
    to.set_paid_minor(from.paid_minor);
    to.set_left_minor(from.left_minor);
    for (const CouponOfCampaign& coupon : from.coupons) {
        auto& added = *to.add_coupons();
        added.set_campaign(coupon.campaign);
        added.mutable_skus()->Assign(coupon.skus.begin(), coupon.skus.end());
    }
}

void put(const Request& from, proto::Frame& frame) {
    auto& to = *frame.mutable_request();
    to.set_number(from.number);
    if (const auto* authorise = std::get_if<Authorise>(&from.body)) {
        to.mutable_authorise()->set_redemption(authorise->redemption.value);
        to.mutable_authorise()->set_member(authorise->member.value);
        to.mutable_authorise()->set_points(authorise->points.value);
        to.mutable_authorise()->set_gift(authorise->gift);
    } else if (const auto* census = std::get_if<Census>(&from.body)) {
        to.mutable_census()->set_registration(census->registration);
    } else if (const auto* tapped = std::get_if<CardTapped>(&from.body)) {
        auto& out = *to.mutable_card_tapped();
        out.set_card_key(tapped->card_key);
        out.set_uid(tapped->uid);
        out.set_purpose(static_cast<std::int32_t>(tapped->purpose));
        out.set_card_number(tapped->card_number);
    } else if (const auto* answered = std::get_if<CardAnswered>(&from.body)) {
        to.mutable_card_answered()->set_conversation(answered->conversation);
        to.mutable_card_answered()->set_answer(answered->answer);
    } else if (std::holds_alternative<GroupKeys>(from.body)) {
        to.mutable_group_keys();
    } else if (const auto* wanted = std::get_if<AllowanceWanted>(&from.body)) {
        to.mutable_allowance_wanted()->set_member(wanted->member.value);
        to.mutable_allowance_wanted()->set_received(wanted->received.value);
        to.mutable_allowance_wanted()->set_received_limit(wanted->received_limit.value);
    } else if (const auto* value = std::get_if<AuthoriseValue>(&from.body)) {
        to.mutable_authorise_value()->set_redemption(value->redemption.value);
        to.mutable_authorise_value()->set_member(value->account.member.value);
        to.mutable_authorise_value()->set_gift_card(value->account.gift_card);
        to.mutable_authorise_value()->set_minor(value->minor);
    } else if (const auto* asked = std::get_if<ValueAsked>(&from.body)) {
        to.mutable_value_asked()->set_member(asked->account.member.value);
        to.mutable_value_asked()->set_gift_card(asked->account.gift_card);
    } else {
        put_reward(from, to);
    }
}

void put(const Response& from, proto::Frame& frame) {
    auto& to = *frame.mutable_response();
    to.set_number(from.number);
    to.set_outcome(static_cast<std::int32_t>(from.outcome));
    to.set_available(from.available.value);
    to.set_sales(from.sales);
    to.set_digest(raw(from.digest));
    to.set_error(from.error);
    if (from.card != CardStep{}) {
        auto& card = *to.mutable_card();
        card.set_outcome(static_cast<std::int32_t>(from.card.outcome));
        card.set_conversation(from.card.conversation);
        card.set_command(from.card.command);
        card.set_reason(from.card.reason);
        card.set_member(from.card.member);
        card.set_card_number(from.card.card_number);
    }
    to.set_sealed_keys(from.sealed_keys);
    to.set_grant(from.grant);
    to.set_signature(from.signature);
    to.set_recalled(from.recalled.value);
    if (from.stored_value) {
        auto& value = *to.mutable_stored_value();
        value.set_minor(from.stored_value->minor);
        value.set_expires(from.stored_value->last_day.has_value());
        if (from.stored_value->last_day) value.set_last_day(to_day_number(*from.stored_value->last_day));
    }
    if (from.reward != RewardAnswer{}) put(from.reward, *to.mutable_reward());
}

void put(const Ping&, proto::Frame& frame) { frame.mutable_ping(); }
void put(const Pong&, proto::Frame& frame) { frame.mutable_pong(); }
void put(const Bye& from, proto::Frame& frame) { frame.mutable_bye()->set_reason(from.reason); }

void put(const EnrolRequest& from, proto::Frame& frame) {
    frame.mutable_enrol_request()->set_secret(from.secret);
    frame.mutable_enrol_request()->set_request_pem(from.request_pem);
}

void put(const EnrolResponse& from, proto::Frame& frame) {
    auto& to = *frame.mutable_enrol_response();
    to.set_refusal(from.refusal);
    to.set_certificate_pem(from.certificate_pem);
    to.set_authority_pem(from.authority_pem);
    to.set_card_key_secret(from.card_key_secret);
    to.set_terminal_id(from.terminal_id);
    to.set_branch_id(from.branch_id);
    to.set_branch_code(from.branch_code);
    to.set_terminal_code(from.terminal_code);
    to.set_company(from.company);
    to.set_currency(from.currency);
    to.set_time_zone(from.time_zone);
    to.set_registration(from.registration);
    to.set_spare(from.spare);
    to.set_allowance_key(from.allowance_key);
}

}  // namespace

Bytes encode(const Message& message) {
    proto::Frame frame;
    std::visit([&](const auto& body) { put(body, frame); }, message);
    return frame.SerializeAsString();
}

}  // namespace pareto::sync
