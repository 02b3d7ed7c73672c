#include "terminal/composition/running.h"

#include <utility>

#include "common/log/log.h"
#include "common/net/sealed.h"
#include "terminal/app/redemption.h"
#include "terminal/database/books.h"
#include "terminal/uplink/enrol.h"

namespace pareto::terminal::composition {

namespace {

namespace setting = database::setting;

constexpr std::chrono::milliseconds kFirstFeedWithin{10'000};

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

void start_link(Running& running) {
    database::SqliteJournal& journal = running.journal();
    running.group_keys.emplace(running.clock, opener_of(journal));
    load_group_keys(running.enrolled.settings, *running.group_keys);
    running.link.emplace(uplink::NetUplink::Parts{journal,
                                                  running.clock,
                                                  running.random,
                                                  [&journal] { return identity_of(journal); },
                                                  running.enrolled.hq,
                                                  [&journal, &running](const Bytes& sealed) {
                                                      keep_group_keys(
                                                          journal, *running.group_keys, sealed);
                                                  }});
    running.link->start();
    running.prover.emplace(cards::ReaderCardProver::Parts{
        *running.link, *running.group_keys, running.enrolled.reader.get(), running.random});
    running.keeper.emplace(journal, *running.link, running.clock);
}

}  // namespace

std::string database_path(const Arguments& arguments) {
    return (std::filesystem::path{arguments.data} / "terminal.sqlite").string();
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
    return static_cast<std::int32_t>(std::chrono::floor<std::chrono::minutes>(local - day).count());
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

Expected<Enrolled, std::string> open_enrolled(const Arguments& arguments,
                                              const ports::Clock& clock) {
    const auto failed = [](const Fault& fault) {
        return tl::unexpected<std::string>{describe(fault)};
    };
    const tl::unexpected<std::string> not_enrolled{arguments.data +
                                                   " is not enrolled: run enrol first"};
    Enrolled enrolled;
    if (!std::filesystem::exists(database_path(arguments))) return not_enrolled;
    auto directory = database::DataDirectory::open(
        {arguments.data, arguments.anchor, {}, arguments.version}, clock);
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

Expected<std::unique_ptr<Running>, std::string> start_running(const Arguments& arguments) {
    auto running = std::make_unique<Running>();
    auto opened = open_enrolled(arguments, running->clock);
    if (!opened) return tl::unexpected<std::string>{opened.error()};
    running->enrolled = std::move(*opened);
    auto scan_settings = configuration::load_scan_settings(configuration_path(arguments));
    if (!scan_settings) return tl::unexpected<std::string>{describe(scan_settings.error())};
    running->scan_settings = std::move(*scan_settings);
    const auto receipts = configuration::load_receipt_settings(configuration_path(arguments));
    if (!receipts) return tl::unexpected<std::string>{describe(receipts.error())};
    running->receipt_language = receipt::language_of(receipts->language);
    auto printer = make_printer(arguments.printer.empty() ? receipts->printer : arguments.printer,
                                receipts->paper_mm);
    if (!printer) return tl::unexpected<std::string>{describe(printer.error())};
    running->printer = std::move(*printer);
    running->zone = zone_of(database::text_of(running->enrolled.settings, setting::kTimeZone));
    database::SqliteJournal& journal = running->journal();
    const auto state = journal.state();
    log::info("terminal.started",
              {{"registration", std::int64_t{state.registration}},
               {"may_sell", state.may_sell},
               {"unsent", journal.status().unsent},
               {"next_receipt_number", state.next_receipt_number}});
    start_link(*running);
    const auto reversed = reverse_open_redemptions(journal, running->clock);
    if (!reversed) log::warning("terminal.redemptions_not_reversed");
    return running;
}

Result<std::string> enrol_at(const Arguments& arguments) {
    const system::SystemClock clock;
    system::SystemRandom random;
    PARETO_TRY(const auto hq, uplink::read_address(arguments.hq));
    const database::DataDirectoryOptions options{
        arguments.data, arguments.anchor, {}, arguments.version};
    if (std::filesystem::exists(database_path(arguments))) {
        PARETO_TRY(const auto directory, database::DataDirectory::open(options, clock));
        const auto state = directory->journal().state();
        if (state.enrolled) {
            return fault(FaultCode::Conflict,
                         arguments.data + " is enrolled already as " + state.branch_code + "/" +
                             state.terminal_code);
        }
    }
    // The code is spent when HQ answers, so what can be wrong here is found out before.
    PARETO_TRY_VOID(database::make_data_directory(arguments.data));
    const std::string key_path = (std::filesystem::path{arguments.data} / "enrolling.key").string();
    PARETO_TRY(const auto key, uplink::enrolment_key(key_path));
    PARETO_TRY(const auto enrolled, uplink::enrol_at_hq(hq, arguments.code, key));
    PARETO_TRY(const auto directory, database::DataDirectory::open(options, clock));
    database::SqliteJournal& journal = directory->journal();
    PARETO_TRY_VOID(journal.enrol({enrolled.response, enrolled.key_pem, arguments.hq}));
    std::error_code ignored;
    std::filesystem::remove(key_path, ignored);
    uplink::NetUplink link{
        {journal, clock, random, [&journal] { return identity_of(journal); }, hq}};
    link.start();
    const bool fed =
        link.wait_until([&journal] { return journal.state().rules.version > 0; }, kFirstFeedWithin);
    const auto state = journal.state();
    return "enrolled as " + state.branch_code + "/" + state.terminal_code + ", registration " +
           std::to_string(state.registration) + (fed ? "" : "; HQ has not sent its rules yet");
}

}  // namespace pareto::terminal::composition
