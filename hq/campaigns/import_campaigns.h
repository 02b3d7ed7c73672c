// Campaigns' lists from CSV files: campaigns of the past, targeted members, pools of coupons, and
// coupons that were redeemed. A campaign is named by its name. Running a file twice changes
// nothing. A bad row is told and passed over.
#pragma once

#include <functional>

#include "hq/campaigns/coupon_books.h"
#include "hq/import/importing.h"

namespace pareto::hq::campaigns {

enum class ListKind {
    Campaigns,    ///< campaign,from,to,amount: ended; a coupon of its pool takes `amount` off the
                  ///< items it is for
    Targets,      ///< campaign,card
    Coupons,      ///< campaign,code,sku
    Redemptions,  ///< campaign,code,card,date: each checked as a coupon that is shown
};
[[nodiscard]] std::span<const import::FieldSpec> fields_of(ListKind kind);

struct ListImport {
    ListKind kind = ListKind::Coupons;
    import::ImportFile file;
    CampaignId
        only;  ///< the campaign of rows in a file without a column for it; none = the column says
};

struct ListSummary {
    std::int64_t rows = 0;
    std::int64_t taken = 0;
    std::int64_t rejected = 0;
};

struct ListContext {
    import::Turns& turns;
    import::Progress& progress;
    ports::Clock& clock;
    Currency currency;
    std::function<void(const std::string&)> reject;  ///< "targets.csv:12: there is no card 77"
};

[[nodiscard]] Result<ListSummary> import_list(const ListContext& context, const ListImport& list);

}  // namespace pareto::hq::campaigns
