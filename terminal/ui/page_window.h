// The window itself: pages, model, keyboard and the desk's thread, put together. Needs a
// QGuiApplication.
#pragma once

#include <memory>

#include <QtCore/QTranslator>
#include <QtQml/QQmlApplicationEngine>

#include "terminal/ui/desk/desk_thread.h"
#include "terminal/ui/key_sense.h"
#include "terminal/ui/models/terminal_model.h"

class QQuickWindow;

namespace pareto::terminal::ui {

/// "en" or "zh_TW", whichever is nearer to how the system speaks.
[[nodiscard]] QString system_language();
/// The fonts of every page.
void use_fonts();

class PageWindow final : private DeskDoor {
public:
    explicit PageWindow(const QString& language);
    ~PageWindow() override;
    PageWindow(const PageWindow&) = delete;
    PageWindow& operator=(const PageWindow&) = delete;

    /// Null when the pages could not be loaded.
    [[nodiscard]] QQuickWindow* window() const { return window_; }

    [[nodiscard]] TerminalModel& model() { return model_; }

    /// Opens the desk behind it; `world.publish` is set here.
    void open(DeskThread::World world);
    /// No key is held back and the desk has answered everything.
    [[nodiscard]] bool settled() const;

private:
    void post(Job job) override;
    void enrol(std::string hq, std::string code) override;
    void reopen() override;
    void speak(const QString& language);

    QTranslator translator_;
    TerminalModel model_;
    QQmlApplicationEngine engine_;  ///< its pages read the model: ends before it
    QQuickWindow* window_ = nullptr;
    std::unique_ptr<KeySense> keys_;
    std::unique_ptr<DeskThread> desk_;  ///< posts to the model: ends before it
};

}  // namespace pareto::terminal::ui
