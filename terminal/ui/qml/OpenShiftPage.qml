// No shift is open: who sells now, and what is in the till. After a close it shows how that came out.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal

    RowLayout {
        anchors.centerIn: parent
        width: Math.min(parent.width - 8 * Theme.unit, 880)
        spacing: 4 * Theme.unit

        PagePanel {
            visible: root.terminal.hasClosed
            Layout.preferredWidth: 360
            Layout.preferredHeight: closed.implicitHeight + 4 * Theme.unit
            Layout.alignment: Qt.AlignTop

            ColumnLayout {
                id: closed

                anchors.fill: parent
                anchors.margins: 2 * Theme.unit
                spacing: Theme.unit

                Text {
                    text: qsTr("The shift is closed")
                    color: Theme.text
                    font.pixelSize: Theme.large
                    font.bold: true
                }
                Column {
                    spacing: Theme.unit
                    Layout.fillWidth: true

                    Repeater {
                        model: root.terminal.closedFigures

                        Item {
                            id: figure

                            required property choiceRow modelData

                            width: parent ? parent.width : 0
                            height: 28

                            Text {
                                anchors.left: parent.left
                                text: figure.modelData.title + (figure.modelData.detail === "" ? "" : " (" + figure.modelData.detail + ")")
                                color: Theme.quiet
                                font.pixelSize: Theme.normal
                            }
                            Text {
                                anchors.right: parent.right
                                text: figure.modelData.amount
                                color: Theme.text
                                font.pixelSize: Theme.normal
                                font.bold: true
                            }
                        }
                    }
                }
            }
        }
        PagePanel {
            Layout.fillWidth: true
            Layout.preferredHeight: form.implicitHeight + 6 * Theme.unit

            ColumnLayout {
                id: form

                anchors.fill: parent
                anchors.margins: 3 * Theme.unit
                spacing: Theme.unit

                RowLayout {
                    Text {
                        text: qsTr("Open a shift")
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
                    visible: root.terminal.trouble !== ""
                    text: root.terminal.trouble
                    color: Theme.bad
                    font.pixelSize: Theme.normal
                    wrapMode: Text.Wrap
                    Layout.fillWidth: true
                }
                EntryField {
                    id: cashier

                    label: qsTr("Cashier's name or number")
                    onAccepted: root.terminal.staff.staffed ? pin.field.forceActiveFocus() : cash.field.forceActiveFocus()
                    Component.onCompleted: field.forceActiveFocus()
                }
                EntryField {
                    id: pin

                    visible: root.terminal.staff.staffed
                    label: qsTr("PIN")
                    field.echoMode: TextInput.Password
                    onAccepted: cash.field.forceActiveFocus()
                }
                EntryField {
                    id: cash

                    label: qsTr("Cash in the till now")
                    hint: "0.00"
                    onAccepted: root.terminal.openShift(cashier.text, pin.text, text)
                }
                NumberPad {
                    readonly property EntryField target: cashier.field.activeFocus ? cashier : pin.field.activeFocus ? pin : cash

                    Layout.fillWidth: true
                    onTouched: figure => target.text += figure
                    onErased: target.text = target.text.slice(0, -1)
                }
                ActionButton {
                    terminal: root.terminal
                    primary: true
                    keyLabel: "⏎"
                    text: qsTr("Open the shift")
                    enabled: !root.terminal.busy
                    Layout.fillWidth: true
                    onClicked: root.terminal.openShift(cashier.text, pin.text, cash.text)
                }
            }
        }
    }
}
