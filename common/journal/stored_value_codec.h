// Bodies about stored value to protobuf and back. Part of the codec.
#pragma once

#include "common/journal/field_reader.h"
#include "common/journal/stored_value_bodies.h"

namespace pareto::journal {

namespace v1 {
class StoredValueExpired;
class StoredValueAdjusted;
}

void put(const StoredValueExpired& from, v1::StoredValueExpired& to);
void put(const StoredValueAdjusted& from, v1::StoredValueAdjusted& to);
[[nodiscard]] StoredValueExpired take(const v1::StoredValueExpired& from, Reader& reader);
[[nodiscard]] StoredValueAdjusted take(const v1::StoredValueAdjusted& from, Reader& reader);

}  // namespace pareto::journal
