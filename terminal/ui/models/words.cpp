#include "terminal/ui/models/words.h"

#include <QtCore/QCoreApplication>

#include "common/loyalty/allowance.h"

namespace pareto::terminal::ui {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Words", text);
}

// The detail begins with the refusal's name.
QString words_of_offline(const std::string& detail) {
    const auto is = [&](loyalty::OfflineRefusal refusal) {
        return detail.rfind(std::string{loyalty::name_of(refusal)} + ":", 0) == 0;
    };
    using Why = loyalty::OfflineRefusal;
    if (is(Why::BalanceTooLow))
        return say(QT_TRANSLATE_NOOP(
            "Words", "No network, and the last known balance is lower. Redeem less."));
    if (is(Why::OverCardLimit))
        return say(QT_TRANSLATE_NOOP(
            "Words", "No network: this card may redeem less without it. Redeem less."));
    if (is(Why::CardUsedUp))
        return say(QT_TRANSLATE_NOOP(
            "Words",
            "No network, and this card was used here without it already. Take another tender."));
    if (is(Why::TerminalUsedUp))
        return say(QT_TRANSLATE_NOOP("Words",
                                     "No network, and this terminal has redeemed what it may "
                                     "without it. Take another tender."));
    if (is(Why::HqTooLongAgo))
        return say(QT_TRANSLATE_NOOP(
            "Words", "No network for too long: points cannot be redeemed. Take another tender."));
    if (is(Why::ClockBehindHq))
        return say(QT_TRANSLATE_NOOP(
            "Words", "This terminal's clock is wrong: points cannot be redeemed. Set the clock."));
    if (is(Why::CardNotProved))
        return say(QT_TRANSLATE_NOOP("Words", "The card could not be checked. Present it again."));
    return say(QT_TRANSLATE_NOOP(
        "Words", "No network: points cannot be redeemed now. Take another tender."));
}

QString words_of_invalid(const std::string& detail) {
    if (detail == "TendersDoNotMatch")
        return say(
            QT_TRANSLATE_NOOP("Words", "The amount does not fit what is due. Enter it again."));
    if (detail.find("discount") != std::string::npos)
        return say(
            QT_TRANSLATE_NOOP("Words", "The discount is more than the line costs. Enter less."));
    if (detail.find("quantity") != std::string::npos ||
        detail.find("its code") != std::string::npos)
        return say(QT_TRANSLATE_NOOP(
            "Words", "This line keeps its quantity: its label or receipt says it."));
    return say(QT_TRANSLATE_NOOP("Words", "That does not fit this sale. Look at the lines."));
}

QString words_of_card(TerminalRefusal refusal) {
    if (refusal == TerminalRefusal::CardBlocked)
        return say(QT_TRANSLATE_NOOP(
            "Words", "This card is blocked. Ask kindly for another, or sell without one."));
    if (refusal == TerminalRefusal::CardRefused)
        return say(QT_TRANSLATE_NOOP(
            "Words",
            "This card could not prove itself. Ask kindly for another, or sell without one."));
    if (refusal == TerminalRefusal::CardLost)
        return say(QT_TRANSLATE_NOOP("Words", "The card left too early. Present it again."));
    return say(QT_TRANSLATE_NOOP("Words", "This card is a member's already. Take another card."));
}

QString words_of_goods(TerminalRefusal refusal) {
    if (refusal == TerminalRefusal::UnknownItem)
        return say(QT_TRANSLATE_NOOP(
            "Words", "This item is not in the catalogue. Search it by name with /."));
    if (refusal == TerminalRefusal::NotForSale)
        return say(QT_TRANSLATE_NOOP(
            "Words", "This code is not for sale goods. Scan the article's own code."));
    if (refusal == TerminalRefusal::TagSold)
        return say(
            QT_TRANSLATE_NOOP("Words", "This very article was sold already. Call a supervisor."));
    return say(QT_TRANSLATE_NOOP(
        "Words", "This code is not understood here. Search the item by name with /."));
}

QString words_of_sale(TerminalRefusal refusal) {
    if (refusal == TerminalRefusal::AlreadyVoided)
        return say(QT_TRANSLATE_NOOP("Words", "This sale was cancelled already."));
    if (refusal == TerminalRefusal::NotSameBusinessDate)
        return say(QT_TRANSLATE_NOOP(
            "Words", "Only a sale of today can be cancelled. Take the goods back instead."));
    if (refusal == TerminalRefusal::MoreThanSold)
        return say(QT_TRANSLATE_NOOP(
            "Words", "More than was sold, or it came back already. Check the receipt."));
    if (refusal == TerminalRefusal::ApprovalNeeded)
        return say(QT_TRANSLATE_NOOP("Words", "Another terminal sold this. Call a supervisor."));
    return say(
        QT_TRANSLATE_NOOP("Words", "This receipt is not one of this terminal. Call a supervisor."));
}

