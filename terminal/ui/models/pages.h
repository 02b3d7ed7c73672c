// The pages of the terminal's window, and what can be done on them.
#pragma once

#include <QtCore/QObject>
#include <QtQml/qqmlregistration.h>

namespace pareto::terminal::ui {

namespace Pages {  // NOLINT(readability-identifier-naming): as QML names it
Q_NAMESPACE
QML_ELEMENT

enum Page {
    Starting,
    Enrol,
    Trouble,
    Uncertain,
    OpenShift,
    Sale,
    Search,
    Redeem,
    Cash,
    Card,
    Discount,
    Done,
    Parked,
    History,
    Receipt,
    NewMember,
    CloseShift,
    More,
    Settings,
    AllKeys,
    SignOn,
    Approve,
    Value,
    TopUp,
    Elsewhere,
};
Q_ENUM_NS(Page)

}  // namespace Pages

namespace Acts {  // NOLINT(readability-identifier-naming): as QML names it
Q_NAMESPACE
QML_ELEMENT

enum Act {
    None,
    Confirm,
    Back,
    Up,
    Down,
    Erase,
    Redeem,
    Cash,
    Card,
    Find,
    Park,
    History,
    AllKeys,
    More,
    Discount,
    VoidLine,
    VoidBasket,
    NewMember,
    CloseShift,
    Settings,
    Reprint,
    ReturnAll,
    SwitchLanguage,
    SwitchTheme,
    TakeBack,
    PayValue,
    TopUp,
    Elsewhere,
    OpenDrawer,
    Lock,
    XReport,
};
Q_ENUM_NS(Act)

}  // namespace Acts

}  // namespace pareto::terminal::ui
