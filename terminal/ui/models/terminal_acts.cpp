// What keys and buttons do on each page.
#include <algorithm>
#include <utility>

#include <QtCore/Qt>

#include "terminal/ui/models/terminal_model.h"

namespace pareto::terminal::ui {

namespace {

struct KeyAct {
    char letter;
    Acts::Act act;
};

/// One meaning a letter, on every page where it means anything.
constexpr KeyAct kLetters[] = {
    {'r', Acts::Redeem},     {'c', Acts::Cash},           {'k', Acts::Card},
    {'/', Acts::Find},       {'p', Acts::Park},           {'h', Acts::History},
    {'?', Acts::AllKeys},    {'m', Acts::More},           {'d', Acts::Discount},
    {'v', Acts::VoidLine},   {'x', Acts::VoidBasket},     {'n', Acts::NewMember},
    {'s', Acts::CloseShift}, {'t', Acts::Settings},       {'b', Acts::Reprint},
    {'a', Acts::ReturnAll},  {'l', Acts::SwitchLanguage}, {'y', Acts::SwitchTheme},
    {'u', Acts::TakeBack},   {'g', Acts::PayValue},       {'o', Acts::TopUp},
    {'i', Acts::XReport},
    {'e', Acts::Elsewhere},  {'w', Acts::OpenDrawer},     {'z', Acts::Lock},
};

Acts::Act act_of_letter(const QString& text) {
    if (text.size() != 1) return Acts::None;
    const char16_t letter = text.at(0).toLower().unicode();
    for (const KeyAct& each : kLetters)
        if (static_cast<char16_t>(each.letter) == letter) return each.act;
    return Acts::None;
}

Acts::Act act_of_key(int key) {
    switch (key) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return Acts::Confirm;
        case Qt::Key_Escape:
            return Acts::Back;
        case Qt::Key_Up:
            return Acts::Up;
        case Qt::Key_Down:
            return Acts::Down;
        case Qt::Key_Backspace:
            return Acts::Erase;
        case Qt::Key_Delete:
            return Acts::VoidLine;
        case Qt::Key_F1:
            return Acts::AllKeys;
        default:
            return Acts::None;
    }
}

bool types_number(const QString& text) {
    return text.size() == 1 && QStringLiteral("0123456789.%").contains(text);
}

/// A page on which the shift, the member or the receipt is in hand: selling acts do not go there.
bool may_leave(Pages::Page page) {
    return page == Pages::Sale || page == Pages::Done || page == Pages::More ||
           page == Pages::AllKeys || page == Pages::History || page == Pages::Parked;
}

}  // namespace

bool TerminalModel::key(int key, const QString& text) {
    if (types_number(text)) {
        type(text);
        return true;
    }
    Acts::Act what = act_of_key(key);
    if (what == Acts::None) what = act_of_letter(text);
    if (what == Acts::None) return false;
    act(what);
    return true;
}

void TerminalModel::act(Acts::Act what) {
    touched();
    own_notice_.clear();
    if (asked_ != what) asked_ = Acts::None;
    if (page_ == Pages::Receipt && act_on_receipt(what)) return;
    if (act_anywhere(what) || act_paying(what)) return;
    if (shown_->phase != Phase::Selling || !may_leave(page_)) return;
    if (!act_rarely(what)) act_selling(what);
}

bool TerminalModel::act_anywhere(Acts::Act what) {
    switch (what) {
        case Acts::Confirm:
            confirm();
            return true;
        case Acts::Back:
            back();
            return true;
        case Acts::Up:
            move(-1);
            return true;
        case Acts::Down:
            move(1);
            return true;
        case Acts::Erase:
            erase();
            return true;
        case Acts::SwitchLanguage:
            speak(language_ == QLatin1String("en") ? QStringLiteral("zh_TW")
                                                   : QStringLiteral("en"));
            prefer("language", language_);
            return true;
        case Acts::SwitchTheme:
            dark_ = !dark_;
            prefer("theme", dark_ ? QStringLiteral("dark") : QStringLiteral("light"));
            return true;
        case Acts::Settings:
            go(Pages::Settings);
            return true;
        case Acts::AllKeys:
            if (shown_->phase == Phase::Selling || shown_->phase == Phase::Closed)
                go(Pages::AllKeys);
            return true;
        default:
            return false;
    }
}

// On the redeem page the tender's key redeems what is entered and goes on to that tender.
bool TerminalModel::act_paying(Acts::Act what) {
    if (page_ == Pages::Redeem && what == Acts::Cash) {
        redeem(Rest::ExactCash);
        return true;
    }
    if (page_ == Pages::Redeem && what == Acts::Card) {
        redeem(Rest::Later);
        go(Pages::Card);
        return true;
    }
    if (page_ == Pages::Cash && what == Acts::Cash) {
        post([](Desk& desk) { desk.pay_cash(std::nullopt); });
        return true;
    }
    const bool pays = page_ == Pages::Cash || page_ == Pages::Card || page_ == Pages::Redeem;
    if (pays && (what == Acts::Cash || what == Acts::Card)) {
        go(what == Acts::Cash ? Pages::Cash : Pages::Card);
        return true;
    }
    if ((pays || page_ == Pages::Sale) && what == Acts::TakeBack) {
        post([](Desk& desk) { desk.take_back_tender(); });
        return true;
    }
    return false;
}

