// pareto-terminal: the program in the branch. The only file that names concrete adapters; read it
// top-down.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "common/database/database.h"
#include "common/log/log.h"
#include "terminal/cards/personalise_station.h"
#include "terminal/composition/running.h"
#include "terminal/database/books.h"
#include "terminal/database/chain.h"
#include "terminal/headless/commands.h"
#include "terminal/headless/line_loop.h"
#include "terminal/headless/reader_watch.h"

namespace pareto::terminal {
namespace {

using composition::Arguments;
using composition::identity_of;
using composition::name_of;
using composition::Running;

constexpr const char* kVersion = PARETO_VERSION;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr std::chrono::milliseconds kFirstContactWithin{10'000};

int refused(const std::string& why) {
    static_cast<void>(std::fprintf(stderr, "pareto-terminal: %s\n", why.c_str()));
    return kRefused;
}

int refused(const Fault& fault) {
    return refused(describe(fault));
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
    const auto reader = composition::start_readers(
        folder.path(), arguments.readers.empty() ? known : arguments.readers);
    if (!reader) return refused(reader.error());
    const system::SystemClock clock;
    const auto watched = headless::watch_readers(
        {**reader, clock, std::chrono::seconds{arguments.seconds}, [](const std::string& line) {
             static_cast<void>(std::puts(line.c_str()));
             static_cast<void>(std::fflush(stdout));
         }});
    if (watched.trouble) return refused(*watched.trouble);
    return 0;
}

int enrol(const Arguments& arguments) {
    const auto enrolled = composition::enrol_at(arguments);
    if (!enrolled) {
        const Fault& fault = enrolled.error();
        // What a person did is said in plain words.
        return fault.code == FaultCode::Conflict ? refused(fault.detail) : refused(fault);
    }
    std::printf("%s\n", enrolled->c_str());
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
    const auto started = composition::start_running(arguments);
    if (!started) return refused(started.error());
    Running& running = **started;
    database::SqliteJournal& journal = running.journal();
    uplink::NetUplink& link = *running.link;
    const auto* const zone = running.zone;
    headless::Commands commands{
        {journal,
         link,
         running.clock,
         running.random,
         running.printer.printer.get(),
         running.heading(),
         [&] { return link_status(journal, link); },
         [&](std::chrono::milliseconds timeout) {
             link.wake();
             return link.wait_until([&] { return journal.status().unsent == 0; }, timeout);
         },
         [&] { return own_census(journal); },
         [zone](UtcTime time) { return composition::local_date(zone, time); },
         *running.prover,
         running.scan_settings,
         [zone](UtcTime time) {
             return composition::local_minute(zone, time);
         }}};
    return serve(commands, journal, running.enrolled.reader.get());
}

// The window is a program of its own, installed beside this one, so that terminals without a screen
// carry no Qt. Returns only when it could not be started.
int window(const std::vector<std::string>& arguments) {
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    if (unknown) return refused("/proc/self/exe: " + unknown.message());
    const std::string program = (self.parent_path() / "pareto-terminal-window").string();
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    return refused(program + " cannot be started: " + std::generic_category().message(errno) +
                   " (it is built where Qt 6 is there)");
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
    const auto opened = composition::open_enrolled(arguments, clock);
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
    if (!std::filesystem::exists(composition::database_path(arguments)))
        return fault(FaultCode::Unavailable, arguments.data + " is not enrolled");
    return pareto::database::open_sqlite(composition::database_path(arguments),
                                         {.read_only = true, .vfs = {}});
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
    arguments.version = kVersion;
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
    auto* const showing =
        app.add_subcommand("window", "Sell, on a screen: window --help tells how");
    showing->prefix_command();
    showing->set_help_flag();  // its own help is the other program's
    auto* const watching = app.add_subcommand(
        "readers", "What card readers are there, what ails them, and whether they see a card");
    for (auto* const command : {running, watching})
        add_reader_option(*command, arguments);
    watching->add_option("--seconds", arguments.seconds, "How long to look")
        ->check(CLI::Range(0, 3'600))
        ->capture_default_str();
    running->add_option("--printer",
                        arguments.printer,
                        "network:HOST[:PORT], serial:DEVICE[:BAUD], file:DEVICE (ESC/POS), a file "
                        "for text, or none; "
                        "else as terminal.toml says");
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
    if (*showing) return window(showing->remaining());
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
