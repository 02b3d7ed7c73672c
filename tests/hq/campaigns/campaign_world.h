// Books of a company with campaigns, on either engine.
#pragma once

#include "hq/campaigns/campaign_books.h"
#include "hq/campaigns/import_campaigns.h"
#include "hq/database/writing.h"
#include "tests/hq/outer/import_world.h"

namespace pareto::hq {

class CampaignWorld : public ImportWorld {
public:
    using ImportWorld::ImportWorld;

    /// "refused: …", or what the work returned as "3.1 live".
    template <typename Work>
    std::string change(Work&& work) {
        auto transaction = good(database::begin_writing(connection()));
        const Result<campaigns::CampaignVersion> done = work(connection());
        if (!done) return "refused: " + done.error().detail;
        good(transaction.commit());
        return std::to_string(done->id.value) + "." + std::to_string(done->version) + " " +
               done->state;
    }

    std::string draft(const std::string& json, std::int64_t id = 0, const std::string& by = "ann") {
        return change(
            [&](auto& at) { return campaigns::draft(at, json, campaigns::CampaignId{id}, by, 1); });
    }

    std::string approve(std::int64_t id, const std::string& by) {
        return change(
            [&](auto& at) { return campaigns::approve(at, campaigns::CampaignId{id}, by, 3); });
    }

    std::string launch(std::int64_t id, const char* today = "2026-03-01") {
        return change([&](auto& at) {
            return campaigns::launch(at, campaigns::CampaignId{id}, *parse_date(today), 4);
        });
    }

    std::string end(std::int64_t id) {
        return change([&](auto& at) { return campaigns::end(at, campaigns::CampaignId{id}, 5); });
    }

    void simulated(std::int64_t id, std::int32_t version) {
        auto transaction = good(database::begin_writing(connection()));
        good(campaigns::note_simulated(connection(), campaigns::CampaignId{id}, version, 2));
        good(transaction.commit());
    }

    /// "12 rows, 10 taken, 2 rejected", then what was told of rejected rows.
    std::string lists(campaigns::ListKind kind,
                      const std::string& path,
                      const std::vector<import::Assignment>& assignments = {},
                      std::int64_t only = 0) {
        import::Progress progress([](const std::string&){}, clock, false);
        std::string told;
        const campaigns::ListContext context{
            turns(), progress, clock, currency(), [&](const std::string& text) {
                told += "\n" + text;
            }};
        const auto summary =
            campaigns::import_list(context,
                                   {kind,
                                    {path, path.substr(path.rfind('/') + 1), assignments},
                                    campaigns::CampaignId{only}});
        if (!summary) return "fault: " + summary.error().detail;
        return std::to_string(summary->rows) + " rows, " + std::to_string(summary->taken) +
               " taken, " + std::to_string(summary->rejected) + " rejected" + told;
    }
};

inline const char* const kTenOff =
    R"({"name": "Ten off", "from": "2026-03-01", "to": "2026-03-31", "rules": [{"give": [{"kind": "amount_off", "minor": 1000}]}]})";

class CampaignTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::Postgres && !test::PostgresCluster::unavailable().empty())
            GTEST_SKIP() << "no PostgreSQL here";
        world = std::make_unique<CampaignWorld>(GetParam());
    }

    std::unique_ptr<CampaignWorld> world;
};

}  // namespace pareto::hq
