#include "tests/support/cards/pcscd.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cards/private_machine.h"
#include "tests/support/cards/virtual_card.h"

namespace pareto::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kDaemon = "/usr/sbin/pcscd";
constexpr const char* kVirtualReader = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
constexpr const char* kSocket = "/run/pcscd/pcscd.comm";
constexpr const char* kUsbDrivers = "/usr/lib/pcsc/drivers";
constexpr std::chrono::seconds kPatience{10};

bool serves() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, kSocket, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return connected;
}

/// In the child, after fork(): becomes pcscd.
[[noreturn]] void become_daemon(const char* log, const char* readers, char* const* environment) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int file = ::open(log, O_CREAT | O_WRONLY | O_APPEND, 0600);
    ::dup2(file, 1);
    ::dup2(file, 2);
    ::execle(kDaemon, kDaemon, "--foreground", "-c", readers, nullptr, environment);
    ::_exit(127);
}

void add_event(const std::string& pipe, char event) {
    const int file = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);
    [[maybe_unused]] const auto written = ::write(file, &event, 1);
    ::close(file);
}

}  // namespace

Result<std::unique_ptr<Pcscd>> Pcscd::prepare(Readers readers) {
    if (!why_no_private_machine().empty())
        return fault(FaultCode::Unsupported, why_no_private_machine());
    for (const char* needed : {kDaemon, kVirtualReader}) {
        if (!fs::exists(needed)) {
            return fault(FaultCode::Unsupported,
                         std::string{needed} + " is missing (packages pcscd, vsmartcard-vpcd)");
        }
    }
    std::string folder = (fs::temp_directory_path() / "pareto-pcscd-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return fault(FaultCode::Exhausted, "no temporary folder");
    fs::create_directory(folder + "/readers");
    std::unique_ptr<Pcscd> daemon{new Pcscd{folder, readers}};
    if (::mkfifo((folder + "/events").c_str(), 0600) != 0)
        return fault(FaultCode::Exhausted, "no pipe");
    if (readers.on_usb) {
        PARETO_TRY_VOID(daemon->write_usb_driver());
    } else {
        daemon->write_configuration();
    }
    return daemon;
}

Pcscd::~Pcscd() {
    kill();
    if (readers_.on_usb) ::umount2(kUsbDrivers, MNT_DETACH);
    std::error_code ignored;
    fs::remove_all("/run/pcscd", ignored);
    fs::remove_all(folder_, ignored);
}

void Pcscd::write_configuration() const {
    for (unsigned pair = 0; pair < readers_.pairs; ++pair) {
        // One library has one set of places, and two readers of one name cannot be told apart:
        // further readers have names and libraries of their own.
        std::string name = "Virtual PCD";
        std::string driver = kVirtualReader;
        if (pair > 0) {
            name += " " + std::to_string(pair);
            driver = folder_ + "/reader" + std::to_string(pair) + ".so";
            fs::copy_file(kVirtualReader, driver);
        }
        const unsigned port = kFirstReaderPort + 2 * pair;
        std::ofstream{folder_ + "/readers/" + std::to_string(pair)}
            << "FRIENDLYNAME \"" << name << "\"\n"
            << "DEVICENAME /dev/null:" << port << "\n"
            << "LIBPATH " << driver << "\n"
            << "CHANNELID " << port << "\n";
    }
}

Result<void> Pcscd::write_usb_driver() const {
    if (!has_private_mounts())
        return fault(FaultCode::Unsupported, "no private mounts to put a USB driver in");
    fs::copy_file(kVirtualReader, folder_ + "/virtual_reader.so");
    // Where pcscd looks for USB drivers is compiled into it.
    if (::mount("drivers", kUsbDrivers, "tmpfs", 0, "mode=0755") != 0) {
        return fault(FaultCode::Unsupported, "the folder of USB drivers cannot be replaced");
    }
    const std::string bundle = std::string{kUsbDrivers} + "/virtual.bundle/Contents";
    fs::create_directories(bundle + "/Linux");
    fs::copy_file(PARETO_VIRTUAL_USB_READER, bundle + "/Linux/virtual_usb_reader.so");
    std::ofstream{bundle + "/Info.plist"} << R"(<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>virtual_usb_reader.so</string>
<key>ifdVendorID</key><array><string>0x5041</string></array>
<key>ifdProductID</key><array><string>0x0001</string></array>
<key>ifdFriendlyName</key><array><string>Virtual USB reader</string></array>
</dict></plist>
)";
    return {};
}

Result<void> Pcscd::start() {
    kill();
    const std::string log_file = folder_ + "/log";
    const std::string readers = folder_ + "/readers";
    std::string bus = "PARETO_USB=" + folder_;
    std::string preload = std::string{"LD_PRELOAD="} + PARETO_VIRTUAL_UDEV;
    const std::array<char*, 3> environment{bus.data(), preload.data(), nullptr};
    process_ = ::fork();
    if (process_ == 0) become_daemon(log_file.c_str(), readers.c_str(), environment.data());
    if (process_ < 0) return fault(FaultCode::Exhausted, "no process for pcscd");
    const auto deadline = Clock::now() + kPatience;
    while (!serves()) {
        const bool ended = ::waitpid(process_, nullptr, WNOHANG) == process_;
        if (ended) process_ = 0;
        if (ended || Clock::now() > deadline)
            return fault(FaultCode::Unavailable, "pcscd does not serve: " + log());
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return {};
}

void Pcscd::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(std::exchange(process_, 0), nullptr, 0);
}

void Pcscd::signal(int number) const {
    if (process_ > 0) ::kill(process_, number);
}

void Pcscd::freeze() {
    signal(SIGSTOP);
    // It goes on for a moment after the signal was sent.
    if (process_ > 0) ::waitpid(process_, nullptr, WUNTRACED);
}

void Pcscd::thaw() {
    signal(SIGCONT);
}

void Pcscd::plug_in() {
    std::ofstream{folder_ + "/plugged"} << "in\n";
    add_event(folder_ + "/events", '+');
}

void Pcscd::unplug() {
    fs::remove(folder_ + "/plugged");
    add_event(folder_ + "/events", '-');
}

std::string Pcscd::log() const {
    std::stringstream text;
    text << std::ifstream{folder_ + "/log"}.rdbuf();
    return text.str();
}

}  // namespace pareto::test
