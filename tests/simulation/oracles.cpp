#include "tests/simulation/oracles.h"

#include "common/base/check.h"
#include "hq/app/accounts.h"
#include "hq/database/verify.h"
#include "tests/simulation/model.h"
#include "tests/simulation/point_oracles.h"
#include "tests/simulation/redelivery.h"
#include "tests/simulation/world.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::size_t kLogBytesMax = 8U << 20U;
constexpr std::size_t kQueueMax = 256;
/// Old sessions live until their 45 s are over; a terminal can leave several behind.
constexpr std::size_t kSessionsPerTerminal = 30;

using simulation::text;
std::string text(const EntryKey& key) { return text(EntryId::of(key.registration, key.sequence)); }
std::string text(std::int64_t id) { return text(EntryId{id}); }

Hash hash_of(const database::Row& row, std::size_t column) {
    const auto hash = Hash::from(row.bytes(column));
    PARETO_CHECK(hash.has_value());
    return *hash;
}

}  // namespace

Kept read_kept(database::Connection& hq) {
    Kept kept;
    std::map<EntryId, std::pair<EntryKey, Hash>> second;
    for (const auto& row : ask(hq, "select registration, sequence, hash, previous_hash, entry_id from fork")) {
        const EntryKey key{static_cast<Registration>(row.integer(0)), row.integer(1), hash_of(row, 2)};
        second[EntryId{row.integer(4)}] = {key, hash_of(row, 3)};
        kept.at[key] = EntryId{row.integer(4)};
    }
    std::map<std::int64_t, BranchId> branches;
    for (const auto& row : ask(hq, "select terminal_id, branch_id from terminal")) branches[row.integer(0)] = BranchId{row.integer(1)};
    std::map<EntryId, Hash> hashes;
    for (const auto& row : ask(hq, "select registration, sequence, hash from entry")) {
        hashes[EntryId::of(static_cast<Registration>(row.integer(0)), row.integer(1))] = hash_of(row, 2);
    }
    for (const auto& row : ask(hq, "select registration, sequence, hash, bytes, terminal_id, quarantined, received_ms from entry order by hq_sequence")) {
        const EntryId id = EntryId::of(static_cast<Registration>(row.integer(0)), row.integer(1));
        kept.bytes[id] = row.bytes(3);
        ++kept.copies[row.bytes(3)];
        AcceptedEntry accepted;
        accepted.id = id;
        accepted.named = id;
        accepted.hash = hash_of(row, 2);
        if (const auto before = hashes.find(EntryId{id.value - 1}); id.sequence() > 1 && before != hashes.end()) {
            accepted.previous = before->second;
        }
        if (const auto fork = second.find(id); fork != second.end()) {
            accepted.named = EntryId::of(fork->second.first.registration, fork->second.first.sequence);
            accepted.hash = fork->second.first.hash;
            accepted.previous = fork->second.second;
        } else {
            kept.at[{id.registration(), id.sequence(), accepted.hash}] = id;
        }
        if (row.integer(5) != 0) continue;
        auto entry = journal::decode(row.bytes(3));
        if (!entry) continue;
        accepted.branch = branches[row.integer(4)];
        accepted.terminal = TerminalId{row.integer(4)};
        accepted.received_ms = row.integer(6);
        accepted.entry = std::move(*entry);
        kept.accepted.push_back(std::move(accepted));
    }
    return kept;
}

