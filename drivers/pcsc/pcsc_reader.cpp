#include "drivers/pcsc/pcsc_reader.h"

#include <atomic>

#include "drivers/pcsc/polling.h"

namespace pareto::drivers::pcsc {
namespace {

constexpr const char* kHangs =
    "the PC/SC service does not answer: another program may hold a card (close it), or the service "
    "hangs "
    "(`systemctl restart pcscd`)";

/// libpcsclite keeps what it knows of the readers in one place for the whole process, without a
/// lock: two threads that look would see each other's half-written states.
std::atomic<bool> is_open{false};

struct OnlyOne {
    ~OnlyOne() { is_open = false; }
};

/// Only when its last call has returned may there be another.
class OnlyPolling final : private OnlyOne, public Polling {
public:
    using Polling::Polling;
};

}  // namespace

Result<std::unique_ptr<ports::CardReader>> open(const std::string& filter) {
    if (is_open.exchange(true)) {
        return fault(FaultCode::Conflict, "the PC/SC readers are open already in this program");
    }
    return start_looking(std::make_unique<OnlyPolling>(filter), "the PC/SC service", kHangs);
}

}  // namespace pareto::drivers::pcsc
