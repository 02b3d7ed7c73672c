#include "common/sync/group_keys.h"

#include "common/sync/proto/sync.pb.h"

namespace pareto::sync {
namespace {

namespace proto = ::pareto::sync::v1;

constexpr int kKeysMax = 64;
constexpr std::size_t kKeyBytes = 16;
constexpr std::int32_t kSlotMax = 13;
constexpr std::int32_t kVersionMax = 255;

bool is_sound(const proto::GroupKey& key) {
    return key.family() >= 1 && key.family() <= loyalty::kCardFamilyLast && key.slot() >= 0 && key.slot() <= kSlotMax &&
           key.version() >= 1 && key.version() <= kVersionMax && key.key().size() == kKeyBytes;
}

}  // namespace

Bytes encode(const std::vector<GroupKey>& ring) {
    proto::GroupKeyRing to;
    for (const GroupKey& key : ring) {
        auto& added = *to.add_keys();
        added.set_family(static_cast<std::int32_t>(key.family));
        added.set_slot(static_cast<std::int32_t>(key.slot));
        added.set_version(static_cast<std::int32_t>(key.version));
        added.set_key(key.key);
    }
    return to.SerializeAsString();
}

Result<std::vector<GroupKey>> decode_group_keys(BytesView bytes) {
    proto::GroupKeyRing from;
    if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, "group keys: not a protobuf message");
    if (from.keys_size() > kKeysMax) return fault(FaultCode::Corrupt, "group keys: more than 64");
    std::vector<GroupKey> ring;
    for (const auto& key : from.keys()) {
        if (!is_sound(key)) return fault(FaultCode::Corrupt, "group keys: a field is out of range");
        ring.push_back({static_cast<loyalty::CardFamily>(key.family()), static_cast<unsigned>(key.slot()),
                        static_cast<unsigned>(key.version()), key.key()});
    }
    return ring;
}

}  // namespace pareto::sync
