// What all handlers about campaigns begin with.
#pragma once

#include <boost/json/object.hpp>

#include "common/money/money.h"
#include "hq/api/routes.h"
#include "hq/campaigns/campaign_books.h"

namespace pareto::hq::api {

/// The newest version of the campaign that the path names; 404 for none.
[[nodiscard]] Expected<campaigns::CampaignVersion, Problem> campaign_of(Call& call);
[[nodiscard]] Expected<Currency, Problem> currency_of(Call& call);
/// As it stands in lists: without its rules.
[[nodiscard]] boost::json::object summary_json(const campaigns::CampaignVersion& version);

}  // namespace pareto::hq::api
