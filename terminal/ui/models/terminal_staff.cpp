// What is not done at every sale: signing on, approving, stored value, goods of another terminal.
#include <utility>

#include "terminal/ui/models/terminal_model.h"

namespace pareto::terminal::ui {

namespace {

constexpr int kIdleMinutes = 5;
constexpr int kQuantityExponent = 3;

}  // namespace

// A terminal that nobody touches for a while is locked where staff sign on.
void TerminalModel::touched() {
    idle_.start(std::chrono::minutes{kIdleMinutes});
}

bool TerminalModel::act_rarely(Acts::Act what) {
    switch (what) {
        case Acts::PayValue:
            if (shown_->basket.lines.empty()) {
                say(tr("The basket is empty: scan something first."));
                return true;
            }
            post([](Desk& desk) { desk.expect_card(ExpectedCard::PayingGiftCard, 0); });
            go(Pages::Value);
            return true;
        case Acts::TopUp:
            go(Pages::TopUp);
            return true;
        case Acts::Elsewhere:
            go(Pages::Elsewhere);
            return true;
        case Acts::OpenDrawer:
            post([](Desk& desk) { desk.open_drawer(); });
            return true;
        case Acts::XReport:
            post([](Desk& desk) { desk.x_report(); });
            return true;
        case Acts::Lock:
            post([](Desk& desk) { desk.lock(); });
            return true;
        default:
            return false;
    }
}

// The page on which somebody approves comes and goes with what waits for it.
bool TerminalModel::follow_staff() {
    if (shown_->wanted) {
        if (page_ != Pages::Approve) go(Pages::Approve);
        return true;
    }
    const bool brought_back = page_ == Pages::Elsewhere && shown_->notice.note == Note::BroughtBack;
    if (page_ == Pages::Approve || brought_back) go(Pages::Sale);
    return false;
}

void TerminalModel::signOn(const QString& cashier, const QString& pin) {
    const bool other = !cashier.trimmed().isEmpty();
    const std::string name = other ? cashier.trimmed().toStdString() : shown_->shift.operator_id;
    if (pin.isEmpty()) return say(tr("Enter the PIN, or tap the staff card."));
    touched();
    own_notice_.clear();
    post([name, secret = pin.toStdString()](Desk& desk) { desk.sign_on(name, secret); });
}

// The amount has to be known before the gift card is tapped.
void TerminalModel::tell_top_up() {
    const auto minor = entered();
    const bool sells = minor && *minor > 0;
    post([sells, minor = minor.value_or(0)](Desk& desk) {
        desk.expect_card(sells ? ExpectedCard::SoldGiftCard : ExpectedCard::Nothing, minor);
    });
}

void TerminalModel::confirm_value() {
    const auto minor = entered();
    if (!entry_.isEmpty() && !minor) return say(tr("That is not an amount. Enter it like 12.50."));
    if (page_ == Pages::Value) {
        const auto paid = entry_.isEmpty() ? std::nullopt : minor;
        return post([paid](Desk& desk) { desk.pay_value(paid); });
    }
    if (!minor || *minor == 0) return say(tr("Enter how much is put there, like 100.00."));
    if (!shown_->member || !shown_->member->known)
        return say(tr("Tap the gift card that is sold, or the member's card before."));
    post([amount = *minor](Desk& desk) { desk.add_value(amount); });
}

void TerminalModel::returnElsewhere(const QVariantMap& form) {
    const auto text_of = [&](const char* name) {
        return form.value(QLatin1String(name)).toString().trimmed();
    };
    const auto part_of = [&](const char* name) {
        const QString part = text_of(name);
        return part.isEmpty() ? std::optional<std::int64_t>{0} : amount_of(part);
    };
    ElsewhereForm goods;
    goods.sale = text_of("sale").toLongLong();
    goods.line = text_of("line").toInt();
    goods.article = text_of("article").toStdString();
    goods.approved_by = text_of("approvedBy").toStdString();
    const auto quantity = parse_decimal(text_of("quantity").toStdString());
    const auto scaled = quantity ? rescale(*quantity, kQuantityExponent) : std::nullopt;
    const auto amount = amount_of(text_of("amount"));
    const auto points = part_of("points");
    const auto voucher = part_of("voucher");
    const auto stored = part_of("stored");
    if (goods.article.empty()) return say(tr("Enter the article: its number or name."));
    if (!scaled || scaled->rounded || scaled->value <= 0)
        return say(tr("Enter how many come back, like 1."));
    if (!amount || *amount == 0 || !points || !voucher || !stored)
        return say(tr("Enter what was paid for them, like 12.50."));
    if (!shown_->staffed && goods.approved_by.empty()) return say(tr("Enter who approves it."));
    goods.quantity = Quantity{scaled->value};
    goods.amount_minor = *amount;
    goods.points_minor = *points;
    goods.voucher_minor = *voucher;
    goods.stored_minor = *stored;
    touched();
    own_notice_.clear();
    post([goods = std::move(goods)](Desk& desk) { desk.return_elsewhere(goods); });
}

}  // namespace pareto::terminal::ui