QString words_of_staff(StaffRefusal refusal) {
    switch (refusal) {
        case StaffRefusal::LockedOut:
            return say(QT_TRANSLATE_NOOP(
                "Words", "Too many wrong PINs: wait some minutes, or somebody else signs on."));
        case StaffRefusal::WrongPin:
            return say(
                QT_TRANSLATE_NOOP("Words", "That number and PIN do not go together. Try again."));
        case StaffRefusal::OtherShift:
            return say(QT_TRANSLATE_NOOP(
                "Words", "This shift is somebody else's: they sign on, or a supervisor does."));
        case StaffRefusal::NoRight:
            return say(QT_TRANSLATE_NOOP(
                "Words", "This person may not approve it either. Ask somebody else."));
    }
    return {};
}

QString words_of_refusal(TerminalRefusal refusal, const std::string& detail) {
    switch (refusal) {
        case TerminalRefusal::NotEnrolled:
            return say(QT_TRANSLATE_NOOP("Words", "This terminal is not enrolled yet."));
        case TerminalRefusal::MustMeetHq:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "This terminal must reach head office before it sells. Check the network."));
        case TerminalRefusal::NoOpenShift:
            return say(QT_TRANSLATE_NOOP("Words", "No shift is open. Open one first."));
        case TerminalRefusal::ShiftAlreadyOpen:
            return say(QT_TRANSLATE_NOOP("Words", "A shift is open already."));
        case TerminalRefusal::BasketOpen:
            return say(QT_TRANSLATE_NOOP(
                "Words", "Finish, park or void the open basket first; give back what was paid."));
        case TerminalRefusal::CardBlocked:
        case TerminalRefusal::CardRefused:
        case TerminalRefusal::CardLost:
        case TerminalRefusal::CardTaken:
            return words_of_card(refusal);
        case TerminalRefusal::UnknownCode:
        case TerminalRefusal::UnknownItem:
        case TerminalRefusal::NotForSale:
        case TerminalRefusal::TagSold:
            return words_of_goods(refusal);
        case TerminalRefusal::UnknownLine:
            return say(QT_TRANSLATE_NOOP("Words", "There is no such line."));
        case TerminalRefusal::UnknownSale:
        case TerminalRefusal::AlreadyVoided:
        case TerminalRefusal::NotSameBusinessDate:
        case TerminalRefusal::MoreThanSold:
        case TerminalRefusal::ApprovalNeeded:
            return words_of_sale(refusal);
        case TerminalRefusal::RedemptionOffline:
            return words_of_offline(detail);
        case TerminalRefusal::RedemptionRefused:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "These points cannot be redeemed: too few, more than is due, or no card shown."));
        case TerminalRefusal::VoucherRefused:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "This voucher cannot pay here: used, expired, another member's, or no network."));
        case TerminalRefusal::GiftRefused:
            return say(QT_TRANSLATE_NOOP(
                "Words", "This gift cannot be given here: out of stock, over, or for others."));
        case TerminalRefusal::CouponRefused:
            return say(QT_TRANSLATE_NOOP(
                "Words", "This coupon cannot be used here: used, expired, or no network."));
        case TerminalRefusal::InvalidSale:
            return words_of_invalid(detail);
    }
    return {};
}

QString with_commas(std::string text) {
    const std::size_t first = text.front() == '-' ? 1 : 0;
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > first + 3; at -= 3)
        text.insert(at - 3, 1, ',');
    return QString::fromStdString(text);
}

}  // namespace

QString grouped(std::int64_t minor, Currency currency) {
    return with_commas(format_decimal(Money{minor, currency}));
}

QString grouped(std::int64_t number) {
    return with_commas(std::to_string(number));
}

QString words_of(ports::PrinterState state) {
    using ports::PrinterState;
    switch (state) {
        case PrinterState::Ready:
        case PrinterState::Low:
            return {};
        case PrinterState::OutOfPaper:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "The printer is out of paper: put in a new roll. What waits comes out by itself; "
                "go on selling."));
        case PrinterState::CoverOpen:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "The printer's cover is open: close it. What waits comes out by itself; go on "
                "selling."));
        case PrinterState::Jammed:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "The printer is jammed: open the cover, take out the paper, close it, switch it "
                "off and on. Go on selling."));
        case PrinterState::Busy:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "The printer does not answer: switch it off and on. What waits comes out by "
                "itself; go on selling."));
        case PrinterState::Away:
            return say(QT_TRANSLATE_NOOP(
                "Words",
                "The printer is not there: see to its power and cable. What waits comes out by "
                "itself; go on selling."));
    }
    return {};
}

