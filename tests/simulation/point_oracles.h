// What must hold of points beyond their sums: caps (I20), campaigns' budgets, expiry and tiers. Worked out from the
// entries and, for tiers, from the raw transfers; never with hq/app.
#pragma once

#include "common/database/database.h"
#include "tests/simulation/model.h"
#include "tests/simulation/surroundings.h"

#include <map>
#include <string_view>
#include <vector>

namespace pareto::simulation {

class World;

/// What HQ keeps, under every name it has.
struct Kept {
    std::map<EntryKey, EntryId> at;        ///< a terminal's entry → HQ's id of it
    std::map<Bytes, std::int64_t> copies;  ///< how often the same bytes are there
    std::map<EntryId, Bytes> bytes;
    std::vector<AcceptedEntry> accepted;   ///< not quarantined, in HQ's order
};

[[nodiscard]] Kept read_kept(database::Connection& hq);
/// Queries that cannot fail while nothing is injected.
[[nodiscard]] database::Rows ask(database::Connection& connection, std::string_view sql,
                                 std::initializer_list<database::Value> parameters = {});
[[nodiscard]] std::string text(EntryId id);

/// I20: no terminal, whatever it says, and no member gets more in a day than the caps; nothing is withheld without need.
void check_minted(World& world, const Kept& kept, const std::vector<Credit>& credits, Promises& promises);
/// No terminal gives more of a campaign than its share, or than it can have forgotten.
void check_budgets(const Kept& kept, Promises& promises);
/// I10 when all are synced: what was given without HQ is known there, each as what it was, except what a restored or
/// doubled machine forgot: of that no more than its limits, once for each time.
void check_undiscovered(database::Connection& hq, const Kept& kept, Promises& promises);
/// Nothing expired before its time or more than once, and nothing was left over.
void check_expired(World& world, const Kept& kept, Promises& promises);
/// What returns took back keeps to the policies of the rules that the goods were sold by.
void check_claw_back(database::Connection& hq, const Model& model, Promises& promises);
/// I2, I9 and I14 of stored value.
void check_value(World& world, database::Connection& hq, const Model& model, Promises& promises);
/// No voucher pays for more than it was issued for, except what a restored or doubled machine forgot.
void check_vouchers(World& world, const Kept& kept, Promises& promises);
/// No stored value expired before the last day that what was sold of it had by then; nothing was left over.
void check_expired_value(World& world, const Kept& kept, Promises& promises);
/// Everybody has the tier that the transfers say.
void check_tiers(World& world, Promises& promises);

}  // namespace pareto::simulation
