// One page does the selling: the basket or a list at the left, the member and the next action at the right.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal
    readonly property int page: terminal.page
    readonly property bool listing: page === Pages.Search || page === Pages.Parked || page === Pages.History || page === Pages.Receipt
    readonly property bool entering: page === Pages.Redeem || page === Pages.Cash || page === Pages.Card || page === Pages.Discount

    component Deed: ActionButton {
        terminal: root.terminal
    }

    GridLayout {
        anchors.fill: parent
        anchors.margins: Theme.unit
        columns: 2
        columnSpacing: Theme.unit
        rowSpacing: Theme.unit

        BasketPanel {
            visible: !root.listing
            terminal: root.terminal
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        ListPage {
            visible: root.listing
            terminal: root.terminal
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        ColumnLayout {
            spacing: Theme.unit
            Layout.preferredWidth: Math.max(344, root.width / 3)
            Layout.maximumWidth: Math.max(344, root.width / 3)
            Layout.fillHeight: true
            Layout.rowSpan: 2

            MemberPanel {
                visible: !root.entering || root.height > 900
                terminal: root.terminal
                Layout.fillWidth: true
                Layout.preferredHeight: implicitHeight
            }
            NextPanel {
                visible: !root.entering
                terminal: root.terminal
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
            AmountPage {
                visible: root.entering
                terminal: root.terminal
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
        }
        RowLayout {
            spacing: Theme.unit
            Layout.fillWidth: true

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
}
