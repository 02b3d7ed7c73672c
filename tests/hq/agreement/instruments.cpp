#include "tests/hq/agreement/instruments.h"

#include <algorithm>

#include "common/goods/voucher_code.h"
#include "hq/app/value_posting.h"
#include "hq/database/coupon_desk.h"
#include "hq/database/voucher_desk.h"
#include "hq/database/writing.h"

namespace pareto::hq::test {
namespace {

std::string unequal(const std::string& what, std::int64_t there, std::int64_t here) {
    if (there == here) return "";
    return what + ": " + std::to_string(there) + " follows from the journal, HQ has " +
           std::to_string(here);
}

bool gave_something(const sale::Sale& sale, loyalty::CampaignId campaign) {
    const auto& awards = sale.campaigns.awards;
    return std::any_of(awards.begin(), awards.end(), [&](const loyalty::Award& award) {
        return award.campaign == campaign;
    });
}

// What campaigns put on the member's own account.
std::int64_t value_given(const sale::Sale& sale) {
    std::int64_t minor = 0;
    for (const loyalty::Award& award : sale.campaigns.awards)
        minor += award.stored_value_minor;
    return minor;
}

bool all_came_back(const terminal::RecordedSale& recorded,
                   const std::vector<const sale::Sale*>& sales) {
    std::map<std::int32_t, std::int64_t> back;  // thousandths, by line
    for (const sale::Sale* const sale : sales) {
        for (const sale::Line& line : sale->lines) {
            if (line.original && line.original->sale == recorded.id)
                back[line.original->line] -= line.quantity.thousandths;
        }
    }
    const auto& lines = recorded.sale.lines;
    return std::all_of(lines.begin(), lines.end(), [&](const sale::Line& line) {
        return line.original || back[line.number] >= line.quantity.thousandths;
    });
}

}  // namespace

void Instruments::make(TerminalId holder) {
    database::LocalJournal journal{hq_.connection(), hq_.clock, hq_.own_registration, 0};
    auto transaction = must(database::begin_writing(hq_.connection()));
    for (const VoucherRecipe& voucher : story_.vouchers) {
        database::VoucherOrder order;
        order.terms.value_minor = voucher.value_minor;
        order.terms.uses = voucher.uses;
        order.terms.from = date("2026-02-01");
        order.terms.until = date("2026-12-31");
        if (voucher.held) order.terms.holder = holder;
        secrets_.push_back(hq_.random.bytes(goods::kVoucherSecretBytes));
        order.secrets = {secrets_.back()};
        must(database::issue_vouchers(
            hq_.connection(),
            journal,
            order,
            {hq_.clock.now(), date("2026-03-01"), "mgr", journal::Unknown{}},
            kAllowanceKey));
    }
    for (const loyalty::Campaign& campaign : story_.campaigns) {
        if (!campaign.coupons.pool) continue;
        for (const char* code : {"POOL-1", "POOL-2"})
            static_cast<void>(must(
                hq_.connection().execute("insert into coupon(code, campaign_id) values ($1, $2)",
                                         {std::string{code}, campaign.id.value})));
        static_cast<void>(must(database::allot_coupons(hq_.connection(), campaign.id, holder, 1)));
    }
    must(transaction.commit());
}

void Instruments::fill(MemberId member, const Bytes& gift_card) {
    if (story_.opening_value == 0) return;
    std::vector<database::LocalEntry> entries;
    for (const sale::ValueAccount& account :
         {sale::ValueAccount{member, {}}, sale::ValueAccount{{}, gift_card}}) {
        filled_[value_key(account)] = story_.opening_value;
        entries.push_back(
            {.entry = {hq_.clock.now(),
                       date("2026-03-01"),
                       "",
                       journal::StoredValueAdjusted{account, story_.opening_value, "opening"}},
             .branch = hq_.branch("HK01"),
             .terminal_code = "",
             .personal = std::nullopt});
    }
    database::LocalJournal journal{hq_.connection(), hq_.clock, hq_.own_registration, 0};
    static_cast<void>(must(journal.append(entries)));
}

std::string Instruments::voucher_code(int number) const {
    const auto index = static_cast<std::size_t>(number) - 1;
    return number > 0 && index < secrets_.size() ? goods::voucher_code(secrets_[index]) : "";
}

std::string Instruments::compare(const std::vector<terminal::RecordedSale>& recorded,
                                 const std::vector<bool>& voided) {
    std::vector<const sale::Sale*> sales;
    for (std::size_t i = 0; i < recorded.size(); ++i) {
        if (!voided[i]) sales.push_back(&recorded[i].sale);
    }
    std::map<Bytes, std::int64_t> left = filled_;
    for (std::size_t i = 0; i < recorded.size(); ++i) {
        const std::int64_t given = voided[i] ? 0 : value_given(recorded[i].sale);
        if (given != 0 && !all_came_back(recorded[i], sales))
            left[value_key({recorded[i].sale.facts.member, {}})] += given;
    }
    if (std::string wrong = compare_value(sales, std::move(left)); !wrong.empty()) return wrong;
    if (std::string wrong = compare_vouchers(sales); !wrong.empty()) return wrong;
    return compare_coupons(sales);
}

// What was there, and what was sold, less what paid, with what came back either way.
std::string Instruments::compare_value(const std::vector<const sale::Sale*>& sales,
                                       std::map<Bytes, std::int64_t> left) {
    const auto key = [](const sale::Sale& sale, const Bytes& gift_card) {
        return value_key({gift_card.empty() ? sale.facts.member : MemberId{}, gift_card});
    };
    for (const sale::Sale* const sale : sales) {
        for (const sale::Line& line : sale->lines) {
            if (line.kind == sale::LineKind::StoredValue)
                left[key(*sale, line.gift_card)] += line.amount_minor;
        }
        for (const sale::Tender& tender : sale->tenders) {
            if (tender.kind == sale::TenderKind::StoredValue)
                left[key(*sale, tender.instrument)] -= tender.amount_minor;
        }
    }
    for (const auto& row : must(hq_.connection().execute(
             "select account_key, value_minor, held_minor from value_account"))) {
        if (std::string wrong = unequal("held value", 0, row.integer(2)); !wrong.empty())
            return wrong;
        if (std::string wrong = unequal("stored value", left[row.bytes(0)], row.integer(1));
            !wrong.empty())
            return wrong;
        left.erase(row.bytes(0));
    }
    for (const auto& [account, minor] : left) {
        if (minor != 0) return "stored value that HQ does not know";
    }
    return "";
}

std::string Instruments::compare_vouchers(const std::vector<const sale::Sale*>& sales) {
    for (std::size_t i = 0; i < secrets_.size(); ++i) {
        const VoucherRecipe& voucher = story_.vouchers[i];
        const Bytes key = journal::voucher_key(secrets_[i]);
        std::int64_t left = voucher.value_minor * voucher.uses;
        for (const sale::Sale* const sale : sales) {
            for (const sale::Tender& tender : sale->tenders) {
                if (tender.kind != sale::TenderKind::Voucher || tender.instrument != key) continue;
                const bool whole_use = tender.amount_minor > 0 && !story_.rules.vouchers.keeps_rest;
                left -= whole_use ? std::min(left, voucher.value_minor) : tender.amount_minor;
            }
        }
        const auto rows = must(
            hq_.connection().execute("select left_minor, state from voucher where voucher_key = $1",
                                     {pareto::database::Blob{key}}));
        if (rows.size() != 1 || rows[0].text(1) != "open") return "a voucher is not open";
        if (std::string wrong =
                unequal("voucher " + std::to_string(i + 1), left, rows[0].integer(0));
            !wrong.empty())
            return wrong;
    }
    return unequal("uses of vouchers that nobody will end",
                   0,
                   hq_.number("select count(*) from voucher_use where state = 'held'"));
}

// A code is used when its campaign gave something in the sale.
std::string Instruments::compare_coupons(const std::vector<const sale::Sale*>& sales) {
    std::int64_t uses = 0;
    for (const sale::Sale* const sale : sales) {
        for (const loyalty::PresentedCoupon& coupon : sale->campaigns.coupons)
            uses += coupon.campaign && gave_something(*sale, coupon.campaign) ? 1 : 0;
    }
    if (std::string wrong =
            unequal("uses of codes", uses, hq_.number("select count(*) from coupon_use"));
        !wrong.empty())
        return wrong;
    return unequal("claims that nobody will end",
                   0,
                   hq_.number("select count(*) from coupon_claim where state = 'claimed' and "
                              "campaign_id <> 0"));
}

}  // namespace pareto::hq::test
