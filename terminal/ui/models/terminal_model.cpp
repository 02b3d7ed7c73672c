#include "terminal/ui/models/terminal_model.h"

#include <algorithm>
#include <utility>

#include "terminal/ui/models/words.h"

namespace pareto::terminal::ui {

namespace {

constexpr int kEntryMax = 12;
constexpr int kQuantityExponent = 3;
/// Which words were agreed to; a changed text is a new version.
constexpr const char* kConsentVersion = "yes:2026-1";

bool is_forced(Pages::Page page) {
    return page == Pages::Starting || page == Pages::Enrol || page == Pages::Trouble ||
           page == Pages::Uncertain || page == Pages::OpenShift || page == Pages::SignOn;
}

}  // namespace

TerminalModel::TerminalModel(DeskDoor& desk, Translate translate, QObject* parent)
    : QObject{parent}, desk_{desk}, translate_{std::move(translate)} {
    idle_.setSingleShot(true);
    connect(&idle_, &QTimer::timeout, this, [this] {
        if (shown_->phase == Phase::Selling && shown_->staffed) act(Acts::Lock);
    });
}

void TerminalModel::post(DeskDoor::Job job) {
    ++waiting_;
    desk_.post(std::move(job));
    Q_EMIT changed();
}

void TerminalModel::say(const QString& text) {
    own_notice_ = text;
    Q_EMIT changed();
}

void TerminalModel::go(Pages::Page page) {
    page_ = page;
    entry_.clear();
    entry_is_offered_ = false;
    choice_ = 0;
    Q_EMIT changed();
}

void TerminalModel::take(const SnapshotPointer& snapshot, bool done) {
    const SnapshotPointer before = std::exchange(shown_, snapshot);
    if (done && waiting_ > 0) --waiting_;
    const auto wanted = shown_->preferences.find("language");
    if (wanted != shown_->preferences.end() && before->preferences.empty() &&
        !wanted->second.empty())
        speak(QString::fromStdString(wanted->second));
    const auto theme = shown_->preferences.find("theme");
    if (theme != shown_->preferences.end() && before->preferences.empty())
        dark_ = theme->second == "dark";
    follow_phase();
    follow(*before);
    if (searching_ && done) send_search();
    Q_EMIT changed();
}

void TerminalModel::follow_phase() {
    switch (shown_->phase) {
        case Phase::Starting:
            return go(Pages::Starting);
        case Phase::NotEnrolled:
            return go(page_ == Pages::Settings ? page_ : Pages::Enrol);
        case Phase::CannotOpen:
            return go(Pages::Trouble);
        case Phase::Uncertain:
            return go(Pages::Uncertain);
        case Phase::Closed:
            if (page_ != Pages::Settings && page_ != Pages::AllKeys && page_ != Pages::OpenShift)
                go(Pages::OpenShift);
            return;
        case Phase::Locked:
            if (page_ != Pages::SignOn) go(Pages::SignOn);
            return;
        case Phase::Selling:
            if (is_forced(page_)) go(Pages::Sale);
            return;
    }
}

// Where the desk's answer leads.
void TerminalModel::follow(const Snapshot& before) {
    const Snapshot& now = *shown_;
    if (now.phase != Phase::Selling) return;
    if (follow_staff()) return;
    const bool more_lines = now.basket.lines.size() > before.basket.lines.size();
    if (more_lines) {
        chosen_line_ = 0;
        if (page_ == Pages::Sale) entry_.clear();
    }
    if (now.done && (!before.done || before.done->sale != now.done->sale)) return go(Pages::Done);
    if (now.receipt &&
        (!before.receipt || before.receipt->sale != now.receipt->sale || page_ == Pages::History)) {
        back_.assign(now.receipt->lines.size(), 0);
        return go(Pages::Receipt);
    }
    const bool ends = (page_ == Pages::Done && !now.done) ||
                      (page_ == Pages::Receipt && !now.receipt) ||
                      (page_ == Pages::NewMember && now.notice.note == Note::MemberEnrolled) ||
                      (page_ == Pages::Parked && now.notice.note == Note::TakenUp) ||
                      (page_ == Pages::Discount && now.notice.note == Note::None && more_lines);
    const bool value_paid =
        page_ == Pages::Value && now.basket.tenders.size() > before.basket.tenders.size();
    const bool pays = page_ == Pages::Redeem || page_ == Pages::Cash || page_ == Pages::Card ||
                      page_ == Pages::Value || page_ == Pages::TopUp;
    if (ends || value_paid || (pays && (now.basket.lines.empty() || more_lines)))
        return go(Pages::Sale);
    if (pays && now.basket.due_minor != before.basket.due_minor && !entry_is_offered_)
        entry_.clear();
}

void TerminalModel::type(const QString& text) {
    touched();
    own_notice_.clear();
    if (page_ == Pages::Receipt) {
        set_return(choice_, text.toInt() * std::int64_t{1'000});
        return;
    }
    const bool takes_entry = page_ == Pages::Sale || page_ == Pages::Redeem ||
                             page_ == Pages::Cash || page_ == Pages::Card ||
                             page_ == Pages::Discount || page_ == Pages::Value ||
                             page_ == Pages::TopUp;
    if (!takes_entry || (page_ == Pages::Sale && line_in_hand() == 0)) return;
    if (std::exchange(entry_is_offered_, false)) entry_.clear();
    const bool percent = text == QLatin1String("%");
    if (percent && (page_ != Pages::Discount || entry_.isEmpty())) return;
    if (entry_.size() < kEntryMax && !entry_.endsWith(QLatin1Char('%'))) entry_ += text;
    if (page_ == Pages::Sale) send_quantity();
    if (page_ == Pages::TopUp) tell_top_up();
    Q_EMIT changed();
}

void TerminalModel::erase() {
    if (std::exchange(entry_is_offered_, false)) entry_.clear();
    entry_.chop(1);
    if (page_ == Pages::Sale) send_quantity();
    if (page_ == Pages::TopUp) tell_top_up();
    Q_EMIT changed();
}

void TerminalModel::send_quantity() {
    const auto decimal = parse_decimal(entry_.toStdString());
    const auto scaled = decimal ? rescale(*decimal, kQuantityExponent) : std::nullopt;
    if (!scaled || scaled->rounded || scaled->value <= 0) return;
    const std::int32_t line = line_in_hand();
    const Quantity quantity{scaled->value};
    post([line, quantity](Desk& desk) { desk.set_quantity(line, quantity); });
}

void TerminalModel::search(const QString& text) {
    search_text_ = text;
    choice_ = 0;
    if (searching_) return;
    searching_ = true;
    send_search();
}

// One search at a time: what was typed meanwhile is asked for when the answer is here.
void TerminalModel::send_search() {
    if (search_sent_ == search_text_) {
        searching_ = false;
        return;
    }
    search_sent_ = search_text_;
    post([text = search_text_.trimmed().toStdString()](Desk& desk) { desk.search(text); });
}

void TerminalModel::scan(const QString& text) {
    touched();
    own_notice_.clear();
    asked_ = Acts::None;
    const std::string scanned = text.toStdString();
    const bool is_card = page_ == Pages::NewMember || page_ == Pages::Value ||
                         page_ == Pages::TopUp || page_ == Pages::SignOn || page_ == Pages::Approve;
    if (is_card) {
        post([scanned](Desk& desk) { desk.tap({{}, scanned, "scan"}); });
        return;
    }
    if (shown_->phase == Phase::Selling && page_ != Pages::Receipt) go(Pages::Sale);
    post([scanned](Desk& desk) { desk.scan(scanned); });
}

void TerminalModel::redeem(Rest rest) {
    bool is_number = false;
    const qlonglong points = QString{entry_}.remove(QLatin1Char(',')).toLongLong(&is_number);
    if (!is_number || points <= 0) return say(tr("Enter how many points, or press Esc."));
    go(Pages::Sale);
    post([points, rest](Desk& desk) { desk.redeem(Points{points}, rest); });
}

void TerminalModel::openShift(const QString& cashier, const QString& pin, const QString& cash) {
    const auto opening = cash.trimmed().isEmpty() ? std::int64_t{0} : amount_of(cash);
    if (cashier.trimmed().isEmpty()) return say(tr("Enter the cashier's name or number."));
    if (!opening) return say(tr("The cash in the till is not an amount. Enter it like 500.00."));
    own_notice_.clear();
    touched();
    OpenShiftForm form{cashier.trimmed().toStdString(), pin.toStdString(), *opening};
    post([form = std::move(form)](Desk& desk) { desk.open_shift(form); });
}

void TerminalModel::closeShift(const QString& cash) {
    const auto counted = amount_of(cash);
    if (!counted) return say(tr("Count the cash in the till and enter it like 500.00."));
    own_notice_.clear();
    post([minor = *counted](Desk& desk) { desk.close_shift(minor); });
}

void TerminalModel::enrolTerminal(const QString& hq, const QString& code) {
    if (hq.trimmed().isEmpty() || code.trimmed().isEmpty())
        return say(tr("Enter the address of head office and the one-time code."));
    own_notice_.clear();
    ++waiting_;
    desk_.enrol(hq.trimmed().toStdString(), code.trimmed().toStdString());
    Q_EMIT changed();
}

void TerminalModel::enrolMember(const QString& name, const QString& phone, bool consent) {
    if (name.trimmed().isEmpty() && phone.trimmed().isEmpty())
        return say(tr("Enter a name or a phone number."));
    own_notice_.clear();
    NewMemberForm form{name.trimmed().toStdString(), phone.trimmed().toStdString(), {}};
    if (consent) form.consent = kConsentVersion;
    post([form](Desk& desk) { desk.enrol_member(form); });
}

void TerminalModel::pickCash(int index) {
    const auto& amounts = shown_->basket.quick_cash;
    if (index < 0 || static_cast<std::size_t>(index) >= amounts.size()) return;
    const std::int64_t given = amounts[static_cast<std::size_t>(index)];
    post([given](Desk& desk) { desk.pay_cash(given); });
}

void TerminalModel::pickLine(int number) {
    chosen_line_ = number;
    entry_.clear();
    Q_EMIT changed();
}

void TerminalModel::pick(int row) {
    choice_ = row;
    if (page_ != Pages::Receipt) return confirm_row();
    const auto& lines = shown_->receipt->lines;
    if (row < 0 || static_cast<std::size_t>(row) >= lines.size()) return;
    const auto index = static_cast<std::size_t>(row);
    set_return(row, back_[index] == 0 ? lines[index].left.thousandths : 0);
}

void TerminalModel::speak(const QString& language) {
    language_ = language;
    if (translate_) translate_(language);
}

void TerminalModel::prefer(const char* name, const QString& value) {
    post([key = std::string{name}, text = value.toStdString()](Desk& desk) {
        desk.prefer(key, text);
    });
}

}  // namespace pareto::terminal::ui
