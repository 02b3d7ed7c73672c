// Gifts in entries. Part of the codec.
#pragma once

#include "common/journal/field_reader.h"
#include "common/journal/gift_bodies.h"

namespace pareto::journal {

namespace v1 {
class GiftDefined;
class GiftStocked;
}  // namespace v1

void put(const GiftDefined& from, v1::GiftDefined& to);
void put(const GiftStocked& from, v1::GiftStocked& to);

[[nodiscard]] GiftDefined take(const v1::GiftDefined& from, Reader& reader);
[[nodiscard]] GiftStocked take(const v1::GiftStocked& from, Reader& reader);

}  // namespace pareto::journal
