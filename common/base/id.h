// Ids: 64 bits = registration (31 bits) << 32 | sequence (32 bits), design "Ids, money, quantity, time".
//
// A registration is one enrolment of one terminal or one start of one HQ process; HQ hands them out and
// never reuses one. A sequence is drawn only to append a journal entry, so that sequences are dense. What an
// entry creates (sale, member, card …) bears the entry's id, at most one of each type.
#pragma once

#include <compare>
#include <cstdint>

namespace pareto {

using Registration = std::int32_t;  ///< 1 … 2^31-1; 0 = none
using Sequence = std::int64_t;      ///< 1 … 2^32-1 within a registration; 0 = before the first entry

inline constexpr Sequence kSequenceMax = 0xFFFF'FFFF;

template <typename Tag>
struct Id {
    std::int64_t value = 0;  ///< 0 = none

    // clang-tidy 14 takes the 0 to which a rewritten < compares for a null pointer.
    auto operator<=>(const Id&) const = default;  // NOLINT(modernize-use-nullptr)
    [[nodiscard]] explicit operator bool() const { return value != 0; }
    [[nodiscard]] Registration registration() const { return static_cast<Registration>(value >> 32); }
    [[nodiscard]] Sequence sequence() const { return value & kSequenceMax; }
    [[nodiscard]] static Id of(Registration registration, Sequence sequence) {
        return Id{(static_cast<std::int64_t>(registration) << 32) | sequence};
    }
};

struct EntryTag;
struct SaleTag;
struct MemberTag;
struct ShiftTag;
struct BranchTag;
struct TerminalTag;

using EntryId = Id<EntryTag>;
using SaleId = Id<SaleTag>;
using MemberId = Id<MemberTag>;
using ShiftId = Id<ShiftTag>;
using BranchId = Id<BranchTag>;      ///< small numbers given by HQ, not made from entries
using TerminalId = Id<TerminalTag>;  ///< small numbers given by HQ, not made from entries

}  // namespace pareto
