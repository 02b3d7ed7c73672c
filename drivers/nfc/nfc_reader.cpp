#include "drivers/nfc/nfc_reader.h"

#include "drivers/nfc/polling.h"

namespace pareto::drivers::nfc {

Result<std::unique_ptr<ports::CardReader>> open(const std::string& connection) {
    PARETO_TRY(auto where, read_connection(connection));
    const std::string name = connection.empty() ? "the NFC reader" : connection;
    return start_looking(std::make_unique<Polling>(std::move(where), name),
                         "the NFC reader",
                         "the NFC reader " + (connection.empty() ? "" : connection + " ") +
                             "does not come back from a command: unplug it and plug it in again");
}

}  // namespace pareto::drivers::nfc
