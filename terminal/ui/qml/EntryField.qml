// A field with its name above it.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

ColumnLayout {
    id: root

    required property string label
    property string hint
    property alias text: field.text
    property alias field: field

    signal accepted

    spacing: 4
    Layout.fillWidth: true

    Text {
        text: root.label
        color: Theme.quiet
        font.pixelSize: Theme.small
    }
    TextField {
        id: field

        implicitHeight: Theme.touch
        color: Theme.text
        placeholderText: root.hint
        placeholderTextColor: Theme.quiet
        font.pixelSize: Theme.normal
        selectByMouse: true
        Layout.fillWidth: true
        Accessible.name: root.label
        onAccepted: root.accepted()

        background: Rectangle {
            color: Theme.panel
            radius: Theme.unit / 2
            border.color: field.activeFocus ? Theme.accent : Theme.rule
            border.width: field.activeFocus ? 2 : 1
        }
    }
}
