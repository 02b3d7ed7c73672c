// The next action, at the bottom right: what can be done now, each with its key.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

PagePanel {
    id: root

    required property TerminalModel terminal
    readonly property int page: terminal.page
    readonly property basketState basket: terminal.basket

    component Deed: ActionButton {
        terminal: root.terminal
        Layout.fillWidth: true
    }

    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 2 * Theme.unit
        spacing: Theme.unit

        Text {
            visible: root.page === Pages.Sale && root.terminal.entry !== ""
            text: qsTr("Quantity %1").arg(root.terminal.entry)
            color: Theme.accent
            font.pixelSize: Theme.large
            font.bold: true
        }
        Deed {
            visible: root.page === Pages.Sale && root.basket.mayRedeem
            keyLabel: "R"
            text: qsTr("Redeem %1").arg(root.basket.redeemable)
            act: Acts.Redeem
        }
        Deed {
            visible: root.page === Pages.Sale
            primary: root.basket.open
            enabled: root.basket.open
            keyLabel: "C"
            text: qsTr("Cash")
            act: Acts.Cash
        }
        Deed {
            visible: root.page === Pages.Sale
            enabled: root.basket.open
            keyLabel: "K"
            text: qsTr("Card")
            act: Acts.Card
        }
        Deed {
            visible: root.page === Pages.Sale && root.basket.partlyPaid
            keyLabel: "U"
            text: qsTr("Take back what was paid last")
            act: Acts.TakeBack
        }
        RowLayout {
            visible: root.page === Pages.Sale
            spacing: Theme.unit

            Deed {
                enabled: root.basket.open
                keyLabel: "G"
                text: qsTr("Value")
                act: Acts.PayValue
            }
            Deed {
                keyLabel: "O"
                text: qsTr("Top up")
                act: Acts.TopUp
            }
        }
        RowLayout {
            visible: root.page === Pages.Sale
            spacing: Theme.unit

            Deed {
                enabled: root.basket.open
                keyLabel: "V"
                text: qsTr("Void line")
                act: Acts.VoidLine
            }
            Deed {
                enabled: root.basket.open
                keyLabel: "D"
                text: qsTr("Discount")
                act: Acts.Discount
            }
        }
        Text {
            visible: root.page === Pages.Receipt
            text: qsTr("Press a number for the line in hand, or A for all of it.")
            color: Theme.quiet
            font.pixelSize: Theme.normal
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        Deed {
            visible: root.page === Pages.Receipt
            keyLabel: "A"
            text: qsTr("Everything comes back")
            act: Acts.ReturnAll
        }
        Deed {
            visible: root.page !== Pages.Sale
            primary: true
            keyLabel: "⏎"
            text: root.page === Pages.Receipt ? qsTr("Take these goods back") : root.page === Pages.Parked ? qsTr("Take up") : root.page === Pages.History ? qsTr("Open the receipt") : qsTr("Take this one")
            act: Acts.Confirm
        }
        Deed {
            visible: root.page === Pages.Receipt
            keyLabel: "B"
            text: qsTr("Print again")
            act: Acts.Reprint
        }
        Deed {
            visible: root.page === Pages.Receipt
            keyLabel: "V"
            text: qsTr("Cancel this sale")
            act: Acts.VoidLine
        }
        Deed {
            visible: root.page !== Pages.Sale
            keyLabel: "Esc"
            text: qsTr("Back to the basket")
            act: Acts.Back
        }
    }
}
