// The commands about rules, members and the life of points.
#pragma once

#include <optional>
#include <string>

#include "common/base/id.h"
#include "common/base/time.h"
#include "common/journal/points_bodies.h"
#include "hq/commands/session.h"
#include "hq/reports/render.h"

namespace pareto::hq::commands {

struct RulesOptions {
    bool set = false;           ///< else shown
    std::string file, shown;    ///< Set: its path, and as the person wrote it
    bool dry_run = false;
    std::int32_t version = 0;   ///< Show: 0 = the current one
};

/// The daily jobs about points, run by hand.
struct PointsJobOptions {
    enum class What { Expire, ReviewTiers };
    What what = What::Expire;
    std::optional<BusinessDate> as_of;  ///< none = the last day that is over
};

struct MemberOptions {
    enum class What {
        Adjust,
        Transfer,
        Merge,
        HouseholdCreate,
        HouseholdAdd,
        HouseholdRemove,
        HouseholdShow,
        Show,
        Find,
        Statement,
        Tier,
        StoredValue,
        GiftCard
    };
    What what = What::Show;
    std::string member;  ///< its number; GiftCard: the card's; Transfer, Merge: from; Household…: the holder, or who leaves
    std::string other;   ///< Transfer: to; Merge: into; Household…: who joins
    std::int64_t points = 0;
    std::string reason;  ///< a code
    std::string by, approved_by;
    bool may_owe = false;
    std::optional<BusinessDate> expires_on;
    std::string language;  ///< "en", "zh-Hant"; empty = the company's
    EntryId sale;          ///< Statement: only why this sale gave its points
    reports::Format format = reports::Format::Table;
};

/// What a person decides about an entry in suspense.
struct SuspenseOptions {
    journal::Settlement outcome = journal::Settlement::Noted;
    EntryId entry;
    std::string reason;  ///< a code; empty = none
    std::string by, approved_by;
};

int set_rules(const RulesOptions& options, const WritingSession& session);
int show_rules(const Place& place, const RulesOptions& options, const Surroundings& surroundings);
int settle_suspense(const SuspenseOptions& options, const WritingSession& session);
int rebuild_rollups(const WritingSession& session);
int run_points_job(const PointsJobOptions& options, const WritingSession& session);
[[nodiscard]] bool changes_books(const MemberOptions& options);
int change_member(const MemberOptions& options, const WritingSession& session);
int show_member(const Place& place,
                const MemberOptions& options,
                const Surroundings& surroundings);
}  // namespace pareto::hq::commands
