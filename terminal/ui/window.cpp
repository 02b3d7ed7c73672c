#include "terminal/ui/window.h"

#include <utility>

#include <QtCore/QLocale>
#include <QtCore/QTranslator>
#include <QtGui/QFont>
#include <QtGui/QGuiApplication>
#include <QtQml/QQmlApplicationEngine>
#include <QtQuick/QQuickWindow>

#include "common/log/log.h"
#include "terminal/ui/key_sense.h"
#include "terminal/ui/models/terminal_model.h"

// Generated; named so that the linker keeps it.
extern void qml_register_types_Pareto_Terminal();  // NOLINT(readability-identifier-naming)

namespace pareto::terminal::ui {

namespace {

QString system_language() {
    return QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_TW")
                                                            : QStringLiteral("en");
}

/// Installs what tr() and qsTr() say; pages are told to ask again.
class Languages {
public:
    explicit Languages(QQmlEngine& engine) : engine_{engine} {}

    void speak(const QString& language) {
        QCoreApplication::removeTranslator(&translator_);
        if (translator_.load(QStringLiteral(":/i18n/terminal_") + language))
            QCoreApplication::installTranslator(&translator_);
        engine_.retranslate();
    }

private:
    QQmlEngine& engine_;
    QTranslator translator_;
};

}  // namespace

int run_window(DeskThread::World world, const WindowOptions& options) {
    int count = 1;
    char name[] = "pareto-terminal";
    char* arguments[] = {name, nullptr};
    const QGuiApplication application{count, arguments};
    QFont font;
    font.setFamilies({QStringLiteral("Noto Sans"), QStringLiteral("Noto Sans CJK TC")});
    QGuiApplication::setFont(font);

    qml_register_types_Pareto_Terminal();
    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    Languages languages{engine};
    // Declared before the thread that posts to the model, and so destroyed after it.
    std::unique_ptr<DeskThread> desk;

    class Door final : public DeskDoor {
    public:
        explicit Door(std::unique_ptr<DeskThread>& behind) : behind_{behind} {}

        void post(Job job) override { behind_->post(std::move(job)); }

        void enrol(std::string hq, std::string code) override {
            behind_->enrol(std::move(hq), std::move(code));
        }

        void reopen() override { behind_->reopen(); }

    private:
        std::unique_ptr<DeskThread>& behind_;
    } door{desk};

    TerminalModel model{door, [&](const QString& language) {
                            languages.speak(language);
                        }};
    model.start(options.language.empty() ? system_language()
                                         : QString::fromStdString(options.language));
    engine.setInitialProperties({{QStringLiteral("terminal"), QVariant::fromValue(&model)}});
    engine.load(QStringLiteral("qrc:/qt/qml/Pareto/Terminal/Main.qml"));
    if (engine.rootObjects().isEmpty()) return 1;
    auto* const window = qobject_cast<QQuickWindow*>(engine.rootObjects().first());
    KeySense keys{*window, model};
    world.publish = [&model](SnapshotPointer snapshot, bool done) {
        QMetaObject::invokeMethod(
            &model,
            [&model, snapshot = std::move(snapshot), done] { model.take(snapshot, done); },
            Qt::QueuedConnection);
    };
    desk = std::make_unique<DeskThread>(std::move(world));
    if (options.full_screen) window->showFullScreen();
    const int status = QGuiApplication::exec();
    desk.reset();
    return status;
}

}  // namespace pareto::terminal::ui
