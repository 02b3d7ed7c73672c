// Colours, sizes and distances: an 8 px grid, four sizes of text, one accent.
pragma Singleton

import QtQuick

QtObject {
    property bool dark: false

    readonly property color ground: dark ? "#12161b" : "#eef0f3"
    readonly property color panel: dark ? "#1b2129" : "#ffffff"
    readonly property color text: dark ? "#eef2f6" : "#15191e"
    readonly property color quiet: dark ? "#a7b2be" : "#505b68"
    readonly property color rule: dark ? "#39434f" : "#d0d6de"
    readonly property color chosen: dark ? "#23384e" : "#e1edfa"
    readonly property color accent: dark ? "#6db3f8" : "#0b5fb0"
    readonly property color accentInk: dark ? "#0b1621" : "#ffffff"
    readonly property color good: dark ? "#6fd08c" : "#1a6b35"
    readonly property color warning: dark ? "#f0b45a" : "#8a4f00"
    readonly property color bad: dark ? "#ff9a90" : "#b3261e"

    readonly property int unit: 8
    readonly property int touch: 48
    readonly property int small: 14
    readonly property int normal: 18
    readonly property int large: 24
    readonly property int huge: 40
}
