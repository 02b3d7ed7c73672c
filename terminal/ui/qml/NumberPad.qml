// Figures for fingers. Says which one was touched; what it means is the page's.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

GridLayout {
    id: root

    property bool percent: false

    signal touched(string figure)
    signal erased

    columns: 3
    columnSpacing: Theme.unit
    rowSpacing: Theme.unit

    Repeater {
        // The same keys for ever: a layout of Qt 6.4 does not survive that they are made anew.
        model: ["7", "8", "9", "4", "5", "6", "1", "2", "3", "", "0", ".", "⌫"]

        AbstractButton {
            id: figure

            required property string modelData
            readonly property string sign: modelData !== "" ? modelData : root.percent ? "%" : "00"

            focusPolicy: Qt.NoFocus
            implicitHeight: Theme.touch
            Layout.fillWidth: true
            Layout.columnSpan: modelData === "⌫" ? 3 : 1
            Layout.preferredWidth: modelData === "⌫" ? 3 : 1
            Accessible.role: Accessible.Button
            Accessible.name: modelData === "⌫" ? qsTr("erase") : sign
            onClicked: modelData === "⌫" ? root.erased() : root.touched(sign)

            background: Rectangle {
                radius: Theme.unit / 2
                color: figure.down ? Theme.chosen : Theme.ground
                border.color: Theme.rule
            }
            contentItem: Text {
                text: figure.sign
                color: Theme.text
                font.pixelSize: Theme.large
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }
        }
    }
}
