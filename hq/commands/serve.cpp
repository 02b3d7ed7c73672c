// serve: the sync port, the control socket and the daily jobs, until a signal ends them.
#include <csignal>
#include <ctime>

#include <sys/resource.h>

#include "common/log/log.h"
#include "hq/campaigns/segment_run.h"
#include "hq/cards/relaying_desk.h"
#include "hq/commands/allowance_key.h"
#include "hq/commands/card_keys.h"
#include "hq/commands/commands.h"
#include "hq/commands/points_jobs.h"
#include "hq/commands/served_books.h"
#include "hq/commands/web_side.h"
#include "hq/control/control.h"
#include "hq/database/allowances.h"
#include "hq/database/mature.h"
#include "hq/database/sync_service.h"
#include "hq/database/vip.h"
#include "hq/import/sold_at.h"
#include "hq/jobs/daily.h"

namespace pareto::hq::commands {
namespace {

constexpr std::chrono::seconds kJobsEvery{30};

// SIGTERM and SIGINT are waited for, not handled. Before any thread starts, so that all of them
// inherit it.
sigset_t block_signals() {
    sigset_t ending{};
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    (void)std::signal(SIGPIPE, SIG_IGN);
    return ending;
}

// Thousands of terminals need as many open files.
void raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

// One running process: everything that lives as long as it serves.
class Serving {
public:
    Serving(const Place& place, const Surroundings& surroundings, DataFolder folder)
        : place_(place), surroundings_(surroundings), folder_(std::move(folder)) {}

    [[nodiscard]] Result<void> start(const ServeOptions& options, const Parse& parse) {
        if (place_.is_sqlite()) {
            auto lock = pareto::database::FileLock::acquire(folder_.lock_path());
            if (!lock && lock.error().code == FaultCode::Denied) {
                return fault(FaultCode::Denied,
                             place_.folder.string() + " is in use by another pareto-hq");
            }
            if (!lock) return unexpected{lock.error()};
            lock_.emplace(std::move(*lock));
        }
        PARETO_TRY_VOID(folder_.renew_server_certificate(surroundings_.clock));
        PARETO_TRY_VOID(open_first());
        PARETO_TRY_VOID(listen(options));
        turns_ = std::make_unique<ServedTurns>(*server_, registration_);
        PARETO_TRY_VOID(open_web(options));
        if (place_.is_sqlite()) PARETO_TRY_VOID(take_calls(parse));
        return begin_jobs();
    }

    [[nodiscard]] std::string address() const { return server_->address(); }

    /// Empty when there is no console.
    [[nodiscard]] std::string web_address() const { return web_ ? web_->address() : std::string{}; }

    void tick() { jobs_->tick(); }

    void stop() {
        // Callers first: their turns need the database thread.
        control_.reset();
        web_.reset();
        server_->stop();
    }

private:
    [[nodiscard]] Result<void> open_first() {
        PARETO_TRY(auto connection, open_writer(place_));
        PARETO_TRY(company_, read_company(*connection));
        PARETO_TRY(auto keys, open_card_keys(folder_.path(), *connection, surroundings_.random));
        card_desk_ = std::make_unique<cards::RelayingDesk>(
            std::move(keys), surroundings_.clock, surroundings_.random);
        PARETO_TRY(allowance_key_, open_allowance_key(folder_.path(), surroundings_.random));
        PARETO_TRY_VOID(
            hq::database::keep_allowance_key(*connection, journal::public_key_of(allowance_key_)));
        PARETO_TRY(registration_, hq::database::open_process(*connection, surroundings_.clock));
        first_ = books_of(std::move(connection));
        return {};
    }

    [[nodiscard]] std::unique_ptr<ServedBooks> books_of(
        std::unique_ptr<pareto::database::Connection> connection) const {
        auto options = service_options(folder_, surroundings_.clock, registration_, *card_desk_);
        options.allowance_key = allowance_key_;
        return std::make_unique<ServedBooks>(
            std::move(connection), surroundings_.clock, surroundings_.random, std::move(options));
    }

