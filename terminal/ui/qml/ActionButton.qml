// A button with what it does and the key that does the same. It never takes the keyboard.
import QtQuick
import QtQuick.Controls.Basic
import Pareto.Terminal

AbstractButton {
    id: root

    required property TerminalModel terminal
    property int act: Acts.None
    property string keyLabel
    property bool primary: false
    readonly property color ink: primary ? Theme.accentInk : Theme.text

    implicitHeight: Theme.touch
    implicitWidth: implicitContentWidth
    focusPolicy: Qt.NoFocus
    opacity: enabled ? 1 : 0.45
    Accessible.role: Accessible.Button
    Accessible.name: text
    onClicked: {
        if (act !== Acts.None)
            terminal.act(act);
    }

    component Face: Item {
        id: face

        required property string keyLabel
        required property string text
        required property color ink
        required property bool bold

        implicitWidth: cap.width + label.implicitWidth + 4 * Theme.unit

        Rectangle {
            id: cap

            visible: face.keyLabel !== ""
            anchors.left: parent.left
            anchors.leftMargin: Theme.unit
            anchors.verticalCenter: parent.verticalCenter
            width: visible ? Math.max(26, capText.implicitWidth + 10) : 0
            height: 26
            radius: 4
            color: "transparent"
            border.color: face.ink
            border.width: 1

            Text {
                id: capText

                anchors.centerIn: parent
                text: face.keyLabel
                color: face.ink
                font.pixelSize: Theme.small
                font.bold: true
            }
        }
        Text {
            id: label

            anchors.left: cap.right
            anchors.leftMargin: Theme.unit
            anchors.right: parent.right
            anchors.rightMargin: Theme.unit
            anchors.verticalCenter: parent.verticalCenter
            text: face.text
            color: face.ink
            font.pixelSize: Theme.normal
            font.bold: face.bold
            elide: Text.ElideRight
            horizontalAlignment: face.keyLabel === "" ? Text.AlignHCenter : Text.AlignLeft
        }
    }

    background: Rectangle {
        radius: Theme.unit / 2
        color: root.primary ? Theme.accent : Theme.panel
        border.color: root.primary ? Theme.accent : Theme.rule
        border.width: root.down ? 3 : 1
    }
    contentItem: Face {
        keyLabel: root.keyLabel
        text: root.text
        ink: root.ink
        bold: root.primary
    }
}
