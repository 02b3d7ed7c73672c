// pareto-terminal: the program in the branch. The only file that names concrete adapters; read it
// top-down.
#include <atomic>
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
#include "common/net/sealed.h"
#include "common/system/clock.h"
#include "common/system/random.h"
#include "drivers/readerd/remote_reader.h"
#include "terminal/app/redemption.h"
#include "terminal/cards/card_prover.h"
#include "terminal/cards/personalise_station.h"
#include "terminal/configuration/scan_settings.h"
#include "terminal/database/books.h"
#include "terminal/database/chain.h"
#include "terminal/database/data_directory.h"
#include "terminal/headless/commands.h"
#include "terminal/headless/line_loop.h"
#include "terminal/headless/reader_watch.h"
#include "terminal/receipt/file_printer.h"
#include "terminal/uplink/allowance_keeper.h"
#include "terminal/uplink/enrol.h"
#include "terminal/uplink/net_uplink.h"

namespace pareto::terminal {
namespace {

namespace setting = database::setting;

constexpr const char* kVersion = PARETO_VERSION;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr std::chrono::milliseconds kFirstFeedWithin{10'000};
constexpr std::chrono::milliseconds kFirstContactWithin{10'000};

struct Arguments {
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

std::int32_t local_minute(const date::time_zone* zone, UtcTime time) {
    const auto local = local_time(zone, time).time_since_epoch();
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::minutes>(local - day).count());
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

// The readers are in a process of their own, which is installed beside this program. `folder` is
// this user's own.
Result<std::unique_ptr<drivers::readerd::RemoteReader>> start_readers(
    const std::filesystem::path& folder, std::vector<std::string> readers) {
    if (readers.empty()) return std::unique_ptr<drivers::readerd::RemoteReader>{};
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    if (unknown) return fault(FaultCode::Unavailable, "/proc/self/exe: " + unknown.message());
    drivers::readerd::RemoteReaderOptions options;
    options.program = (self.parent_path() / "pareto-readerd").string();
    options.socket = (folder / "readers.socket").string();
    options.log_file = (folder / "readerd.log").string();
    options.readers = std::move(readers);
    return drivers::readerd::RemoteReader::start(std::move(options));
}

// What HQ sealed for this terminal is opened with the key that the terminal proves itself with.
cards::GroupKeys::Open opener_of(database::SqliteJournal& journal) {
    return [&journal](BytesView sealed) -> Result<Bytes> {
        PARETO_TRY(const auto settings, journal.settings());
        return net::open_sealed(sealed, database::text_of(settings, setting::kKey));
    };
}

void note_group_keys(const Result<void>& kept) {
    if (!kept) log::warning("terminal.group_keys", {{"fault", describe(kept.error())}});
}

// Those of an earlier run, until HQ gives them again.
void load_group_keys(const database::Settings& settings, cards::GroupKeys& keys) {
    const auto sealed = from_hex(database::text_of(settings, setting::kGroupKeys));
    if (!sealed || sealed->empty()) return;
    note_group_keys(
        keys.keep(*sealed, from_ms(database::integer_of(settings, setting::kGroupKeysAt))));
}

void keep_group_keys(database::SqliteJournal& journal,
                     cards::GroupKeys& keys,
                     const Bytes& sealed) {
    const auto at = journal.keep_group_keys(sealed);
    note_group_keys(at ? keys.keep(sealed, *at) : Result<void>{unexpected{at.error()}});
}

// A folder for one run, gone afterwards.
class OwnFolder {
public:
    OwnFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "pareto-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~OwnFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    OwnFolder(const OwnFolder&) = delete;
    OwnFolder& operator=(const OwnFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

int watch(const Arguments& arguments) {
    const OwnFolder folder;
    if (folder.path().empty()) return refused("cannot make a folder for temporary files");
    // Those that find their readers themselves.
    const std::vector<std::string> known{"pcsc", "nfc"};
    const auto reader =
        start_readers(folder.path(), arguments.readers.empty() ? known : arguments.readers);
    if (!reader) return refused(reader.error());
    const system::SystemClock clock;
    const auto watched =
        headless::watch_readers({**reader,
                                 clock,
                                 std::chrono::seconds{arguments.seconds},
                                 [](const std::string& line) {
                                     static_cast<void>(std::puts(line.c_str()));
                                     static_cast<void>(std::fflush(stdout));
                                 }});
    if (watched.trouble) return refused(*watched.trouble);
    return 0;
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

/// An enrolled terminal: its file, where its HQ is, its readers if any were named.
struct Enrolled {
    std::unique_ptr<database::DataDirectory> directory;
    database::Settings settings;
    uplink::Address hq;
    std::unique_ptr<drivers::readerd::RemoteReader> reader;
};

Expected<Enrolled, std::string> open_enrolled(const Arguments& arguments,
                                              const ports::Clock& clock) {
    const auto failed = [](const Fault& fault) {
        return tl::unexpected<std::string>{describe(fault)};
    };
    const tl::unexpected<std::string> not_enrolled{arguments.data +
                                                   " is not enrolled: run enrol first"};
    Enrolled enrolled;
    if (!std::filesystem::exists(database_path(arguments))) return not_enrolled;
    auto directory =
        database::DataDirectory::open({arguments.data, arguments.anchor, {}, kVersion}, clock);
    if (!directory) return failed(directory.error());
    enrolled.directory = std::move(*directory);
    const auto logging = log::to_file(log_path(arguments));
    if (!logging) return failed(logging.error());
    if (!enrolled.directory->journal().state().enrolled) return not_enrolled;
    auto settings = enrolled.directory->journal().settings();
    if (!settings) return failed(settings.error());
    enrolled.settings = std::move(*settings);
    const auto hq = uplink::read_address(
        arguments.hq.empty() ? database::text_of(enrolled.settings, setting::kHqAddress)
                             : arguments.hq);
    if (!hq) return failed(hq.error());
    enrolled.hq = *hq;
    auto reader = start_readers(arguments.data, arguments.readers);
    if (!reader) return failed(reader.error());
    enrolled.reader = std::move(*reader);
    return enrolled;
}

int run(const Arguments& arguments) {
    const system::SystemClock clock;
    system::SystemRandom random;
    const auto opened = open_enrolled(arguments, clock);
    if (!opened) return refused(opened.error());
    database::SqliteJournal& journal = opened->directory->journal();
    const auto state = journal.state();
    auto scan_settings = configuration::load_scan_settings(configuration_path(arguments));
    if (!scan_settings) return refused(scan_settings.error());
    std::optional<receipt::FilePrinter> printer;
    if (!arguments.printer.empty()) printer.emplace(arguments.printer);
    const auto* const zone = zone_of(database::text_of(opened->settings, setting::kTimeZone));
    cards::GroupKeys group_keys{clock, opener_of(journal)};
    load_group_keys(opened->settings, group_keys);

    log::info("terminal.started",
              {{"registration", std::int64_t{state.registration}},
               {"may_sell", state.may_sell},
               {"unsent", journal.status().unsent},
               {"next_receipt_number", state.next_receipt_number}});
    uplink::NetUplink link{{journal,
                            clock,
                            random,
                            [&journal] { return identity_of(journal); },
                            opened->hq,
                            [&](const Bytes& sealed) {
                                keep_group_keys(journal, group_keys, sealed);
                            }}};
    link.start();
    cards::ReaderCardProver prover{{link, group_keys, opened->reader.get(), random}};
    const uplink::AllowanceKeeper keeper{journal, link, clock};
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
                                 prover,
                                 *std::move(scan_settings),
                                 [zone](UtcTime time) { return local_minute(zone, time); }}};
    return serve(commands, journal, opened->reader.get());
}

std::atomic<bool> interrupted{false};

void interrupt(int /*signal*/) {
    interrupted = true;
}

// The cards that were ordered at HQ are written here, one after the other; or the one ordered
// under a number.
int personalise(const Arguments& arguments) {
    if (arguments.readers.empty()) {
        static_cast<void>(refused("--personalise needs a --reader that can write cards"));
        return kUsage;
    }
    const system::SystemClock clock;
    system::SystemRandom random;
    const auto opened = open_enrolled(arguments, clock);
    if (!opened) return refused(opened.error());
    database::SqliteJournal& journal = opened->directory->journal();
    uplink::NetUplink link{
        {journal, clock, random, [&journal] { return identity_of(journal); }, opened->hq}};
    link.start();
    static_cast<void>(std::signal(SIGINT, interrupt));
    static_cast<void>(std::signal(SIGTERM, interrupt));
    const auto deadline = clock.steady() + kFirstContactWithin;
    while (!link.status().online && !interrupted && clock.steady() < deadline) {
        static_cast<void>(link.wait_until([] { return false; }, std::chrono::milliseconds{50}));
    }
    if (!link.status().online && !interrupted)
        return refused("HQ is out of reach: " + link.status().last_fault);
    cards::PersonaliseStation station{
        {journal,
         link,
         *opened->reader,
         *opened->reader,
         [](std::string_view line) {
             std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
             static_cast<void>(std::fflush(stdout));
         },
         [] {
             return interrupted.load();
         }}};
    if (arguments.card_number.empty()) {
        station.write_all();
        return 0;
    }
    using End = cards::PersonaliseStation::End;
    return station.write(arguments.card_number) == End::Written ? 0 : kRefused;
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

void add_reader_option(CLI::App& command, Arguments& arguments) {
    command
        .add_option("--reader",
                    arguments.readers,
                    "Card reader, once for each: pcsc[:NAME], nfc[:CONNECTION], wedge:DEVICE or "
                    "scripted:PATH")
        ->expected(1, static_cast<int>(drivers::readerd::kRemoteReadersMax))
        ->allow_extra_args(false);
}

int command_line(int count, char** values) {
    Arguments arguments;
    CLI::App app{"Pareto, the terminal in a branch"};
    app.set_version_flag("--version", kVersion);
    app.require_subcommand(0, 1);
    auto* const personalising =
        app.add_option("--personalise",
                       arguments.card_number,
                       "Instead of a command: write the cards that HQ has orders for, or the one "
                       "with this number; with --data, --reader and if need be --hq")
            ->expected(0, 1);
    app.add_option("--data", arguments.data, "The terminal's data directory");
    app.add_option("--hq", arguments.hq, "HOST:PORT of HQ's sync port, if it moved");
    add_reader_option(app, arguments);
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
    auto* const watching = app.add_subcommand(
        "readers", "What card readers are there, what ails them, and whether they see a card");
    for (auto* const command : {running, watching})
        add_reader_option(*command, arguments);
    watching->add_option("--seconds", arguments.seconds, "How long to look")
        ->check(CLI::Range(0, 3'600))
        ->capture_default_str();
    running->add_option(
        "--printer", arguments.printer, "File or device that receipts are printed to");
    for (auto* const command : {&app, enrolling, running}) {
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
    if (*watching) return watch(arguments);
    if (*asking) return status(arguments);
    if (*reading) return show_journal(arguments);
    if (personalising->count() > 0 && !arguments.data.empty()) return personalise(arguments);
    static_cast<void>(std::fprintf(stderr, "%s", app.help().c_str()));
    return kUsage;
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
