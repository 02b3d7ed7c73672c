// Signing on and off, and what needs a right.
#include <utility>

#include "common/log/log.h"
#include "terminal/ui/desk/desk.h"

namespace pareto::terminal::ui {

void Desk::fail_staff(const StaffTrouble& trouble) {
    if (const auto* const fault = std::get_if<Fault>(&trouble)) return fail(*fault);
    shown_.notice = {Note::StaffRefused, {}, {}, std::get<StaffRefusal>(trouble)};
}

void Desk::need(Right right, Action action) {
    approver_.clear();
    if (staff_.may(right)) return action();
    staff_.wait(right, std::move(action));
    show_basket();
}

void Desk::approved_by(const StaffMember& approver) {
    const auto wanted = staff_.wanted();
    if (!wanted) return;
    if (!approver.may(Right::Approve) || !approver.may(*wanted))
        return fail_staff(StaffRefusal::NoRight);
    log::info("terminal.approved", {{"right", std::string{sync::name_of(*wanted)}}});
    approver_ = approver.operator_id;
    const Action action = staff_.take();
    action();
    approver_.clear();
}

void Desk::signed_on(const StaffMember& member) {
    const Journal::State state = parts_.journal.state();
    const bool own = !state.shift || state.operator_id == member.operator_id;
    if (!own && !member.may(Right::Approve)) return fail_staff(StaffRefusal::OtherShift);
    staff_.sign_on(member);
    log::info("terminal.signed_on");
}

void Desk::sign_on(const std::string& operator_id, const std::string& pin) {
    begin();
    if (!staff_.staffed()) return;
    const auto member = staff_.check(operator_id, pin);
    if (!member) {
        fail_staff(member.error());
    } else if (staff_.wanted()) {
        approved_by(*member);
    } else {
        signed_on(*member);
    }
    show_basket();
}

bool Desk::tap_of_staff(const ports::Tap& tap) {
    if (!staff_.staffed()) return false;
    const auto member = staff_.find_card(key_of(parts_.journal.state(), tap));
    if (!member) return shown_.phase == Phase::Locked;
    if (staff_.wanted()) {
        approved_by(*member);
    } else if (!staff_.signed_on()) {
        signed_on(*member);
    }
    show_basket();
    return true;
}

void Desk::lock() {
    begin();
    if (!staff_.staffed() || !staff_.signed_on()) return;
    staff_.sign_off();
    log::info("terminal.signed_off");
    show_basket();
}

void Desk::give_up_approval() {
    begin();
    staff_.give_up();
    show_basket();
}

void Desk::open_drawer() {
    begin();
    need(Right::OpenDrawer, [this] {
        if (parts_.printing == nullptr) {
            shown_.notice = {Note::NotPrinted, {}, "no printer"};
            return;
        }
        parts_.printing->open_drawer();
        shown_.notice.note = Note::DrawerOpened;
        show_basket();
    });
}

}  // namespace pareto::terminal::ui
