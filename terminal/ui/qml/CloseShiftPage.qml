// Counted blind: what should be there is shown only afterwards.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal

    PagePanel {
        anchors.centerIn: parent
        width: 480
        height: form.implicitHeight + 6 * Theme.unit

        ColumnLayout {
            id: form

            anchors.fill: parent
            anchors.margins: 3 * Theme.unit
            spacing: 2 * Theme.unit

            Text {
                text: qsTr("Close the shift")
                color: Theme.text
                font.pixelSize: Theme.large
                font.bold: true
            }
            Text {
                text: qsTr("Count the cash in the till, all of it, and enter the sum.")
                color: Theme.quiet
                font.pixelSize: Theme.normal
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            EntryField {
                id: cash

                label: qsTr("Cash counted")
                hint: "0.00"
                onAccepted: root.terminal.closeShift(text)
                Component.onCompleted: field.forceActiveFocus()
            }
            NumberPad {
                Layout.fillWidth: true
                onTouched: figure => cash.text += figure
                onErased: cash.text = cash.text.slice(0, -1)
            }
            ActionButton {
                terminal: root.terminal
                primary: true
                keyLabel: "⏎"
                text: qsTr("Close the shift")
                enabled: !root.terminal.busy
                Layout.fillWidth: true
                onClicked: root.terminal.closeShift(cash.text)
            }
            ActionButton {
                terminal: root.terminal
                keyLabel: "Esc"
                text: qsTr("Back to selling")
                act: Acts.Back
                Layout.fillWidth: true
            }
        }
    }
}
