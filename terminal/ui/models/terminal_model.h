// The one object that QML talks to: which page is shown, what stands on it, and what a key, a touch
// or a scan means there. Decides nothing about money: it passes on to the desk and repeats what the
// desk answered. Lives on the GUI thread and never waits.
#pragma once

#include <functional>

#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <QtCore/QVariantList>
#include <QtQml/qqmlregistration.h>

#include "terminal/ui/desk/desk_thread.h"
#include "terminal/ui/models/pages.h"
#include "terminal/ui/models/view_values.h"
#include "terminal/ui/models/window_state.h"

namespace pareto::terminal::ui {

// NOLINTBEGIN(readability-identifier-naming): names that QML reads
class TerminalModel : public QObject, private WindowState {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(pareto::terminal::ui::Pages::Page page READ page NOTIFY changed)
    Q_PROPERTY(QString entry READ entry NOTIFY changed)
    Q_PROPERTY(QString entryNote READ entry_note NOTIFY changed)
    Q_PROPERTY(bool busy READ busy NOTIFY changed)
    Q_PROPERTY(bool dark READ dark NOTIFY changed)
    Q_PROPERTY(QString language READ language NOTIFY changed)
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
    Q_PROPERTY(QString searchText READ search_text NOTIFY changed)
    Q_PROPERTY(bool newCardSeen READ new_card_seen NOTIFY changed)
    Q_PROPERTY(bool hasClosed READ has_closed NOTIFY changed)
    Q_PROPERTY(int choice READ choice NOTIFY changed)
    Q_PROPERTY(pareto::terminal::ui::BarState bar READ bar NOTIFY changed)
    Q_PROPERTY(pareto::terminal::ui::BasketState basket READ basket NOTIFY changed)
    Q_PROPERTY(pareto::terminal::ui::MemberState member READ member NOTIFY changed)
    Q_PROPERTY(pareto::terminal::ui::DoneState done READ done NOTIFY changed)
    Q_PROPERTY(pareto::terminal::ui::NoticeState notice READ notice NOTIFY changed)
    Q_PROPERTY(QVariantList lines READ lines NOTIFY changed)
    Q_PROPERTY(QVariantList tenders READ tenders NOTIFY changed)
    Q_PROPERTY(QVariantList rows READ rows NOTIFY changed)
    Q_PROPERTY(QStringList offers READ offers NOTIFY changed)
    Q_PROPERTY(QStringList quickCash READ quick_cash_texts NOTIFY changed)
    Q_PROPERTY(QVariantList closedFigures READ closed_figures NOTIFY changed)
    Q_PROPERTY(QString heading READ heading NOTIFY changed)
    Q_PROPERTY(pareto::terminal::ui::StaffState staff READ staff NOTIFY changed)

public:
    using Translate = std::function<void(const QString& language)>;
    /// `translate` makes tr() and qsTr() speak a language ("en", "zh_TW"); may be empty.
    explicit TerminalModel(DeskDoor& desk, Translate translate = {}, QObject* parent = nullptr);

    /// The language until the desk tells which one was chosen.
    void start(const QString& language) { speak(language); }

    /// What the desk published; `done` counts off one post.
    void take(const SnapshotPointer& snapshot, bool done);
    /// False: it means nothing here.
    bool key(int key, const QString& text);
    void scan(const QString& text);

    Q_INVOKABLE void act(pareto::terminal::ui::Acts::Act what);
    /// Digits, a point or "%" of the number that is being entered.
    Q_INVOKABLE void type(const QString& text);
    /// Taps the row: the same as moving there and confirming.
    Q_INVOKABLE void pick(int row);
    Q_INVOKABLE void pickLine(int number);
    Q_INVOKABLE void pickCash(int index);
    Q_INVOKABLE void search(const QString& text);
    Q_INVOKABLE void openShift(const QString& cashier, const QString& pin, const QString& cash);
    Q_INVOKABLE void signOn(const QString& cashier, const QString& pin);
    /// Texts by the names of ElsewhereForm's fields.
    Q_INVOKABLE void returnElsewhere(const QVariantMap& form);
    Q_INVOKABLE void closeShift(const QString& cash);
    Q_INVOKABLE void enrolTerminal(const QString& hq, const QString& code);
    Q_INVOKABLE void enrolMember(const QString& name, const QString& phone, bool consent);

    [[nodiscard]] Pages::Page page() const;
    [[nodiscard]] QString entry() const;
    [[nodiscard]] QString entry_note() const;
    [[nodiscard]] bool busy() const;
    [[nodiscard]] bool dark() const;
    [[nodiscard]] QString language() const;
    [[nodiscard]] QString trouble() const;
    [[nodiscard]] QString search_text() const;
    [[nodiscard]] bool new_card_seen() const;
    [[nodiscard]] bool has_closed() const;
    [[nodiscard]] int choice() const;
    [[nodiscard]] BarState bar() const;
    [[nodiscard]] BasketState basket() const;
    [[nodiscard]] MemberState member() const;
    [[nodiscard]] DoneState done() const;
    [[nodiscard]] NoticeState notice() const;
    [[nodiscard]] QVariantList lines() const;
    [[nodiscard]] QVariantList tenders() const;
    [[nodiscard]] QVariantList rows() const;
    [[nodiscard]] QStringList offers() const;
    [[nodiscard]] QStringList quick_cash_texts() const;
    [[nodiscard]] QVariantList closed_figures() const;
    [[nodiscard]] QString heading() const;
    [[nodiscard]] StaffState staff() const;

Q_SIGNALS:
    void changed();

private:
    void post(DeskDoor::Job job);
    void go(Pages::Page page);
    void follow(const Snapshot& before);
    void follow_phase();
    void back();
    void confirm();
    void confirm_row();
    void move(int by);
    void erase();
    void redeem(Rest rest);
    void park_or_list();
    void twice(Acts::Act what);
    void open_redeem();
    void void_line();
    void confirm_amount();
    void confirm_discount();
    void speak(const QString& language);
    [[nodiscard]] bool act_anywhere(Acts::Act what);
    [[nodiscard]] bool act_paying(Acts::Act what);
    [[nodiscard]] bool act_rarely(Acts::Act what);
    void act_selling(Acts::Act what);
    void set_return(int row, std::int64_t thousandths);
    void bring_back();
    void prefer(const char* name, const QString& value);
    void send_quantity();
    void send_search();
    void say(const QString& text);
    [[nodiscard]] bool act_on_receipt(Acts::Act what);
    [[nodiscard]] bool follow_staff();
    void tell_top_up();
    void confirm_value();
    void touched();

    DeskDoor& desk_;
    Translate translate_;
    QTimer idle_;
};

// NOLINTEND(readability-identifier-naming)

}  // namespace pareto::terminal::ui
