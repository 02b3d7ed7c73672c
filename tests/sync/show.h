// Messages and work in one line, so that a story reads as text.
//
//   hello 7:20/10 9:1/0      registration:last/acknowledged of each head
//   batch 7:11-20            ack 7:20        nack 7:11       feed 3-9 "A-1" "B-2"       ask 1: 300
//   of member 42
#pragma once

#include <string>
#include <vector>

#include "common/sync/hq_session.h"

namespace pareto::sync::test {

[[nodiscard]] std::string show(const Message& message);
/// Frames, " | " between them. A frame that is no message shows its fault.
[[nodiscard]] std::string show(const std::vector<Bytes>& frames);
[[nodiscard]] std::string show(const HqWork& work);
[[nodiscard]] std::string show(const std::vector<HqWork>& works);
/// "" for success, else the fault.
[[nodiscard]] std::string show(const Result<void>& result);
[[nodiscard]] std::string show(const Result<std::vector<HqWork>>& result);

}  // namespace pareto::sync::test
