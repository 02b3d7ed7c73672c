// Posting of sales: the branch's figures, what was paid with points, and what the member earned.
#include "hq/app/posting.h"

#include <algorithm>
#include <utility>

#include "hq/app/gift_posting.h"
#include "hq/app/mint_caps.h"
#include "hq/app/reserved.h"
#include "hq/app/reward_posting.h"

namespace pareto::hq {
namespace {

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

bool names_originals(const sale::Sale& sale) {
    return std::any_of(sale.lines.begin(), sale.lines.end(), [](const sale::Line& line) {
        return line.original.has_value();
    });
}

std::optional<BusinessDate> matures_on(BusinessDate earned_on, const loyalty::RuleSet& rules) {
    if (rules.pending_days <= 0) return std::nullopt;
    return std::min(add_days(earned_on, rules.pending_days), kLastDate);
}

// Terminals of version 0.1.2 and imports say none.
bool says_shares(const sale::Sale& sale) {
    return std::any_of(sale.lines.begin(), sale.lines.end(), [](const sale::Line& line) {
        const bool said =
            line.points.value != 0 || line.points_paid_minor != 0 || line.points_paid.value != 0;
        return !line.original && said;
    });
}

}  // namespace

std::int64_t earning_minor(const sale::Sale& sale) {
    std::int64_t minor = -sale.points_paid_minor() - sale.paid_minor(sale::TenderKind::Voucher);
    for (const sale::Line& line : sale.lines) {
        if (!line.original && line.kind == sale::LineKind::Goods) minor += line.amount_minor;
    }
    return minor;
}

std::int64_t returned_minor(const sale::Line& line) {
    if (line.kind != sale::LineKind::Goods) return 0;
    return line.amount_minor - line.points_paid_minor - line.voucher_paid_minor;
}

std::int64_t goods_back_minor(const sale::Sale& sale) {
    std::int64_t minor = 0;
    for (const sale::Line& line : sale.lines) {
        if (line.kind == sale::LineKind::Goods)
            minor -= std::min<std::int64_t>(line.amount_minor, 0);
    }
    return minor;
}

bool pays_with_points(const sale::Tender& tender) {
    const bool of_gift_back = tender.amount_minor == 0 && tender.points.value < 0;
    return tender.kind == sale::TenderKind::Points && tender.amount_minor >= 0 && !of_gift_back;
}

std::int64_t counts_as_sale(const sale::Sale& sale) {
    return sale.is_return() || sale.is_without_goods() ? 0 : 1;
}

std::int64_t counts_as_return(const sale::Sale& sale) {
    return sale.is_return() && !sale.is_without_goods() ? 1 : 0;
}

std::int64_t signed_points(const sale::Sale& sale, const loyalty::RuleSet& rules) {
    return sale::points_of(sale::shares_of(sale, rules)).value;
}

BusinessDate usable_until(BusinessDate earned_on, const loyalty::RuleSet& rules) {
    return std::min(loyalty::lot_expiry(earned_on, rules), kLastDate);
}

BusinessDate value_usable_until(BusinessDate sold_on, const loyalty::RuleSet& rules) {
    if (rules.stored_value_days <= 0) return kLastDate;
    return std::min(add_days(sold_on, rules.stored_value_days), kLastDate);
}

Points promised_points(const sale::Sale& sale, const loyalty::RuleSet& rules) {
    const bool has_card = !sale.card_key.empty() || sale.facts.member;
    return Points{has_card ? signed_points(sale, rules) : 0};
}

void Posting::post(const TakenEntry& taken) {
    note_heard(taken, books_, plan_);
    if (!taken.entry) {
        suspend(taken.id, suspense_reason::kMalformed, "kind " + std::to_string(taken.kind));
        return;
    }
    if (const auto why = why_reserved_for_hq(taken.entry->body); why && !taken.local)
        return suspend(taken.id, suspense_reason::kNotAllowed, std::string{*why});
    RewardPosting rewards{books_, plan_};
    std::visit(
        Overload{
            [&](const journal::Unknown& body) {
                suspend(
                    taken.id, suspense_reason::kUnknownKind, "kind " + std::to_string(body.kind));
            },
            [&](const journal::RegistrationOpened& body) {
                if (!taken.second_history) plan_.continued[taken.id.registration()] = body;
            },
            [&](const sale::ShiftOpened&) {},
            [&](const sale::Sale& body) { post_sale(taken, body); },
            [&](const sale::PostVoid& body) { post_void(taken, body); },
            [&](const sale::ShiftClosed&) {},
            [&](const journal::MemberEnrolled& body) { post_enrolment(taken, body); },
            [&](const journal::RedemptionRequested& body) {
                if (body.means != loyalty::RedemptionMeans::Hq) post_offline_request(taken, body);
            },
            [&](const journal::RedemptionReversed& body) {
                GiftPosting{books_, plan_}.reverse(taken, body.redemption);
                if (!value_.post_reversal(taken, body.redemption) &&
                    !rewards.reverse(taken, body.redemption))
                    post_reversal(taken, body.redemption);
            },
            [&](const journal::PointsAdjusted& body) { post_adjustment(taken, body); },
            [&](const journal::CardLinked& body) { post_card(taken, body); },
            [&](const journal::CardBlocked& body) { post_block(taken, body); },
            [&](const journal::CardRefused& body) { post_refusal(taken, body); },
            [&](const journal::PointsExpired& body) { post_expiry(taken, body); },
            [&](const journal::PointsTransferred& body) { post_transfer(taken, body); },
            [&](const journal::AccountChanged& body) { post_account(taken, body); },
            [&](const journal::AllowanceGranted& body) { post_granted(taken, body); },
            [&](const journal::AllowanceReceived& body) { post_received(taken, body); },
            [&](const journal::AllowanceClosed& body) { post_closed(taken, body); },
            [&](const journal::AllowanceWrittenOff& body) {
                end_allowance(taken, body.allowance, AllowanceState::WrittenOff);
            },
            [&](const journal::StoredValueExpired& body) { value_.post_expiry(taken, body); },
            [&](const journal::StoredValueAdjusted& body) { value_.post_adjustment(taken, body); },
            [&](const journal::VoucherIssued& body) { rewards.post(taken, body); },
            [&](const journal::VouchersEnded& body) { rewards.post(taken, body); },
            [&](const journal::VoucherRequested& body) { rewards.post(taken, body); },
            [&](const journal::CouponRequested& body) { rewards.post(taken, body); },
            [&](const journal::SuspenseSettled& body) { post_settled(taken, body); },
            [&](const journal::GiftDefined& body) {
                GiftPosting{books_, plan_}.post(taken, body);
            },
            [&](const journal::GiftStocked& body) {
                GiftPosting{books_, plan_}.post(taken, body);
            },
        },
        taken.entry->body);
}

void Posting::post_sale(const TakenEntry& taken, const sale::Sale& sale) {
    auto& receipt_number = plan_.receipt_numbers[taken.journal];
    receipt_number = std::max(receipt_number, sale.receipt_number);
    if (const auto refusal = sale::check(sale)) {
        suspend(taken.id, suspense_reason::kInvalidSale, std::string{sale::name_of(*refusal)});
        return;
    }
    // HQ's card table decides, not what the terminal knew. A member named without a card is waited
    // for like a card.
    Bytes key = sale.card_key;
    if (key.empty() && sale.facts.member) key = member_key(sale.facts.member);
    const MemberId owner = key.empty() ? MemberId{} : member_of_key(key);

    KnownSale& known = books_.sales[taken.id.value];
    known.entry = &taken;
    known.is_new = true;
    SaleHead& head = known.head;
    head = {.shard = owner ? owner.value : -taken.branch.value,
            .id = SaleId{taken.id.value},
            .branch = taken.branch,
            .terminal = taken.terminal,
            .receipt_number = sale.receipt_number,
            .occurred_ms = to_ms(taken.entry->occurred_at),
            .business_date = taken.entry->business_date,
            .total_minor = sale.total_minor(),
            .eligible_minor = sale.eligible_minor(),
            .remaining_minor = earning_minor(sale),
            .points = 0,
            .card_key = key,
            .voided_by = {}};
    if (owner || !key.empty()) head.points = sale::points_of(shares_of(known)).value;
    plan_.new_sales.push_back(head.id);
    for (TagEvent& event : tag_events(head.id, sale))
        plan_.tag_events.push_back(std::move(event));
    check_promise(taken, sale, known);
    post_campaigns(taken, sale, known.head);
    RewardPosting{books_, plan_}.post_sale(taken, sale);
    const bool credited = owner && mint(known, owner);
    if (credited && !taken.local) check_own_facts(sale, known, owner);

    BranchDay& day = branch_day(head);
    day.sales += counts_as_sale(sale);
    day.returns += counts_as_return(sale);
    day.net_minor += head.eligible_minor;
    day.returns_minor += goods_back_minor(sale);
    value_.post_sale(taken, sale);
    GiftPosting{books_, plan_}.post_sale(taken, sale);
    Booking redeeming = booking_of(taken.id, kRedeemingNumber, sale.rules_version);
    for (const sale::Tender& tender : sale.tenders) {
        if (pays_with_points(tender)) capture(redeeming, known, tender, owner);
    }
    if (credited) {
        Booking booking = booking_of(taken.id, kFirstNumber, sale.rules_version);
        credit_own_part(booking, known, owner);
    } else if (!head.card_key.empty()) {
        expect_card(head.card_key, taken.id);
    }
    if (names_originals(sale) && !wait_for_originals(taken, sale))
        post_returning_lines(taken, sale);
    post_waiting(taken.id);
}

void Posting::check_promise(const TakenEntry& taken, const sale::Sale& sale, KnownSale& known) {
    const SaleHead& head = known.head;
    if (!books_.rules.contains(sale.rules_version)) {
        suspend(taken.id,
                suspense_reason::kEngineMismatch,
                "rule set " + std::to_string(sale.rules_version) + " is not known; booked by " +
                    std::to_string(rules_of(known).version));
    }
    if (says_shares(sale)) {
        sale::Sale computed = sale;
        sale::write_shares(computed, rules_of(known));
        for (std::size_t index = 0; index < sale.lines.size(); ++index) {
            if (computed.lines[index] == sale.lines[index]) continue;
            suspend(taken.id,
                    suspense_reason::kEngineMismatch,
                    "line " + std::to_string(sale.lines[index].number) +
                        ": its shares are booked as they come out here");
        }
    }
    // What a return takes back depends on what else HQ knows was returned, so only sales without
    // one are compared.
    if (names_originals(sale)) return;
    const bool knew_no_member = !sale.facts.member && sale.points_promised.value == 0;
    if (sale.points_promised.value == head.points || knew_no_member) return;
    suspend(taken.id,
            suspense_reason::kEngineMismatch,
            "promised " + std::to_string(sale.points_promised.value) + " points, booked " +
                std::to_string(head.points));
}

void Posting::credit_own_part(Booking& booking, KnownSale& known, MemberId owner) {
    const SaleHead& head = known.head;
    const auto& sale = std::get<sale::Sale>(known.entry->entry->body);
    const bool voided = static_cast<bool>(head.voided_by);
    const std::int64_t net_minor = voided ? 0 : earning_minor(sale);
    // Of a voided sale, what returns of it take back when they are credited.
    std::int64_t points = voided ? 0 : head.points;
    if (voided) {
        for (const auto& [line, back] : known.returned)
            points += back.points;
    }
    add_member_day(owner, head, net_minor, voided ? 0 : counts_as_sale(sale));
    BranchDay& day = branch_day(head);
    day.member_minor += net_minor;
    day.points_earned += points;
    MemberAccount& account = account_of(owner);
    const loyalty::RuleSet& rules = rules_of(known);
    if (points > 0) {
        give(booking,
             owner,
             account,
             {.points = points,
              .from = Account::Issued,
              .lot = {EntryId{head.id.value}, kSaleLot},
              .expires_on = usable_until(head.business_date, rules),
              .code = transfer_code::kEarn,
              .lot_is_new = true,
              .matures_on = matures_on(head.business_date, rules)});
    } else if (points < 0) {
        // What was forgiven is looked up under the sale, so only where it is booked there.
        const bool booked_here = head.shard > 0;
        take(booking,
             owner,
             account,
             {.points = -points,
              .to = Account::Issued,
              .first = {},
              .on = head.business_date,
              .code = transfer_code::kReturn,
              .pending_first = true,
              .reach = booked_here ? rules.claw_back : loyalty::ClawBack::Unlimited});
    }
    auto& newest = plan_.bought.try_emplace({owner, head.branch}, head.business_date).first->second;
    newest = std::max(newest, head.business_date);
}

}  // namespace pareto::hq
