// The libnfc calls: one open reader, its field, the cards in it, and an exchange with one of them.
// Nothing is decided here.
//
// What libnfc 1.8 wants its callers to know:
// * Each command has a time limit (350 ms, 300 ms to list) unless the limit given is 0, which waits
// for
//   ever; nfc_initiator_poll_target does. Neither is used here. A chip that drips bytes stretches a
//   call to minutes all the same: hence cut_short().
// * nfc_abort_command leaks a descriptor when no call waits for an answer, so it is called once for
// a
//   call that has taken longer than any other can.
// * nfc_exit forgets the drivers of the whole process, and nfc_init writes to the environment:
// there is
//   one context, made once, and never ended.
// * An answer can end the process: abort() when a status byte has its top bit set, a copy without a
//   limit when a card sends an ATS of length 0. Readers belong into a process of their own.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <nfc/nfc.h>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "drivers/nfc/connection.h"
#include "drivers/nfc/port_lock.h"

namespace pareto::drivers::nfc {

class Device {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// `name` is the reader's for people. Denied, Unavailable: for a person, with the fix.
    [[nodiscard]] static Result<std::unique_ptr<Device>> open(const Connection& connection,
                                                              const std::string& name);
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    // A fault of any of these is Unavailable: the reader is of no more use as long as it is open.

    /// Raises the field, asks every card in it for its UID and lets the field go off again.
    [[nodiscard]] Result<std::vector<Bytes>> look();
    /// Raises the field and selects the card with this UID; false when it is not there.
    [[nodiscard]] Result<bool> select(BytesView uid);

    /// Whether the selected card speaks ISO 14443-4; else its commands are its own.
    [[nodiscard]] bool speaks_apdus() const { return speaks_iso_; }

    /// Lets go of the selected card, and the field go off.
    [[nodiscard]] Result<void> leave();

    /// Of the selected card, an acknowledgement of four bits as one byte. Conflict: it does not
    /// answer any more. Unsupported: too long, either way. Timeout: the deadline passed. The last
    /// and Unavailable: the reader is of no more use.
    [[nodiscard]] Result<Bytes> exchange(BytesView command, Deadline deadline);

    /// From any thread.
    void cut_short() noexcept;

private:
    Device(nfc_device* device, std::optional<PortLock> lock, std::string name)
        : device_(device), lock_(std::move(lock)), name_(std::move(name)) {}

    template <typename Call>
    [[nodiscard]] int run(const Call& call);
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> set(nfc_property property, bool value);
    [[nodiscard]] Fault failed(int code) const;

    nfc_device* const device_;
    const std::optional<PortLock> lock_;
    const std::string name_;
    bool speaks_iso_ = false;  // the selected card has answered to RATS

    std::mutex mutex_;  // of the three below
    std::optional<Deadline> running_since_;
    bool cut_ = false;
};

}  // namespace pareto::drivers::nfc
