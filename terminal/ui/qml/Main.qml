// The window: the bar on top, the page, and below it what is to be said.
import QtQuick
import QtQuick.Window
import Pareto.Terminal

Window {
    id: root

    required property TerminalModel terminal

    width: 1024
    height: 768
    minimumWidth: 1024
    minimumHeight: 720
    visible: true
    title: "Pareto"
    color: Theme.ground

    Binding {
        target: Theme
        property: "dark"
        value: root.terminal.dark
    }


    TopBar {
        id: bar

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        terminal: root.terminal
    }
    Loader {
        id: loader

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: bar.bottom
        anchors.bottom: notice.top
        sourceComponent: {
            switch (root.terminal.page) {
            case Pages.Starting:
            case Pages.Trouble:
            case Pages.Uncertain:
                return trouble;
            case Pages.Enrol:
                return enrol;
            case Pages.OpenShift:
                return openShift;
            case Pages.CloseShift:
                return closeShift;
            case Pages.NewMember:
                return newMember;
            case Pages.Done:
                return done;
            case Pages.More:
                return more;
            case Pages.Settings:
                return settings;
            case Pages.AllKeys:
                return keys;
            case Pages.SignOn:
                return signOn;
            case Pages.Approve:
                return approve;
            case Pages.Elsewhere:
                return elsewhere;
            default:
                return selling;
            }
        }
        // A page without a field leaves the keyboard to the window.
        onLoaded: {
            if (sourceComponent === selling || sourceComponent === done)
                root.contentItem.forceActiveFocus();
        }
    }
    NoticeBar {
        id: notice

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        terminal: root.terminal
    }

    Component {
        id: selling

        SalePage {
            terminal: root.terminal
        }
    }
    Component {
        id: trouble

        TroublePage {
            terminal: root.terminal
        }
    }
    Component {
        id: enrol

        EnrolPage {
            terminal: root.terminal
        }
    }
    Component {
        id: openShift

        OpenShiftPage {
            terminal: root.terminal
        }
    }
    Component {
        id: closeShift

        CloseShiftPage {
            terminal: root.terminal
        }
    }
    Component {
        id: newMember

        NewMemberPage {
            terminal: root.terminal
        }
    }
    Component {
        id: done

        DonePage {
            terminal: root.terminal
        }
    }
    Component {
        id: more

        MorePage {
            terminal: root.terminal
        }
    }
    Component {
        id: settings

        SettingsPage {
            terminal: root.terminal
        }
    }
    Component {
        id: signOn

        SignOnPage {
            terminal: root.terminal
        }
    }
    Component {
        id: approve

        SignOnPage {
            terminal: root.terminal
        }
    }
    Component {
        id: elsewhere

        ElsewherePage {
            terminal: root.terminal
        }
    }
    Component {
        id: keys

        KeysPage {
            terminal: root.terminal
        }
    }
}
