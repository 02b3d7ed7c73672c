// The keys by which a terminal's group of branches identifies cards offline. They travel sealed for that terminal's own
// key (common/net/sealed.h), and it keeps them so.
#pragma once

#include <vector>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/loyalty/card.h"

namespace pareto::sync {

struct GroupKey {
    loyalty::CardFamily family = loyalty::CardFamily::Ntag424;
    unsigned slot = 0;     ///< of the card's application, see drivers/card/member_application.h
    unsigned version = 0;  ///< 1 … 255
    Bytes key;             ///< 16 bytes: the slot's master key
    bool operator==(const GroupKey&) const = default;
};

[[nodiscard]] Bytes encode(const std::vector<GroupKey>& ring);
/// Corrupt for malformed bytes, a key of another length, or more than 64 keys.
[[nodiscard]] Result<std::vector<GroupKey>> decode_group_keys(BytesView bytes);

}  // namespace pareto::sync
