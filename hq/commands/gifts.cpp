// gift define, stock, list, show and withdraw.
#include <fstream>

#include "hq/campaigns/read_gift.h"
#include "hq/commands/commands.h"
#include "hq/commands/statement.h"
#include "hq/database/gift_desk.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using loyalty::CatalogueGift;
using pareto::database::Connection;
using reports::CellKind;
using What = GiftOptions::What;

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

Result<std::vector<CatalogueGift>> gifts_in(const GiftOptions& options) {
    std::ifstream in(options.file, std::ios::binary);
    if (!in) return fault(FaultCode::Unavailable, options.shown + " cannot be read");
    std::string text(campaigns::kGiftsBytesMax + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) return fault(FaultCode::Unavailable, options.shown + " cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    auto read = campaigns::read_gifts(text);
    if (!read) return fault(read.error().code, options.shown + ": " + read.error().detail);
    return read;
}

Result<BranchId> branch_named(Connection& connection, const std::string& code) {
    PARETO_TRY(const auto rows,
               connection.execute("select branch_id from branch where code = $1", {code}));
    if (rows.empty()) return refuse("there is no branch " + code);
    return BranchId{rows[0].integer(0)};
}

Result<std::string> define(Connection& connection,
                           hq::database::LocalJournal& journal,
                           const GiftOptions& options,
                           const journal::Entry& like) {
    PARETO_TRY(auto gifts, gifts_in(options));
    PARETO_TRY(const auto defined,
               hq::database::define_gifts(connection, journal, std::move(gifts), like));
    std::string said;
    for (const CatalogueGift& gift : defined)
        said += "gift " + gift.code + ": version " + std::to_string(gift.version) + "\n";
    return said;
}

Result<std::string> change(Connection& connection,
                           const GiftOptions& options,
                           const WritingSession& session) {
    const Surroundings& around = session.surroundings;
    PARETO_TRY(const Registration registration, session.turns.registration(connection));
    hq::database::LocalJournal journal{connection, around.clock, registration, 0};
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    const UtcTime now = around.clock.now();
    const journal::Entry like{now, day_at_hq(company, now), options.by, journal::Unknown{}};
    if (options.what == What::Define) return define(connection, journal, options, like);
    if (options.what == What::Withdraw) {
        PARETO_TRY_VOID(hq::database::withdraw_gift(connection, journal, options.code, like));
        return "gift " + options.code + " is given no more\n";
    }
    PARETO_TRY(const BranchId branch, branch_named(connection, options.branch));
    const journal::GiftStocked stocked{
        options.code, branch, options.units, options.received, options.reason};
    PARETO_TRY(const std::int64_t left,
               hq::database::stock_gift(connection, journal, stocked, like));
    return "branch " + options.branch + " has " + std::to_string(left) + " of gift " +
           options.code + "\n";
}

std::string day_text(const std::optional<BusinessDate>& day) {
    return day ? to_string(*day) : std::string{};
}

std::string whom_text(const CatalogueGift& gift) {
    std::string text = gift.vip_only ? "vip" : "";
    for (const std::string& tier : gift.tiers)
        text += (text.empty() ? "" : " ") + tier;
    return text;
}

Result<std::string> listed(Connection& connection, const GiftOptions& options) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto gifts, hq::database::list_gifts(connection));
    reports::Report report;
    report.title = "Gifts";
    report.currency = company.currency;
    report.columns = {{"gift", CellKind::Text},
                      {"version", CellKind::Count},
                      {"name_en", CellKind::Text},
                      {"name_zh", CellKind::Text},
                      {"points", CellKind::Count},
                      {"cash", CellKind::Money},
                      {"from", CellKind::Text},
                      {"until", CellKind::Text},
                      {"for", CellKind::Text},
                      {"state", CellKind::Text},
                      {"stock", CellKind::Count}};
    for (const auto& shown : gifts) {
        const CatalogueGift& gift = shown.gift;
        report.rows.push_back({gift.code,
                               std::int64_t{gift.version},
                               gift.name_en,
                               gift.name_zh,
                               gift.points,
                               gift.cash_minor,
                               day_text(gift.from),
                               day_text(gift.until),
                               whom_text(gift),
                               std::string{gift.withdrawn ? "withdrawn" : "open"},
                               shown.stock});
    }
    return reports::render(report, options.format);
}

Result<std::string> shown(Connection& connection, const GiftOptions& options) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto gift, hq::database::find_gift(connection, options.code));
    if (!gift) return refuse("there is no gift " + options.code);
    reports::Report report;
    report.title = "Gift " + gift->code;
    report.currency = company.currency;
    report.headline = {
        {{"name_en", CellKind::Text}, gift->name_en},
        {{"name_zh", CellKind::Text}, gift->name_zh},
        {{"points", CellKind::Count}, gift->points},
        {{"cash", CellKind::Money}, gift->cash_minor},
        {{"from", CellKind::Text}, day_text(gift->from)},
        {{"until", CellKind::Text}, day_text(gift->until)},
        {{"for", CellKind::Text}, whom_text(*gift)},
        {{"version", CellKind::Count}, std::int64_t{gift->version}},
        {{"state", CellKind::Text}, std::string{gift->withdrawn ? "withdrawn" : "open"}}};
    report.columns = {{"branch", CellKind::Text},
                      {"date", CellKind::Text},
                      {"what", CellKind::Text},
                      {"units", CellKind::Count},
                      {"stock", CellKind::Count},
                      {"points", CellKind::Count},
                      {"cash", CellKind::Money},
                      {"by", CellKind::Text},
                      {"entry", CellKind::Text}};
    PARETO_TRY(const auto movements, hq::database::gift_movements(connection, gift->code));
    for (const auto& moved : movements) {
        report.rows.push_back({moved.branch,
                               moved.on,
                               moved.reason,
                               moved.units,
                               moved.stock,
                               moved.points,
                               moved.cash_minor,
                               moved.by,
                               entry_text(moved.cause)});
    }
    return reports::render(report, options.format);
}

}  // namespace

bool writes(const GiftOptions& options) {
    return options.what == What::Define || options.what == What::Stock ||
           options.what == What::Withdraw;
}

int change_gifts(const GiftOptions& options, const WritingSession& session) {
    std::string said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY(said, change(connection, options, session));
        return transaction.commit();
    });
    if (!done) return fail(session.surroundings, done.error());
    session.surroundings.output.out(said);
    return kDone;
}

int show_gifts(const Place& place, const GiftOptions& options, const Surroundings& surroundings) {
    const auto text = read_books(place, [&](Connection& connection) {
        return options.what == What::Show ? shown(connection, options)
                                          : listed(connection, options);
    });
    if (!text) return fail(surroundings, text.error());
    surroundings.output.out(*text);
    return kDone;
}

}  // namespace pareto::hq::commands
