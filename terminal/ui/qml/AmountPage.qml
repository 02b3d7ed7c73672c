// One number and what it does: points to redeem, cash taken, what the card terminal took, a discount.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

PagePanel {
    id: root

    required property TerminalModel terminal
    readonly property int page: terminal.page
    readonly property basketState basket: terminal.basket

    function title(): string {
        switch (root.page) {
        case Pages.Value:
            return qsTr("Pay with stored value");
        case Pages.TopUp:
            return qsTr("Sell stored value");
        case Pages.Redeem:
            return qsTr("Redeem points");
        case Pages.Cash:
            return root.basket.paysBack ? qsTr("Give back in cash") : qsTr("Cash taken");
        case Pages.Card:
            return root.basket.paysBack ? qsTr("Give back on the card terminal") : qsTr("Charge on the card terminal");
        default:
            return qsTr("Discount on the line");
        }
    }
    function offered(): string {
        return root.page === Pages.Discount || root.page === Pages.TopUp ? "0" : root.basket.due;
    }
    function confirmation(): string {
        switch (root.page) {
        case Pages.Value:
            return root.terminal.entry === "" ? qsTr("Pay all that the member has") : qsTr("Pay from the member's value");
        case Pages.TopUp:
            return qsTr("Put it on the member's value");
        case Pages.Redeem:
            return qsTr("Redeem");
        case Pages.Cash:
            return root.basket.paysBack ? qsTr("Given back") : root.terminal.entry === "" ? qsTr("Exactly %1").arg(root.basket.due) : qsTr("Taken");
        case Pages.Card:
            return qsTr("The terminal says: approved");
        default:
            return qsTr("Take off");
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 2 * Theme.unit
        spacing: Theme.unit

        Text {
            text: root.title()
            color: Theme.quiet
            font.pixelSize: Theme.normal
        }
        RowLayout {
            spacing: Theme.unit

            Text {
                text: root.terminal.entry !== "" ? root.terminal.entry : root.offered()
                color: root.terminal.entry === "" ? Theme.quiet : Theme.text
                font.pixelSize: Theme.huge
                font.bold: true
                Accessible.role: Accessible.EditableText
                Accessible.name: root.title() + " " + text
            }
            Text {
                text: root.terminal.entryNote
                color: Theme.good
                font.pixelSize: Theme.normal
                Layout.fillWidth: true
                elide: Text.ElideRight
            }
        }
        Text {
            visible: root.page === Pages.Value || root.page === Pages.TopUp
            text: root.page === Pages.Value ? qsTr("Or tap a gift card: it pays as far as it goes.") : qsTr("Or enter the amount and tap the gift card that is sold.")
            color: Theme.accent
            font.pixelSize: Theme.normal
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        Flow {
            visible: root.page === Pages.Cash && !root.basket.paysBack
            spacing: Theme.unit
            Layout.fillWidth: true

            Repeater {
                model: root.page === Pages.Cash ? root.terminal.quickCash : []

                ActionButton {
                    required property string modelData
                    required property int index

                    terminal: root.terminal
                    text: modelData
                    onClicked: root.terminal.pickCash(index)
                }
            }
        }
        NumberPad {
            Layout.fillWidth: true
            percent: root.page === Pages.Discount
            onTouched: figure => root.terminal.type(figure)
            onErased: root.terminal.act(Acts.Erase)
        }
        Item {
            Layout.fillHeight: true
        }
        ActionButton {
            terminal: root.terminal
            primary: true
            keyLabel: "⏎"
            text: root.confirmation()
            act: Acts.Confirm
            enabled: !root.terminal.busy
            Layout.fillWidth: true
        }
        ActionButton {
            visible: root.page === Pages.Redeem
            terminal: root.terminal
            keyLabel: "C"
            text: qsTr("Redeem, rest in cash")
            act: Acts.Cash
            Layout.fillWidth: true
        }
        ActionButton {
            visible: root.page === Pages.Redeem
            terminal: root.terminal
            keyLabel: "K"
            text: qsTr("Redeem, rest by card")
            act: Acts.Card
            Layout.fillWidth: true
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
