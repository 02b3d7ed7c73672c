// The lines, the newest on top and large; the total always in view.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

PagePanel {
    id: root

    required property TerminalModel terminal
    readonly property basketState basket: terminal.basket

    component LineDelegate: Rectangle {
        id: delegate

        required property lineRow modelData
        required property int index

        width: ListView.view.width
        height: details.visible ? 72 : 52
        color: modelData.chosen ? Theme.chosen : Theme.panel
        Accessible.role: Accessible.ListItem
        Accessible.name: modelData.name + " " + modelData.quantity + " " + modelData.amount

        RowLayout {
            anchors.fill: parent
            anchors.leftMargin: 2 * Theme.unit
            anchors.rightMargin: 2 * Theme.unit
            spacing: 2 * Theme.unit

            Text {
                text: delegate.modelData.number
                color: Theme.quiet
                font.pixelSize: Theme.small
                Layout.preferredWidth: 24
            }
            ColumnLayout {
                spacing: 0
                Layout.fillWidth: true

                Text {
                    text: delegate.modelData.name
                    color: Theme.text
                    font.pixelSize: delegate.index === 0 ? Theme.large : Theme.normal
                    elide: Text.ElideRight
                    Layout.fillWidth: true
                }
                Text {
                    id: details

                    visible: delegate.modelData.reason !== ""
                    text: delegate.modelData.reason
                    color: delegate.modelData.returned ? Theme.warning : Theme.good
                    font.pixelSize: Theme.small
                    elide: Text.ElideRight
                    Layout.fillWidth: true
                }
            }
            Text {
                text: "× " + delegate.modelData.quantity
                color: Theme.text
                font.pixelSize: Theme.normal
                font.bold: delegate.modelData.quantity !== "1"
            }
            Text {
                text: delegate.modelData.price
                color: Theme.quiet
                font.pixelSize: Theme.normal
                horizontalAlignment: Text.AlignRight
                Layout.preferredWidth: 96
            }
            Text {
                text: delegate.modelData.amount
                color: Theme.text
                font.pixelSize: delegate.index === 0 ? Theme.large : Theme.normal
                horizontalAlignment: Text.AlignRight
                Layout.preferredWidth: 120
            }
        }
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 1
            color: Theme.rule
        }
        TapHandler {
            onTapped: root.terminal.pickLine(delegate.modelData.number)
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 1
        spacing: 0

        ListView {
            id: list

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: root.terminal.lines
            delegate: LineDelegate {}
            boundsBehavior: Flickable.StopAtBounds

            Column {
                anchors.centerIn: parent
                visible: !root.basket.open
                spacing: Theme.unit

                Text {
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: qsTr("Ready: scan an item or tap a card")
                    color: Theme.quiet
                    font.pixelSize: Theme.large
                }
                Text {
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: qsTr("/ finds an item or a member by any part of the name")
                    color: Theme.quiet
                    font.pixelSize: Theme.normal
                }
            }
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: 2
            color: Theme.rule
        }
        Column {
            Layout.fillWidth: true

            Repeater {
                model: root.terminal.tenders

                Item {
                    id: tenderLine

                    required property choiceRow modelData

                    width: parent ? parent.width : 0
                    height: 32

                    Text {
                        anchors.left: parent.left
                        anchors.leftMargin: 2 * Theme.unit
                        anchors.bottom: parent.bottom
                        text: qsTr("Paid: %1").arg(tenderLine.modelData.title)
                        color: Theme.good
                        font.pixelSize: Theme.normal
                    }
                    Text {
                        anchors.right: parent.right
                        anchors.rightMargin: 2 * Theme.unit
                        anchors.bottom: parent.bottom
                        text: tenderLine.modelData.amount
                        color: Theme.good
                        font.pixelSize: Theme.normal
                    }
                }
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.margins: 2 * Theme.unit
            spacing: 2 * Theme.unit

            Text {
                text: root.basket.pieces
                color: Theme.quiet
                font.pixelSize: Theme.normal
                Layout.fillWidth: true
            }
            Text {
                text: root.basket.paysBack ? qsTr("GIVE BACK") : root.basket.partlyPaid ? qsTr("STILL DUE") : qsTr("TOTAL")
                color: root.basket.paysBack ? Theme.warning : Theme.quiet
                font.pixelSize: Theme.large
            }
            Text {
                text: root.basket.due
                color: Theme.text
                font.pixelSize: Theme.huge
                font.bold: true
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
            Text {
                text: root.basket.currency
                color: Theme.quiet
                font.pixelSize: Theme.small
            }
        }
    }
}
