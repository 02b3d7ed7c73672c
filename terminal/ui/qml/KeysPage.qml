// Every key, on one page.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Item {
    id: root

    required property TerminalModel terminal
    readonly property list<string> keys: ["0–9 .", "⏎", "Esc", "↑ ↓", "/", "R", "C", "K", "G", "O", "U", "D", "V", "X", "P", "H", "N", "B", "E", "W", "M", "Z", "I", "S", "L", "Y"]
    readonly property list<string> meanings: [qsTr("quantity of the line in hand; amounts"), qsTr("the highlighted button"), qsTr("one step back; never loses a basket"), qsTr("another line or row"), qsTr("find an item or a member"), qsTr("redeem points"), qsTr("cash"), qsTr("card"), qsTr("stored value or a gift card pays"), qsTr("sell a gift card, top up value"), qsTr("take back what was paid last"), qsTr("discount on the line"), qsTr("void the line; cancel an open receipt"), qsTr("void the whole basket"), qsTr("park, or take up a parked basket"), qsTr("sales: return, cancel, print"), qsTr("new member"), qsTr("print again"), qsTr("goods of another terminal"), qsTr("open the drawer"), qsTr("more"), qsTr("lock this terminal"), qsTr("X report: the shift so far"), qsTr("close the shift"), qsTr("language, in the settings"), qsTr("light or dark, in the settings")]

    GridLayout {
        anchors.centerIn: parent
        width: parent.width - 8 * Theme.unit
        columns: 2
        columnSpacing: 4 * Theme.unit
        rowSpacing: Theme.unit

        Repeater {
            model: root.keys

            RowLayout {
                id: line

                required property string modelData
                required property int index

                spacing: 2 * Theme.unit
                Layout.fillWidth: true
                Layout.preferredWidth: 1

                Rectangle {
                    color: Theme.panel
                    border.color: Theme.rule
                    radius: 4
                    Layout.preferredWidth: 72
                    Layout.preferredHeight: 36

                    Text {
                        anchors.centerIn: parent
                        text: line.modelData
                        color: Theme.text
                        font.pixelSize: Theme.normal
                        font.bold: true
                    }
                }
                Text {
                    text: root.meanings[line.index]
                    color: Theme.text
                    font.pixelSize: Theme.normal
                    elide: Text.ElideRight
                    Layout.fillWidth: true
                }
            }
        }
        ActionButton {
            terminal: root.terminal
            primary: true
            keyLabel: "Esc"
            text: qsTr("Back to the basket")
            act: Acts.Back
            Layout.columnSpan: 2
            Layout.topMargin: 2 * Theme.unit
            Layout.alignment: Qt.AlignHCenter
        }
    }
}