void TerminalModel::act_selling(Acts::Act what) {
    const bool open = !shown_->basket.lines.empty();
    switch (what) {
        case Acts::Redeem:
            open_redeem();
            return;
        case Acts::Cash:
        case Acts::Card:
            if (!open) return say(tr("The basket is empty: scan something first."));
            return go(what == Acts::Cash ? Pages::Cash : Pages::Card);
        case Acts::Find:
            search_text_.clear();
            search_sent_.clear();
            post([](Desk& desk) { desk.search({}); });
            return go(Pages::Search);
        case Acts::Park:
            return park_or_list();
        case Acts::History:
            post([](Desk& desk) { desk.list_history(); });
            return go(Pages::History);
        case Acts::More:
            return go(page_ == Pages::More ? Pages::Sale : Pages::More);
        case Acts::Discount:
            if (!open) return say(tr("The basket is empty: scan something first."));
            return go(Pages::Discount);
        case Acts::VoidLine:
            void_line();
            return;
        case Acts::VoidBasket:
            go(Pages::Sale);
            if (open || shown_->member) twice(what);
            return;
        case Acts::NewMember:
            post([](Desk& desk) { desk.expect_card(ExpectedCard::NewMember, 0); });
            return go(Pages::NewMember);
        case Acts::CloseShift:
            if (open) return say(tr("Finish, park or void the open basket first."));
            return go(Pages::CloseShift);
        case Acts::Reprint:
            return post([](Desk& desk) { desk.reprint(std::nullopt); });
        default:
            return;
    }
}

void TerminalModel::void_line() {
    const std::int32_t line = line_in_hand();
    if (line == 0) return;
    chosen_line_ = 0;
    entry_.clear();
    post([line](Desk& desk) { desk.void_line(line); });
}

// What cannot be undone is asked for twice.
void TerminalModel::twice(Acts::Act what) {
    if (asked_ != what) {
        asked_ = what;
        return say(what == Acts::VoidBasket ? tr("Void the whole basket? Press X again.")
                                            : tr("Cancel this whole sale? Press V again."));
    }
    asked_ = Acts::None;
    if (what == Acts::VoidBasket) return post([](Desk& desk) { desk.void_basket(); });
    const SaleId sale = shown_->receipt->sale;
    post([sale](Desk& desk) { desk.post_void(sale); });
}

void TerminalModel::open_redeem() {
    const BasketView& basket = shown_->basket;
    if (basket.lines.empty()) return say(tr("The basket is empty: scan something first."));
    if (!shown_->member || !shown_->member->known) return say(tr("Show a member's card first."));
    if (!shown_->member->may_redeem)
        return say(tr("Points are redeemed with the card only: present it."));
    if (basket.redeemable <= 0)
        return say(basket.without_hq
                       ? tr("No network: no points can be redeemed with this card now.")
                       : tr("There are no points to redeem."));
    go(Pages::Redeem);
    entry_ = QString::number(basket.redeemable);
    entry_is_offered_ = true;
    Q_EMIT changed();
}

void TerminalModel::park_or_list() {
    if (!shown_->basket.lines.empty()) {
        go(Pages::Sale);
        return post([](Desk& desk) { desk.park(); });
    }
    if (shown_->parked.empty()) return say(tr("No basket is parked."));
    go(Pages::Parked);
}

bool TerminalModel::act_on_receipt(Acts::Act what) {
    if (!shown_->receipt) return false;
    if (what == Acts::VoidLine) {
        twice(what);
        return true;
    }
    if (what == Acts::Reprint) {
        const SaleId sale = shown_->receipt->sale;
        post([sale](Desk& desk) { desk.reprint(sale); });
        return true;
    }
    if (what == Acts::ReturnAll) {
        for (std::size_t row = 0; row < back_.size(); ++row)
            back_[row] = shown_->receipt->lines[row].left.thousandths;
        Q_EMIT changed();
        return true;
    }
    return false;
}

void TerminalModel::set_return(int row, std::int64_t thousandths) {
    if (!shown_->receipt || row < 0 || static_cast<std::size_t>(row) >= back_.size()) return;
    const auto index = static_cast<std::size_t>(row);
    back_[index] = std::min(thousandths, shown_->receipt->lines[index].left.thousandths);
    Q_EMIT changed();
}

