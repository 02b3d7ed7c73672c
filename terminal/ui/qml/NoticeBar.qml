// What happened, what it means, what to do now. Goes with the next action. Details for IT fold out.
import QtQuick
import QtQuick.Layouts
import Pareto.Terminal

Rectangle {
    id: root

    required property TerminalModel terminal
    readonly property noticeState notice: terminal.notice
    property bool unfolded: false

    visible: notice.text !== ""
    height: visible ? words.implicitHeight + 2 * Theme.unit : 0
    color: notice.wrong ? Theme.bad : Theme.accent
    Accessible.role: Accessible.AlertMessage
    Accessible.name: notice.text
    onNoticeChanged: unfolded = false

    ColumnLayout {
        id: words

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: 2 * Theme.unit
        spacing: 0

        Text {
            text: (root.notice.wrong ? "!  " : "") + root.notice.text
            color: Theme.accentInk
            font.pixelSize: Theme.normal
            font.bold: root.notice.wrong
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        Text {
            visible: root.unfolded
            text: root.notice.detail
            color: Theme.accentInk
            font.pixelSize: Theme.small
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
    }
    TapHandler {
        onTapped: root.unfolded = !root.unfolded && root.notice.detail !== ""
    }
}
