// A member in under 30 seconds: phone, name, consent, and the card tapped.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal

    function enrol() {
        root.terminal.enrolMember(person.text, phone.text, consent.checked);
    }

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
                text: qsTr("New member")
                color: Theme.text
                font.pixelSize: Theme.large
                font.bold: true
            }
            EntryField {
                id: phone

                label: qsTr("Phone")
                field.inputMethodHints: Qt.ImhDialableCharactersOnly
                onAccepted: person.field.forceActiveFocus()
                Component.onCompleted: field.forceActiveFocus()
            }
            EntryField {
                id: person

                label: qsTr("Name")
                onAccepted: root.enrol()
            }
            CheckBox {
                id: consent

                text: qsTr("Agrees to hear of offers (read out: we keep name and phone to write about offers; it can be taken back at any time)")
                font.pixelSize: Theme.small
                Layout.fillWidth: true

                contentItem: Text {
                    text: consent.text
                    color: Theme.text
                    font: consent.font
                    wrapMode: Text.Wrap
                    leftPadding: consent.indicator.width + Theme.unit
                    verticalAlignment: Text.AlignVCenter
                }
            }
            Text {
                text: root.terminal.newCardSeen ? "✓  " + qsTr("The card was read") : qsTr("Now tap or scan the new card (or enrol without one)")
                color: root.terminal.newCardSeen ? Theme.good : Theme.warning
                font.pixelSize: Theme.normal
                font.bold: true
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            ActionButton {
                terminal: root.terminal
                primary: true
                keyLabel: "⏎"
                text: qsTr("Enrol")
                enabled: !root.terminal.busy
                Layout.fillWidth: true
                onClicked: root.enrol()
            }
            ActionButton {
                terminal: root.terminal
                keyLabel: "Esc"
                text: qsTr("Back to the basket")
                act: Acts.Back
                Layout.fillWidth: true
            }
        }
    }
}
