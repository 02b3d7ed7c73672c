// How the screen speaks and looks, and what this terminal is.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal

    PagePanel {
        anchors.centerIn: parent
        width: 560
        height: form.implicitHeight + 6 * Theme.unit

        ColumnLayout {
            id: form

            anchors.fill: parent
            anchors.margins: 3 * Theme.unit
            spacing: 2 * Theme.unit

            Text {
                text: qsTr("Settings")
                color: Theme.text
                font.pixelSize: Theme.large
                font.bold: true
            }
            ActionButton {
                terminal: root.terminal
                keyLabel: "L"
                text: root.terminal.language === "en" ? "Language: English → 繁體中文" : "語言：繁體中文 → English"
                act: Acts.SwitchLanguage
                Layout.fillWidth: true
            }
            ActionButton {
                terminal: root.terminal
                keyLabel: "Y"
                text: root.terminal.dark ? qsTr("Dark: change to light") : qsTr("Light: change to dark")
                act: Acts.SwitchTheme
                Layout.fillWidth: true
            }
            Text {
                text: root.terminal.bar.place
                color: Theme.quiet
                font.pixelSize: Theme.normal
            }
            Text {
                visible: root.terminal.bar.alarm !== ""
                text: root.terminal.bar.alarm
                color: Theme.bad
                font.pixelSize: Theme.normal
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            ActionButton {
                terminal: root.terminal
                primary: true
                keyLabel: "⏎"
                text: qsTr("Done")
                act: Acts.Confirm
                Layout.fillWidth: true
            }
        }
    }
}