QString short_words_of(ports::PrinterState state) {
    using ports::PrinterState;
    switch (state) {
        case PrinterState::Ready:
            return say(QT_TRANSLATE_NOOP("Words", "printer"));
        case PrinterState::Low:
            return say(QT_TRANSLATE_NOOP("Words", "printer: paper soon out"));
        case PrinterState::OutOfPaper:
            return say(QT_TRANSLATE_NOOP("Words", "no paper"));
        case PrinterState::CoverOpen:
            return say(QT_TRANSLATE_NOOP("Words", "printer is open"));
        case PrinterState::Jammed:
            return say(QT_TRANSLATE_NOOP("Words", "printer is jammed"));
        case PrinterState::Busy:
            return say(QT_TRANSLATE_NOOP("Words", "printer is silent"));
        case PrinterState::Away:
            return say(QT_TRANSLATE_NOOP("Words", "printer is away"));
    }
    return {};
}

QString words_of(Right wanted) {
    switch (wanted) {
        case Right::Discount:
            return say(QT_TRANSLATE_NOOP("Words", "This discount has to be approved."));
        case Right::Return:
            return say(QT_TRANSLATE_NOOP("Words", "Taking these goods back has to be approved."));
        case Right::CancelSale:
            return say(QT_TRANSLATE_NOOP("Words", "Cancelling this sale has to be approved."));
        case Right::ReturnElsewhere:
            return say(QT_TRANSLATE_NOOP(
                "Words", "Goods of another terminal: taking them back has to be approved."));
        case Right::OpenDrawer:
            return say(QT_TRANSLATE_NOOP("Words", "Opening the drawer has to be approved."));
        case Right::CloseShift:
            return say(QT_TRANSLATE_NOOP("Words", "Closing the shift has to be approved."));
        case Right::Approve:
            return say(QT_TRANSLATE_NOOP("Words", "A supervisor has to approve this."));
    }
    return {};
}

QString words_of(const Notice& notice) {
    switch (notice.note) {
        case Note::None:
            return {};
        case Note::Refused:
            return notice.refusal ? words_of_refusal(*notice.refusal, notice.detail) : QString{};
        case Note::Fault:
            return say(QT_TRANSLATE_NOOP("Words",
                                         "That did not work, and nothing was changed. Try again; "
                                         "if it stays, call for help."));
        case Note::NotPrinted:
            return say(QT_TRANSLATE_NOOP("Words",
                                         "This terminal has no printer: terminal.toml names one."));
        case Note::Printed:
            return say(QT_TRANSLATE_NOOP("Words", "It is printed."));
        case Note::Parked:
            return say(QT_TRANSLATE_NOOP("Words", "Parked. P takes it up again."));
        case Note::TakenUp:
            return say(QT_TRANSLATE_NOOP("Words", "Here is the parked basket again."));
        case Note::NewCard:
            return say(
                QT_TRANSLATE_NOOP("Words", "New card: N enrols a member, or go on without."));
        case Note::MemberEnrolled:
            return say(QT_TRANSLATE_NOOP("Words", "Enrolled. Welcome!"));
        case Note::Voided:
            return say(QT_TRANSLATE_NOOP("Words", "Cancelled: %1. Give the money back."))
                .arg(QString::fromStdString(notice.detail));
        case Note::WasRecorded:
            return say(QT_TRANSLATE_NOOP(
                           "Words",
                           "The sale that was being paid for is recorded: %1. B prints it."))
                .arg(QString::fromStdString(notice.detail));
        case Note::WasNot:
            return say(
                QT_TRANSLATE_NOOP("Words",
                                  "The last sale was not recorded. Its basket is here, with the "
                                  "money that was taken; points are with the member again."));
        case Note::AlreadyThere:
            return say(QT_TRANSLATE_NOOP("Words", "This article is in the basket already."));
        case Note::StaffRefused:
            return notice.staff ? words_of_staff(*notice.staff) : QString{};
        case Note::DrawerOpened:
            return say(QT_TRANSLATE_NOOP("Words", "The drawer is open."));
        case Note::BroughtBack:
            return say(QT_TRANSLATE_NOOP("Words", "Taken back: add more, or give the money back."));
        case Note::NothingToPark:
            return say(QT_TRANSLATE_NOOP("Words", "There is nothing to park."));
    }
    return {};
}

}  // namespace pareto::terminal::ui
