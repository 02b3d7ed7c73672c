// Branches by code.
#include "hq/import/branches.h"

#include "hq/database/setup.h"

namespace pareto::hq::import {

Result<void> Branches::load(pareto::database::Connection& connection) {
    PARETO_TRY(const auto rows,
               connection.execute("select code, branch_id, time_zone from branch"));
    known_.clear();
    for (const auto& row : rows) {
        const auto zone = row.text(2).empty() ? std::nullopt : Zone::find(row.text(2));
        known_.emplace(row.text(0), Known{BranchId{row.integer(1)}, zone.value_or(company_zone_)});
    }
    return {};
}

const Zone& Branches::zone_of(std::string_view code) const {
    const auto found = known_.find(code);
    return found == known_.end() ? company_zone_ : found->second.zone;
}

BranchId Branches::find(std::string_view code) const {
    if (const auto found = known_.find(code); found != known_.end()) return found->second.id;
    const auto made = made_now_.find(code);
    return made == made_now_.end() ? BranchId{} : made->second;
}

Result<BranchId> Branches::find_or_make(pareto::database::Connection& connection,
                                        const std::string& code) {
    const BranchId known = find(code);
    if (known) return known;
    PARETO_TRY(const BranchId id,
               hq::database::put_branch(connection, hq::database::BranchRow{code, {}, {}, {}, {}}));
    made_now_.emplace(code, id);
    return id;
}

void Branches::keep_made() {
    for (const auto& [code, id] : made_now_) {
        known_.emplace(code, Known{id, company_zone_});
        made_.push_back(code);
    }
    made_now_.clear();
}

void Branches::note_missing(const std::string& code) {
    if (known_.contains(code)) return;
    made_now_.emplace(code, BranchId{});
}

}  // namespace pareto::hq::import
