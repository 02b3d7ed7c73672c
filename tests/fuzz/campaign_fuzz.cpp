// A campaign of anybody's making: what is read is sound, and refusals are one line.
#include "hq/campaigns/read_campaign.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(campaign) {
    auto read = pareto::hq::campaigns::read_campaign(input);
    if (!read) {
        PARETO_CHECK(!read.error().detail.empty());
        PARETO_CHECK(read.error().detail.find('\n') == std::string::npos);
        return;
    }
    read->id = pareto::loyalty::CampaignId{1};
    read->version = 1;
    PARETO_CHECK(pareto::loyalty::CampaignSet::prepare({*read}));
}
