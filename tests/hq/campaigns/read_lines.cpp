// Reads one campaign a line from standard input, and says "ok" or what is wrong: for the test that
// compares the reader with the schema.
#include <iostream>
#include <string>

#include "common/base/check.h"
#include "hq/campaigns/read_campaign.h"

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        auto campaign = pareto::hq::campaigns::read_campaign(line);
        if (campaign) {
            campaign->id = pareto::loyalty::CampaignId{1};
            campaign->version = 1;
            PARETO_CHECK(!pareto::loyalty::check(*campaign));
        }
        std::cout << (campaign ? "ok" : campaign.error().detail) << "\n";
    }
    return 0;
}
