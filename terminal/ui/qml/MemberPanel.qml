// Whose card it is, and what to tell the customer. Nothing of it stays after the sale.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

PagePanel {
    id: root

    required property TerminalModel terminal
    readonly property memberState member: terminal.member

    component Said: Text {
        color: Theme.text
        font.pixelSize: Theme.normal
        wrapMode: Text.Wrap
        visible: text !== ""
        Layout.fillWidth: true
    }

    implicitHeight: content.implicitHeight + 4 * Theme.unit

    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 2 * Theme.unit
        spacing: Theme.unit

        Said {
            visible: !root.member.shown
            text: qsTr("No member yet: tap the card")
            color: Theme.quiet
        }
        Said {
            visible: root.member.shown
            text: root.member.known ? root.member.name : qsTr("New card")
            font.pixelSize: Theme.large
            font.bold: true
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        RowLayout {
            visible: root.member.vip || root.member.tier !== ""
            spacing: 2 * Theme.unit

            Text {
                visible: root.member.vip
                text: "★ " + qsTr("VIP")
                color: Theme.warning
                font.pixelSize: Theme.normal
                font.bold: true
            }
            Text {
                visible: root.member.tier !== ""
                text: root.member.tier
                color: Theme.text
                font.pixelSize: Theme.normal
                Layout.fillWidth: true
            }
        }
        RowLayout {
            visible: root.member.known
            spacing: Theme.unit

            Text {
                text: root.member.points
                color: Theme.text
                font.pixelSize: Theme.large
            }
            Text {
                text: root.member.worth
                color: Theme.quiet
                font.pixelSize: Theme.normal
                Layout.fillWidth: true
            }
        }
        Said {
            text: root.member.asOf
            color: Theme.warning
            font.pixelSize: Theme.small
        }
        Said {
            text: root.member.pending
            color: Theme.quiet
            font.pixelSize: Theme.small
        }
        Said {
            visible: root.member.birthday
            text: qsTr("Birthday these days: congratulate!")
            color: Theme.good
        }
        Said {
            text: root.member.hint
            color: Theme.warning
            font.pixelSize: Theme.small
        }
        Column {
            visible: root.terminal.offers.length > 0
            spacing: Theme.unit
            Layout.fillWidth: true

            Repeater {
                model: root.terminal.offers

                Text {
                    required property string modelData

                    width: parent ? parent.width : 0
                    text: "▸ " + modelData
                    color: Theme.accent
                    font.pixelSize: Theme.normal
                    wrapMode: Text.Wrap
                }
            }
        }
        Said {
            text: root.terminal.basket.earns
            color: Theme.good
        }
        Said {
            text: root.terminal.basket.limit
            color: Theme.warning
            font.pixelSize: Theme.small
        }
    }
}
