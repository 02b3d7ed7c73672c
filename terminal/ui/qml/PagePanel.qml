// A sheet of the page.
import QtQuick

Rectangle {
    color: Theme.panel
    border.color: Theme.rule
    border.width: 1
    radius: Theme.unit / 2
}
