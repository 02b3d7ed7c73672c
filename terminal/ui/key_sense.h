// Stands in front of the window's keyboard: tells scans from keys, gives keys to the field that is
// being edited or, when there is none, to the model.
#pragma once

#include <memory>
#include <vector>

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QTimer>

#include "terminal/ui/desk/scan_sense.h"

class QKeyEvent;
class QQuickWindow;

namespace pareto::terminal::ui {

class TerminalModel;

class KeySense final : public QObject {
public:
    KeySense(QQuickWindow& window, TerminalModel& model);
    ~KeySense() override;

    /// Nothing is held back.
    [[nodiscard]] bool settled() const { return held_.empty() && !sense_.holds(); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] bool press(const QKeyEvent& event);
    [[nodiscard]] bool editing() const;
    void release();
    /// True when the model took it.
    [[nodiscard]] bool act(const QKeyEvent& event);

    QQuickWindow& window_;
    TerminalModel& model_;
    ScanSense sense_;
    QElapsedTimer clock_;
    QTimer timer_;
    std::vector<std::unique_ptr<QKeyEvent>> held_;
    bool releasing_ = false;
};

}  // namespace pareto::terminal::ui
