// A USB bus made of software: preloaded into pcscd in place of libudev. pcscd then sees no USB
// device of the machine, and one reader whose plug the test puts in and pulls out. The
// environment's PARETO_USB names a folder with the file `plugged` while the plug is in, and the
// pipe `events`: a + for each plugging in and a - for each pulling out.
//
// The driver of that reader is virtual_usb_reader.cpp, a library of its own: what is preloaded
// hides functions of the same name in every library.
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace {

std::string file(const char* name) {
    const char* folder = std::getenv("PARETO_USB");  // NOLINT(concurrency-mt-unsafe): never changed
    return std::string{folder == nullptr ? "/nonexistent" : folder} + "/" + name;
}

// What libudev hands out are pointers nobody looks behind; these are their targets.
char bus;
char list;
char device;
std::string action;

}  // namespace

// The part of libudev that pcscd calls.
extern "C" {

void* udev_new() {
    return &bus;
}

void* udev_unref(void*) {
    return nullptr;
}

void* udev_enumerate_new(void*) {
    return &list;
}

int udev_enumerate_add_match_subsystem(void*, const char*) {
    return 0;
}

int udev_enumerate_scan_devices(void*) {
    return 0;
}

void* udev_enumerate_get_list_entry(void*) {
    return ::access(file("plugged").c_str(), F_OK) == 0 ? &list : nullptr;
}

void* udev_enumerate_unref(void*) {
    return nullptr;
}

void* udev_list_entry_get_next(void*) {
    return nullptr;
}

const char* udev_list_entry_get_name(void*) {
    return "/sys/pareto";
}

void* udev_device_new_from_syspath(void*, const char*) {
    return &device;
}

void* udev_device_unref(void*) {
    return nullptr;
}

void* udev_device_get_parent_with_subsystem_devtype(void*, const char*, const char*) {
    return &device;
}

const char* udev_device_get_devnode(void*) {
    return "/dev/null";
}

const char* udev_device_get_sysname(void*) {
    return "pareto";
}

const char* udev_device_get_action(void*) {
    return action.c_str();
}

const char* udev_device_get_sysattr_value(void*, const char* name) {
    const std::string attribute{name};
    if (attribute == "idVendor") return "5041";
    if (attribute == "idProduct") return "0001";
    return nullptr;
}

void* udev_monitor_new_from_netlink(void*, const char*) {
    return &bus;
}

int udev_monitor_filter_add_match_subsystem_devtype(void*, const char*, const char*) {
    return 0;
}

int udev_monitor_enable_receiving(void*) {
    return 0;
}

int udev_monitor_get_fd(void*) {
    static const int events = ::open(file("events").c_str(), O_RDWR | O_CLOEXEC);
    return events;
}

void* udev_monitor_receive_device(void* monitor) {
    char event = 0;
    if (::read(udev_monitor_get_fd(monitor), &event, 1) != 1) return nullptr;
    action = event == '+' ? "add" : "remove";
    return &device;
}

}  // extern "C"
