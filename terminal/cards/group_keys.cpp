#include "terminal/cards/group_keys.h"

#include <algorithm>
#include <utility>

namespace pareto::terminal::cards {

using drivers::card::AesKey;
using drivers::card::MasterKey;

namespace {

Result<std::vector<MasterKey>> master_keys(const Bytes& plain) {
    PARETO_TRY(auto given, sync::decode_group_keys(plain));
    std::vector<MasterKey> keys;
    for (sync::GroupKey& each : given) {
        const auto key = AesKey::from(each.key);
        drivers::card::wipe(each.key);
        if (!key || each.version < 1 || each.version > 255)
            return fault(FaultCode::Corrupt, "a group key that is none");
        keys.push_back({each.family, each.slot, each.version, *key});
    }
    return keys;
}

}  // namespace

Result<void> GroupKeys::keep(const Bytes& sealed, UtcTime at) {
    std::vector<MasterKey> keys;
    Result<void> done;
    if (!sealed.empty()) {
        auto plain = open_(sealed);
        if (plain) {
            auto opened = master_keys(*plain);
            drivers::card::wipe(*plain);
            if (opened) keys = std::move(*opened);
            if (!opened) done = tl::unexpected<Fault>{opened.error()};
        } else {
            done = tl::unexpected<Fault>{plain.error()};
        }
    }
    const std::lock_guard lock{mutex_};
    keys_ = std::move(keys);
    given_at_ = at;
    kept_at_ = clock_.steady();
    return done;
}

std::optional<GroupKeys::Ring> GroupKeys::ring(drivers::card::Family family) const {
    const std::lock_guard lock{mutex_};
    if (std::max(clock_.now() - given_at_, clock_.steady() - kept_at_) > kTrustedFor)
        return std::nullopt;
    const auto is_of_family = [&](const MasterKey& key) {
        return key.family == family;
    };
    const auto first = std::find_if(keys_.begin(), keys_.end(), is_of_family);
    if (first == keys_.end()) return std::nullopt;
    return Ring{drivers::card::KeyRing{keys_}, first->slot};
}

}  // namespace pareto::terminal::cards
