#include "terminal/ui/desk/staff_desk.h"

namespace pareto::terminal::ui {

// A list that cannot be read is there: nobody gets rights from a fault.
bool StaffDesk::staffed() const {
    return parts_.book != nullptr && parts_.book->any().value_or(true);
}

void StaffDesk::sign_off() {
    signed_on_.reset();
    give_up();
}

Expected<StaffMember, StaffTrouble> StaffDesk::check(const std::string& operator_id,
                                                     const std::string& pin) const {
    return check_pin(*parts_.book, clock_, parts_.same_pin, operator_id, pin);
}

std::optional<StaffMember> StaffDesk::find_card(const Bytes& card_key) const {
    if (parts_.book == nullptr) return std::nullopt;
    return parts_.book->find_card(card_key).value_or(std::nullopt);
}

void StaffDesk::wait(Right right, Action action) {
    wanted_ = right;
    waiting_ = std::move(action);
}

void StaffDesk::give_up() {
    wanted_.reset();
    waiting_ = {};
}

StaffDesk::Action StaffDesk::take() {
    wanted_.reset();
    return std::exchange(waiting_, {});
}

}  // namespace pareto::terminal::ui
