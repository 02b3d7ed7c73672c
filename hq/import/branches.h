// The branches an import meets: their ids and zones, by code. A code that HQ does not know becomes
// a branch when its first row is recorded.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/id.h"
#include "common/database/database.h"
#include "hq/import/sold_at.h"

namespace pareto::hq::import {

class Branches {
public:
    /// `company_zone` is that of branches without one of their own.
    explicit Branches(Zone company_zone) : company_zone_(company_zone) {}

    [[nodiscard]] Result<void> load(pareto::database::Connection& connection);
    [[nodiscard]] const Zone& zone_of(std::string_view code) const;
    /// 0 for a branch that HQ does not have.
    [[nodiscard]] BranchId find(std::string_view code) const;
    /// The branch of this code, made when there is none. Inside a writing transaction;
    /// forget_made() when that fails.
    [[nodiscard]] Result<BranchId> find_or_make(pareto::database::Connection& connection,
                                                const std::string& code);
    /// After the commit, or in a dry run: remembers what was made.
    void keep_made();

    /// After a rollback.
    void forget_made() { made_now_.clear(); }

    /// For a dry run: the branch would be made.
    void note_missing(const std::string& code);

    [[nodiscard]] const std::vector<std::string>& made() const { return made_; }

private:
    struct Known {
        BranchId id;
        Zone zone;
    };

    Zone company_zone_;
    std::map<std::string, Known, std::less<>> known_;
    std::map<std::string, BranchId, std::less<>> made_now_;
    std::vector<std::string> made_;
};

}  // namespace pareto::hq::import
