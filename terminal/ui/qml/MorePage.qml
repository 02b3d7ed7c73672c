// What is not done at every sale.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal

    component Deed: ActionButton {
        terminal: root.terminal
        implicitHeight: 72
        Layout.fillWidth: true
    }

    GridLayout {
        anchors.centerIn: parent
        width: Math.min(parent.width - 8 * Theme.unit, 720)
        columns: 2
        columnSpacing: 2 * Theme.unit
        rowSpacing: 2 * Theme.unit

        Deed {
            keyLabel: "N"
            text: qsTr("New member")
            act: Acts.NewMember
        }
        Deed {
            keyLabel: "H"
            text: qsTr("Sales: return, cancel, print")
            act: Acts.History
        }
        Deed {
            keyLabel: "B"
            text: qsTr("Print the last receipt again")
            act: Acts.Reprint
        }
        Deed {
            keyLabel: "X"
            text: qsTr("Void the whole basket")
            act: Acts.VoidBasket
        }
        Deed {
            keyLabel: "O"
            text: qsTr("Sell a gift card, top up value")
            act: Acts.TopUp
        }
        Deed {
            keyLabel: "E"
            text: qsTr("Goods of another terminal")
            act: Acts.Elsewhere
        }
        Deed {
            keyLabel: "W"
            text: qsTr("Open the drawer")
            act: Acts.OpenDrawer
        }
        Deed {
            visible: root.terminal.staff.staffed
            keyLabel: "Z"
            text: qsTr("Lock this terminal")
            act: Acts.Lock
        }
        Deed {
            keyLabel: "I"
            text: qsTr("X report: the shift so far")
            act: Acts.XReport
        }
        Deed {
            keyLabel: "S"
            text: qsTr("Close the shift")
            act: Acts.CloseShift
        }
        Deed {
            keyLabel: "T"
            text: qsTr("Settings")
            act: Acts.Settings
        }
        Deed {
            keyLabel: "?"
            text: qsTr("All keys")
            act: Acts.AllKeys
        }
        Deed {
            keyLabel: "Esc"
            text: qsTr("Back to the basket")
            act: Acts.Back
        }
    }
}
