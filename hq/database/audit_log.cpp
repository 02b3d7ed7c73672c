// Rows of the audit log, their chain, and its oracle.
#include "hq/database/audit_log.h"

#include <algorithm>
#include <optional>

#include "common/journal/entry.h"
#include "hq/database/verify_steps.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;

constexpr std::size_t kTextMax = 400;

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(),
        text.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20U; },
        ' ');
    if (text.size() <= kTextMax) return text;
    std::size_t end = kTextMax;
    // Not within a character.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text;
}

AuditRow row_of(const Row& row) {
    return {.position = row.integer(0),
            .at_ms = row.integer(1),
            .actor = row.text(2),
            .action = row.text(3),
            .subject = row.text(4),
            .detail = row.text(5)};
}

}  // namespace

Hash audit_hash(BytesView previous, const AuditRow& row) {
    Bytes content{previous};
    for (const std::string& part : {std::to_string(row.position),
                                    std::to_string(row.at_ms),
                                    row.actor,
                                    row.action,
                                    row.subject,
                                    row.detail})
        content += std::to_string(part.size()) + ':' + part;
    return journal::sha256(content);
}

Result<void> append_audit(Connection& connection, AuditRow row) {
    PARETO_TRY(row.position, draw(connection, "audit", 1));
    for (std::string* const text : {&row.actor, &row.action, &row.subject, &row.detail})
        *text = one_line(std::move(*text));
    PARETO_TRY(
        const auto before,
        connection.execute("select hash from audit_row where position = $1", {row.position - 1}));
    const Hash hash = audit_hash(before.empty() ? BytesView{} : before[0].bytes(0), row);
    PARETO_TRY_VOID(connection.execute(
        "insert into audit_row(position, at_ms, actor, action, subject, detail, hash) values ($1, "
        "$2, $3, $4, $5, $6, $7)",
        {row.position,
         row.at_ms,
         row.actor,
         row.action,
         row.subject,
         row.detail,
         Blob{Bytes{hash.view()}}}));
    return {};
}

Result<std::vector<AuditRow>> read_audit(Connection& connection,
                                         std::int64_t before,
                                         std::int64_t limit) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select position, at_ms, actor, action, subject, detail from "
                   "audit_row where cast($1 as bigint) = 0 or position < $1 order by position desc "
                   "limit $2",
                   {before, limit}));
    std::vector<AuditRow> found;
    for (const Row& row : rows)
        found.push_back(row_of(row));
    return found;
}

Result<void> verify_audit(Connection& connection, Findings& findings) {
    PARETO_TRY(const auto rows,
               connection.execute("select position, at_ms, actor, action, subject, detail, hash "
                                  "from audit_row order by position"));
    Bytes previous;
    std::int64_t expected = 1;
    for (const Row& row : rows) {
        const AuditRow found = row_of(row);
        if (found.position != expected)
            findings.add("audit", "row " + std::to_string(expected) + " is missing");
        if (audit_hash(previous, found).view() != row.bytes(6))
            findings.add("audit", "row " + std::to_string(found.position) + " was changed");
        previous = row.bytes(6);
        expected = found.position + 1;
    }
    PARETO_TRY(const std::int64_t drawn, last_drawn(connection, "audit"));
    if (drawn != expected - 1)
        findings.add("audit", "the last row is not " + std::to_string(drawn));
    return {};
}

}  // namespace pareto::hq::database
