// sale why: why this price, why these points: line, rule, campaign, lot and last day, in sentences.
#include <algorithm>

#include "common/loyalty/campaign_sentence.h"
#include "common/sync/campaign_list.h"
#include "hq/app/campaign_check.h"
#include "hq/app/named_rules.h"
#include "hq/app/posting.h"
#include "hq/commands/commands.h"
#include "hq/commands/find_sale.h"
#include "hq/commands/sale_why_text.h"
#include "hq/commands/statement.h"
#include "hq/database/rollup_fold.h"
#include "hq/database/setup.h"

namespace pareto::hq::commands {
namespace {

using pareto::database::Connection;
using pareto::database::Row;

/// A sale with what its sentences speak of.
struct Told {
    EntryId id;
    sale::Sale sale;
    BusinessDate business_date;
    std::string branch, receipt, member_number;
    std::int64_t points = 0;
    EntryId voided_by;
    loyalty::RuleSet rules;
    Currency currency;
    Language language = Language::English;
    loyalty::CampaignSet campaigns;  ///< of the list it was priced by
    loyalty::PricedBasket priced;    ///< again, for the shares of lines and the reasons

    [[nodiscard]] std::string say(Saying what, std::initializer_list<std::string> gaps) const {
        return commands::say(what, gaps, language);
    }

