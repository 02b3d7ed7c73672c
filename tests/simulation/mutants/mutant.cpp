#include "tests/simulation/mutants/mutant.h"

#include "tests/simulation/mutants/books_mutants.h"
#include "tests/simulation/mutants/connection_mutants.h"
#include "tests/simulation/mutants/terminal_mutants.h"

#include <array>

namespace pareto::simulation {
namespace {

Mutant named(std::string_view name, std::string_view what) {
    Mutant mutant;
    mutant.name = name;
    mutant.what = what;
    return mutant;
}

Mutant of_books(std::string_view name, std::string_view what, decltype(Mutant::books) books) {
    Mutant mutant = named(name, what);
    mutant.books = books;
    return mutant;
}

Mutant of_connection(std::string_view name, std::string_view what, decltype(Mutant::connection) connection) {
    Mutant mutant = named(name, what);
    mutant.connection = connection;
    return mutant;
}

Mutant of_sync(std::string_view name, std::string_view what, decltype(Mutant::sync_journal) sync_journal) {
    Mutant mutant = named(name, what);
    mutant.sync_journal = sync_journal;
    return mutant;
}

Mutant skipped_fsync_hq() {
    Mutant mutant = named("skipped-fsync-hq", "HQ's disk says it synced and did not");
    mutant.skips_hq_syncs = true;
    return mutant;
}

Mutant skipped_fsync_terminal() {
    Mutant mutant = named("skipped-fsync-terminal", "the terminals' disks say they synced and did not");
    mutant.skips_terminal_syncs = true;
    return mutant;
}

Mutant sequence_reuse() {
    Mutant mutant = named("sequence-reuse", "a restored terminal goes on where its backup ended");
    mutant.forgets_anchor = true;
    return mutant;
}

Mutant wrong_return_arithmetic() {
    Mutant mutant = named("wrong-return-arithmetic", "a returned line gives back one minor unit too much");
    mutant.journal = mutants::wrong_return_arithmetic;
    return mutant;
}

Mutant spoiled(std::string_view name, std::string_view what, const char* sql) {
    Mutant mutant = named(name, what);
    mutant.spoils_at_start = sql;
    return mutant;
}

Mutant double_capture() {
    Mutant mutant = named("double-capture", "a redemption made offline pays a second sale when the card is tapped again");
    mutant.journal = mutants::double_capture;
    return mutant;
}

Mutant tier_boundary() {
    Mutant mutant = named("tier-boundary-off-by-one", "a tier is reached only above its threshold");
    mutant.tier_threshold_shift = 1;
    return mutant;
}

Mutant claw_back_ignored() {
    Mutant mutant = named("claw-back-ignored", "returns take back what is not there, whatever the policy");
    mutant.ignores_claw_back = true;
    return mutant;
}

}  // namespace

std::span<const Mutant> all_mutants() {
    static const std::array all{
        Mutant{},
        of_books("ack-before-commit", "HQ acknowledges a batch and stores it with the next one", mutants::ack_before_commit),
        of_books("no-deduplication", "HQ keeps a batch that comes again once more", mutants::no_deduplication),
        of_books("fencing-ignored", "HQ takes batches of sessions that a newer one replaced", mutants::fencing_ignored),
        of_books("hold-not-checked", "HQ approves every redemption without holding the points", mutants::hold_not_checked),
        of_books("authorise-not-idempotent", "HQ holds the points each time it is asked", mutants::authorise_not_idempotent),
        of_connection("value-taken-twice", "stored value is debited when it is held and again when it is captured", mutants::value_taken_twice),
        of_connection("voucher-use-not-taken-off", "a voucher stays as it was when a use of it is held", mutants::voucher_use_kept),
        of_connection("missing-points-reversal", "a return takes no points back", mutants::missing_points_reversal),
        of_connection("lost-unknown-card-credit", "sales with unknown cards are not credited later", mutants::lost_unknown_card_credit),
        of_sync("feed-cursor-first", "a terminal moves its cursor before it applies the feed", mutants::feed_cursor_first),
        of_sync("wrong-ack-accepted", "a terminal believes an ack of another history", mutants::wrong_ack_accepted),
        of_books("allowance-released", "HQ gives an allowance back by itself when its member lacks points", mutants::allowance_released),
        spoiled("spent-not-durable", "a terminal forgets at its start what it spent of allowances",
                "update allowance set spent_points = 0"),
        spoiled("stand-in-reset", "a terminal forgets at its start what it stood in for", "delete from stand_in"),
        spoiled("allowance-past-its-limit", "a terminal spends more than HQ reserved",
                "update allowance set limit_points = limit_points + 1000"),
        of_connection("mint-cap-ignored", "HQ forgets what it has minted today", mutants::mint_cap_ignored),
        of_connection("expiry-run-twice", "what expired stays in its lot, and expires again", mutants::expiry_run_twice),
        of_connection("return-before-sale", "a return that comes before its sale is forgotten", mutants::return_before_sale),
        of_sync("budget-not-shared", "each terminal spends a campaign's whole budget", mutants::budget_not_shared),
        of_sync("block-overlooked", "a terminal does not hear that a card is blocked", mutants::block_overlooked),
        tier_boundary(),
        claw_back_ignored(),
        double_capture(),
        wrong_return_arithmetic(),
        sequence_reuse(),
        skipped_fsync_hq(),
        skipped_fsync_terminal(),
    };
    return all;
}

const Mutant* find_mutant(std::string_view name) {
    for (const auto& mutant : all_mutants()) {
        if (mutant.name == name) return &mutant;
    }
    return nullptr;
}

}  // namespace pareto::simulation
