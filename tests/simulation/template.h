// The databases every world begins with, made once by the product's own code and cloned for each seed: HQ with
// branches, items, members with cards, and eight enrolled terminals.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"
#include "common/loyalty/campaign_set.h"
#include "common/loyalty/loyalty.h"
#include "terminal/database/anchor.h"
#include "tests/simulation/crash_vfs.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace pareto::simulation {

struct TerminalTemplate {
    TerminalId id;
    BranchId branch;
    Disk::Image image;
    std::optional<terminal::database::AnchorRecord> anchor;
};

struct Template {
    static constexpr std::size_t kTerminals = 8;
    static constexpr std::size_t kBranches = 3;
    static constexpr int kItems = 12;
    static constexpr int kMembers = 12;  ///< enrolled by HQ with a card each; cards beyond are unknown at first

    /// Aborts when the product cannot make it. The VFS must be free of mounted disks named hq and t.
    [[nodiscard]] static Template make(CrashVfs& vfs);
    [[nodiscard]] static Bytes card_key_secret() { return Bytes(32, 'k'); }
    [[nodiscard]] static Bytes allowance_key() { return Bytes(32, 'a'); }
    /// Of every world: small enough that their edges are met.
    [[nodiscard]] static loyalty::OfflineLimits offline_limits();
    /// Version 1.
    [[nodiscard]] static loyalty::RuleSet rules();
    /// One with a budget of uses for all terminals, and one for members with a control group.
    [[nodiscard]] static std::vector<loyalty::Campaign> campaigns();
    static constexpr std::int64_t kCampaignUses = 24;  ///< of campaign 1: three for each terminal
    /// The key of the n-th card there is in the worlds.
    [[nodiscard]] static Bytes card_key(int card);
    [[nodiscard]] static Bytes card_uid(int card);
    [[nodiscard]] static std::string sku(int item);

    Disk::Image hq;
    std::vector<TerminalTemplate> terminals;
};

}  // namespace pareto::simulation
