// A staff card or a PIN: to go on at a locked terminal, or to approve what somebody else may not do.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal
    readonly property bool approving: terminal.page === Pages.Approve
    readonly property staffState staff: terminal.staff

    function send() {
        root.terminal.signOn(person.text, pin.text);
        pin.text = "";
    }

    PagePanel {
        anchors.centerIn: parent
        width: 480
        height: form.implicitHeight + 6 * Theme.unit

        ColumnLayout {
            id: form

            anchors.fill: parent
            anchors.margins: 3 * Theme.unit
            spacing: Theme.unit

            Text {
                text: root.approving ? root.staff.wanted : qsTr("Locked: the basket is kept")
                color: root.approving ? Theme.warning : Theme.text
                font.pixelSize: Theme.large
                font.bold: true
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            Text {
                text: root.approving ? qsTr("A supervisor taps the staff card here, or enters number and PIN.") : qsTr("Shift of %1. Tap the staff card, or enter the PIN.").arg(root.staff.shiftOf)
                color: Theme.quiet
                font.pixelSize: Theme.normal
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            EntryField {
                id: person

                label: root.approving ? qsTr("Supervisor's number") : qsTr("Number, if it is somebody else")
                onAccepted: pin.field.forceActiveFocus()
                Component.onCompleted: {
                    if (root.approving)
                        field.forceActiveFocus();
                }
            }
            EntryField {
                id: pin

                label: qsTr("PIN")
                field.echoMode: TextInput.Password
                onAccepted: root.send()
                Component.onCompleted: {
                    if (!root.approving)
                        field.forceActiveFocus();
                }
            }
            NumberPad {
                readonly property EntryField target: person.field.activeFocus ? person : pin

                Layout.fillWidth: true
                onTouched: figure => target.text += figure
                onErased: target.text = target.text.slice(0, -1)
            }
            ActionButton {
                terminal: root.terminal
                primary: true
                keyLabel: "⏎"
                text: root.approving ? qsTr("Approve") : qsTr("Sign on")
                enabled: !root.terminal.busy
                Layout.fillWidth: true
                onClicked: root.send()
            }
            ActionButton {
                visible: root.approving
                terminal: root.terminal
                keyLabel: "Esc"
                text: qsTr("Do not do it")
                act: Acts.Back
                Layout.fillWidth: true
            }
        }
    }
}
