// What a reader answered when it was asked for a card's UID (FF CA 00 00 00, PC/SC part 3), and
// what to think of it.
//
// The question is put twice within one transaction. When two cards are exchanged between two looks
// of the PC/SC service, the same handle goes on answering with the other card's bytes: one answer
// alone would name the wrong member. Two equal answers without an error between them come from one
// card.
#pragma once

#include "common/base/bytes.h"
#include "common/base/expected.h"
#include "drivers/unread.h"

namespace pareto::drivers::pcsc {

using UidReading = Expected<Bytes, Unread>;

inline constexpr BytesView kGetUid{"\xFF\xCA\x00\x00\x00", 5};

/// `first` and `second` are the two answers as they came, status word at the end.
[[nodiscard]] UidReading judge(BytesView first, BytesView second);

}  // namespace pareto::drivers::pcsc