    [[nodiscard]] Result<void> listen(const ServeOptions& options) {
        sync_server::SyncServerOptions server;
        server.host = options.bind.value_or(folder_.configuration().bind);
        server.port = options.sync_port.value_or(folder_.configuration().sync_port);
        server.authority_pem = folder_.authority().certificate_pem;
        server.own = folder_.server();
        server.limits.connections = folder_.configuration().connections;
        PARETO_TRY(
            server_,
            sync_server::SyncServer::start(
                std::move(server),
                [this]() -> Result<std::unique_ptr<sync_server::Books>> {
                    if (first_) return std::unique_ptr<sync_server::Books>(std::move(first_));
                    PARETO_TRY(auto connection, open_writer(place_));
                    return std::unique_ptr<sync_server::Books>(books_of(std::move(connection)));
                },
                surroundings_.clock,
                surroundings_.random));
        return {};
    }

    // Terminals do not wait for a console: where nobody asked for its port and another process has
    // it, HQ goes on without.
    [[nodiscard]] Result<void> open_web(const ServeOptions& options) {
        auto web = WebSide::start(options, {place_, folder_, surroundings_, *turns_, *server_});
        const bool asked = options.web_port || !folder_.configuration().web_port_is_default;
        if (!web && !asked && web.error().code == FaultCode::Unavailable) {
            log::warning("web.off", {{"fault", describe(web.error())}});
            return {};
        }
        if (!web) return unexpected{web.error()};
        web_ = std::move(*web);
        return {};
    }

    [[nodiscard]] Result<void> take_calls(const Parse& parse) {
        PARETO_TRY(
            control_,
            control::ControlServer::start(
                folder_.socket_path(),
                [this, parse](const control::Call& call, const control::Output& output) {
                    const Surroundings caller{output, surroundings_.clock, surroundings_.random};
                    const auto command = parse(call.arguments, call.folder);
                    if (!command)
                        return fail(caller,
                                    "the serving process does not know these arguments: it has "
                                    "another version");
                    return run_writing(command->options, WritingSession{caller, folder_, *turns_});
                }));
        return {};
    }

    // After tiers and VIPs, by which segments may go.
    [[nodiscard]] jobs::DailyJob segments_job() {
        return {"segments", [this](BusinessDate date) -> Result<void> {
                    PARETO_TRY(const campaigns::SegmentRun run,
                               campaigns::refresh_segments(*turns_, surroundings_.clock, date));
                    if (!run.done_before) {
                        log::info("jobs.segments",
                                  {{"date", to_string(date)},
                                   {"people", run.people},
                                   {"entered", run.entered},
                                   {"left", run.left}});
                    }
                    return {};
                }};
    }

    [[nodiscard]] jobs::DailyJob vip_job() {
        return {
            "vip", [this](BusinessDate date) {
                return turns_->take([&](pareto::database::Connection& connection) -> Result<void> {
                    const hq::database::VipRule rule{date,
                                                     folder_.configuration().vip_window_days,
                                                     folder_.configuration().vip_percent};
                    PARETO_TRY(const auto run,
                               hq::database::set_vip_flags(connection, surroundings_.clock, rule));
                    if (!run.done_before) {
                        log::info("jobs.vip",
                                  {{"date", to_string(date)},
                                   {"vips", run.vips},
                                   {"entered", run.entered},
                                   {"left", run.left}});
                    }
                    return {};
                });
            }};
    }

    // What matures today can be used from this morning on.
    [[nodiscard]] jobs::DailyJob mature_job() {
        return {
            "mature", [this](BusinessDate date) {
                return turns_->take([&](pareto::database::Connection& connection) -> Result<void> {
                    PARETO_TRY(const auto run,
                               hq::database::mature_points(
                                   connection, surroundings_.clock, add_days(date, 1)));
                    if (!run.done_before) {
                        log::info("jobs.mature",
                                  {{"date", to_string(add_days(date, 1))},
                                   {"lots", run.lots},
                                   {"points", run.points}});
                    }
                    return {};
                });
            }};
    }