    [[nodiscard]] std::string amount(std::int64_t minor) const {
        return std::string{currency.text()} + " " + format_decimal(Money{minor, currency});
    }
};

Result<void> read_campaigns(Connection& connection, Told& told) {
    const std::int64_t version = told.sale.campaigns.list_version;
    if (version == 0) return {};
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from campaign_list where version = $1", {version}));
    if (rows.empty()) return {};
    PARETO_TRY(auto kept, sync::decode_campaigns_of_list(rows[0].bytes(0)));
    auto set = loyalty::CampaignSet::prepare(std::move(kept.campaigns));
    if (!set) return fault(FaultCode::Corrupt, "a list of campaigns cannot be priced with");
    told.campaigns = std::move(*set);
    told.priced =
        priced_again(told.sale, {told.branch, told.business_date}, told.campaigns, told.rules);
    return {};
}

std::string receipt_of(const Row& row, const sale::Sale& sale) {
    if (!sale.source_receipt.empty()) return sale.source_receipt;
    std::string digits = std::to_string(row.integer(6));
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return row.text(3) + "-" + row.text(4) + "-" + digits;
}

Result<Told> read(Connection& connection, EntryId id) {
    PARETO_TRY(const auto rows,
               connection.execute("select e.bytes, s.points, s.voided_by, b.code, t.code, "
                                  "coalesce(m.member_number, ''), s.receipt_number from sale s "
                                  "join entry e on e.registration = $1 and e.sequence = $2 join "
                                  "branch b on b.branch_id = s.branch_id join terminal t on "
                                  "t.terminal_id = s.terminal_id left join member m on "
                                  "m.member_id = s.shard_key where s.sale_id = $3",
                                  {std::int64_t{id.registration()}, id.sequence(), id.value}));
    if (rows.empty()) return fault(FaultCode::Corrupt, "a sale has no entry, branch or terminal");
    const Row& row = rows[0];
    PARETO_TRY(journal::Entry entry, journal::decode(row.bytes(0)));
    auto* const sale = std::get_if<sale::Sale>(&entry.body);
    if (sale == nullptr) return fault(FaultCode::Corrupt, "the entry of a sale is none");
    Told told;
    told.id = id;
    told.business_date = entry.business_date;
    told.branch = row.text(3);
    told.receipt = receipt_of(row, *sale);
    told.member_number = row.text(5);
    told.points = row.integer(1);
    told.voided_by = EntryId{row.integer(2)};
    told.sale = std::move(*sale);
    PARETO_TRY(const auto rules, hq::database::read_rule_sets(connection));
    told.rules = named_rules(rules, told.sale.rules_version);
    PARETO_TRY_VOID(read_campaigns(connection, told));
    return told;
}

/// The rule in words; it ends with a full stop.
std::string rule_text(const Told& told, const loyalty::Award& award) {
    const loyalty::Campaign* const campaign = told.campaigns.find(award.campaign);
    const auto rule = static_cast<std::size_t>(award.rule) - 1;
    if (campaign == nullptr || rule >= campaign->rules.size()) return ".";
    return loyalty::sentence(*campaign,
                             rule,
                             told.currency,
                             told.language == Language::English
                                 ? loyalty::Language::English
                                 : loyalty::Language::TraditionalChinese);
}

std::string campaign_text(const Told& told, loyalty::CampaignId id) {
    const loyalty::Campaign* const campaign = told.campaigns.find(id);
    return std::to_string(id.value) +
           (campaign == nullptr ? std::string{} : " \"" + campaign->name + "\"");
}

/// What each award of a campaign gave this line: discounts, or points.
std::string shares_text(const Told& told, std::size_t line, bool points) {
    std::string text;
    for (const loyalty::AwardShare& share : told.priced.shares) {
        if (static_cast<std::size_t>(share.line) != line) continue;
        const std::int64_t figure = points ? share.points.value : share.discount_minor;
        if (figure == 0) continue;
        const loyalty::Award& award = told.priced.awards[static_cast<std::size_t>(share.award)];
        text += told.say(points ? Saying::LineBonus : Saying::LineByCampaign,
                         {points ? std::to_string(figure) : told.amount(figure),
                          campaign_text(told, award.campaign),
                          std::to_string(award.rule),
                          rule_text(told, award)});
    }
    return text;
}

std::string rate_text(const Rational& rate) {
    return std::to_string(rate.numerator) +
           (rate.denominator == 1 ? std::string{} : "/" + std::to_string(rate.denominator));
}

/// The rule that names the line's item, or else its category; null when none does.
const loyalty::EarningRule* earning_rule(const Told& told, const sale::Line& line) {
    const auto& rules = told.rules.earning_rules;
    auto found = std::find_if(rules.begin(), rules.end(), [&](const loyalty::EarningRule& rule) {
        return !rule.sku.empty() && rule.sku == line.sku;
    });
    if (found == rules.end()) {
        found = std::find_if(rules.begin(), rules.end(), [&](const loyalty::EarningRule& rule) {
            return rule.sku.empty() && !rule.category.empty() && rule.category == line.category;
        });
    }
    return found == rules.end() ? nullptr : &*found;
}

std::string earned_text(const Told& told, const sale::Line& line, std::int64_t points) {
    const loyalty::EarningRule* const rule = earning_rule(told, line);
    const std::string named = rule == nullptr     ? std::string{}
                              : rule->sku.empty() ? rule->category
                                                  : rule->sku;
    if (rule != nullptr && rule->multiplier.numerator == 0)
        return told.say(Saying::LineItemEarnsNot, {named});
    if (!loyalty::earns({line.sku, line.category, line.amount_minor, line.discount_minor},
                        told.rules)) {
        return told.say(Saying::LineOverDiscount,
                        {std::to_string(told.rules.discount_percent_max)});
    }
    if (rule != nullptr && rule->multiplier != Rational{1, 1})
        return told.say(Saying::LineTimes,
                        {std::to_string(points), named, rate_text(rule->multiplier)});
    return told.say(Saying::LineEarned, {std::to_string(points)});
}

std::string returned_text(const Told& told, const sale::Line& line) {
    std::string text = told.say(Saying::LineBack,
                                {std::to_string(line.number),
                                 line.description,
                                 format_decimal(Quantity{-line.quantity.thousandths}),
                                 entry_text(EntryId{line.original->sale.value}),
                                 std::to_string(line.original->line),
                                 told.amount(-line.amount_minor)});
    if (line.points.value < 0)
        text += told.say(Saying::LineTakenBack, {std::to_string(-line.points.value)});
    if (line.points_paid.value < 0)
        text += told.say(Saying::LineGivenBack, {std::to_string(-line.points_paid.value)});
    return text;
}

std::string line_text(const Told& told,
                      std::size_t index,
                      const std::vector<loyalty::LineShare>& shares) {
    const sale::Line& line = told.sale.lines[index];
    if (line.original) return returned_text(told, line);
    const std::int64_t by_hand = line.discount_minor - line.campaign_discount_minor;
    std::string text = told.say(Saying::Line,
                                {std::to_string(line.number),
                                 line.description.empty() ? line.sku : line.description,
                                 format_decimal(line.quantity),
                                 told.amount(line.amount_minor + line.discount_minor)});
    if (by_hand != 0) text += told.say(Saying::LineByHand, {told.amount(by_hand)});
    text += shares_text(told, index, false);
    if (line.discount_minor != 0)
        text += told.say(Saying::LineCost, {told.amount(line.amount_minor)});
    const loyalty::LineShare& share = shares[index];
    if (line.kind == sale::LineKind::Gift)
        return text + told.say(Saying::LineGift, {std::to_string(line.points_paid.value)});
    if (share.points_paid_minor != 0) {
        text += told.say(
            Saying::LinePaidByPoints,
            {told.amount(share.points_paid_minor), std::to_string(share.points_paid.value)});
    }
    if (told.sale.card_key.empty() && !told.sale.facts.member) return text;
    text += earned_text(told, line, share.points.value - line.campaign_points.value);
    return text + shares_text(told, index, true);
}

Saying paid_by(const sale::Tender& tender) {
    switch (tender.kind) {
        case sale::TenderKind::Cash:
            return Saying::PaidCash;
        case sale::TenderKind::Card:
            return Saying::PaidCard;
        case sale::TenderKind::Points:
            return tender.amount_minor == 0 ? Saying::PaidGift : Saying::PaidPoints;
        case sale::TenderKind::StoredValue:
            return tender.instrument.empty() ? Saying::PaidValue : Saying::PaidGiftCard;
        case sale::TenderKind::Voucher:
            return Saying::PaidVoucher;
    }
    return Saying::PaidCash;
}

Saying given_back_as(const sale::Tender& tender) {
    switch (tender.kind) {
        case sale::TenderKind::Cash:
            return Saying::ChangedCash;
        case sale::TenderKind::Card:
            return Saying::BackCard;
        case sale::TenderKind::Points:
            return tender.amount_minor == 0 ? Saying::BackGift : Saying::BackPoints;
        case sale::TenderKind::StoredValue:
            return tender.instrument.empty() ? Saying::BackValue : Saying::BackGiftCard;
        case sale::TenderKind::Voucher:
            return Saying::BackVoucher;
    }
    return Saying::ChangedCash;
}

std::string tenders_text(const Told& told) {
    std::string text;
    for (const sale::Tender& tender : told.sale.tenders) {
        const std::string amount = told.amount(std::abs(tender.amount_minor));
        const std::string points = std::to_string(std::abs(tender.points.value));
        const bool of_gift = tender.kind == sale::TenderKind::Points && tender.amount_minor == 0;
        const bool back = tender.amount_minor < 0 || (of_gift && tender.points.value < 0);
        const Saying how = back ? given_back_as(tender) : paid_by(tender);
        text += of_gift ? told.say(how, {points}) : told.say(how, {amount, points});
    }
    return text;
}

std::string head_text(const Told& told) {
    const std::string total = told.amount(told.sale.total_minor());
    const std::string day = to_string(told.business_date);
    std::string text;
    if (!told.member_number.empty()) {
        text = told.say(Saying::OfMember, {told.receipt, day, told.member_number, total});
    } else if (told.sale.card_key.empty() && !told.sale.facts.member) {
        text = told.say(Saying::OfNobody, {told.receipt, day, total});
    } else {
        text = told.say(Saying::OfUnknownCard, {told.receipt, day, total});
    }
    return text + told.say(Saying::ByRules, {std::to_string(told.rules.version)});
}

/// What holds for the whole: how points come of it, gifts, and what was not given.
std::string whole_text(const Told& told) {
    std::string text;
    const loyalty::RuleSet& rules = told.rules;
    const auto paid_by_card = std::any_of(
        told.sale.tenders.begin(), told.sale.tenders.end(), [](const sale::Tender& tender) {
            return tender.kind == sale::TenderKind::Card && tender.amount_minor > 0;
        });
    if (paid_by_card && rules.card_tender != Rational{1, 1})
        text += told.say(Saying::CardEarns, {rate_text(rules.card_tender)});
    const Rational tier = loyalty::tier_multiplier(rules, told.sale.facts.tier);
    if (tier != Rational{1, 1})
        text += told.say(Saying::TierTimes, {told.sale.facts.tier, rate_text(tier)});
    for (const loyalty::Award& award : told.sale.campaigns.awards) {
        const std::string by = campaign_text(told, award.campaign);
        if (!award.gift_sku.empty()) text += told.say(Saying::BasketGift, {award.gift_sku, by});
        if (award.voucher_minor > 0)
            text += told.say(Saying::BasketGift, {told.amount(award.voucher_minor), by});
        if (award.stored_value_minor > 0)
            text += told.say(Saying::BasketGift, {told.amount(award.stored_value_minor), by});
    }
    for (const loyalty::Reason& reason : told.priced.reasons) {
        if (reason.why == loyalty::Why::Applied) continue;
        text += told.say(Saying::NotGiven,
                         {campaign_text(told, reason.campaign),
                          std::to_string(reason.rule),
                          why_not(reason.why, told.language)});
    }
    return text;
}

/// What became of its points since.
Result<std::string> books_text(Connection& connection, const Told& told) {
    std::string text;
    const std::string lot = entry_text(told.id) + "/1";
    PARETO_TRY(const auto lots,
               connection.execute("select remaining, expires_on, '' from lot where cause = $1 and "
                                  "number = 1 union all select remaining, expires_on, matures_on "
                                  "from pending_lot where cause = $1 and number = 1",
                                  {told.id.value}));
    for (const Row& row : lots) {
        const std::string left = std::to_string(row.integer(0));
        if (row.text(2).empty()) {
            text += told.say(Saying::Lot, {std::to_string(told.points), lot, row.text(1), left});
        } else {
            text += told.say(Saying::Pending, {lot, row.text(2), row.text(1), left});
        }
    }
    if (told.points == 0) text += told.say(Saying::NoPoints, {});
    PARETO_TRY(const auto back,
               connection.execute("select entry_id, line, points_taken from returned_line where "
                                  "sale_id = $1 order by entry_id, entry_line",
                                  {told.id.value}));
    for (const Row& row : back) {
        if (row.integer(2) < 0) continue;  // a post-void of the return
        text += told.say(Saying::CameBack,
                         {entry_text(EntryId{row.integer(0)}),
                          std::to_string(row.integer(1)),
                          std::to_string(row.integer(2))});
    }
    if (told.voided_by) text += told.say(Saying::Voided, {entry_text(told.voided_by)});
    PARETO_TRY(const auto suspense,
               connection.execute(
                   "select reason, detail from suspense where entry_id = $1 order by reason",
                   {told.id.value}));
    for (const Row& row : suspense)
        text += told.say(Saying::Suspense, {row.text(0), row.text(1)});
    return text;
}

}  // namespace

Result<std::string> why_sale(Connection& connection, const SaleOptions& options) {
    PARETO_TRY(const EntryId id, find_sale(connection, options.sale));
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto own, hq::database::read_setting(connection, "language"));
    PARETO_TRY(Told told, read(connection, id));
    told.currency = company.currency;
    told.language = find_language(options.language.empty() ? own.value_or("en") : options.language)
                        .value_or(Language::English);
    std::string text = head_text(told);
    const auto shares = sale::shares_of(told.sale, told.rules);
    for (std::size_t index = 0; index < told.sale.lines.size(); ++index)
        text += line_text(told, index, shares);
    text += tenders_text(told);
    if (!told.sale.card_key.empty() || told.sale.facts.member) {
        text += earning_sentence(earning_minor(told.sale),
                                 told.points,
                                 told.rules.points_per_minor,
                                 told.currency,
                                 told.language) +
                "\n";
    }
    text += whole_text(told);
    PARETO_TRY(const std::string since, books_text(connection, told));
    return text + since;
}

int explain(const Place& place, const SaleOptions& options, const Surroundings& surroundings) {
    const auto text =
        read_books(place, [&](Connection& connection) { return why_sale(connection, options); });
    if (!text) return fail(surroundings, text.error());
    surroundings.output.out(*text);
    return kDone;
}

}  // namespace pareto::hq::commands
