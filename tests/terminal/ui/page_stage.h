// A window without a screen: keys go in as from a keyboard, pictures come out.
#pragma once

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QEventLoop>
#include <QtGui/QGuiApplication>
#include <QtGui/QImage>
#include <QtQuick/QQuickWindow>
#include <QtTest/QTest>

#include "terminal/ui/page_window.h"

namespace pareto::test {

inline constexpr int kSoonMs = 30'000;

/// The whole test program has one application; without a screen unless told otherwise.
class PageApplication {
public:
    PageApplication(int& count, char** arguments) {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("QT_QUICK_BACKEND", "software");
        application_ = std::make_unique<QGuiApplication>(count, arguments);
        terminal::ui::use_fonts();
    }

private:
    std::unique_ptr<QGuiApplication> application_;
};

class PageStage {
public:
    explicit PageStage(const QString& language) : page{language} {
        if (page.window() == nullptr) ADD_FAILURE() << "the pages could not be loaded";
    }

    /// Whether it came to be so; the window lives meanwhile.
    [[nodiscard]] bool until(const std::function<bool()>& condition) {
        QElapsedTimer time;
        time.start();
        while (!condition()) {
            if (time.elapsed() > kSoonMs) return false;
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        }
        return true;
    }

    void settle() {
        EXPECT_TRUE(until([this] { return page.settled(); }));
    }

    /// A person's key, and what comes of it.
    void press(Qt::Key key, const QString& text = {}) {
        send(key, text);
        settle();
    }

    /// A person types: letters act, or go into the field that has the keyboard.
    void type(const QString& text) {
        for (const QChar letter : text)
            press(Qt::Key_unknown, letter);
    }

    /// A scanner types: all at once, and Enter.
    void scan(const QString& text) {
        for (const QChar letter : text)
            send(Qt::Key_unknown, letter);
        press(Qt::Key_Return, QStringLiteral("\r"));
    }

    [[nodiscard]] bool shows(terminal::ui::Pages::Page wanted) {
        return until([&] { return page.model().page() == wanted; });
    }

    [[nodiscard]] QImage picture() {
        settle();
        return page.window()->grabWindow();
    }

    terminal::ui::PageWindow page;

private:
    void send(Qt::Key key, const QString& text) {
        QKeyEvent press{QEvent::KeyPress, key, Qt::NoModifier, text};
        QCoreApplication::sendEvent(page.window(), &press);
        QKeyEvent lift{QEvent::KeyRelease, key, Qt::NoModifier, text};
        QCoreApplication::sendEvent(page.window(), &lift);
    }
};

}  // namespace pareto::test
