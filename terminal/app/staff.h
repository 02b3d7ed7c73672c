// Who stands at the terminal, and what they may do. HQ says who works at the branch (sync/staff.h);
// where it says nobody, there is nothing to sign on to and everything may be done.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/ports/clock.h"
#include "common/sync/staff.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal {

using sync::Right;
using StaffMember = sync::StaffChange;

/// PINs that were wrong one after the other.
struct StaffTries {
    std::int64_t wrong = 0;
    UtcTime until;  ///< nothing is tried before
};

/// Tries are durable: a restart forgets none.
class StaffBook {
public:
    virtual ~StaffBook() = default;
    [[nodiscard]] virtual Result<bool> any() = 0;
    [[nodiscard]] virtual Result<std::optional<StaffMember>> find(
        const std::string& operator_id) = 0;
    [[nodiscard]] virtual Result<std::optional<StaffMember>> find_card(const Bytes& card_key) = 0;
    [[nodiscard]] virtual Result<StaffTries> tries(const std::string& operator_id) = 0;
    [[nodiscard]] virtual Result<void> note_tries(const std::string& operator_id,
                                                  const StaffTries& tries) = 0;
};

/// Whether the PIN is the one that was hashed.
using PinCheck = std::function<bool(const std::string& pin, const std::string& hash)>;

/// Why somebody was not let in. Checked in this order.
enum class StaffRefusal {
    LockedOut,   ///< too many wrong PINs: wait
    WrongPin,    ///< or nobody of that number works here, which is not told apart
    OtherShift,  ///< the open shift is somebody else's, and this one may not approve
    NoRight,     ///< an approver who may not do it either
};

using StaffTrouble = std::variant<StaffRefusal, Fault>;

inline constexpr std::int64_t kWrongPinsMax = 5;

/// How long nothing may be tried after so many wrong PINs in a row: a minute after the fifth, twice
/// as long after each further one, at most a quarter of an hour.
[[nodiscard]] std::chrono::seconds locked_out_for(std::int64_t wrong);

/// LockedOut, WrongPin. A wrong PIN is counted before this returns; a right one ends the count.
[[nodiscard]] Expected<StaffMember, StaffTrouble> check_pin(StaffBook& book,
                                                            const ports::Clock& clock,
                                                            const PinCheck& same,
                                                            const std::string& operator_id,
                                                            const std::string& pin);

}  // namespace pareto::terminal
