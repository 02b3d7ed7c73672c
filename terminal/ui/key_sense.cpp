#include "terminal/ui/key_sense.h"

#include <utility>

#include <QtCore/QCoreApplication>
#include <QtGui/QKeyEvent>
#include <QtQuick/QQuickItem>
#include <QtQuick/QQuickWindow>

#include "terminal/ui/models/terminal_model.h"

namespace pareto::terminal::ui {

namespace {

constexpr std::chrono::milliseconds kTick{10};

bool ends_scan(const QKeyEvent& event) {
    return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter ||
           event.key() == Qt::Key_Tab || event.text() == QLatin1String("\x03");
}

bool types(const QKeyEvent& event) {
    const QString text = event.text();
    if (text == QLatin1String("\x02")) return true;
    return !text.isEmpty() && text.at(0).isPrint() && !event.isAutoRepeat();
}

}  // namespace

KeySense::KeySense(QQuickWindow& window, TerminalModel& model) : window_{window}, model_{model} {
    clock_.start();
    timer_.setInterval(kTick);
    connect(&timer_, &QTimer::timeout, this, [this] {
        const auto heard = sense_.wait(std::chrono::milliseconds{clock_.elapsed()});
        if (heard.drop) held_.clear();
        if (heard.release) release();
        if (!sense_.holds()) timer_.stop();
    });
    window_.installEventFilter(this);
}

KeySense::~KeySense() = default;

bool KeySense::editing() const {
    const QQuickItem* const item = window_.activeFocusItem();
    return item != nullptr && item->isVisible() &&
           item->flags().testFlag(QQuickItem::ItemAcceptsInputMethod);
}

void KeySense::release() {
    releasing_ = true;
    for (const auto& event : std::exchange(held_, {})) {
        if (!act(*event)) QCoreApplication::sendEvent(&window_, event.get());
    }
    releasing_ = false;
}

// A field takes what types and edits; Enter, Esc and the arrows up and down are the page's.
bool KeySense::act(const QKeyEvent& event) {
    if (editing()) {
        switch (event.key()) {
            case Qt::Key_Return:
            case Qt::Key_Enter:
                return false;
            case Qt::Key_Escape:
            case Qt::Key_Up:
            case Qt::Key_Down:
            case Qt::Key_F1:
                break;
            default:
                return false;
        }
    }
    if (event.modifiers().testFlag(Qt::ControlModifier) ||
        event.modifiers().testFlag(Qt::AltModifier))
        return false;
    return model_.key(event.key(), event.text());
}

bool KeySense::press(const QKeyEvent& event) {
    const std::chrono::milliseconds now{clock_.elapsed()};
    ScanSense::Heard heard;
    if (types(event)) {
        heard = sense_.character(event.text().toStdString(), now);
    } else {
        heard = ends_scan(event) ? sense_.end(now) : sense_.other();
    }
    if (heard.drop) held_.clear();
    if (heard.release) release();
    if (!heard.scan.empty()) {
        held_.clear();
        model_.scan(QString::fromStdString(heard.scan));
        return true;
    }
    if (!heard.hold) return act(event);
    if (event.text() != QLatin1String("\x02")) held_.emplace_back(event.clone());
    timer_.start();
    return true;
}

bool KeySense::eventFilter(QObject* watched, QEvent* event) {
    if (releasing_ || event->type() != QEvent::KeyPress)
        return QObject::eventFilter(watched, event);
    return press(*static_cast<QKeyEvent*>(event));
}

}  // namespace pareto::terminal::ui
