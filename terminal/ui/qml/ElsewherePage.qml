// Goods that this terminal did not sell: as they stand on the other receipt, or without one.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal

    function send() {
        root.terminal.returnElsewhere({
            "sale": sale.text,
            "line": line.text,
            "article": article.text,
            "quantity": quantity.text,
            "amount": amount.text,
            "points": points.text,
            "voucher": voucher.text,
            "stored": stored.text,
            "approvedBy": approver.text
        });
    }

    PagePanel {
        anchors.centerIn: parent
        width: Math.min(parent.width - 4 * Theme.unit, 880)
        height: form.implicitHeight + 6 * Theme.unit

        ColumnLayout {
            id: form

            anchors.fill: parent
            anchors.margins: 3 * Theme.unit
            spacing: Theme.unit

            Text {
                text: qsTr("Goods of another terminal come back")
                color: Theme.text
                font.pixelSize: Theme.large
                font.bold: true
            }
            Text {
                text: qsTr("Read it from the receipt. Without a receipt leave the first two empty: money only, no points.")
                color: Theme.quiet
                font.pixelSize: Theme.normal
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            GridLayout {
                columns: 2
                columnSpacing: 3 * Theme.unit
                rowSpacing: Theme.unit
                Layout.fillWidth: true

                EntryField {
                    id: sale

                    label: qsTr("Sale (the number at the receipt's end)")
                    onAccepted: line.field.forceActiveFocus()
                    Component.onCompleted: field.forceActiveFocus()
                }
                EntryField {
                    id: line

                    label: qsTr("Line of the receipt")
                    hint: "1"
                    onAccepted: article.field.forceActiveFocus()
                }
                EntryField {
                    id: article

                    label: qsTr("Article: number, barcode or name")
                    onAccepted: quantity.field.forceActiveFocus()
                }
                EntryField {
                    id: quantity

                    label: qsTr("How many come back")
                    text: "1"
                    onAccepted: amount.field.forceActiveFocus()
                }
                EntryField {
                    id: amount

                    label: qsTr("Paid for them, in all")
                    hint: "0.00"
                    onAccepted: points.field.forceActiveFocus()
                }
                EntryField {
                    id: points

                    label: qsTr("Of it in points")
                    hint: "0.00"
                    onAccepted: voucher.field.forceActiveFocus()
                }
                EntryField {
                    id: voucher

                    label: qsTr("Of it by voucher")
                    hint: "0.00"
                    onAccepted: stored.field.forceActiveFocus()
                }
                EntryField {
                    id: stored

                    label: qsTr("Of it in stored value")
                    hint: "0.00"
                    onAccepted: root.terminal.staff.staffed ? root.send() : approver.field.forceActiveFocus()
                }
                EntryField {
                    id: approver

                    visible: !root.terminal.staff.staffed
                    label: qsTr("Approved by")
                    onAccepted: root.send()
                }
            }
            ActionButton {
                terminal: root.terminal
                primary: true
                keyLabel: "⏎"
                text: qsTr("Take these goods back")
                enabled: !root.terminal.busy
                Layout.fillWidth: true
                onClicked: root.send()
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
