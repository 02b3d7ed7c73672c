#include "tests/simulation/template.h"

#include "common/base/check.h"
#include "common/database/migrator.h"
#include "hq/database/allowances.h"
#include "hq/database/campaign_lists.h"
#include "hq/database/local_journal.h"
#include "hq/database/setup.h"
#include "hq/database/sync_service.h"
#include "hq/database/writing.h"
#include "terminal/database/sqlite_journal.h"
#include "tests/simulation/terminal_node.h"

#include <cstdio>
#include <string>
#include <utility>

namespace pareto::simulation {
namespace {

template <typename Value>
Value must(Result<Value> result) {
    if (!result) std::fprintf(stderr, "the simulator's template: %s\n", describe(result.error()).c_str());
    PARETO_CHECK(result.has_value());
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

std::unique_ptr<database::Connection> open(const CrashVfs& vfs, const std::string& path) {
    return must(database::open_sqlite(path, {.read_only = false, .vfs = vfs.name(), .cache_mib = 4}));
}

std::vector<BranchId> make_branches(database::Connection& connection) {
    auto transaction = must(hq::database::begin_writing(connection));
    std::vector<BranchId> branches;
    for (std::size_t i = 0; i < Template::kBranches; ++i) {
        const std::string code = "B" + std::to_string(i + 1);
        branches.push_back(must(hq::database::put_branch(
            connection, {.code = code, .name = code, .region = "", .time_zone = "UTC", .opened_on = "2020-01-01"})));
    }
    std::vector<hq::database::ItemRow> items;
    for (int i = 0; i < Template::kItems; ++i) {
        sync::ItemChange item;
        item.sku = Template::sku(i);
        item.name = "item " + std::to_string(i);
        item.category = i % 2 == 0 ? "even" : "odd";
        item.barcode = "40000" + std::to_string(i);
        item.unit = "each";
        item.price_minor = 99 + 137 * i;
        items.push_back({item, "standard"});
    }
    must(hq::database::put_items(connection, items));
    must(transaction.commit());
    return branches;
}

void make_members(database::Connection& connection, ports::Clock& clock, Registration registration,
                  const std::vector<BranchId>& branches) {
    hq::database::LocalJournal journal(connection, clock, registration, registration);
    std::vector<hq::database::LocalEntry> entries;
    for (int i = 0; i < Template::kMembers; ++i) {
        journal::MemberEnrolled enrolled;
        enrolled.card_key = Template::card_key(i);
        enrolled.member_number = loyalty::member_number(i + 1);
        enrolled.home_branch = branches[static_cast<std::size_t>(i) % branches.size()];
        hq::database::LocalEntry entry;
        entry.entry.occurred_at = clock.now();
        entry.entry.business_date = *parse_date("2026-03-01");
        entry.entry.operator_id = "import";
        entry.entry.body = enrolled;
        entry.branch = enrolled.home_branch;
        entries.push_back(entry);
    }
    (void)must(journal.append(entries));
}

}  // namespace

Bytes Template::card_uid(int card) {
    Bytes uid = "\x04gs-";
    uid.push_back(static_cast<char>(card));
    return uid;
}

Bytes Template::card_key(int card) { return journal::card_key(card_key_secret(), "uid", card_uid(card)); }

std::string Template::sku(int item) { return "SKU" + std::to_string(item); }

loyalty::OfflineLimits Template::offline_limits() {
    loyalty::OfflineLimits limits;
    limits.card_points = Points{60};
    limits.uses_of_card = 2;
    limits.terminal_points = Points{150};
    limits.terminal_secure_points = Points{0};
    limits.allowance_percent = 50;
    limits.allowance_points = Points{120};
    return limits;
}

loyalty::RuleSet Template::rules() {
    loyalty::RuleSet rules;
    rules.version = 1;
    rules.points_per_minor = {1, 10};
    rules.offline = offline_limits();
    return rules;
}

std::vector<loyalty::Campaign> Template::campaigns() {
    loyalty::Campaign off;
    off.id = loyalty::CampaignId{1};
    off.version = 1;
    off.name = "five percent off";
    off.from = *parse_date("2026-01-01");
    off.to = *parse_date("2026-12-31");
    loyalty::Conditions enough, members;
    enough.minimum_spend_minor = 3'000;
    members.members_only = true;
    off.rules.push_back({0, enough, {loyalty::PercentOff{loyalty::Target::Items, 500, 0, 0}}});
    off.budgets = {{loyalty::BudgetScope::Total, loyalty::BudgetMeasure::Uses, kCampaignUses}};
    loyalty::Campaign more = off;
    more.id = loyalty::CampaignId{2};
    more.name = "seven points more";
    more.control_basis_points = 3'000;
    more.budgets.clear();
    more.rules = {{0, members, {loyalty::PointsBonus{Points{7}, loyalty::Per::Basket, 0}}}};
    return {off, more};
}

Template Template::make(CrashVfs& vfs) {
    Template made;
    const Scheduler scheduler;
    NodeClock clock(scheduler);
    SeededRandom random(1);
    Disk disk;
    vfs.mount("hq", disk);
    {
        const auto connection = open(vfs, "/hq/hq.db");
        (void)must(database::migrate(*connection, database::hq_migrations(database::Dialect::Sqlite)));
        must(hq::database::begin_books(*connection, clock, {"Simulated", "HKD", "UTC", "en"}, rules()));
        const auto branches = make_branches(*connection);
        const Registration registration = must(hq::database::open_process(*connection, clock));
        make_members(*connection, clock, registration, branches);

        hq::database::SyncServiceOptions options;
        options.own_registration = registration;
        options.slot = registration;
        options.card_key_secret = card_key_secret();
        options.allowance_key = allowance_key();
        must(hq::database::keep_allowance_key(*connection, journal::public_key_of(allowance_key())));
        options.authority_pem = "authority";
        options.sign = [&random](const std::string&, const std::string&, TerminalId, const std::string&) -> Result<std::string> {
            return "certificate of " + std::to_string(random.next());
        };
        hq::database::SyncService service(*connection, clock, random, std::move(options));
        for (std::size_t i = 0; i < kTerminals; ++i) {
            const BranchId branch = branches[i % branches.size()];
            const Bytes secret = random.bytes(20);
            must(hq::database::add_enrolment_code(*connection, clock, branch, "T" + std::to_string(i + 1), secret));
            const auto response = must(service.enrol({secret, "request"}));
            PARETO_CHECK(response.refusal.empty());
            Disk terminal_disk;
            MemoryAnchor anchor;
            vfs.mount("t", terminal_disk);
            {
                auto journal = must(terminal::database::SqliteJournal::open({.writer = open(vfs, "/t/terminal.db"),
                                                                             .reader = nullptr,
                                                                             .anchor = anchor,
                                                                             .clock = clock,
                                                                             .program_version = "simulated"}));
                must(journal->enrol({response, "key", "hq:7443"}));
            }
            made.terminals.push_back(
                {TerminalId{response.terminal_id}, branch, terminal_disk.image(), anchor.record()});
            vfs.unmount("t");
        }
        // Shared out among the terminals there are.
        auto transaction = must(hq::database::begin_writing(*connection));
        must(hq::database::publish_campaigns(*connection, campaigns(), to_ms(clock.now())));
        must(transaction.commit());
        must(database::checkpoint(*connection));
    }
    made.hq = disk.image();
    vfs.unmount("hq");
    return made;
}

}  // namespace pareto::simulation