namespace {

void check_verify(database::Connection& hq, Promises& promises) {
    const auto violations = hq::database::verify_books(hq);
    if (!violations) {
        promises.violate("verify", "cannot run: " + describe(violations.error()));
    } else if (!violations->empty()) {
        promises.violate("verify " + violations->front().oracle, violations->front().text);
    }
}

/// I1: of every entry's transfers, and over all members.
void check_conservation(database::Connection& hq, Promises& promises) {
    const auto sums = ask(hq,
                          "select b.shard_key, b.account, b.amount, "
                          "coalesce((select sum(amount) from transfer t where t.shard_key = b.shard_key and t.credit_account = b.account), 0) - "
                          "coalesce((select sum(amount) from transfer t where t.shard_key = b.shard_key and t.debit_account = b.account), 0) "
                          "from balance b order by b.shard_key, b.account");
    for (const auto& row : sums) {
        if (row.integer(2) != row.integer(3)) {
            promises.violate("I1", "account " + std::to_string(row.integer(1)) + " of " + text(row.integer(0)) + " is " +
                                       std::to_string(row.integer(2)) + ", its transfers sum to " + std::to_string(row.integer(3)));
        }
    }
}

/// I5, I6: what was promised is there, and a sale is there once.
void check_promised(World& world, const Kept& kept, Promises& promises) {
    for (const auto& key : promises.acknowledged) {
        if (kept.at.contains(key) || promises.gone.contains(key)) continue;
        promises.violate("I5", "HQ acknowledged " + text(key) + " and does not have it");
        return;
    }
    for (const auto& key : promises.printed) {
        const auto found = kept.at.find(key);
        if (found == kept.at.end()) {
            if (promises.gone.contains(key)) continue;
            promises.violate("I6", "the printed entry " + text(key) + " is not at HQ");
            return;
        }
        if (kept.copies.at(kept.bytes.at(found->second)) != 1) {
            promises.violate("I6", "the printed entry " + text(key) + " is at HQ more than once");
            return;
        }
    }
    for (const auto& node : world.terminals()) {
        if (node->file() == nullptr) continue;
        for (const auto& head : node->file()->heads()) {
            const auto entries = node->file()->entries(head.registration, 1, 1'000'000);
            if (!entries) {
                promises.violate("I7", "a terminal at rest cannot read its journal: " + describe(entries.error()));
                return;
            }
            for (const auto& entry : *entries) {
                if (kept.at.contains({entry.registration, entry.sequence, entry.hash})) continue;
                promises.violate("I6", "terminal " + std::to_string(node->number()) + " has " + text(entry.id()) +
                                           " acknowledged and HQ does not have it");
                return;
            }
        }
    }
}

/// I8, I18: one name for two things only where a machine was doubled, and then HQ says so and keeps both.
void check_names(World& world, database::Connection& hq, const Kept& kept, Promises& promises) {
    std::set<Registration> twofold;
    const EntryKey* before = nullptr;
    for (const auto& key : promises.printed) {
        if (before != nullptr && before->registration == key.registration && before->sequence == key.sequence) {
            twofold.insert(key.registration);
            if (!world.twofold().contains(key.registration)) {
                promises.violate("I8", "the sequence " + text(key) + " was used twice by one machine");
            }
        }
        before = &key;
    }
    for (const Registration registration : twofold) {
        const auto rows = ask(hq, "select standing from registration where registration = $1", {std::int64_t{registration}});
        // After a rollback HQ may have seen only one of the two histories' machines; what it kept is checked by I6.
        const bool both_here = std::any_of(promises.printed.begin(), promises.printed.end(), [&](const EntryKey& key) {
            return key.registration == registration && kept.at.contains(key) &&
                   kept.at.at(key) != EntryId::of(key.registration, key.sequence);
        });
        if (both_here && (rows.empty() || rows[0].text(0) != "forked")) {
            promises.violate("I18", "registration " + std::to_string(registration) + " has two histories and is not marked");
        }
    }
}

std::map<MemberId, ModelMember> read_members(database::Connection& hq, Promises& promises, bool clocks_jumped) {
    std::map<MemberId, ModelMember> members;
    std::map<MemberId, std::pair<std::int64_t, std::int64_t>> parts;
    for (const auto& row : ask(hq, "select shard_key, account, amount from balance order by shard_key, account")) {
        const MemberId member{row.integer(0)};
        const auto account = static_cast<hq::Account>(row.integer(1));
        const std::int64_t amount = row.integer(2);
        if (account == hq::Account::MemberAllowance) {
            members[member].reserved += amount;
        } else if (account == hq::Account::MemberHeld) {
            members[member].held += amount;
        } else {
            members[member].points += amount;
        }
        if (account == hq::Account::MemberPoints) parts[member].first = amount;
        if (account == hq::Account::MemberDebt) parts[member].second = amount;
        const bool wrong_sign = account == hq::Account::MemberDebt ? amount > 0 : amount < 0;
        if (wrong_sign) promises.violate("I9", "account " + std::to_string(row.integer(1)) + " of member " + text(member.value) + " is " + std::to_string(amount));
    }
    for (const auto& [member, part] : parts) {
        // Points past their date cannot repay; dates far off exist only where clocks jumped.
        if (part.first > 0 && part.second < 0 && !clocks_jumped) {
            promises.violate("I9", "member " + text(member.value) + " has points and owes points");
        }
    }
    return members;
}

template <typename Key>
void drop_empty(std::map<Key, Figures>& figures) {
    std::erase_if(figures, [](const auto& item) { return item.second == Figures{}; });
}

Told read_told(database::Connection& hq) {
    Told told;
    for (const auto& row : ask(hq, "select redemption_id, member_id, points from redemption where state = 'held'")) {
        told.held[EntryId{row.integer(0)}] = {MemberId{row.integer(1)}, row.integer(2)};
    }
    for (const auto& row : ask(hq, "select redemption_id, account_key, minor from value_redemption where state = 'held'")) {
        told.value_held[EntryId{row.integer(0)}] = {row.bytes(1), row.integer(2)};
    }
    for (const auto& row : ask(hq, "select sale_id from sale where length(card_key) = 12")) told.withheld.insert(EntryId{row.integer(0)});
    for (const auto& row : ask(hq, "select sale_id, line, sum(points_taken) from returned_line group by sale_id, line")) {
        told.taken[{EntryId{row.integer(0)}, static_cast<std::int32_t>(row.integer(1))}] = row.integer(2);
    }
    // Numbers from 1,000,001 on are of what the sale redeemed and brought back.
    for (const auto& row : ask(hq,
                               "select t.cause, sum(t.amount) from transfer t join sale s on s.sale_id = t.cause "
                               "where t.code = 'return' and t.number <= 1000000 group by t.cause")) {
        told.taken[{EntryId{row.integer(0)}, 0}] = row.integer(1);
    }
    return told;
}

/// I2
void check_model(World& world, database::Connection& hq, const Kept& kept, Promises& promises) {
    Model model(world.rules(), read_told(hq));
    model.take(kept.accepted);
    check_claw_back(hq, model, promises);
    check_value(world, hq, model, promises);
    check_minted(world, kept, model.credits(kept.accepted), promises);
    for (const EntryId id : model.wrongly_held()) promises.violate("I14", "redemption " + text(id) + " is held and must not be");
    // HQ holds under the name that the terminal gave, also where the request became part of a second history.
    std::set<EntryId> named;
    for (const auto& accepted : kept.accepted) named.insert(accepted.named);
    for (const EntryId id : model.held_without_request()) {
        // A terminal that was set up from a backup forgot the request, a revoked one's is in quarantine: a manager will
        // write the hold off.
        const bool explained = named.contains(id) || kept.bytes.contains(id) || world.terminals_were_restored();
        if (promises.asked.contains(id) && explained) continue;
        promises.violate("I14", "redemption " + text(id) + " is held and nobody asked for it");
    }

    auto expected = model.members();
    auto found = read_members(hq, promises, world.clocks_jumped() || world.days_passed());
    for (const auto& [member, figures] : expected) found[member];
    for (const auto& [member, figures] : found) expected[member];
    for (const auto& [member, figures] : expected) {
        if (found[member] == figures) continue;
        promises.violate("I2", "member " + text(member.value) + " has " + std::to_string(found[member].points) + " points and " +
                                   std::to_string(found[member].held) + " held and " + std::to_string(found[member].reserved) +
                                   " reserved, by the model " + std::to_string(figures.points) + ", " +
                                   std::to_string(figures.held) + " and " + std::to_string(figures.reserved));
    }
    auto member_days = model.member_days();
    for (const auto& row : ask(hq, "select shard_key, business_date, branch_id, net_minor, visits from member_day where shard_key > 0")) {
        auto& day = member_days[{MemberId{row.integer(0)}, *parse_date(row.text(1)), BranchId{row.integer(2)}}];
        day.net_minor -= row.integer(3);
        day.sales -= row.integer(4);
    }
    drop_empty(member_days);
    if (!member_days.empty()) {
        const auto& [key, difference] = *member_days.begin();
        promises.violate("I2", "the spend of member " + text(std::get<0>(key).value) + " on " + to_string(std::get<1>(key)) +
                                   " differs from the model by " + std::to_string(-difference.net_minor) + ", the visits by " +
                                   std::to_string(-difference.sales));
    }
    auto branch_days = model.branch_days();
    for (const auto& row : ask(hq, "select branch_id, business_date, net_minor, sales, returns from branch_day")) {
        auto& day = branch_days[{BranchId{row.integer(0)}, *parse_date(row.text(1))}];
        day.net_minor -= row.integer(2);
        day.sales -= row.integer(3);
        day.returns -= row.integer(4);
    }
    drop_empty(branch_days);
    if (!branch_days.empty()) {
        const auto& [key, difference] = *branch_days.begin();
        promises.violate("I2", "branch " + std::to_string(key.first.value) + " on " + to_string(key.second) +
                                   " differs from the model by " + std::to_string(-difference.net_minor) + ", the sales by " +
                                   std::to_string(-difference.sales));
    }
}

/// I15: what a terminal gave back for lines of its own sales is their share exactly, in however many steps.
void check_refunds(const Kept& kept, Promises& promises) {
    struct Line {
        sale::Line sold;
        std::int64_t thousandths = 0, minor = 0;
        bool plain = true;  ///< every return of it was made, and kept, by the terminal that sold it
    };
    std::set<EntryId> voided;
    std::map<std::pair<EntryId, std::int32_t>, Line> lines;
    for (const auto& accepted : kept.accepted) {
        // With two histories a name is not enough.
        if (accepted.id != accepted.named) return;
        if (const auto* post_void = std::get_if<sale::PostVoid>(&accepted.entry.body)) voided.insert(EntryId{post_void->sale.value});
        const auto* sale = std::get_if<sale::Sale>(&accepted.entry.body);
        if (sale == nullptr) continue;
        for (const auto& line : sale->lines) {
            if (!line.original) lines[{accepted.id, line.number}].sold = line;
        }
    }
    for (const auto& accepted : kept.accepted) {
        const auto* sale = std::get_if<sale::Sale>(&accepted.entry.body);
        if (sale == nullptr) continue;
        for (const auto& line : sale->lines) {
            if (!line.original) continue;
            const auto found = lines.find({EntryId{line.original->sale.value}, line.original->line});
            if (found == lines.end()) continue;
            Line& original = found->second;
            original.thousandths -= line.quantity.thousandths;
            original.minor -= line.amount_minor;
            const bool elsewhere = accepted.id.registration() != found->first.first.registration();
            if (elsewhere || voided.contains(accepted.id)) original.plain = false;
        }
    }
    for (const auto& [key, line] : lines) {
        if (!line.plain || line.thousandths == 0) continue;
        const bool within = line.thousandths <= line.sold.quantity.thousandths;
        const std::int64_t share =
            within ? sale::refund_minor(line.sold, Quantity{0}, Quantity{line.thousandths}) : line.sold.amount_minor;
        if (within && line.minor == share) continue;
        promises.violate("I15", "of line " + std::to_string(key.second) + " of " + text(key.first) + ", " + std::to_string(line.minor) +
                                    " were given back for a share of " + std::to_string(share));
        return;
    }
}

/// I14: what was redeemed without HQ pays one sale. Where histories part, a name means two things, and HQ says so.
void check_tendered_once(const Kept& kept, Promises& promises) {
    std::map<EntryId, EntryId> paid;
    for (const auto& accepted : kept.accepted) {
        if (accepted.id != accepted.named) return;
    }
    for (const auto& accepted : kept.accepted) {
        const auto* sale = std::get_if<sale::Sale>(&accepted.entry.body);
        if (sale == nullptr) continue;
        for (const auto& tender : sale->tenders) {
            if (!tender.redemption || tender.means == loyalty::RedemptionMeans::Hq || tender.amount_minor <= 0) continue;
            const auto [first, is_new] = paid.emplace(tender.redemption, accepted.id);
            if (is_new) continue;
            promises.violate("I14", "redemption " + text(tender.redemption) + " paid the sales " + text(first->second) + " and " +
                                        text(accepted.id));
            return;
        }
    }
}

/// I11: of each allowance, what is reserved, spent and given back is its limit; I12: C within L.
void check_escrow(database::Connection& hq, Promises& promises) {
    const auto rows = ask(hq,
                          "select a.allowance_id, a.limit_points, a.spent_points, coalesce((select sum(l.remaining) from allowance_lot l "
                          "where l.allowance_id = a.allowance_id), 0), a.state from allowance a order by a.allowance_id");
    for (const auto& row : rows) {
        const bool open = row.text(4) == "open";
        const std::int64_t limit = row.integer(1), spent = row.integer(2), reserved = row.integer(3);
        if (spent > limit) promises.violate("I12", "more than its limit was spent of allowance " + text(row.integer(0)));
        // Spent and not yet captured or given back may still be reserved.
        if (reserved > limit || (!open && reserved > spent)) {
            promises.violate("I11", "allowance " + text(row.integer(0)) + " of " + std::to_string(limit) + " has " +
                                        std::to_string(reserved) + " reserved and " + std::to_string(spent) + " spent");
        }
    }
}

/// Honest terminals and HQ compute alike: nothing may be suspected of having been made up.
void check_suspense(World& world, database::Connection& hq, Promises& promises) {
    const std::int64_t forger = world.scenario().forger ? world.begin().terminals[0].id.value : -1;
    const auto rows = ask(hq,
                          "select p.entry_id, p.reason, p.detail from suspense p join entry e on e.registration = p.entry_id >> 32 and "
                          "e.sequence = p.entry_id & 4294967295 where e.terminal_id <> $1 and p.reason in "
                          "('malformed', 'unknown_kind', 'invalid_sale', 'engine_mismatch', 'not_a_sale', 'personal_mismatch') and "
                          "p.detail not like 'rule set 0 %' limit 1",
                          {forger});
    if (rows.empty()) return;
    promises.violate("suspense", "an honest entry " + text(rows[0].integer(0)) + " is in suspense: " + rows[0].text(1) + ", " + rows[0].text(2));
}

}  // namespace

