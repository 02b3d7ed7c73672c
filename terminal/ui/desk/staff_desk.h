// Who is signed on at the desk, and what waits until somebody who may do it approves it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "terminal/app/staff.h"

namespace pareto::terminal::ui {

class StaffDesk {
public:
    struct Parts {
        StaffBook* book = nullptr;  ///< null: nobody has to sign on
        PinCheck same_pin;
    };

    using Action = std::function<void()>;

    StaffDesk(Parts parts, const ports::Clock& clock) : parts_{std::move(parts)}, clock_{clock} {}

    /// HQ names who works here.
    [[nodiscard]] bool staffed() const;

    [[nodiscard]] const std::optional<StaffMember>& signed_on() const { return signed_on_; }

    [[nodiscard]] bool may(Right right) const {
        return !staffed() || (signed_on_ && signed_on_->may(right));
    }

    void sign_on(StaffMember member) { signed_on_ = std::move(member); }

    void sign_off();

    [[nodiscard]] Expected<StaffMember, StaffTrouble> check(const std::string& operator_id,
                                                            const std::string& pin) const;
    [[nodiscard]] std::optional<StaffMember> find_card(const Bytes& card_key) const;

    [[nodiscard]] std::optional<Right> wanted() const { return wanted_; }

    void wait(Right right, Action action);
    void give_up();
    /// What waited; empty when nothing did.
    [[nodiscard]] Action take();

private:
    Parts parts_;
    const ports::Clock& clock_;
    std::optional<StaffMember> signed_on_;
    std::optional<Right> wanted_;
    Action waiting_;
};

}  // namespace pareto::terminal::ui
