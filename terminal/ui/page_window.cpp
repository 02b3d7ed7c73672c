#include "terminal/ui/page_window.h"

#include <utility>

#include <QtCore/QLocale>
#include <QtGui/QFont>
#include <QtGui/QGuiApplication>
#include <QtQuick/QQuickWindow>

// Generated; named so that the linker keeps it.
extern void qml_register_types_Pareto_Terminal();  // NOLINT(readability-identifier-naming)

namespace pareto::terminal::ui {

QString system_language() {
    return QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_TW")
                                                            : QStringLiteral("en");
}

void use_fonts() {
    QFont font;
    font.setFamilies({QStringLiteral("Noto Sans"), QStringLiteral("Noto Sans CJK TC")});
    QGuiApplication::setFont(font);
}

PageWindow::PageWindow(const QString& language)
    : model_{*this, [this](const QString& wanted) {
                 speak(wanted);
             }} {
    qml_register_types_Pareto_Terminal();
    engine_.addImportPath(QStringLiteral("qrc:/qt/qml"));
    model_.start(language);
    engine_.setInitialProperties({{QStringLiteral("terminal"), QVariant::fromValue(&model_)}});
    engine_.load(QStringLiteral("qrc:/qt/qml/Pareto/Terminal/Main.qml"));
    if (engine_.rootObjects().isEmpty()) return;
    window_ = qobject_cast<QQuickWindow*>(engine_.rootObjects().first());
    if (window_ != nullptr) keys_ = std::make_unique<KeySense>(*window_, model_);
}

PageWindow::~PageWindow() {
    desk_.reset();
    keys_.reset();
    QCoreApplication::removeTranslator(&translator_);
}

void PageWindow::open(DeskThread::World world) {
    world.publish = [this](SnapshotPointer snapshot, bool done) {
        QMetaObject::invokeMethod(
            &model_,
            [this, snapshot = std::move(snapshot), done] { model_.take(snapshot, done); },
            Qt::QueuedConnection);
    };
    desk_ = std::make_unique<DeskThread>(std::move(world));
}

bool PageWindow::settled() const {
    return keys_ != nullptr && keys_->settled() && !model_.busy();
}

void PageWindow::post(Job job) {
    if (desk_) desk_->post(std::move(job));
}

void PageWindow::enrol(std::string hq, std::string code) {
    if (desk_) desk_->enrol(std::move(hq), std::move(code));
}

void PageWindow::reopen() {
    if (desk_) desk_->reopen();
}

// Texts of the pages are asked for again.
void PageWindow::speak(const QString& language) {
    QCoreApplication::removeTranslator(&translator_);
    if (translator_.load(QStringLiteral(":/i18n/terminal_") + language))
        QCoreApplication::installTranslator(&translator_);
    engine_.retranslate();
}

}  // namespace pareto::terminal::ui
