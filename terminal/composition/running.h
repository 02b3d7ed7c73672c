// What stands behind a terminal at work, put together once for every way of working: lines of JSON,
// a window, a station that writes cards. The only folder besides main.cpp that names adapters.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <date/tz.h>

#include "common/system/clock.h"
#include "common/system/random.h"
#include "drivers/readerd/remote_reader.h"
#include "terminal/cards/card_prover.h"
#include "terminal/composition/printer.h"
#include "terminal/configuration/receipt_settings.h"
#include "terminal/configuration/scan_settings.h"
#include "terminal/database/data_directory.h"
#include "terminal/receipt/receipt.h"
#include "terminal/uplink/allowance_keeper.h"
#include "terminal/uplink/net_uplink.h"

namespace pareto::terminal::composition {

/// What the command line says.
struct Arguments {
    std::string version;  ///< of the program
    std::string data;
    std::string anchor;
    std::string hq;
    std::string code;
    std::vector<std::string> readers;
    std::string printer;
    int seconds = 10;
    std::string card_number;
    bool verify = false;
};

[[nodiscard]] std::string database_path(const Arguments& arguments);

[[nodiscard]] std::string local_text(const date::time_zone* zone, UtcTime time);
[[nodiscard]] std::int32_t local_minute(const date::time_zone* zone, UtcTime time);
[[nodiscard]] BusinessDate local_date(const date::time_zone* zone, UtcTime time);

[[nodiscard]] std::string name_of(sync::TerminalStanding standing);
[[nodiscard]] Result<uplink::Identity> identity_of(database::SqliteJournal& journal);
/// The readers are in a process of their own, which is installed beside this program. `folder` is
/// this user's own. Null when no reader is named.
[[nodiscard]] Result<std::unique_ptr<drivers::readerd::RemoteReader>> start_readers(
    const std::filesystem::path& folder, std::vector<std::string> readers);

/// An enrolled terminal: its file, where its HQ is, its readers if any were named.
struct Enrolled {
    std::unique_ptr<database::DataDirectory> directory;
    database::Settings settings;
    uplink::Address hq;
    std::unique_ptr<drivers::readerd::RemoteReader> reader;
};

[[nodiscard]] Expected<Enrolled, std::string> open_enrolled(const Arguments& arguments,
                                                            const ports::Clock& clock);

/// A terminal at work: what a person in front of it stands on, with or without a screen. Members
/// are destroyed from the last to the first.
struct Running {
    system::SystemClock clock;
    system::SystemRandom random;
    Enrolled enrolled;
    goods::ScanSettings scan_settings;
    Printer printer;
    std::optional<receipt::Language> receipt_language;
    const date::time_zone* zone = nullptr;
    std::optional<cards::GroupKeys> group_keys;
    std::optional<uplink::NetUplink> link;
    std::optional<cards::ReaderCardProver> prover;
    std::optional<uplink::AllowanceKeeper> keeper;

    [[nodiscard]] database::SqliteJournal& journal() const { return enrolled.directory->journal(); }

    [[nodiscard]] receipt::Heading heading() const {
        const auto state = journal().state();
        return {state.company, state.currency, [this](UtcTime time) {
                    return local_text(zone, time);
                },
                receipt_language.value_or(receipt::Language::English)};
    }
};

/// What ails it, for a person, when it cannot be started.
[[nodiscard]] Expected<std::unique_ptr<Running>, std::string> start_running(
    const Arguments& arguments);
/// Exchanges the code for a certificate and waits a little for the first feed, which brings the
/// rules and the items; a terminal that HQ is out of reach for gets them later. One line about it.
[[nodiscard]] Result<std::string> enrol_at(const Arguments& arguments);

}  // namespace pareto::terminal::composition
