// What QML shows, ready to be shown: texts in the language chosen, amounts written out.
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtQml/qqmlregistration.h>

namespace pareto::terminal::ui {

// NOLINTBEGIN(readability-identifier-naming): names that QML reads
struct BarState {
    Q_GADGET
    QML_VALUE_TYPE(barState)
    Q_PROPERTY(QString place MEMBER place)
    Q_PROPERTY(QString cashier MEMBER cashier)
    Q_PROPERTY(QString clock MEMBER clock)
    Q_PROPERTY(QString network MEMBER network)
    Q_PROPERTY(QString reader MEMBER reader)
    Q_PROPERTY(QString printer MEMBER printer)
    Q_PROPERTY(bool online MEMBER online)
    Q_PROPERTY(bool readerWell MEMBER readerWell)
    Q_PROPERTY(bool printerWell MEMBER printerWell)
    Q_PROPERTY(QString alarm MEMBER alarm)
public:
    QString place, cashier, clock, network, reader, printer, alarm;
    bool online = false, readerWell = true, printerWell = true;
};

struct LineRow {
    Q_GADGET
    QML_VALUE_TYPE(lineRow)
    Q_PROPERTY(int number MEMBER number)
    Q_PROPERTY(QString name MEMBER name)
    Q_PROPERTY(QString reason MEMBER reason)
    Q_PROPERTY(QString quantity MEMBER quantity)
    Q_PROPERTY(QString price MEMBER price)
    Q_PROPERTY(QString amount MEMBER amount)
    Q_PROPERTY(bool chosen MEMBER chosen)
    Q_PROPERTY(bool returned MEMBER returned)
public:
    int number = 0;
    QString name, reason, quantity, price, amount;
    bool chosen = false, returned = false;
};

/// One line of any list to choose from.
struct ChoiceRow {
    Q_GADGET
    QML_VALUE_TYPE(choiceRow)
    Q_PROPERTY(QString title MEMBER title)
    Q_PROPERTY(QString detail MEMBER detail)
    Q_PROPERTY(QString amount MEMBER amount)
    Q_PROPERTY(QString mark MEMBER mark)
    Q_PROPERTY(bool chosen MEMBER chosen)
public:
    QString title, detail, amount, mark;
    bool chosen = false;
};

struct BasketState {
    Q_GADGET
    QML_VALUE_TYPE(basketState)
    Q_PROPERTY(bool open MEMBER open)
    Q_PROPERTY(QString pieces MEMBER pieces)
    Q_PROPERTY(QString currency MEMBER currency)
    Q_PROPERTY(QString total MEMBER total)
    Q_PROPERTY(QString due MEMBER due)
    Q_PROPERTY(bool paysBack MEMBER paysBack)
    Q_PROPERTY(bool partlyPaid MEMBER partlyPaid)
    Q_PROPERTY(QString earns MEMBER earns)
    Q_PROPERTY(QString redeemable MEMBER redeemable)
    Q_PROPERTY(bool mayRedeem MEMBER mayRedeem)
    Q_PROPERTY(QString limit MEMBER limit)
public:
    bool open = false, paysBack = false, partlyPaid = false, mayRedeem = false;
    QString pieces, currency, total, due, earns, redeemable, limit;
};

struct MemberState {
    Q_GADGET
    QML_VALUE_TYPE(memberState)
    Q_PROPERTY(bool shown MEMBER shown)
    Q_PROPERTY(bool known MEMBER known)
    Q_PROPERTY(QString name MEMBER name)
    Q_PROPERTY(QString tier MEMBER tier)
    Q_PROPERTY(bool vip MEMBER vip)
    Q_PROPERTY(QString points MEMBER points)
    Q_PROPERTY(QString worth MEMBER worth)
    Q_PROPERTY(QString pending MEMBER pending)
    Q_PROPERTY(QString asOf MEMBER asOf)
    Q_PROPERTY(QString hint MEMBER hint)
    Q_PROPERTY(bool birthday MEMBER birthday)
public:
    bool shown = false, known = false, vip = false, birthday = false;
    QString name, tier, points, worth, pending, asOf, hint;
};

struct DoneState {
    Q_GADGET
    QML_VALUE_TYPE(doneState)
    Q_PROPERTY(QString receipt MEMBER receipt)
    Q_PROPERTY(QString total MEMBER total)
    Q_PROPERTY(QString change MEMBER change)
    Q_PROPERTY(QString headline MEMBER headline)
    Q_PROPERTY(QString points MEMBER points)
    Q_PROPERTY(QString printed MEMBER printed)
public:
    QString receipt, total, change, headline, points, printed;
};

struct StaffState {
    Q_GADGET
    QML_VALUE_TYPE(staffState)
    Q_PROPERTY(bool staffed MEMBER staffed)
    Q_PROPERTY(QString shiftOf MEMBER shiftOf)
    Q_PROPERTY(QString wanted MEMBER wanted)
public:
    bool staffed = false;
    QString shiftOf, wanted;
};

struct NoticeState {
    Q_GADGET
    QML_VALUE_TYPE(noticeState)
    Q_PROPERTY(QString text MEMBER text)
    Q_PROPERTY(QString detail MEMBER detail)
    Q_PROPERTY(bool wrong MEMBER wrong)
public:
    QString text, detail;
    bool wrong = false;
};

// NOLINTEND(readability-identifier-naming)

}  // namespace pareto::terminal::ui
