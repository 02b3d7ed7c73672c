// voucher issue, void, show, list.
#include "hq/database/vouchers.h"

#include <algorithm>

#include "common/goods/voucher_code.h"
#include "hq/commands/allowance_key.h"
#include "hq/commands/commands.h"
#include "hq/database/allowances.h"
#include "hq/database/members.h"
#include "hq/database/setup.h"
#include "hq/database/voucher_desk.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using hq::database::VoucherShownRow;
using pareto::database::Connection;
using reports::CellKind;

constexpr std::int64_t kListedMax = 10'000;
constexpr std::size_t kShortKeyDigits = 12;

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

std::string short_key(const Bytes& key) {
    return "#" + to_hex(key).substr(0, kShortKeyDigits);
}

/// A printed code, or as voucher list shows it.
Result<Bytes> key_named(Connection& connection, const std::string& name) {
    if (const auto secret = goods::parse_voucher_code(name)) return journal::voucher_key(*secret);
    const auto first =
        name.starts_with('#') ? from_hex(std::string_view{name}.substr(1)) : std::optional<Bytes>{};
    if (!first || first->size() * 2 < kShortKeyDigits)
        return refuse(name +
                      " is neither a voucher's code nor # and 12 digits, as voucher list "
                      "shows it");
    PARETO_TRY(const auto all, hq::database::list_vouchers(connection, {}, MemberId{}, kListedMax));
    for (const VoucherShownRow& row : all) {
        if (row.known.terms.key.starts_with(*first)) return row.known.terms.key;
    }
    return refuse("there is no voucher " + name);
}

Result<MemberId> member_named(Connection& connection, const std::string& number) {
    if (number.empty()) return MemberId{};
    PARETO_TRY(const auto found, hq::database::find_member(connection, number));
    if (!found) return refuse("there is no member " + number);
    return found->merged_into ? found->merged_into : found->member;
}

Result<TerminalId> holder_named(Connection& connection, const VoucherOptions& options) {
    if (options.terminal.empty()) return TerminalId{};
    return terminal_named(connection, options.branch, options.terminal);
}

Result<std::int64_t> value_of(const std::string& text, Currency currency) {
    const auto decimal = parse_decimal(text);
    const auto scaled = decimal ? rescale(*decimal, currency.exponent) : std::nullopt;
    if (!scaled || scaled->rounded || scaled->value <= 0 || scaled->value > kMinorMax)
        return refuse("--value " + text + " is no amount above 0 in " +
                      std::string{currency.text()});
    return scaled->value;
}

struct Work {
    const WritingSession& session;
    Connection& connection;
    const VoucherOptions& options;
    CompanyFacts company{};
    BusinessDate today{};

    [[nodiscard]] journal::Entry like() const {
        return {session.surroundings.clock.now(), today, options.by, journal::Unknown{}};
    }

    [[nodiscard]] Result<hq::database::LocalJournal> journal() const {
        PARETO_TRY(const Registration registration, session.turns.registration(connection));
        return hq::database::LocalJournal{connection, session.surroundings.clock, registration, 0};
    }
};

Result<hq::database::VoucherOrder> order_of(const Work& work) {
    const VoucherOptions& options = work.options;
    hq::database::VoucherOrder order;
    PARETO_TRY(order.terms.value_minor, value_of(options.value, work.company.currency));
    order.terms.uses = static_cast<std::int32_t>(options.uses);
    // Usable at once, also where the business day is still the one before.
    order.terms.from = options.from.value_or(add_days(work.today, -1));
    order.terms.until = *options.until;
    PARETO_TRY(order.terms.member, member_named(work.connection, options.member));
    PARETO_TRY(order.terms.holder, holder_named(work.connection, options));
    order.reason = options.reason;
    order.approved_by = options.approved_by;
    if (order.terms.until < order.terms.from) return refuse("--until is before --from");
    if (order.terms.until < work.today) return refuse("--until is over");
    return order;
}

Result<void> check_approval(const Work& work, std::int64_t each_minor) {
    const VoucherOptions& options = work.options;
    if (!options.approved_by.empty() && options.approved_by == options.by)
        return refuse("--approved-by must be another person than --by");
    PARETO_TRY(const loyalty::RuleSet rules, hq::database::current_rules(work.connection));
    const std::int64_t limit = rules.vouchers.approval_above_minor;
    // No product of these is beyond 64 bits: 10^12 × 10^3 × 10^3.
    if (each_minor > kMinorMax / (options.count * options.uses))
        return refuse("these vouchers are worth more than one command may issue");
    if (each_minor * options.count * options.uses > limit && options.approved_by.empty()) {
        return refuse("vouchers of more than " +
                      format_decimal(Money{limit, work.company.currency}) +
                      " in all need a second person: give --approved-by");
    }
    return {};
}

Result<Bytes> issue(const Work& work) {
    PARETO_TRY(auto order, order_of(work));
    PARETO_TRY_VOID(check_approval(work, order.terms.value_minor));
    for (std::int64_t i = 0; i < work.options.count; ++i)
        order.secrets.push_back(work.session.surroundings.random.bytes(goods::kVoucherSecretBytes));
    PARETO_TRY(const Bytes key,
               open_allowance_key(work.session.folder.path(), work.session.surroundings.random));
    PARETO_TRY_VOID(hq::database::keep_allowance_key(work.connection, journal::public_key_of(key)));
    PARETO_TRY(auto journal, work.journal());
    PARETO_TRY_VOID(
        hq::database::issue_vouchers(work.connection, journal, order, work.like(), key));
    reports::Report report;
    report.title = "Vouchers";
    report.currency = work.company.currency;
    report.columns = {{"code", CellKind::Text},
                      {"value", CellKind::Money},
                      {"uses", CellKind::Count},
                      {"from", CellKind::Text},
                      {"until", CellKind::Text}};
    for (const Bytes& secret : order.secrets) {
        report.rows.push_back({goods::grouped_voucher_code(secret),
                               order.terms.value_minor,
                               std::int64_t{order.terms.uses},
                               to_string(order.terms.from),
                               to_string(order.terms.until)});
    }
    return reports::render(report, work.options.format);
}

