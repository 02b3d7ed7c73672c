// Whose stored value: a gift card's, for whoever brings it, or a member's own.
#pragma once

#include "common/base/bytes.h"
#include "common/base/id.h"

namespace pareto::sale {

struct ValueAccount {
    MemberId member = {};   ///< 0 when it is a gift card's
    Bytes gift_card = {};   ///< card_key; empty when it is a member's
    bool operator==(const ValueAccount&) const = default;
};

}  // namespace pareto::sale
