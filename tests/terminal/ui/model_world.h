// The view model on a desk of its own, without threads and without a window: what is posted is
// done at once.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "terminal/ui/models/terminal_model.h"
#include "tests/terminal/ui/ui_world.h"

namespace pareto::test {

class ModelWorld final : private terminal::ui::DeskDoor {
public:
    ModelWorld() { publish(false); }

    /// One key as a person presses it: "r", "ENTER", "ESC", "UP", "DOWN", "BACK", "5".
    void press(const std::string& key) {
        static const std::map<std::string, int> kNamed{{"ENTER", Qt::Key_Return},
                                                       {"ESC", Qt::Key_Escape},
                                                       {"UP", Qt::Key_Up},
                                                       {"DOWN", Qt::Key_Down},
                                                       {"BACK", Qt::Key_Backspace},
                                                       {"DEL", Qt::Key_Delete}};
        const auto named = kNamed.find(key);
        ++presses;
        if (named != kNamed.end()) {
            static_cast<void>(model.key(named->second, {}));
        } else {
            static_cast<void>(model.key(0, QString::fromStdString(key)));
        }
    }

    void press(std::initializer_list<const char*> keys) {
        for (const char* const key : keys)
            press(std::string{key});
    }

    void tap(const std::string& number) {
        world.desk->tap({{}, number, "test"});
        publish(false);
    }

    void scan(const std::string& text) { model.scan(QString::fromStdString(text)); }

    [[nodiscard]] std::string notice() const { return model.notice().text.toStdString(); }

    UiWorld world;
    terminal::ui::TerminalModel model{*this};
    int presses = 0;

private:
    void post(Job job) override {
        job(*world.desk);
        publish(true);
    }

    void enrol(std::string /*hq*/, std::string /*code*/) override { publish(true); }

    void reopen() override {
        world.failed = false;
        world.crash();
        publish(true);
    }

    void publish(bool done) {
        model.take(std::make_shared<const terminal::ui::Snapshot>(world.desk->snapshot()), done);
    }
};

}  // namespace pareto::test
