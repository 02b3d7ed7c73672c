#include "tests/simulation/redelivery.h"

#include "common/base/check.h"
#include "hq/database/sync_service.h"
#include "tests/simulation/world.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace pareto::simulation {
namespace {

database::Rows ask(database::Connection& connection, std::string_view sql) {
    auto rows = connection.execute(sql);
    PARETO_CHECK(rows.has_value());
    return std::move(*rows);
}

struct Journal {
    TerminalId terminal;
    Registration registration = 0;
    std::vector<sync::BatchEntry> entries;
    std::vector<Hash> hashes;  ///< hashes[i] is before entry i + 1; one more than entries
    std::size_t sent = 0;
    std::int64_t token = 0;
};

std::vector<Journal> read_journals(database::Connection& hq) {
    std::vector<Journal> journals;
    const auto rows = ask(hq,
                          "select e.registration, e.kind, e.bytes, e.hash, e.terminal_id, p.salt, p.bytes from entry e "
                          "join registration r on r.registration = e.registration and r.terminal_id > 0 "
                          "left join personal_data p on p.entry_id = (e.registration << 32 | e.sequence) "
                          "order by e.registration, e.sequence");
    for (const auto& row : rows) {
        const auto registration = static_cast<Registration>(row.integer(0));
        if (journals.empty() || journals.back().registration != registration) {
            journals.push_back({TerminalId{row.integer(4)}, registration, {}, {Hash{}}, 0, 0});
        }
        sync::BatchEntry entry;
        entry.kind = static_cast<std::int32_t>(row.integer(1));
        entry.bytes = row.bytes(2);
        if (!row.is_null(5)) {
            entry.personal_salt = row.bytes(5);
            entry.personal = row.bytes(6);
        }
        journals.back().entries.push_back(std::move(entry));
        journals.back().hashes.push_back(*Hash::from(row.bytes(3)));
    }
    return journals;
}

/// Conflicts are won by whoever came first, and what HQ's staff did is not in any terminal's journal.
bool depends_on_order(World& world) {
    auto& hq = *world.hq().connection();
    if (world.clocks_jumped() || world.hq_was_rolled_back() || !world.twofold().empty()) return true;
    // A fresh HQ has the first rules only.
    if (world.rules().size() > 1) return true;
    if (ask(hq, "select count(*) from suspense where reason <> 'conflict'")[0].integer(0) > 0) return true;
    if (ask(hq, "select count(*) from fork")[0].integer(0) > 0) return true;
    if (ask(hq, "select count(*) from entry where quarantined = 1")[0].integer(0) > 0) return true;
    if (ask(hq, "select count(*) from terminal where standing <> 'enrolled'")[0].integer(0) > 0) return true;
    const auto own = ask(hq,
                         "select count(*) from entry e join registration r on r.registration = e.registration "
                         "and r.terminal_id = 0 where e.kind not in (30, 45)");
    return own[0].integer(0) != Template::kMembers;
}

/// Empty, or why it cannot.
std::string open_sessions(hq::database::SyncService& service, std::vector<Journal>& journals) {
    for (std::size_t i = 0; i < journals.size();) {
        sync::Hello hello;
        const TerminalId terminal = journals[i].terminal;
        hello.program_version = "simulated";
        for (auto& journal : journals) {
            if (journal.terminal != terminal) continue;
            sync::Head head;
            head.registration = journal.registration;
            head.last = static_cast<Sequence>(journal.entries.size());
            head.last_hash = journal.hashes.back();
            hello.heads.push_back(head);
        }
        sync::SessionPeer peer;
        peer.terminal = terminal;
        const auto opened = service.open_session(peer, hello);
        if (!opened) return describe(opened.error());
        if (!opened->refusal.empty()) return opened->refusal;
        for (auto& journal : journals) {
            if (journal.terminal == terminal) journal.token = opened->welcome.session_token;
        }
        do {
            ++i;
        } while (i < journals.size() && journals[i].token != 0);
    }
    return {};
}

std::string deliver(hq::database::SyncService& service, std::vector<Journal>& journals, SeededRandom& random) {
    std::size_t left = journals.size();
    while (left > 0) {
        std::vector<hq::database::IngestWork> work;
        for (std::int64_t batches = random.between(1, 3); batches > 0; --batches) {
            Journal& journal = journals[random.below(journals.size())];
            if (journal.sent == journal.entries.size()) continue;
            // Now and then from somewhere before what was sent already.
            const std::size_t from = random.permille(300) ? random.below(journal.sent + 1) : journal.sent;
            const std::size_t count = std::min(journal.entries.size() - from, static_cast<std::size_t>(random.between(1, 12)));
            sync::Batch batch;
            batch.registration = journal.registration;
            batch.first = static_cast<Sequence>(from) + 1;
            batch.previous = journal.hashes[from];
            batch.entries.assign(journal.entries.begin() + static_cast<std::ptrdiff_t>(from),
                                 journal.entries.begin() + static_cast<std::ptrdiff_t>(from + count));
            work.push_back({journal.terminal, journal.token, std::move(batch)});
            journal.sent = std::max(journal.sent, from + count);
            if (journal.sent == journal.entries.size()) --left;
        }
        const auto results = service.ingest(work);
        if (!results) return describe(results.error());
        for (const auto& result : *results) {
            if (result.kind == sync::IngestResult::Kind::Acked) continue;
            return "a batch of " + std::to_string(result.registration) + " is not acknowledged: kind " +
                   std::to_string(static_cast<int>(result.kind)) + ", " + std::to_string(result.sequence) + ", " + result.detail;
        }
    }
    return {};
}

}  // namespace

