#include "terminal/composition/open_desk.h"

#include <utility>

#include "common/log/log.h"
#include "common/system/pin.h"
#include "terminal/database/sqlite_desk_book.h"
#include "terminal/database/sqlite_print_book.h"
#include "terminal/database/sqlite_staff_book.h"
#include "terminal/receipt/print_queue.h"

namespace pareto::terminal::composition {

namespace {

/// What a desk refers to. The book is destroyed before the journal it reads.
struct Ground {
    std::unique_ptr<Running> running;
    std::optional<database::SqliteDeskBook> book;
    std::optional<database::SqlitePrintBook> print_book;
    std::optional<receipt::PrintQueue> queue;
    std::optional<database::SqliteStaffBook> staff;
};

ui::LinkView link_view(const Running& running) {
    const auto book = running.journal().status();
    const auto link = running.link->status();
    return {link.online, book.unsent, !link.alarm.empty() ? link.alarm : book.anchor_fault};
}

Expected<ui::OpenedDesk, ui::NotOpened> open_desk(const Arguments& arguments) {
    if (!std::filesystem::exists(database_path(arguments)))
        return tl::unexpected<ui::NotOpened>{ui::NotOpened{true, {}}};
    auto started = start_running(arguments);
    if (!started) return tl::unexpected<ui::NotOpened>{ui::NotOpened{false, started.error()}};
    const auto ground = std::make_shared<Ground>();
    ground->running = std::move(*started);
    Running& running = *ground->running;
    ground->book.emplace(running.journal());
    ground->staff.emplace(running.journal());
    if (running.printer.printer) {
        ground->print_book.emplace(running.journal());
        ground->queue.emplace(*ground->print_book, *running.printer.printer);
    }
    const auto* const zone = running.zone;
    auto* const reader = running.enrolled.reader.get();
    ui::OpenedDesk opened;
    opened.reader = reader;
    opened.maintain = [&running] {
        if (const auto done = running.journal().maintain(); !done)
            log::warning("terminal.maintenance", {{"fault", describe(done.error())}});
    };
    ui::Desk::Parts parts{running.journal(),
                          *running.link,
                          running.clock,
                          running.random,
                          *running.prover,
                          *ground->book,
                          ground->print_book ? &*ground->print_book : nullptr,
                          ground->queue ? &*ground->queue : nullptr,
                          running.heading(),
                          [&running] { return link_view(running); },
                          [zone](UtcTime time) { return local_date(zone, time); },
                          [&running] {
                              return running.journal().failed();
                          }};
    if (reader != nullptr)
        parts.reader_health = [reader] {
            return reader->health();
        };
    parts.staff = {&*ground->staff, &system::pin_matches};
    parts.receipt_language = running.receipt_language;
    parts.scan_settings = running.scan_settings;
    parts.local_minute = [zone](UtcTime time) {
        return local_minute(zone, time);
    };
    opened.desk = std::make_unique<ui::Desk>(std::move(parts));
    opened.ground = ground;
    return opened;
}

}  // namespace

ui::DeskThread::World desk_world(const Arguments& arguments) {
    ui::DeskThread::World world;
    world.open = [arguments] {
        return open_desk(arguments);
    };
    world.enrol = [arguments](const std::string& hq, const std::string& code) {
        Arguments with = arguments;
        with.hq = hq;
        with.code = code;
        const auto enrolled = enrol_at(with);
        return enrolled ? std::string{} : describe(enrolled.error());
    };
    return world;
}

}  // namespace pareto::terminal::composition
