// The names of the refusals.
#include "terminal/app/terminal.h"

namespace pareto::terminal {

std::string_view name_of(TerminalRefusal refusal) {
    switch (refusal) {
        case TerminalRefusal::NotEnrolled:
            return "NotEnrolled";
        case TerminalRefusal::MustMeetHq:
            return "MustMeetHq";
        case TerminalRefusal::NoOpenShift:
            return "NoOpenShift";
        case TerminalRefusal::ShiftAlreadyOpen:
            return "ShiftAlreadyOpen";
        case TerminalRefusal::BasketOpen:
            return "BasketOpen";
        case TerminalRefusal::CardBlocked:
            return "CardBlocked";
        case TerminalRefusal::CardRefused:
            return "CardRefused";
        case TerminalRefusal::CardLost:
            return "CardLost";
        case TerminalRefusal::CardTaken:
            return "CardTaken";
        case TerminalRefusal::UnknownCode:
            return "UnknownCode";
        case TerminalRefusal::UnknownItem:
            return "UnknownItem";
        case TerminalRefusal::NotForSale:
            return "NotForSale";
        case TerminalRefusal::TagSold:
            return "TagSold";
        case TerminalRefusal::UnknownLine:
            return "UnknownLine";
        case TerminalRefusal::UnknownSale:
            return "UnknownSale";
        case TerminalRefusal::AlreadyVoided:
            return "AlreadyVoided";
        case TerminalRefusal::NotSameBusinessDate:
            return "NotSameBusinessDate";
        case TerminalRefusal::MoreThanSold:
            return "MoreThanSold";
        case TerminalRefusal::ApprovalNeeded:
            return "ApprovalNeeded";
        case TerminalRefusal::RedemptionOffline:
            return "RedemptionOffline";
        case TerminalRefusal::RedemptionRefused:
            return "RedemptionRefused";
        case TerminalRefusal::VoucherRefused:
            return "VoucherRefused";
        case TerminalRefusal::GiftRefused:
            return "GiftRefused";
        case TerminalRefusal::CouponRefused:
            return "CouponRefused";
        case TerminalRefusal::InvalidSale:
            return "InvalidSale";
    }
    return "unknown";
}

}  // namespace pareto::terminal