    [[nodiscard]] jobs::DailyJob expiry_job() {
        return {"expire", [this](BusinessDate date) -> Result<void> {
                    PARETO_TRY(const ExpiryRun run,
                               expire_points(*turns_, surroundings_.clock, date));
                    if (!run.done_before) {
                        log::info("jobs.expire",
                                  {{"date", to_string(date)},
                                   {"lots", run.lots},
                                   {"points", run.points},
                                   {"value_accounts", run.accounts},
                                   {"value_minor", run.value_minor}});
                    }
                    return {};
                }};
    }

    [[nodiscard]] jobs::DailyJob voucher_job() {
        return {"expire_vouchers", [this](BusinessDate date) -> Result<void> {
                    PARETO_TRY(const VoucherRun run,
                               expire_vouchers(*turns_, surroundings_.clock, date));
                    if (!run.done_before) {
                        log::info("jobs.expire_vouchers",
                                  {{"date", to_string(date)},
                                   {"vouchers", run.vouchers},
                                   {"minor", run.minor}});
                    }
                    return {};
                }};
    }

    [[nodiscard]] jobs::DailyJob tiers_job() {
        return {"tiers", [this](BusinessDate date) -> Result<void> {
                    PARETO_TRY(const ReviewRun run,
                               review_tiers(*turns_, surroundings_.clock, date));
                    if (!run.done_before) {
                        log::info("jobs.tiers",
                                  {{"date", to_string(date)},
                                   {"members", run.members},
                                   {"upgraded", run.upgraded},
                                   {"downgraded", run.downgraded}});
                    }
                    return {};
                }};
    }

    [[nodiscard]] Result<void> begin_jobs() {
        const auto zone = import::Zone::find(company_.time_zone);
        if (!zone)
            return fault(FaultCode::Corrupt,
                         "the company's time zone " + company_.time_zone + " is not known here");
        jobs_ = std::make_unique<jobs::DailyJobs>(
            surroundings_.clock,
            [zone = *zone](UtcTime now) {
                return zone
                    .moment_of(import::WrittenTime{now.time_since_epoch(), std::chrono::minutes{0}})
                    .date;
            },
            std::vector{
                vip_job(), mature_job(), expiry_job(), voucher_job(), tiers_job(), segments_job()});
        return {};
    }

    Place place_;
    Surroundings surroundings_;
    DataFolder folder_;
    std::optional<pareto::database::FileLock> lock_;
    CompanyFacts company_;
    Registration registration_ = 0;
    Bytes allowance_key_;
    std::unique_ptr<cards::RelayingDesk> card_desk_;  // outlives the books
    std::unique_ptr<ServedBooks> first_;
    std::unique_ptr<sync_server::SyncServer> server_;
    std::unique_ptr<ServedTurns> turns_;
    std::unique_ptr<WebSide> web_;
    std::unique_ptr<jobs::DailyJobs> jobs_;
    std::unique_ptr<control::ControlServer> control_;
};

}  // namespace

int serve(const Place& place,
          const ServeOptions& options,
          const Surroundings& surroundings,
          const Parse& parse) {
    const sigset_t ending = block_signals();
    raise_file_limit();
    log::to_stderr();
    auto folder = DataFolder::open(place.folder);
    if (!folder) return fail(surroundings, folder.error());
    Serving serving(place, surroundings, std::move(*folder));
    if (const auto started = serving.start(options, parse); !started)
        return fail(surroundings, started.error());
    surroundings.output.out("pareto-hq: syncing on " + serving.address() + "\n");
    if (const std::string web = serving.web_address(); !web.empty())
        surroundings.output.out("pareto-hq: console on " + web + "\n");
    log::info("hq.started", {{"address", serving.address()}, {"web", serving.web_address()}});
    while (true) {
        serving.tick();
        const timespec wait{kJobsEvery.count(), 0};
        const int signal = ::sigtimedwait(&ending, nullptr, &wait);
        if (signal > 0) {
            log::info("hq.stopping", {{"signal", std::int64_t{signal}}});
            break;
        }
    }
    serving.stop();
    log::info("hq.stopped");
    return kDone;
}

}  // namespace pareto::hq::commands
