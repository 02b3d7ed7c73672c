#include "hq/database/preamble.h"

#include <charconv>

#include "common/sync/feed.h"

namespace pareto::hq::database {

Result<Preamble> PreambleReader::read(pareto::database::Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select (select value from setting where name = 'term'), (select count(*) from "
                   "rule_set), "
                   "(select count(*) from (select 1 from waiting_entry limit 1) w), "
                   "(select count(*) from (select 1 from fork limit 1) f), "
                   "(select coalesce(max(value), 0) from counter where name = 'member_number'), "
                   "(select count(*) from (select 1 from member where account_id is not null limit "
                   "1) s)"));
    const auto& row = rows[0];
    if (row.is_null(0) || row.integer(1) == 0)
        return fault(FaultCode::Corrupt, "HQ has no term or no rule set: its books were not begun");
    if (static_cast<std::int64_t>(rules_.size()) != row.integer(1)) {
        rules_.clear();
        PARETO_TRY(const auto sets, connection.execute("select version, bytes from rule_set"));
        for (const auto& set : sets) {
            PARETO_TRY(sync::RulesChange change, sync::decode_rules(set.bytes(1)));
            rules_.emplace(static_cast<std::int32_t>(set.integer(0)), std::move(change.rules));
        }
    }
    Preamble preamble{.term = 0,
                      .rules = rules_,
                      .anything_waits = row.integer(2) > 0,
                      .anything_forked = row.integer(3) > 0,
                      .anything_shared = row.integer(5) > 0,
                      .last_member_number = row.integer(4)};
    const std::string& term = row.text(0);
    std::from_chars(term.data(), term.data() + term.size(), preamble.term);
    return preamble;
}

}  // namespace pareto::hq::database
