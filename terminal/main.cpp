// pareto-terminal: the program in the branch. The only file that names concrete adapters; read it
// top-down.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <date/tz.h>

#include "common/database/database.h"
#include "common/log/log.h"
#include "common/system/clock.h"
#include "common/system/random.h"
#include "drivers/readerd/remote_reader.h"
#include "terminal/app/redemption.h"
#include "terminal/configuration/scan_settings.h"
#include "terminal/database/books.h"
#include "terminal/database/chain.h"
#include "terminal/database/data_directory.h"
#include "terminal/headless/commands.h"
#include "terminal/headless/line_loop.h"
#include "terminal/receipt/file_printer.h"
#include "terminal/uplink/enrol.h"
#include "terminal/uplink/net_uplink.h"

namespace pareto::terminal {
namespace {

namespace setting = database::setting;

constexpr const char* kVersion = "0.1.0";
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr std::chrono::milliseconds kFirstFeedWithin{10'000};

struct Arguments {
    std::string data;
    std::string anchor;
    std::string hq;
    std::string code;
    std::vector<std::string> readers;
    std::string printer;
    bool verify = false;
};

int refused(const std::string& why) {
    static_cast<void>(std::fprintf(stderr, "pareto-terminal: %s\n", why.c_str()));
    return kRefused;
}

int refused(const Fault& fault) {
    return refused(describe(fault));
}

std::string database_path(const Arguments& arguments) {
    return (std::filesystem::path{arguments.data} / "terminal.sqlite").string();
}

std::string configuration_path(const Arguments& arguments) {
    return (std::filesystem::path{arguments.data} / "terminal.toml").string();
}

std::string log_path(const Arguments& arguments) {
    return (std::filesystem::path{arguments.data} / "terminal.log").string();
}

// The branch's time zone; UTC when this machine does not know it.
const date::time_zone* zone_of(const std::string& name) {
    try {
        return date::locate_zone(name.empty() ? "Etc/UTC" : name);
    } catch (const std::exception&) {
        log::warning("terminal.unknown_time_zone", {{"name", name}});
        return nullptr;
    }
}

date::local_time<std::chrono::milliseconds> local_time(const date::time_zone* zone, UtcTime time) {
    return zone == nullptr ? date::local_time<std::chrono::milliseconds>{time.time_since_epoch()}
                           : zone->to_local(time);
}

std::string two_digits(std::int64_t value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
}

std::string local_text(const date::time_zone* zone, UtcTime time) {
    const auto local = local_time(zone, time).time_since_epoch();
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
    return to_string(BusinessDate{std::chrono::sys_days{day}}) + " " + two_digits(minutes / 60) +
           ":" + two_digits(minutes % 60);
}

BusinessDate local_date(const date::time_zone* zone, UtcTime time) {
    const auto local = local_time(zone, time).time_since_epoch();
    return BusinessDate{std::chrono::sys_days{std::chrono::floor<std::chrono::days>(local)}};
}

Result<uplink::Identity> identity_of(database::SqliteJournal& journal) {
    PARETO_TRY(const auto settings, journal.settings());
    return uplink::Identity{database::text_of(settings, setting::kKey),
                            database::text_of(settings, setting::kCertificate),
                            database::text_of(settings, setting::kAuthority)};
}

std::string name_of(sync::TerminalStanding standing) {
    switch (standing) {
        case sync::TerminalStanding::Good:
            return "good";
        case sync::TerminalStanding::Replaced:
            return "replaced";
        case sync::TerminalStanding::Revoked:
            return "revoked";
        case sync::TerminalStanding::CertificateExpired:
            return "certificate_expired";
    }
    return "unknown";
}

headless::LinkStatus link_status(const database::SqliteJournal& journal,
                                 const uplink::NetUplink& uplink) {
    const auto book = journal.status();
    const auto link = uplink.status();
    headless::LinkStatus status;
    status.unsent = book.unsent;
    status.online = link.online;
    status.standing = name_of(book.standing);
    status.alarm = !link.alarm.empty() ? link.alarm : book.anchor_fault;
    status.feed_cursor = book.feed_cursor;
    status.hq_time_ms = book.hq_time_ms;
    return status;
}

Result<std::vector<headless::OwnCensus>> own_census(database::SqliteJournal& journal) {
    std::vector<headless::OwnCensus> counted;
    for (const auto& head : journal.heads()) {
        PARETO_TRY(const auto figures, journal.census(head.registration));
        counted.push_back({head.registration, figures.sales, figures.digest});
    }
    return counted;
}

// The readers are in a process of their own, which is installed beside this program.
Result<std::unique_ptr<ports::CardReader>> start_readers(const Arguments& arguments) {
    if (arguments.readers.empty()) return std::unique_ptr<ports::CardReader>{};
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    if (unknown) return fault(FaultCode::Unavailable, "/proc/self/exe: " + unknown.message());
    const std::filesystem::path data{arguments.data};
    drivers::readerd::RemoteReaderOptions options;
    options.program = (self.parent_path() / "pareto-readerd").string();
    options.socket = (data / "readers.socket").string();
    options.log_file = (data / "readerd.log").string();
    options.readers = arguments.readers;
    PARETO_TRY(auto reader, drivers::readerd::RemoteReader::start(std::move(options)));
    return std::unique_ptr<ports::CardReader>{std::move(reader)};
}

int enrol(const Arguments& arguments) {
    const system::SystemClock clock;
    system::SystemRandom random;
    const auto hq = uplink::read_address(arguments.hq);
    if (!hq) return refused(hq.error());
    const database::DataDirectoryOptions options{arguments.data, arguments.anchor, {}, kVersion};
    if (std::filesystem::exists(database_path(arguments))) {
        const auto directory = database::DataDirectory::open(options, clock);
        if (!directory) return refused(directory.error());
        const auto state = (*directory)->journal().state();
        if (state.enrolled) {
            return refused(arguments.data + " is enrolled already as " + state.branch_code + "/" +
                           state.terminal_code);
        }
    }
    // The code is spent when HQ answers, so what can be wrong here is found out before.
    if (const auto made = database::make_data_directory(arguments.data); !made)
        return refused(made.error());
    const std::string key_path = (std::filesystem::path{arguments.data} / "enrolling.key").string();
    const auto key = uplink::enrolment_key(key_path);
    if (!key) return refused(key.error());
    const auto enrolled = uplink::enrol_at_hq(*hq, arguments.code, *key);
    if (!enrolled) return refused(enrolled.error());
    const auto directory = database::DataDirectory::open(options, clock);
    if (!directory) return refused(directory.error());
    database::SqliteJournal& journal = (*directory)->journal();
    const auto kept = journal.enrol({enrolled->response, enrolled->key_pem, arguments.hq});
    if (!kept) return refused(kept.error());
    std::error_code ignored;
    std::filesystem::remove(key_path, ignored);

    // The first feed brings the rules and the items; a terminal that HQ is out of reach for gets
    // them later.
    uplink::NetUplink link{
        {journal, clock, random, [&journal] { return identity_of(journal); }, *hq}};
    link.start();
    const bool fed =
        link.wait_until([&journal] { return journal.state().rules.version > 0; }, kFirstFeedWithin);
    const auto state = journal.state();
    std::printf("enrolled as %s/%s, registration %d%s\n",
                state.branch_code.c_str(),
                state.terminal_code.c_str(),
                state.registration,
                fed ? "" : "; HQ has not sent its rules yet");
    return 0;
}

// Answers lines and taps until the input ends, the terminal is told to finish, or its file fails.
int serve(headless::Commands& commands,
          database::SqliteJournal& journal,
          ports::CardReader* reader) {
    headless::LineLoop loop;
    loop.reader = reader;
    loop.answer = [&](std::string_view line) {
        return commands.answer(line);
    };
    loop.on_tap = [&](const ports::Tap& tap) {
        return commands.on_tap(tap);
    };
    loop.idle = [&] {
        if (const auto done = journal.maintain(); !done)
            log::warning("terminal.maintenance", {{"fault", describe(done.error())}});
    };
    // A file that failed is believed again only after it was opened anew, so the program ends and
    // is started again.
    loop.finished = [&] {
        return commands.finished() || journal.failed();
    };
    const auto ended = headless::run(loop);
    if (!ended) return refused(ended.error());
    if (!journal.failed()) return 0;
    log::error("terminal.file_failed");
    return refused("the terminal's file failed: start the program again");
}

int run(const Arguments& arguments) {
    const system::SystemClock clock;
    system::SystemRandom random;
    if (!std::filesystem::exists(database_path(arguments)))
        return refused(arguments.data + " is not enrolled: run enrol first");
    const auto directory =
        database::DataDirectory::open({arguments.data, arguments.anchor, {}, kVersion}, clock);
    if (!directory) return refused(directory.error());
    const auto logging = log::to_file(log_path(arguments));
    if (!logging) return refused(logging.error());
    database::SqliteJournal& journal = (*directory)->journal();
    const auto state = journal.state();
    if (!state.enrolled) return refused(arguments.data + " is not enrolled: run enrol first");
    const auto settings = journal.settings();
    if (!settings) return refused(settings.error());
    const auto hq = uplink::read_address(
        arguments.hq.empty() ? database::text_of(*settings, setting::kHqAddress) : arguments.hq);
    if (!hq) return refused(hq.error());
    auto scan_settings = configuration::load_scan_settings(configuration_path(arguments));
    if (!scan_settings) return refused(scan_settings.error());
    const auto reader = start_readers(arguments);
    if (!reader) return refused(reader.error());
    std::optional<receipt::FilePrinter> printer;
    if (!arguments.printer.empty()) printer.emplace(arguments.printer);
    const auto* const zone = zone_of(database::text_of(*settings, setting::kTimeZone));

    log::info("terminal.started",
              {{"registration", std::int64_t{state.registration}},
               {"may_sell", state.may_sell},
               {"unsent", journal.status().unsent},
               {"next_receipt_number", state.next_receipt_number}});
    uplink::NetUplink link{
        {journal, clock, random, [&journal] { return identity_of(journal); }, *hq}};
    link.start();
    const auto reversed = reverse_open_redemptions(journal, clock);
    if (!reversed) log::warning("terminal.redemptions_not_reversed");
    headless::Commands commands{{journal,
                                 link,
                                 clock,
                                 random,
                                 printer ? &*printer : nullptr,
                                 {state.company,
                                  state.currency,
                                  [zone](UtcTime time) {
                                      return local_text(zone, time);
                                  }},
                                 [&] { return link_status(journal, link); },
                                 [&](std::chrono::milliseconds timeout) {
                                     link.wake();
                                     return link.wait_until(
                                         [&] { return journal.status().unsent == 0; }, timeout);
                                 },
                                 [&] { return own_census(journal); },
                                 [zone](UtcTime time) { return local_date(zone, time); },
                                 *std::move(scan_settings)}};
    return serve(commands, journal, reader->get());
}

Result<std::unique_ptr<pareto::database::Connection>> open_to_read(const Arguments& arguments) {
    if (!std::filesystem::exists(database_path(arguments)))
        return fault(FaultCode::Unavailable, arguments.data + " is not enrolled");
    return pareto::database::open_sqlite(database_path(arguments), {.read_only = true, .vfs = {}});
}

int status(const Arguments& arguments) {
    const auto connection = open_to_read(arguments);
    if (!connection) return refused(connection.error());
    auto books = database::load_books(**connection);
    if (!books) return refused(books.error());
    const auto& state = books->state;
    const auto settings = database::load_settings(**connection);
    if (!settings) return refused(settings.error());
    std::printf("terminal     %s/%s\n", state.branch_code.c_str(), state.terminal_code.c_str());
    std::printf("company      %s\n", state.company.c_str());
    std::printf("currency     %.3s\n", state.currency.code.data());
    std::printf("time zone    %s\n",
                database::text_of(*settings, database::setting::kTimeZone).c_str());
    for (const auto& head : books->heads) {
        std::printf("registration %d: %lld entries, %lld at HQ\n",
                    head.registration,
                    static_cast<long long>(head.last),
                    static_cast<long long>(head.acked));
    }
    std::printf("may sell     %s\n", state.may_sell ? "yes" : state.why_not.c_str());
    std::printf("shift        %s\n",
                state.shift_date ? to_string(*state.shift_date).c_str() : "none open");
    std::printf("standing     %s\n", name_of(books->standing).c_str());
    return 0;
}

int list_entries(pareto::database::Connection& connection) {
    constexpr std::int64_t kAtOnce = 200;
    const auto books = database::load_books(connection);
    if (!books) return refused(books.error());
    for (const auto& head : books->heads) {
        Sequence next = 1;
        while (true) {
            const auto entries =
                database::select_entries(connection, head.registration, next, kAtOnce);
            if (!entries) return refused(entries.error());
            if (entries->empty()) break;
            for (const auto& raw : *entries) {
                const auto entry = journal::decode(raw.bytes);
                std::printf("%d:%lld kind %d %s %zu bytes %s\n",
                            raw.registration,
                            static_cast<long long>(raw.sequence),
                            raw.kind,
                            entry ? to_string(entry->business_date).c_str() : "damaged",
                            raw.bytes.size(),
                            to_hex(raw.hash.view()).substr(0, 16).c_str());
                next = raw.sequence + 1;
            }
        }
    }
    return 0;
}

int show_journal(const Arguments& arguments) {
    const auto connection = open_to_read(arguments);
    if (!connection) return refused(connection.error());
    if (!arguments.verify) return list_entries(**connection);
    const auto checked = database::verify_chain(**connection);
    if (!checked) return refused(checked.error());
    std::printf("%lld entries, the chain holds\n", static_cast<long long>(*checked));
    return 0;
}

int command_line(int count, char** values) {
    Arguments arguments;
    CLI::App app{"Pareto, the terminal in a branch"};
    app.set_version_flag("--version", kVersion);
    app.require_subcommand(1);
    const auto with_data = [&](CLI::App* command) {
        command->add_option("--data", arguments.data, "The terminal's data directory")->required();
        return command;
    };
    auto* const enrolling = with_data(
        app.add_subcommand("enrol", "Exchange a one-time code for this terminal's certificate"));
    enrolling->add_option("--hq", arguments.hq, "HOST:PORT of HQ's sync port")->required();
    enrolling->add_option("--code", arguments.code, "The code that pareto-hq enrol printed")
        ->required();
    auto* const running = with_data(app.add_subcommand(
        "run", "Sell: JSON commands on standard input, answers on standard output"));
    running->add_option("--hq", arguments.hq, "HOST:PORT of HQ's sync port, if it moved");
    running
        ->add_option("--reader",
                     arguments.readers,
                     "Card reader, once for each: pcsc[:NAME], nfc[:CONNECTION], wedge:DEVICE or "
                     "scripted:PATH")
        ->expected(1, static_cast<int>(drivers::readerd::kRemoteReadersMax))
        ->allow_extra_args(false);
    running->add_option(
        "--printer", arguments.printer, "File or device that receipts are printed to");
    for (auto* const command : {enrolling, running}) {
        command->add_option(
            "--anchor",
            arguments.anchor,
            "The anchor file, where no backup restores it; else in the data directory");
    }
    auto* const asking =
        with_data(app.add_subcommand("status", "What this terminal has recorded and sent"));
    auto* const reading = with_data(app.add_subcommand("journal", "List the journal's entries"));
    reading->add_flag("--verify", arguments.verify, "Check every hash instead");
    try {
        app.parse(count, values);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    if (*enrolling) return enrol(arguments);
    if (*running) return run(arguments);
    if (*asking) return status(arguments);
    return *reading ? show_journal(arguments) : kUsage;
}

}  // namespace
}  // namespace pareto::terminal

int main(int count, char** values) {
    // A reader of our answers that went away is an error of write(), not the end of the program.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    try {
        return pareto::terminal::command_line(count, values);
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "pareto-terminal: %s\n", error.what()));
        return 1;
    }
}
