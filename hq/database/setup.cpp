#include "hq/database/setup.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "common/base/check.h"
#include "common/journal/entry.h"
#include "hq/database/feed_subjects.h"
#include "hq/database/registrations.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::BulkInsert;
using pareto::database::Connection;

// 2026-01-01T00:00:00Z.
constexpr std::int64_t kTermEpochMs = 1'767'225'600'000;
constexpr std::int64_t kRegistrationsSkipped = 100'000;
constexpr std::int64_t kSessionsSkipped = 1'000'000;
constexpr std::int64_t kCodeLifeMs = std::int64_t{24} * 60 * 60 * 1000;

}  // namespace

Result<void> begin_books(Connection& connection,
                         ports::Clock& clock,
                         const Company& company,
                         const loyalty::RuleSet& rules) {
    static_cast<void>(clock);
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const auto begun, read_setting(connection, "company"));
    if (begun) return fault(FaultCode::Conflict, "HQ's books have begun already");
    const std::array<std::pair<std::string_view, std::string>, 5> settings{
        {{"company", company.name},
         {"currency", company.currency},
         {"time_zone", company.time_zone},
         {"language", company.language},
         {"term", std::to_string(kFirstTerm)}}};
    for (const auto& [name, value] : settings)
        PARETO_TRY_VOID(write_setting(connection, name, value));
    for (const std::string_view counter : {"registration",
                                           "hq_sequence",
                                           "feed",
                                           "member_number",
                                           "branch",
                                           "terminal",
                                           "session"}) {
        PARETO_TRY_VOID(raise_counter(connection, counter, 0));
    }
    PARETO_TRY_VOID(put_rules(connection, rules));
    return transaction.commit();
}

Result<std::optional<std::string>> read_setting(Connection& connection, std::string_view name) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select value from setting where name = $1", {std::string{name}}));
    return rows.empty() ? std::optional<std::string>{} : std::optional{rows[0].text(0)};
}

Result<void> write_setting(Connection& connection,
                           std::string_view name,
                           const std::string& value) {
    PARETO_TRY_VOID(
        connection.execute("insert into setting(name, value) values ($1, $2) on conflict(name) do "
                           "update set value = excluded.value",
                           {std::string{name}, value}));
    return {};
}

Result<void> begin_term(Connection& connection, ports::Clock& clock) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    // A clock that stands wrong must not give a term again.
    PARETO_TRY(const std::int64_t old_term, read_term(connection));
    const std::int64_t term =
        std::max<std::int64_t>((to_ms(clock.now()) - kTermEpochMs) / 1000, old_term + 1);
    PARETO_TRY(const std::int64_t known, last_drawn(connection, "registration"));
    // Time counts even where more than that was handed out: with the lanes of draw_registration, no
    // two restores of one backup hand out the same.
    const std::int64_t since = old_term > kFirstTerm ? term - old_term : 0;
    PARETO_TRY_VOID(raise_counter(
        connection, "registration", std::max(known + since, term) + kRegistrationsSkipped));
    PARETO_TRY_VOID(draw(connection, "session", kSessionsSkipped));
    PARETO_TRY_VOID(write_setting(connection, "term", std::to_string(term)));
    return transaction.commit();
}

Result<std::optional<BranchId>> find_branch(Connection& connection, std::string_view code) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select branch_id from branch where code = $1", {std::string{code}}));
    return rows.empty() ? std::optional<BranchId>{} : std::optional{BranchId{rows[0].integer(0)}};
}

Result<BranchId> put_branch(Connection& connection, const BranchRow& branch) {
    PARETO_TRY(const auto known, find_branch(connection, branch.code));
    if (!known) {
        PARETO_TRY(const std::int64_t id, draw(connection, "branch", 1));
        PARETO_TRY_VOID(
            connection.execute("insert into branch(branch_id, code, name, region, time_zone, "
                               "opened_on) values ($1, $2, $3, $4, $5, $6)",
                               {id,
                                branch.code,
                                branch.name.empty() ? branch.code : branch.name,
                                branch.region,
                                branch.time_zone,
                                branch.opened_on}));
        return BranchId{id};
    }
    PARETO_TRY_VOID(connection.execute(
        "update branch set name = case when $2 = '' then name else $2 end, region = case when $3 = "
        "'' then region else $3 end, "
        "time_zone = case when $4 = '' then time_zone else $4 end, opened_on = case when $5 = '' "
        "then opened_on else $5 end "
        "where branch_id = $1",
        {known->value, branch.name, branch.region, branch.time_zone, branch.opened_on}));
    return *known;
}

