// The sale is closed: what to hand back fills the page until the next scan.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal
    readonly property doneState done: terminal.done

    ColumnLayout {
        anchors.centerIn: parent
        width: parent.width - 8 * Theme.unit
        spacing: 2 * Theme.unit

        Text {
            text: root.done.headline
            color: root.done.change === "" ? Theme.good : Theme.warning
            font.pixelSize: Theme.huge
            font.bold: true
            Layout.alignment: Qt.AlignHCenter
        }
        Text {
            visible: root.done.change !== ""
            text: root.done.change
            color: Theme.text
            font.pixelSize: 4 * Theme.huge
            font.bold: true
            fontSizeMode: Text.HorizontalFit
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
            Accessible.role: Accessible.StaticText
            Accessible.name: root.done.headline + " " + text
        }
        Text {
            text: qsTr("Total %1").arg(root.done.total)
            color: Theme.text
            font.pixelSize: Theme.large
            Layout.alignment: Qt.AlignHCenter
        }
        Text {
            visible: text !== ""
            text: root.done.points
            color: Theme.good
            font.pixelSize: Theme.large
            Layout.alignment: Qt.AlignHCenter
        }
        Text {
            text: root.done.receipt + "  ·  " + root.done.printed
            color: Theme.quiet
            font.pixelSize: Theme.normal
            Layout.alignment: Qt.AlignHCenter
        }
        RowLayout {
            spacing: Theme.unit
            Layout.alignment: Qt.AlignHCenter
            Layout.topMargin: 4 * Theme.unit

            ActionButton {
                terminal: root.terminal
                primary: true
                keyLabel: "⏎"
                text: qsTr("Next customer: or just scan")
                act: Acts.Confirm
            }
            ActionButton {
                terminal: root.terminal
                keyLabel: "B"
                text: qsTr("Print again")
                act: Acts.Reprint
            }
        }
    }
}
