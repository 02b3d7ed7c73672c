// One page does the selling: the basket or a list at the left, the member and the next action at the right.
import QtQuick
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal
    readonly property int page: terminal.page
    readonly property bool listing: page === Pages.Search || page === Pages.Parked || page === Pages.History || page === Pages.Receipt
    readonly property bool entering: page === Pages.Redeem || page === Pages.Cash || page === Pages.Card || page === Pages.Discount || page === Pages.Value || page === Pages.TopUp

    component Deed: ActionButton {
        terminal: root.terminal
    }

    // Anchors, not layouts: a layout of Qt 6.4 keeps an old height for what is hidden and shown again.
    Item {
        id: left

        anchors.left: parent.left
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.right: right.left
        anchors.margins: Theme.unit

        BasketPanel {
            visible: !root.listing
            terminal: root.terminal
            anchors.fill: parent
            anchors.bottomMargin: Theme.touch + Theme.unit
        }
        ListPage {
            visible: root.listing
            terminal: root.terminal
            anchors.fill: parent
            anchors.bottomMargin: Theme.touch + Theme.unit
        }
        Row {
            anchors.bottom: parent.bottom
            spacing: Theme.unit

            Deed {
                keyLabel: "/"
                text: qsTr("Find")
                act: Acts.Find
            }
            Deed {
                keyLabel: "P"
                text: root.terminal.basket.open ? qsTr("Park") : qsTr("Parked")
                act: Acts.Park
            }
            Deed {
                keyLabel: "H"
                text: qsTr("Sales")
                act: Acts.History
            }
            Deed {
                keyLabel: "N"
                text: qsTr("New member")
                act: Acts.NewMember
            }
            Deed {
                keyLabel: "M"
                text: qsTr("More")
                act: Acts.More
            }
        }
    }
    Item {
        id: right

        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.margins: Theme.unit
        width: Math.max(344, root.width / 3)

        MemberPanel {
            id: member

            visible: !root.entering || root.height > 900
            terminal: root.terminal
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            height: visible ? implicitHeight : -Theme.unit
        }
        NextPanel {
            visible: !root.entering
            terminal: root.terminal
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: member.bottom
            anchors.topMargin: Theme.unit
            anchors.bottom: parent.bottom
        }
        AmountPage {
            visible: root.entering
            terminal: root.terminal
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: member.bottom
            anchors.topMargin: Theme.unit
            anchors.bottom: parent.bottom
        }
    }
}
