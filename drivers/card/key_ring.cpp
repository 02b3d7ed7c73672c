#include "drivers/card/key_ring.h"

#include <algorithm>
#include <functional>

#include "common/base/check.h"
#include "drivers/card/an10922.h"
#include "drivers/card/member_application.h"

namespace pareto::drivers::card {

KeyRing::KeyRing(std::vector<MasterKey> keys) : keys_(std::move(keys)) {
    for (const MasterKey& key : keys_)
        PARETO_CHECK(key.version >= 1 && key.version <= 255);
}

std::optional<AesKey> KeyRing::card_key(Family family,
                                        unsigned slot,
                                        unsigned version,
                                        BytesView uid) const {
    if (version == 0) return AesKey{};
    const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const MasterKey& key) {
        return key.family == family && key.slot == slot && key.version == version;
    });
    if (found == keys_.end()) return std::nullopt;
    return diversify(found->key, diversification_input(uid, slot));
}

std::vector<unsigned> KeyRing::versions(Family family, unsigned slot) const {
    std::vector<unsigned> versions;
    for (const MasterKey& key : keys_)
        if (key.family == family && key.slot == slot) versions.push_back(key.version);
    std::sort(versions.begin(), versions.end(), std::greater<>{});
    return versions;
}

}  // namespace pareto::drivers::card
