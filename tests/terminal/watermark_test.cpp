// The terminal's side of the table in common/sync/README.md, as a table.
#include "terminal/database/watermark.h"

#include <gtest/gtest.h>

namespace pareto::test {
namespace {

using sync::HeadOutcome;
using terminal::database::acked_after;
using terminal::database::AckedPosition;
using terminal::database::HeadRow;

const Hash kOwn = journal::sha256("own");
const Hash kOther = journal::sha256("other");
const Hash kAcked = journal::sha256("acked");

struct Case {
    const char* name;
    HeadOutcome outcome;
    Sequence acked;
    Sequence watermark;
    std::optional<Hash> own;  ///< at the watermark; HQ always names kOwn
    Sequence expected;
};

TEST(WatermarkTest, MovesTheAcknowledgedPositionOnlyWhereHqNamedTheHash) {
    const Case cases[] = {
        {"resume at HQ's end", HeadOutcome::Resume, 3, 7, kOwn, 7},
        {"resume, but HQ's hash is another", HeadOutcome::Resume, 3, 7, kOther, 3},
        {"resume beyond the journal", HeadOutcome::Resume, 3, 99, std::nullopt, 3},
        {"HQ lost what it acknowledged", HeadOutcome::HqBehind, 7, 3, kOwn, 3},
        {"HQ lost everything", HeadOutcome::HqBehind, 7, 0, Hash{}, 0},
        {"HQ is behind and has another history", HeadOutcome::HqBehind, 7, 3, kOther, 0},
        {"HQ is behind what was deleted here", HeadOutcome::HqBehind, 7, 3, std::nullopt, 3},
        {"fork, HQ's end is ours", HeadOutcome::Fork, 3, 7, kOwn, 7},
        {"fork after the acknowledged", HeadOutcome::Fork, 3, 7, kOther, 3},
        {"fork beyond the journal", HeadOutcome::Fork, 3, 99, std::nullopt, 3},
        {"fork at the acknowledged", HeadOutcome::Fork, 7, 7, kOther, 0},
        {"restored: the lost entries will move it", HeadOutcome::Restored, 3, 99, std::nullopt, 3},
        {"stale", HeadOutcome::Stale, 3, 7, kOwn, 3},
    };
    for (const auto& [name, outcome, acked, watermark, own, expected] : cases) {
        HeadRow head;
        head.registration = 5;
        head.last = 20;
        head.acked = acked;
        head.acked_hash = kAcked;
        const Hash named = watermark == 0 ? Hash{} : kOwn;
        const AckedPosition position = acked_after(head, {5, watermark, named, outcome}, own);
        EXPECT_EQ(position.sequence, expected) << name;
        EXPECT_EQ(position.hash,
                  expected == acked ? kAcked
                  : expected == 0   ? Hash{}
                                    : named)
            << name;
    }
}

}  // namespace
}  // namespace pareto::test
