// Rows to choose from: what a search found, parked baskets, past sales, the lines of a receipt.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

PagePanel {
    id: root

    required property TerminalModel terminal
    readonly property int page: terminal.page

    function title(): string {
        switch (root.page) {
        case Pages.Search:
            return qsTr("Find an item or a member");
        case Pages.Parked:
            return qsTr("Parked baskets");
        case Pages.History:
            return qsTr("Sales of this terminal");
        default:
            return root.terminal.heading;
        }
    }
    function emptiness(): string {
        if (root.page !== Pages.Search)
            return qsTr("Nothing here.");
        return root.terminal.searchText === "" ? qsTr("Type any part of a name, a number or a barcode.") : qsTr("Nothing found. Type less of it.");
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 2 * Theme.unit
        spacing: Theme.unit

        Text {
            visible: root.page !== Pages.Search
            text: root.title()
            color: Theme.text
            font.pixelSize: Theme.large
            font.bold: true
        }
        EntryField {
            id: search

            visible: root.page === Pages.Search
            label: root.title()
            field.onTextEdited: root.terminal.search(text)
            onAccepted: root.terminal.act(Acts.Confirm)
            onVisibleChanged: {
                text = "";
                if (visible)
                    field.forceActiveFocus();
            }
            Component.onCompleted: {
                if (visible)
                    field.forceActiveFocus();
            }
        }
        ListView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: root.terminal.rows
            currentIndex: root.terminal.choice

            delegate: Rectangle {
                id: row

                required property choiceRow modelData
                required property int index

                width: ListView.view.width
                height: 56
                color: modelData.chosen ? Theme.chosen : Theme.panel
                Accessible.role: Accessible.ListItem
                Accessible.name: modelData.title + " " + modelData.amount + " " + modelData.mark

                RowLayout {
                    anchors.fill: parent
                    anchors.leftMargin: Theme.unit
                    anchors.rightMargin: Theme.unit
                    spacing: 2 * Theme.unit

                    ColumnLayout {
                        spacing: 0
                        Layout.fillWidth: true

                        Text {
                            text: row.modelData.title
                            color: Theme.text
                            font.pixelSize: Theme.normal
                            elide: Text.ElideRight
                            Layout.fillWidth: true
                        }
                        Text {
                            text: row.modelData.detail
                            color: Theme.quiet
                            font.pixelSize: Theme.small
                        }
                    }
                    Text {
                        text: row.modelData.mark
                        color: Theme.warning
                        font.pixelSize: Theme.normal
                        font.bold: true
                    }
                    Text {
                        text: row.modelData.amount
                        color: Theme.text
                        font.pixelSize: Theme.normal
                        horizontalAlignment: Text.AlignRight
                        Layout.preferredWidth: 112
                    }
                }
                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: 1
                    color: Theme.rule
                }
                TapHandler {
                    onTapped: root.terminal.pick(row.index)
                }
            }

            Text {
                anchors.centerIn: parent
                visible: root.terminal.rows.length === 0
                text: root.emptiness()
                color: Theme.quiet
                font.pixelSize: Theme.normal
            }
        }
    }
}