Result<void> put_items(Connection& connection, std::span<const ItemRow> items) {
    BulkInsert insert{
        .table = "item",
        .columns = {"sku", "name", "category", "price_minor", "tax_class", "barcode", "unit"},
        .conflict =
            "on conflict(sku) do update set name = excluded.name, category = excluded.category, "
            "price_minor = "
            "excluded.price_minor, tax_class = excluded.tax_class, barcode = excluded.barcode, "
            "unit = excluded.unit",
        .rows = {}};
    std::vector<FeedSubject> changed;
    for (const ItemRow& row : items) {
        const sync::ItemChange& item = row.item;
        Bytes bytes = sync::encode(sync::ChangeBody{item});
        PARETO_TRY(const auto same,
                   connection.execute(
                       "select 1 from feed where branch_id = 0 and kind = $1 and subject = $2 and "
                       "bytes = $3",
                       {static_cast<std::int64_t>(sync::ChangeKind::Item), item.sku, Blob{bytes}}));
        if (same.empty()) changed.push_back({sync::ChangeKind::Item, item.sku, std::move(bytes)});
        insert.rows.push_back({item.sku,
                               item.name,
                               item.category,
                               item.price_minor,
                               row.tax_class,
                               item.barcode,
                               item.unit});
    }
    PARETO_TRY_VOID(connection.insert_many(insert));
    return publish(connection, changed);
}

Result<void> put_rules(Connection& connection, const loyalty::RuleSet& rules) {
    PARETO_TRY(const auto newest,
               connection.execute("select coalesce(max(version), 0) from rule_set"));
    if (rules.version <= newest[0].integer(0))
        return fault(FaultCode::Conflict, "a rule set needs a version above the newest");
    Bytes bytes = sync::encode(sync::ChangeBody{sync::RulesChange{rules}});
    PARETO_TRY_VOID(connection.execute("insert into rule_set(version, bytes) values ($1, $2)",
                                       {std::int64_t{rules.version}, Blob{bytes}}));
    const FeedSubject current{sync::ChangeKind::Rules, "current", std::move(bytes)};
    return publish(connection, {&current, 1});
}

Result<loyalty::RuleSet> current_rules(Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from rule_set order by version desc limit 1"));
    if (rows.empty())
        return fault(FaultCode::Corrupt, "HQ has no rule set: its books were not begun");
    PARETO_TRY(sync::RulesChange change, sync::decode_rules(rows[0].bytes(0)));
    return std::move(change.rules);
}

Result<void> add_enrolment_code(Connection& connection,
                                ports::Clock& clock,
                                BranchId branch,
                                std::string_view terminal_code,
                                BytesView secret) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY_VOID(
        connection.execute("insert into enrolment_code(secret_hash, branch_id, terminal_code, "
                           "expires_ms, used_ms) values ($1, $2, $3, $4, null)",
                           {Blob{Bytes{journal::sha256(secret).view()}},
                            branch.value,
                            std::string{terminal_code},
                            to_ms(clock.now()) + kCodeLifeMs}));
    return transaction.commit();
}

Result<bool> revoke_terminal(Connection& connection, TerminalId terminal) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(
        const auto changed,
        connection.execute("update terminal set standing = 'revoked' where terminal_id = $1 and "
                           "standing <> 'imported'",
                           {terminal.value}));
    PARETO_TRY_VOID(transaction.commit());
    return changed.affected == 1;
}

Result<bool> approve_renewal(Connection& connection, TerminalId terminal) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(
        const auto changed,
        connection.execute("update terminal set renewal = 'approved' where terminal_id = $1 and "
                           "renewal = 'requested' and standing = 'enrolled'",
                           {terminal.value}));
    PARETO_TRY_VOID(transaction.commit());
    return changed.affected == 1;
}

}  // namespace pareto::hq::database
