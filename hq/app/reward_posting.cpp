// Vouchers and pooled coupons in sales, and what HQ and terminals say about them.
#include "hq/app/reward_posting.h"

#include <algorithm>

#include "hq/app/sale_figures.h"
#include "hq/app/suspense_reason.h"

namespace pareto::hq {
namespace {

/// As the newest list that has the campaign says; 0 = any number.
std::int32_t uses_per_code(const Books& books, loyalty::CampaignId campaign) {
    for (auto list = books.campaign_lists.rbegin(); list != books.campaign_lists.rend(); ++list) {
        const loyalty::Campaign* const found = list->second->find(campaign);
        if (found != nullptr) return found->coupons.uses_per_code;
    }
    return 0;
}

}  // namespace

bool campaigns_differ(const Plan& plan, EntryId sale) {
    return std::any_of(plan.suspense.begin(), plan.suspense.end(), [&](const SuspenseRow& row) {
        return row.entry == sale && row.reason == suspense_reason::kEngineMismatch &&
               row.detail.find("campaign") != std::string::npos;
    });
}

bool all_came_back(const KnownSale& sale) {
    const auto& lines = std::get<sale::Sale>(sale.entry->entry->body).lines;
    return std::all_of(lines.begin(), lines.end(), [&](const sale::Line& line) {
        if (line.original || line.quantity.thousandths <= 0) return true;
        const auto back = sale.returned.find(line.number);
        return back != sale.returned.end() && back->second.thousandths >= line.quantity.thousandths;
    });
}

void RewardPosting::post(const TakenEntry& taken, const journal::VoucherIssued& issued) {
    list(taken.id,
         suspense_reason::kVoucherConflict,
         books_.vouchers.issue(taken.id, 0, issued.voucher));
}

void RewardPosting::post(const TakenEntry& taken, const journal::VouchersEnded& ended) {
    for (const Bytes& voucher : ended.vouchers) {
        const auto known = books_.vouchers.vouchers.find(voucher);
        if (known == books_.vouchers.vouchers.end()) continue;
        // What can be used still (goods came back meanwhile) does not expire.
        if (ended.expired && known->second.terms.until > ended.through) continue;
        books_.vouchers.end(
            taken.id, voucher, ended.expired ? VoucherState::Expired : VoucherState::Void);
    }
}

void RewardPosting::post(const TakenEntry& taken, const journal::VoucherRequested& requested) {
    books_.vouchers.request(taken.id, requested);
    if (requested.means != loyalty::RedemptionMeans::Allowance) return;
    const auto grant = journal::decode_voucher(requested.grant);
    const auto key =
        grant ? books_.allowance_keys.find(grant->key_id) : books_.allowance_keys.end();
    const bool is_ours =
        key != books_.allowance_keys.end() && grant->key == requested.voucher &&
        grant->holder == taken.terminal &&
        journal::is_voucher_signed(key->second, requested.grant, requested.signature);
    if (!is_ours) {
        list(taken.id,
             suspense_reason::kVoucherConflict,
             "this HQ did not leave that voucher to the terminal");
        return;
    }
    // An HQ that was restored learns here what it had issued.
    if (!books_.vouchers.vouchers.contains(requested.voucher))
        list(taken.id,
             suspense_reason::kVoucherConflict,
             books_.vouchers.issue(taken.id, 0, *grant));
    // The holder asks nobody; one that did, has the use already that it was given then.
    if (books_.vouchers.uses.at(taken.id).state != UseState::Requested) {
        list(taken.id,
             suspense_reason::kVoucherConflict,
             "a use of a voucher was asked for, and then taken without asking");
        return;
    }
    books_.vouchers.hold(taken.id, taken.id, requested.use);
}

void RewardPosting::post(const TakenEntry& taken, const journal::CouponRequested& requested) {
    const KnownClaim by{
        .code = requested.code, .member = requested.member, .refusal = {}, .sale = {}};
    // What HQ is asked for, it claims when it answers: here is only noted that it may be.
    if (requested.means != loyalty::RedemptionMeans::Allowance)
        return books_.coupons.claim(taken.id, {loyalty::CampaignId{}}, by);
    for (const loyalty::CampaignId campaign : requested.campaigns) {
        const auto code = books_.coupons.codes.find({campaign, requested.code});
        const bool is_held =
            code != books_.coupons.codes.end() && code->second.holder == taken.terminal;
        if (!is_held) {
            list(taken.id,
                 suspense_reason::kCouponConflict,
                 "coupon " + requested.code + " is not allotted to this terminal");
            continue;
        }
        const std::int32_t most = uses_per_code(books_, campaign);
        if (most > 0 && code->second.uses >= most) {
            list(taken.id,
                 suspense_reason::kCouponConflict,
                 "coupon " + requested.code + " was used more often than its campaign allows");
        }
        ++code->second.uses;
        books_.coupons.claim(taken.id, {campaign}, by);
    }
}

void RewardPosting::list(EntryId entry, std::string_view reason, const std::string& conflict) {
    if (!conflict.empty()) note_suspense(plan_, {entry, reason, conflict});
}

void RewardPosting::post_sale(const TakenEntry& taken, const sale::Sale& sale) {
    for (const sale::Tender& tender : sale.tenders) {
        if (tender.kind != sale::TenderKind::Voucher || tender.amount_minor <= 0) continue;
        if (tender.instrument.size() != loyalty::kVoucherKeyBytes || !tender.redemption) {
            list(
                taken.id, suspense_reason::kVoucherConflict, "a voucher paid that nobody can name");
            continue;
        }
        list(taken.id,
             suspense_reason::kVoucherConflict,
             books_.vouchers.capture(SaleId{taken.id.value},
                                     {tender.redemption, tender.instrument, tender.amount_minor}));
    }
    issue_awarded(taken, sale);
    settle_coupons(taken, sale);
}

// What differs from what comes out here is listed, and no voucher is made of it: it would be money.
void RewardPosting::issue_awarded(const TakenEntry& taken, const sale::Sale& sale) {
    const auto& awards = sale.campaigns.awards;
    const bool gives = std::any_of(awards.begin(), awards.end(), [](const loyalty::Award& award) {
        return award.voucher_minor > 0;
    });
    if (!gives) return;
    const bool differs = campaigns_differ(plan_, taken.id);
    auto key = sale.campaigns.vouchers.begin();
    for (std::size_t i = 0; i < awards.size(); ++i) {
        const loyalty::Award& award = awards[i];
        if (award.voucher_minor <= 0) continue;
        if (key == sale.campaigns.vouchers.end() || key->size() != loyalty::kVoucherKeyBytes) {
            list(taken.id,
                 suspense_reason::kVoucherConflict,
                 "a campaign gave a voucher that has no code");
            return;
        }
        loyalty::Voucher terms;
        terms.key = *key++;
        terms.value_minor = award.voucher_minor;
        terms.from = taken.entry->business_date;
        terms.until = std::min(add_days(terms.from, award.voucher_days), kLastDate);
        terms.member = sale.facts.member;
        if (differs) {
            list(taken.id,
                 suspense_reason::kVoucherConflict,
                 "a voucher of " + std::to_string(terms.value_minor) +
                     " minor units was promised and is not issued: its campaign comes out "
                     "otherwise here");
            continue;
        }
        const auto number = static_cast<std::int64_t>(i) + 1;
        list(taken.id,
             suspense_reason::kVoucherConflict,
             books_.vouchers.issue(taken.id, number, terms));
    }
}

// The claim that brought a campaign's award is used; the others are free again.
void RewardPosting::settle_coupons(const TakenEntry& taken, const sale::Sale& sale) {
    for (const loyalty::PresentedCoupon& coupon : sale.campaigns.coupons) {
        if (!coupon.campaign) continue;
        const bool used = std::any_of(
            sale.campaigns.awards.begin(),
            sale.campaigns.awards.end(),
            [&](const loyalty::Award& award) { return award.campaign == coupon.campaign; });
        const CouponSale by{SaleId{taken.id.value}, sale.facts.member, taken.entry->business_date};
        list(taken.id, suspense_reason::kCouponConflict, books_.coupons.settle(coupon, used, by));
    }
}

void RewardPosting::post_return(const sale::Line& line, const Returned& returned) {
    const std::int64_t said = std::max<std::int64_t>(-line.voucher_paid_minor, 0);
    if (said == 0 && returned.voucher_minor == 0) return;
    const std::int64_t given = books_.vouchers.give_back(
        {.returning = EntryId{returned.returning.value},
         .line = line.number,
         .original = returned.original,
         .minor = std::min(said, returned.voucher_minor > 0 ? returned.voucher_minor + 1 : 0),
         .until = std::min(add_days(returned.on, returned.give_back_days), kLastDate)});
    // Steps that do not know of each other differ by a unit of rounding.
    const std::int64_t difference = returned.voucher_minor - given;
    if (given == said && difference <= 1 && difference >= -1) return;
    list(EntryId{returned.returning.value},
         suspense_reason::kReturnConflict,
         "line " + std::to_string(line.number) + ": " + std::to_string(said) +
             " minor units were to go back to vouchers, " + std::to_string(returned.voucher_minor) +
             " had been paid so, " + std::to_string(given) + " went back");
}

void RewardPosting::end_given(EntryId returning, const KnownSale& original) {
    const auto& sale = std::get<sale::Sale>(original.entry->entry->body);
    if (sale.campaigns.vouchers.empty()) return;
    if (!all_came_back(original)) return;
    for (const Bytes& key : sale.campaigns.vouchers) {
        const auto known = books_.vouchers.vouchers.find(key);
        const bool is_its = known != books_.vouchers.vouchers.end() &&
                            known->second.cause.value == original.head.id.value &&
                            known->second.state == VoucherState::Open;
        if (!is_its) continue;
        const bool used = known->second.left_minor < known->second.terms.value_minor;
        books_.vouchers.end(returning, key, VoucherState::Void);
        if (used)
            list(returning,
                 suspense_reason::kVoucherConflict,
                 "a voucher was used, and all goods of the sale that gave it came back");
    }
}

bool RewardPosting::reverse(const TakenEntry& taken, EntryId redemption) {
    if (books_.vouchers.reverse(redemption, taken.id)) return true;
    return books_.coupons.release(redemption);
}

void RewardPosting::void_sale(const TakenEntry& taken, SaleId sale) {
    VoucherBooks::Originals originals;
    for (const sale::Line& line :
         std::get<sale::Sale>(books_.sales.at(sale.value).entry->entry->body).lines) {
        if (line.original) originals[line.number] = line.original->sale;
    }
    list(taken.id,
         suspense_reason::kVoucherConflict,
         books_.vouchers.void_sale(sale, taken.id, originals));
    books_.coupons.release_sale(sale);
}

}  // namespace pareto::hq
