#include "terminal/cards/card_on_wire.h"

#include <utility>

#include "terminal/app/card.h"

namespace pareto::terminal::cards {

namespace {

// INS not supported.
constexpr BytesView kNoSuchCommand{"\x6D\x00", 2};

}  // namespace

Result<Bytes> CardOnWire::transmit(BytesView command) {
    if (fault_) return tl::unexpected<Fault>{*fault_};
    auto answer = card_.transmit(command);
    const bool is_first = !std::exchange(has_answered_, true);
    if (answer) return answer;
    if (is_first && answer.error().code == FaultCode::Unsupported) return Bytes{kNoSuchCommand};
    fault_ = answer.error();
    // Cards deny, readers do not: see drivers/card/apdu.h.
    if (fault_->code == FaultCode::Denied) fault_->code = FaultCode::Unavailable;
    return tl::unexpected<Fault>{*fault_};
}

bool is_on_reader(const ports::Tap& tap) {
    return !tap.uid.empty() && tap.reader != kTypedIn;
}

}  // namespace pareto::terminal::cards
