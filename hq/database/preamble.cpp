#include "hq/database/preamble.h"

#include <charconv>

#include "common/sync/campaign_list.h"
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
                   "1) s), "
                   "(select count(*) from campaign_list), (select count(*) from branch)"));
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
    PARETO_TRY_VOID(read_campaigns(connection, row.integer(6), row.integer(7)));
    Preamble preamble{.term = 0,
                      .rules = rules_,
                      .campaign_lists = campaign_lists_,
                      .branch_codes = branch_codes_,
                      .anything_waits = row.integer(2) > 0,
                      .anything_forked = row.integer(3) > 0,
                      .anything_shared = row.integer(5) > 0,
                      .last_member_number = row.integer(4)};
    const std::string& term = row.text(0);
    std::from_chars(term.data(), term.data() + term.size(), preamble.term);
    return preamble;
}

Result<void> PreambleReader::read_campaigns(pareto::database::Connection& connection,
                                            std::int64_t lists,
                                            std::int64_t branches) {
    if (lists == 0) return {};
    if (static_cast<std::int64_t>(branch_codes_.size()) != branches) {
        branch_codes_.clear();
        PARETO_TRY(const auto rows, connection.execute("select branch_id, code from branch"));
        for (const auto& row : rows)
            branch_codes_.emplace(BranchId{row.integer(0)}, row.text(1));
    }
    if (static_cast<std::int64_t>(campaign_lists_.size()) == lists) return {};
    const std::int64_t known = campaign_lists_.empty() ? 0 : campaign_lists_.rbegin()->first;
    PARETO_TRY(const auto rows,
               connection.execute("select version, bytes from campaign_list where version > $1",
                                  {known}));
    for (const auto& row : rows) {
        PARETO_TRY(auto kept, sync::decode_campaigns_of_list(row.bytes(1)));
        auto set = loyalty::CampaignSet::prepare(std::move(kept.campaigns));
        if (!set) return fault(FaultCode::Corrupt, "a list of campaigns cannot be priced with");
        campaign_lists_.emplace(row.integer(0),
                                std::make_shared<const loyalty::CampaignSet>(std::move(*set)));
    }
    return {};
}

}  // namespace pareto::hq::database