std::vector<std::string> books_lines(database::Connection& hq) {
    std::vector<std::string> lines;
    const auto add = [&](const char* what, std::string_view sql) {
        for (const auto& row : ask(hq, sql)) {
            std::string line = what;
            for (const auto& value : row.values()) {
                line += ' ';
                line += std::holds_alternative<std::string>(value) ? std::get<std::string>(value)
                                                                    : std::to_string(std::get<std::int64_t>(value));
            }
            lines.push_back(std::move(line));
        }
    };
    add("points of", "select shard_key, sum(amount) from balance group by shard_key having sum(amount) <> 0 order by shard_key");
    add("spend of",
        "select shard_key, business_date, branch_id, net_minor, visits from member_day where shard_key > 0 "
        "and (net_minor <> 0 or visits <> 0) order by shard_key, business_date, branch_id");
    add("branch",
        "select branch_id, business_date, sum(sales), sum(returns), sum(net_minor), sum(member_minor) "
        "from branch_day group by branch_id, business_date having sum(sales) <> 0 or sum(returns) <> 0 or sum(net_minor) <> 0 "
        "order by branch_id, business_date");
    add("value of", "select hex(account_key), value_minor + held_minor from value_account where value_minor + held_minor <> 0 "
                    "order by account_key");
    // Which branch took points back, or gave points back, depends on whether goods came back before their sale was
    // voided; their sums do not.
    add("earned", "select coalesce(sum(points_earned), 0), coalesce(sum(points_redeemed), 0) from branch_day");
    return lines;
}

void check_redelivery(World& world, Promises& promises) {
    if (depends_on_order(world)) return;
    auto journals = read_journals(*world.hq().connection());
    if (journals.empty()) return;
    const auto expected = books_lines(*world.hq().connection());
    Disk disk;
    disk.restore(world.begin().hq);
    world.vfs().mount("again", disk);
    {
        const auto connection =
            database::open_sqlite("/again/hq.db", {.read_only = false, .vfs = world.vfs().name(), .cache_mib = 4});
        PARETO_CHECK(connection.has_value());
        NodeClock& clock = world.hq().clock();
        SeededRandom random(world.scheduler().steps());
        const auto registration = hq::database::open_process(**connection, clock);
        PARETO_CHECK(registration.has_value());
        hq::database::SyncServiceOptions options;
        options.own_registration = *registration;
        options.slot = *registration;
        hq::database::SyncService service(**connection, clock, random, std::move(options));
        std::string trouble = open_sessions(service, journals);
        if (trouble.empty()) trouble = deliver(service, journals, random);
        if (!trouble.empty()) {
            promises.violate("I26", "a fresh HQ does not take the journals: " + trouble);
        } else if (const auto found = books_lines(**connection); found != expected) {
            const auto [here, there] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
            promises.violate("I26", "the same entries in another order gave other books: \"" +
                                        (here == expected.end() ? std::string{} : *here) + "\" became \"" +
                                        (there == found.end() ? std::string{} : *there) + "\"");
        }
    }
    world.vfs().unmount("again");
}

}  // namespace pareto::simulation
