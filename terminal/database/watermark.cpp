// The terminal's side of the table in common/sync/README.md.
#include "terminal/database/watermark.h"

namespace pareto::terminal::database {

AckedPosition acked_after(const HeadRow& head,
                          const sync::Watermark& watermark,
                          const std::optional<Hash>& own) {
    const AckedPosition unchanged{head.acked, head.acked_hash};
    const AckedPosition at_watermark{watermark.sequence, watermark.hash};
    const bool confirmed = own && *own == watermark.hash;
    // An entry that was acknowledged and deleted since cannot be compared; what HQ asks for is then
    // all there is.
    const bool deleted = !own && watermark.sequence < head.acked;
    switch (watermark.outcome) {
        case sync::HeadOutcome::Resume:
            return confirmed ? at_watermark : unchanged;
        case sync::HeadOutcome::HqBehind:
            return confirmed || deleted ? at_watermark : AckedPosition{};
        case sync::HeadOutcome::Fork:
            if (confirmed) return at_watermark;
            return head.acked < watermark.sequence ? unchanged : AckedPosition{};
        // Restored: what is missing comes with its hash and moves the position then.
        case sync::HeadOutcome::Restored:
        case sync::HeadOutcome::Stale:
            break;
    }
    return unchanged;
}

}  // namespace pareto::terminal::database
