// The terminal's file is not open: it is being opened, cannot be, or has to be opened anew. One button.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal
    readonly property int page: terminal.page

    ColumnLayout {
        anchors.centerIn: parent
        width: Math.min(parent.width - 8 * Theme.unit, 720)
        spacing: 3 * Theme.unit

        Text {
            text: root.page === Pages.Starting ? qsTr("Starting …") : root.page === Pages.Uncertain ? qsTr("It is not known yet whether the last step was recorded") : qsTr("This terminal cannot start")
            color: root.page === Pages.Starting ? Theme.quiet : Theme.bad
            font.pixelSize: Theme.large
            font.bold: true
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        Text {
            visible: root.page === Pages.Uncertain
            text: qsTr("Do not take the money again. Find out: the terminal opens its file anew and says what is recorded.")
            color: Theme.text
            font.pixelSize: Theme.normal
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        Text {
            visible: root.page === Pages.Trouble
            text: qsTr("Try again; if it stays, call for help and read this out: %1").arg(root.terminal.trouble)
            color: Theme.text
            font.pixelSize: Theme.normal
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        ActionButton {
            visible: root.page !== Pages.Starting
            terminal: root.terminal
            primary: true
            keyLabel: "⏎"
            text: root.page === Pages.Uncertain ? qsTr("Find out") : qsTr("Try again")
            act: Acts.Confirm
            enabled: !root.terminal.busy
        }
    }
}