void TerminalModel::bring_back() {
    if (!shown_->receipt) return;
    std::vector<GoodsBack> goods;
    for (std::size_t row = 0; row < back_.size(); ++row) {
        if (back_[row] > 0)
            goods.push_back({shown_->receipt->lines[row].number, Quantity{back_[row]}});
    }
    if (goods.empty())
        return say(tr("Choose what comes back: a number for the line, or A for all."));
    const SaleId sale = shown_->receipt->sale;
    post([sale, goods](Desk& desk) { desk.bring_back(sale, goods); });
}

void TerminalModel::back() {
    switch (page_) {
        case Pages::Starting:
        case Pages::Enrol:
        case Pages::Trouble:
        case Pages::Uncertain:
        case Pages::OpenShift:
            return;
        case Pages::Sale:
            chosen_line_ = 0;
            return go(Pages::Sale);
        case Pages::SignOn:
            return;
        case Pages::Approve:
            post([](Desk& desk) { desk.give_up_approval(); });
            return go(Pages::Sale);
        case Pages::NewMember:
        case Pages::Value:
        case Pages::TopUp:
            post([](Desk& desk) { desk.expect_card(ExpectedCard::Nothing, 0); });
            return go(Pages::Sale);
        default:
            go(Pages::Sale);
            follow_phase();
    }
}

void TerminalModel::confirm() {
    switch (page_) {
        case Pages::Trouble:
        case Pages::Uncertain:
            ++waiting_;
            desk_.reopen();
            Q_EMIT changed();
            return;
        case Pages::Sale:
            if (entry_.isEmpty() && !shown_->basket.lines.empty()) return go(Pages::Cash);
            return go(Pages::Sale);
        case Pages::Done:
        case Pages::AllKeys:
        case Pages::Settings:
            return back();
        case Pages::Search:
        case Pages::Parked:
        case Pages::History:
            return confirm_row();
        case Pages::Redeem:
            return redeem(Rest::Later);
        case Pages::Cash:
        case Pages::Card:
        case Pages::Discount:
            return confirm_amount();
        case Pages::Receipt:
            return bring_back();
        case Pages::Value:
        case Pages::TopUp:
            return confirm_value();
        default:
            return;
    }
}

void TerminalModel::confirm_amount() {
    if (page_ == Pages::Discount) return confirm_discount();
    const auto amount = entered();
    if (!entry_.isEmpty() && !amount) return say(tr("That is not an amount. Enter it like 12.50."));
    const auto paid = entry_.isEmpty() ? std::nullopt : amount;
    if (page_ == Pages::Cash) return post([paid](Desk& desk) { desk.pay_cash(paid); });
    post([paid](Desk& desk) { desk.pay_card(paid); });
}

void TerminalModel::confirm_discount() {
    const std::int32_t line = line_in_hand();
    const bool percent = entry_.endsWith(QLatin1Char('%'));
    const auto number = parse_decimal(QString{entry_}.remove(QLatin1Char('%')).toStdString());
    const auto scaled =
        number ? rescale(*number, percent ? 1 : shown_->currency.exponent) : std::nullopt;
    if (!scaled || scaled->rounded || scaled->value <= 0)
        return say(tr("Enter an amount like 5.00, or a percentage like 10%."));
    const std::int64_t value = scaled->value;
    go(Pages::Sale);
    if (percent) return post([line, value](Desk& desk) { desk.discount_permille(line, value); });
    post([line, value](Desk& desk) { desk.discount(line, value); });
}

void TerminalModel::confirm_row() {
    if (choice_ < 0 || choice_ >= row_count()) return;
    const auto row = static_cast<std::size_t>(choice_);
    if (page_ == Pages::Search && row < shown_->items.size()) {
        go(Pages::Sale);
        return post([sku = shown_->items[row].sku](Desk& desk) { desk.add_item(sku); });
    }
    if (page_ == Pages::Search) {
        const MemberId member = shown_->members[row - shown_->items.size()].member;
        go(Pages::Sale);
        return post([member](Desk& desk) { desk.show_member(member); });
    }
    if (page_ == Pages::Parked)
        return post([id = shown_->parked[row].id](Desk& desk) { desk.take_up(id); });
    if (page_ == Pages::History)
        post([sale = shown_->history[row].sale](Desk& desk) { desk.open_receipt(sale); });
}

void TerminalModel::move(int by) {
    if (page_ != Pages::Sale) {
        choice_ = std::clamp(choice_ + by, 0, std::max(0, row_count() - 1));
        Q_EMIT changed();
        return;
    }
    const auto& lines = shown_->basket.lines;
    if (lines.empty()) return;
    // The newest line stands on top.
    const std::int32_t held = line_in_hand();
    const auto found = std::find_if(
        lines.begin(), lines.end(), [&](const LineView& line) { return line.number == held; });
    const auto last = static_cast<std::ptrdiff_t>(lines.size()) - 1;
    const auto at = std::clamp<std::ptrdiff_t>(found - lines.begin() - by, 0, last);
    pickLine(lines[static_cast<std::size_t>(at)].number);
}

}  // namespace pareto::terminal::ui