void check_bounds(World& world, Promises& promises) {
    const auto too_long = [](Disk& disk, const std::string& file) {
        const auto log = disk.find(file);
        return log && log->image.size() > kLogBytesMax;
    };
    if (too_long(world.hq().disk(), "hq.db-wal")) promises.violate("I27", "HQ's write-ahead log grows");
    if (world.hq().queue_length() > kQueueMax) promises.violate("I27", "HQ's queue grows");
    if (world.hq().sessions() > kSessionsPerTerminal * world.terminals().size()) promises.violate("I27", "HQ's sessions pile up");
    for (const auto& node : world.terminals()) {
        if (too_long(node->disk(), "terminal.db-wal")) promises.violate("I27", "a terminal's write-ahead log grows");
    }
}

std::string caches_differ(World& world) {
    auto& hq = *world.hq().connection();
    const auto blocked = ask(hq, "select card_key from blocked_card order by card_key");
    const auto rows = ask(hq,
                          "select mb.branch_id, m.member_id, coalesce(b.amount, 0) from member_branch mb "
                          "join member m on m.member_id = mb.member_id "
                          "left join balance b on b.shard_key = m.member_id and b.account = 1 order by mb.branch_id, m.member_id");
    const auto terminals = ask(hq, "select terminal_id, branch_id, standing from terminal");
    for (const auto& node : world.terminals()) {
        std::int64_t branch = 0;
        for (const auto& row : terminals) {
            if (row.integer(0) == node->terminal().value && row.text(2) == "enrolled") branch = row.integer(1);
        }
        if (branch == 0) continue;
        for (const auto& row : blocked) {
            const auto card = node->file()->find_card(row.bytes(0));
            if (!card || !card->blocked) return "terminal " + std::to_string(node->number()) + " does not know that a card is blocked";
        }
        for (const auto& row : rows) {
            if (row.integer(0) != branch) continue;
            const auto cached = node->file()->find_member(MemberId{row.integer(1)});
            if (!cached) return "terminal " + std::to_string(node->number()) + " cannot read";
            // With dates far off, lots are past theirs, and purchases too long ago for this branch to hear of the member.
            const bool same = *cached && (world.clocks_jumped() || world.days_passed() || (**cached).facts.available.value == row.integer(2));
            if (same) continue;
            return "terminal " + std::to_string(node->number()) + " thinks member " + text(row.integer(1)) + " has " +
                   (*cached ? std::to_string((**cached).facts.available.value) : std::string{"never existed"}) + ", HQ says " +
                   std::to_string(row.integer(2));
        }
    }
    return {};
}

void check_at_rest(World& world, Promises& promises) {
    auto& hq = *world.hq().connection();
    const Kept kept = read_kept(hq);
    check_promised(world, kept, promises);
    check_conservation(hq, promises);
    check_model(world, hq, kept, promises);
    check_names(world, hq, kept, promises);
    check_refunds(kept, promises);
    check_tendered_once(kept, promises);
    check_escrow(hq, promises);
    check_suspense(world, hq, promises);
    check_budgets(kept, promises);
    check_undiscovered(hq, kept, promises);
    check_expired(world, kept, promises);
    check_expired_value(world, kept, promises);
    check_vouchers(world, kept, promises);
    check_tiers(world, promises);
    check_verify(hq, promises);
    if (!promises.violation) check_redelivery(world, promises);
}

std::uint64_t outcome_digest(World& world) {
    std::uint64_t digest = 0xCBF29CE484222325U;
    for (const auto& line : books_lines(*world.hq().connection())) {
        for (const char byte : line + "\n") digest = (digest ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
    }
    return digest;
}

}  // namespace pareto::simulation
