// The SCard calls: a connection to the PC/SC service, its readers, and the reading of one UID.
// Nothing is decided here. Calls block; while another program holds a transaction SCardConnect does
// so without a limit, inside pcscd, which is why all of this runs on a thread of its own (see
// pcsc_reader.h).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <winscard.h>

#include "common/base/fault.h"
#include "drivers/card/apdu.h"
#include "drivers/pcsc/card_watch.h"

namespace pareto::drivers::pcsc {

class Service {
public:
    [[nodiscard]] static Result<Service> connect();
    ~Service();
    Service(Service&& other) noexcept;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    Service& operator=(Service&&) = delete;

    // A fault of any of these means that the connection is of no more use. SCardIsValidContext is
    // never asked: it says yes after the daemon has died.

    [[nodiscard]] Result<std::vector<std::string>> readers();
    /// Waits until something differs from what was seen before, or a reader comes or goes, or
    /// `timeout` passes. Says what is new of each of `readers`, which come from readers().
    [[nodiscard]] Result<std::vector<std::pair<std::string, Sight>>> wait(
        const std::vector<std::string>& readers, std::chrono::milliseconds timeout);
    [[nodiscard]] Result<UidReading> read_uid(const std::string& reader);
    /// Makes the service see a card on `reader` that it holds for gone; what it sees is told by
    /// wait().
    void wake(const std::string& reader);
    /// A transaction with the card on `reader`, which has been asked for its UID in it; open until
    /// the channel is destroyed. Unavailable means what a fault of the others means; else the card
    /// could not be reached, or is another than `uid`.
    [[nodiscard]] Result<std::unique_ptr<card::CardChannel>> reach(const std::string& reader,
                                                                   BytesView uid);

private:
    struct Known {
        std::string reader;
        DWORD state;
    };

    explicit Service(SCARDCONTEXT context) : context_(context) {}

    void follow(const std::vector<std::string>& readers);

    std::optional<SCARDCONTEXT> context_;
    std::vector<Known> known_;  // what each reader said last
};

}  // namespace pareto::drivers::pcsc
