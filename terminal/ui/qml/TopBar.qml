// Where, who, when; and four small states that are quiet when fine and loud when not.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Rectangle {
    id: root

    required property TerminalModel terminal
    readonly property barState bar: terminal.bar

    height: 40
    color: Theme.panel

    component Lamp: Row {
        id: lamp

        required property string label
        required property bool well

        visible: label !== ""
        spacing: 6
        Accessible.role: Accessible.StaticText
        Accessible.name: label

        // A filled disc is well, an open square is not: never colour alone.
        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: 12
            height: 12
            radius: lamp.well ? 6 : 0
            color: lamp.well ? Theme.good : "transparent"
            border.width: lamp.well ? 0 : 3
            border.color: Theme.bad
        }
        Text {
            text: lamp.label
            color: lamp.well ? Theme.quiet : Theme.bad
            font.pixelSize: Theme.small
            font.bold: !lamp.well
        }
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: 2 * Theme.unit
        anchors.rightMargin: 2 * Theme.unit
        spacing: 2 * Theme.unit

        Text {
            text: root.bar.place
            color: Theme.text
            font.pixelSize: Theme.small
            font.bold: true
            elide: Text.ElideRight
            Layout.maximumWidth: root.width / 2
        }
        Text {
            text: root.bar.cashier
            color: Theme.quiet
            font.pixelSize: Theme.small
        }
        Text {
            text: root.bar.clock
            color: Theme.quiet
            font.pixelSize: Theme.small
        }
        Item {
            Layout.fillWidth: true
        }
        Text {
            visible: root.bar.alarm !== ""
            text: qsTr("Call for help: alarm")
            color: Theme.bad
            font.pixelSize: Theme.small
            font.bold: true
        }
        Lamp {
            label: root.bar.network
            well: root.bar.online
            visible: root.bar.place !== ""
        }
        Lamp {
            label: root.bar.reader
            well: root.bar.readerWell
        }
        Lamp {
            label: root.bar.printer
            well: root.bar.printerWell
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.rule
    }
}
