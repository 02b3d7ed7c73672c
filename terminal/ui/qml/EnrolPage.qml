// First run: language, where head office is, and the one-time code it printed.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal

    PagePanel {
        anchors.centerIn: parent
        width: 640
        height: form.implicitHeight + 6 * Theme.unit

        ColumnLayout {
            id: form

            anchors.fill: parent
            anchors.margins: 3 * Theme.unit
            spacing: 2 * Theme.unit

            RowLayout {
                Text {
                    text: qsTr("Welcome: this terminal is new")
                    color: Theme.text
                    font.pixelSize: Theme.large
                    font.bold: true
                    Layout.fillWidth: true
                }
                ActionButton {
                    terminal: root.terminal
                    text: root.terminal.language === "en" ? "繁體中文" : "English"
                    act: Acts.SwitchLanguage
                }
            }
            Text {
                text: qsTr("Ask head office for a one-time code: pareto-hq enrol prints it. It is good for 24 hours.")
                color: Theme.quiet
                font.pixelSize: Theme.normal
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            EntryField {
                id: address

                label: qsTr("Address of head office")
                hint: "hq.example:7443"
                onAccepted: code.field.forceActiveFocus()
                Component.onCompleted: field.forceActiveFocus()
            }
            EntryField {
                id: code

                label: qsTr("One-time code")
                onAccepted: root.terminal.enrolTerminal(address.text, text)
            }
            Text {
                visible: root.terminal.trouble !== "" && !root.terminal.busy
                text: qsTr("That did not work. Check the address, the network and the code. For IT: %1").arg(root.terminal.trouble)
                color: Theme.bad
                font.pixelSize: Theme.normal
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            ActionButton {
                terminal: root.terminal
                primary: true
                keyLabel: "⏎"
                text: root.terminal.busy ? qsTr("Asking head office …") : qsTr("Enrol this terminal")
                enabled: !root.terminal.busy
                Layout.fillWidth: true
                onClicked: root.terminal.enrolTerminal(address.text, code.text)
            }
        }
    }
}