Result<Bytes> end(const Work& work) {
    PARETO_TRY(const Bytes key, key_named(work.connection, work.options.code));
    PARETO_TRY(auto journal, work.journal());
    PARETO_TRY_VOID(hq::database::void_voucher(
        work.connection, journal, key, work.options.reason, work.like()));
    return Bytes{"voucher " + short_key(key) + " is void\n"};
}

std::string entry_text(EntryId id) {
    return std::to_string(id.registration()) + ":" + std::to_string(id.sequence());
}

Result<std::string> listed(Connection& connection, const VoucherOptions& options) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const MemberId member, member_named(connection, options.member));
    PARETO_TRY(const auto rows, hq::database::list_vouchers(connection, {}, member, kListedMax));
    reports::Report report;
    report.title = "Vouchers";
    report.currency = company.currency;
    report.columns = {{"voucher", CellKind::Text},
                      {"state", CellKind::Text},
                      {"value", CellKind::Money},
                      {"uses", CellKind::Count},
                      {"left", CellKind::Money},
                      {"from", CellKind::Text},
                      {"until", CellKind::Text},
                      {"member", CellKind::Text},
                      {"terminal", CellKind::Text},
                      {"entry", CellKind::Text}};
    for (const VoucherShownRow& row : rows) {
        const loyalty::Voucher& terms = row.known.terms;
        report.rows.push_back({short_key(terms.key),
                               hq::database::text_of(row.known.state),
                               terms.value_minor,
                               std::int64_t{terms.uses},
                               row.known.left_minor,
                               to_string(terms.from),
                               to_string(terms.until),
                               row.member_number,
                               row.holder,
                               entry_text(row.known.cause)});
    }
    return reports::render(report, options.format);
}

std::string account_text(std::int64_t account) {
    switch (static_cast<Account>(account)) {
        case Account::Voucher:
            return "voucher";
        case Account::VouchersIssued:
            return "issued";
        case Account::VouchersRedeemed:
            return "redeemed";
        case Account::VouchersExpired:
            return "expired";
        case Account::VouchersVoid:
            return "void";
        case Account::VouchersForfeited:
            return "forfeited";
        case Account::VoucherHeld:
            return "held";
        case Account::VouchersOverspent:
            return "overspent";
        default:
            return std::to_string(account);
    }
}

Result<std::string> shown(Connection& connection, const VoucherOptions& options) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const Bytes key, key_named(connection, options.code));
    PARETO_TRY(const auto rows, hq::database::list_vouchers(connection, key, MemberId{}, 1));
    if (rows.empty()) return refuse("there is no such voucher");
    const VoucherShownRow& row = rows.front();
    const loyalty::Voucher& terms = row.known.terms;
    reports::Report report;
    report.title = "Voucher " + short_key(key);
    report.currency = company.currency;
    report.headline = {
        {{"state", CellKind::Text}, hq::database::text_of(row.known.state)},
        {{"value", CellKind::Money}, terms.value_minor},
        {{"uses", CellKind::Count}, std::int64_t{terms.uses}},
        {{"left", CellKind::Money}, row.known.left_minor},
        {{"from", CellKind::Text}, to_string(terms.from)},
        {{"until", CellKind::Text}, to_string(terms.until)},
        {{"member", CellKind::Text}, row.member_number},
        {{"terminal", CellKind::Text}, row.holder},
    };
    report.columns = {{"entry", CellKind::Text},
                      {"code", CellKind::Text},
                      {"debit", CellKind::Text},
                      {"credit", CellKind::Text},
                      {"amount", CellKind::Money}};
    PARETO_TRY(const auto movements, hq::database::movements_of(connection, key));
    for (const auto& moved : movements) {
        report.rows.push_back({entry_text(moved.cause),
                               moved.code,
                               account_text(moved.debit),
                               account_text(moved.credit),
                               moved.amount_minor});
    }
    return reports::render(report, options.format);
}

}  // namespace

bool writes(const VoucherOptions& options) {
    return options.what == VoucherOptions::What::Issue ||
           options.what == VoucherOptions::What::Void;
}

int change_vouchers(const VoucherOptions& options, const WritingSession& session) {
    Bytes said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        Work work{session, connection, options};
        PARETO_TRY(work.company, read_company(connection));
        work.today = day_at_hq(work.company, session.surroundings.clock.now());
        if (options.what == VoucherOptions::What::Issue) {
            PARETO_TRY(said, issue(work));
        } else {
            PARETO_TRY(said, end(work));
        }
        return transaction.commit();
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(said);
    return kDone;
}

int show_vouchers(const Place& place,
                  const VoucherOptions& options,
                  const Surroundings& surroundings) {
    const auto text = read_books(place, [&](Connection& connection) {
        return options.what == VoucherOptions::What::Show ? shown(connection, options)
                                                          : listed(connection, options);
    });
    if (!text) return fail(surroundings, text.error());
    surroundings.output.out(*text);
    return kDone;
}

}  // namespace pareto::hq::commands
