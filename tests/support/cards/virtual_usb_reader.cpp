// The driver ("IFD handler") that pcscd loads for the reader on the virtual USB bus
// (virtual_udev.cpp): vsmartcard's virtual reader with one place for a card, which answers with
// errors once its plug is out.
#include <cstdlib>
#include <string>

#include <dlfcn.h>
#include <unistd.h>

extern "C" {
#include <ifdhandler.h>
}

namespace {

std::string file(const char* name) {
    const char* folder = std::getenv("PARETO_USB");  // NOLINT(concurrency-mt-unsafe): never changed
    return std::string{folder == nullptr ? "/nonexistent" : folder} + "/" + name;
}

template <typename Function>
Function* original(const char* name) {
    static void* const library = ::dlopen(file("virtual_reader.so").c_str(), RTLD_NOW | RTLD_LOCAL);
    return library == nullptr ? nullptr : reinterpret_cast<Function*>(::dlsym(library, name));
}

}  // namespace

// Each function of the driver calls that of the same name in the virtual reader. The signatures are
// those of pcscd. NOLINTBEGIN(readability-function-size)
#define PARETO_FORWARD(name, ...)                              \
    static auto* const call = original<decltype(name)>(#name); \
    return call == nullptr ? static_cast<RESPONSECODE>(IFD_COMMUNICATION_ERROR) : call(__VA_ARGS__)

extern "C" {

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR) {
    // pcscd names the USB device; the virtual reader wants the TCP port it is to listen on.
    static std::string port = "/dev/null:35963";
    PARETO_FORWARD(IFDHCreateChannelByName, lun, port.data());
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel) {
    PARETO_FORWARD(IFDHCreateChannel, lun, channel);
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
    PARETO_FORWARD(IFDHCloseChannel, lun);
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
    if (tag == TAG_IFD_SLOTS_NUMBER && length != nullptr && *length >= 1) {
        *length = 1;
        *value = 1;
        return IFD_SUCCESS;
    }
    PARETO_FORWARD(IFDHGetCapabilities, lun, tag, length, value);
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value) {
    PARETO_FORWARD(IFDHSetCapabilities, lun, tag, length, value);
}

RESPONSECODE IFDHSetProtocolParameters(
    DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1, UCHAR pts2, UCHAR pts3) {
    PARETO_FORWARD(IFDHSetProtocolParameters, lun, protocol, flags, pts1, pts2, pts3);
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD what, PUCHAR atr, PDWORD length) {
    PARETO_FORWARD(IFDHPowerICC, lun, what, atr, length);
}

RESPONSECODE IFDHTransmitToICC(DWORD lun,
                               SCARD_IO_HEADER send_pci,
                               PUCHAR sent,
                               DWORD sent_length,
                               PUCHAR received,
                               PDWORD received_length,
                               PSCARD_IO_HEADER receive_pci) {
    PARETO_FORWARD(IFDHTransmitToICC,
                   lun,
                   send_pci,
                   sent,
                   sent_length,
                   received,
                   received_length,
                   receive_pci);
}

RESPONSECODE IFDHControl(DWORD lun,
                         DWORD code,
                         PUCHAR sent,
                         DWORD sent_length,
                         PUCHAR received,
                         DWORD received_size,
                         LPDWORD received_length) {
    PARETO_FORWARD(
        IFDHControl, lun, code, sent, sent_length, received, received_size, received_length);
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
    // As of a pulled cable, until pcscd has learnt that the plug is out.
    if (::access(file("plugged").c_str(), F_OK) != 0) return IFD_COMMUNICATION_ERROR;
    PARETO_FORWARD(IFDHICCPresence, lun);
}

}  // extern "C"
// NOLINTEND(readability-function-size)
