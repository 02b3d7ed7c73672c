#include "tests/journal/any_entry.h"

#include <limits>
#include <vector>

#include <rapidcheck.h>

namespace pareto::test {
namespace {

template <typename Whole>
Whole whole(Whole from, Whole to) {
    return *rc::gen::oneOf(rc::gen::inRange<Whole>(from, to),
                           rc::gen::elementOf(std::vector<Whole>{from, to, Whole{0}, Whole{1}}));
}

std::int64_t amount() {
    return whole<std::int64_t>(-kMinorMax, kMinorMax);
}

std::int64_t natural() {
    return whole<std::int64_t>(0, std::numeric_limits<std::int64_t>::max());
}

std::int32_t natural32() {
    return whole<std::int32_t>(0, std::numeric_limits<std::int32_t>::max());
}

BusinessDate date() {
    return from_day_number(whole<std::int32_t>(0, 2'932'896));
}

Bytes bytes(std::size_t count) {
    return *rc::gen::container<Bytes>(count, rc::gen::arbitrary<char>());
}

Bytes key() {
    return *rc::gen::arbitrary<bool>() ? bytes(32) : Bytes{};
}

Hash hash() {
    return *rc::gen::arbitrary<bool>() ? *Hash::from(bytes(32)) : Hash{};
}

sale::Line line() {
    sale::Line made;
    made.number = natural32();
    made.sku = any_text();
    made.description = any_text();
    made.category = any_text();
    made.quantity.thousandths = amount();
    made.unit_price_minor = amount();
    made.discount_minor = amount();
    made.amount_minor = amount();
    made.tag = *rc::gen::element<std::string>("", "urn:epc:id:sgtin:0614141.812345.6789");
    made.points = Points{amount()};
    made.points_paid_minor = amount();
    made.points_paid = Points{amount()};
    made.kind = *rc::gen::element(
        sale::LineKind::Goods, sale::LineKind::StoredValue, sale::LineKind::Gift);
    made.gift_card = key();
    made.stored_paid_minor = amount();
    made.voucher_paid_minor = amount();
    made.redemption = EntryId{natural()};
    if (*rc::gen::arbitrary<bool>())
        made.original = sale::OriginalLine{SaleId{natural()}, natural32()};
    return made;
}

loyalty::RedemptionMeans means() {
    return static_cast<loyalty::RedemptionMeans>(
        *rc::gen::inRange(0, loyalty::kRedemptionMeansLast + 1));
}

sale::Tender tender() {
    return {
        static_cast<sale::TenderKind>(*rc::gen::inRange(1, sale::kTenderKindLast + 1)),
        amount(),
        Points{amount()},
        EntryId{natural()},
        means(),
        key()};
}

sale::Sale sale_made() {
    sale::Sale made;
    made.receipt_number = natural();
    made.shift = ShiftId{natural()};
    made.card_key = key();
    made.facts = {MemberId{natural()}, any_text(), *rc::gen::arbitrary<bool>(), Points{amount()}, Points{amount()}};
    made.approved_by = *rc::gen::element<std::string>("", "manager");
    made.rules_version = natural32();
    made.points_promised = Points{amount()};
    made.lines = *rc::gen::container<std::vector<sale::Line>>(rc::gen::exec(line));
    made.tenders = *rc::gen::container<std::vector<sale::Tender>>(rc::gen::exec(tender));
    made.source_receipt = any_text();
    made.card_proof =
        static_cast<loyalty::CardProof>(*rc::gen::inRange(0, loyalty::kCardProofLast + 1));
    return made;
}

journal::Body gift_body() {
    const std::string code = *rc::gen::element<std::string>("MUG", "a.b-c_9");
    if (*rc::gen::arbitrary<bool>())
        return journal::GiftStocked{code,
                                    BranchId{natural()},
                                    *rc::gen::inRange<std::int64_t>(1, journal::kGiftUnitsMax),
                                    *rc::gen::arbitrary<bool>(),
                                    "delivery"};
    journal::GiftDefined defined;
    loyalty::CatalogueGift& gift = defined.gift;
    gift.code = code;
    gift.version = *rc::gen::inRange(1, 1'000);
    gift.name_en = *rc::gen::element<std::string>("", "Mug");
    gift.name_zh = *rc::gen::element<std::string>("", "馬克杯");
    gift.points = *rc::gen::inRange<std::int64_t>(1, kMinorMax);
    gift.cash_minor = whole<std::int64_t>(0, kMinorMax);
    if (*rc::gen::arbitrary<bool>()) gift.from = date();
    if (*rc::gen::arbitrary<bool>()) gift.until = date();
    if (*rc::gen::arbitrary<bool>()) gift.tiers = {"gold", "陳大文"};
    gift.vip_only = *rc::gen::arbitrary<bool>();
    gift.withdrawn = *rc::gen::arbitrary<bool>();
    return defined;
}

journal::Body settled_body() {
    return journal::SuspenseSettled{EntryId{natural()},
                                    static_cast<journal::Settlement>(*rc::gen::inRange(1, 4)),
                                    "checked with the branch",
                                    *rc::gen::element<std::string>("", "陳大文")};
}

journal::Body allowance_body() {
    switch (*rc::gen::inRange(30, 34)) {
        case 30:
            return journal::AllowanceGranted{EntryId{natural()},
                                             MemberId{natural()},
                                             TerminalId{natural()},
                                             Points{whole<std::int64_t>(0, kMinorMax)},
                                             date()};
        case 31:
            return journal::AllowanceReceived{bytes(40), bytes(64)};
        case 32:
            return journal::AllowanceClosed{EntryId{natural()},
                                            Points{whole<std::int64_t>(0, kMinorMax)}};
        default:
            return journal::AllowanceWrittenOff{EntryId{natural()}, "terminal burnt"};
    }
}

sale::ValueAccount value_account() {
    return {MemberId{natural()}, key()};
}

journal::ExpiredValue expired_value() {
    return {value_account(), whole<std::int64_t>(0, kMinorMax)};
}

loyalty::Voucher voucher() {
    return {bytes(loyalty::kVoucherKeyBytes),
            whole<std::int64_t>(0, kMinorMax),
            *rc::gen::inRange(1, 1'001),
            date(),
            date(),
            MemberId{natural()},
            TerminalId{natural()},
            0};
}

journal::Body reward_body() {
    switch (*rc::gen::inRange(45, 49)) {
        case 45:
            return journal::VoucherIssued{voucher(), "winter", "ann"};
        case 46:
            return journal::VouchersEnded{*rc::gen::arbitrary<bool>(),
                                          date(),
                                          {voucher().key, voucher().key},
                                          "stolen"};
        case 47: {
            const std::int64_t taken = whole<std::int64_t>(0, kMinorMax);
            return journal::VoucherRequested{
                voucher().key,
                MemberId{natural()},
                whole<std::int64_t>(0, kMinorMax),
                static_cast<loyalty::RedemptionMeans>(*rc::gen::inRange(0, 2)),
                {taken, taken / 2},
                bytes(40),
                bytes(64)};
        }
        default:
            return journal::CouponRequested{
                "SUMMER-1",
                MemberId{natural()},
                static_cast<loyalty::RedemptionMeans>(*rc::gen::inRange(0, 2)),
                {loyalty::CampaignId{natural()}}};
    }
}

journal::Body body() {
    switch (*rc::gen::inRange(10, 31)) {
        case 10:
            return journal::RegistrationOpened{natural32(), natural(), hash(), any_text()};
        case 11:
            return sale::ShiftOpened{amount()};
        case 12:
            return sale_made();
        case 13:
            return sale::PostVoid{SaleId{natural()}, natural(), any_text()};
        case 14:
            return sale::ShiftClosed{ShiftId{natural()}, amount(), amount(), amount(), natural32()};
        case 15:
            return journal::MemberEnrolled{
                key(), any_text(), any_text(), BranchId{natural()}, any_text(), hash()};
        case 16:
            return journal::RedemptionRequested{MemberId{natural()},
                                                Points{amount()},
                                                means(),
                                                EntryId{natural()},
                                                Points{whole<std::int64_t>(0, kMinorMax)},
                                                key(),
                                                *rc::gen::arbitrary<bool>(),
                                                whole<std::int64_t>(0, kMinorMax),
                                                key(),
                                                *rc::gen::element<std::string>("", "MUG")};
        case 17:
            return journal::RedemptionReversed{EntryId{natural()}, *rc::gen::arbitrary<bool>()};
        case 18:
            return journal::PointsAdjusted{
                MemberId{natural()}, Points{amount()}, date(), any_text(), any_text()};
        case 19:
            return journal::CardLinked{MemberId{natural()},
                                       key(),
                                       any_text(),
                                       static_cast<loyalty::CardFamily>(
                                           *rc::gen::inRange(0, loyalty::kCardFamilyLast + 1))};
        case 20:
            return journal::CardBlocked{key(), "lost"};
        case 21:
            return journal::CardRefused{key(), "not genuine"};
        case 22:
            return journal::PointsTransferred{
                MemberId{natural()}, MemberId{natural()}, Points{amount()}, any_text(), any_text()};
        case 23:
            return journal::AccountChanged{
                MemberId{natural()}, MemberId{natural()}, *rc::gen::arbitrary<bool>(), any_text()};
        case 24:
            return journal::PointsExpired{
                date(),
                *rc::gen::container<std::vector<journal::ExpiredLot>>(rc::gen::exec([] {
                    return journal::ExpiredLot{
                        MemberId{natural()}, EntryId{natural()}, natural(), Points{amount()}};
                }))};
        case 25:
            return journal::StoredValueExpired{
                date(),
                *rc::gen::container<std::vector<journal::ExpiredValue>>(
                    rc::gen::exec(expired_value))};
        case 26:
            return journal::StoredValueAdjusted{
                value_account(), amount(), any_text(), any_text()};
        case 27:
            return reward_body();
        case 28:
            return settled_body();
        case 29:
            return gift_body();
        default:
            return allowance_body();
    }
}

}  // namespace

std::string any_text() {
    std::string text;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(
             rc::gen::element<std::string>("a",
                                           "Z",
                                           "0",
                                           " ",
                                           "\n",
                                           std::string(1, '\0'),
                                           "é",
                                           "頁",
                                           "陳大文",
                                           "\xf0\x9f\x8d\x9c",
                                           "'",
                                           "\"",
                                           "$1",
                                           "-")))
        text += piece;
    return text;
}

journal::Entry any_entry() {
    journal::Entry entry;
    entry.occurred_at = from_ms(whole<std::int64_t>(0, 253'402'300'799'999));
    entry.business_date = date();
    entry.operator_id = any_text();
    entry.body = body();
    return entry;
}

}  // namespace pareto::test
