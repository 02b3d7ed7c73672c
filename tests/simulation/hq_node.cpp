#include "tests/simulation/hq_node.h"

#include "common/base/check.h"
#include "hq/database/expire.h"
#include "hq/database/mature.h"
#include "hq/database/setup.h"
#include "hq/database/tier_review.h"
#include "tests/simulation/template.h"

#include <algorithm>
#include <utility>

namespace pareto::simulation {
namespace {

constexpr std::int64_t kFeedLookMs = 3'000;
constexpr std::int64_t kJobsMs = 20'000;
/// So few that a crash comes in between.
constexpr std::int64_t kLotsOfChunk = 2;
constexpr int kJobPartsMax = 100;

}  // namespace

HqNode::HqNode(Surroundings& surroundings, Network& network, SeededRandom random, const Disk::Image& image)
    : surroundings_(surroundings), network_(network), random_(std::move(random)), clock_(surroundings.scheduler) {
    disk_.restore(image);
    disk_.set_options({.sector_bytes = random_.permille(500) ? 512U : 4096U,
                       .powersafe_overwrite = random_.permille(700),
                       .syncs_are_skipped = surroundings.mutant.skips_hq_syncs});
    surroundings_.vfs.mount("hq", disk_);
}

HqNode::~HqNode() {
    disk_.die_after(0);
    books_.reset();
    connection_.reset();
    surroundings_.vfs.unmount("hq");
}

void HqNode::later(std::int64_t delay_ms, std::function<void()> action) {
    surroundings_.scheduler.after(delay_ms, [this, life = life_, action = std::move(action)] {
        if (life == life_) action();
    });
}

void HqNode::start() {
    ++life_;
    auto opened = database::open_sqlite("/hq/hq.db", {.read_only = false, .vfs = surroundings_.vfs.name(), .cache_mib = 4});
    Result<Registration> registration = fault(FaultCode::Unavailable, "not open");
    if (opened) {
        file_ = opened->get();
        connection_ = surroundings_.mutant.wrap_connection(std::move(*opened));
        Result<void> term;
        if (term_is_due_) term = hq::database::begin_term(*connection_, clock_);
        registration = term ? hq::database::open_process(*connection_, clock_)
                            : Result<Registration>{unexpected{term.error()}};
    }
    if (!registration) {
        surroundings_.trace.note("hq cannot start", {}, describe(opened ? registration.error() : opened.error()));
        crash(disk_.dead() ? Crash::PowerCut : Crash::Kill, 1'000);
        return;
    }
    term_is_due_ = false;
    hq::database::SyncServiceOptions options;
    options.own_registration = *registration;
    options.slot = *registration;
    options.card_key_secret = Template::card_key_secret();
    options.allowance_key = Template::allowance_key();
    options.sign = [this](const std::string&, const std::string&, TerminalId, const std::string&) -> Result<std::string> {
        return "certificate " + std::to_string(++certificates_);
    };
    books_ = surroundings_.mutant.wrap_books(
        std::make_unique<ServiceBooks>(
            std::make_unique<hq::database::SyncService>(*connection_, clock_, random_, std::move(options))),
        *connection_);
    surroundings_.trace.note("hq started", {*registration});
    plan_feed_look();
    plan_jobs(*registration);
}

void HqNode::plan_jobs(Registration registration) {
    later(kJobsMs, [this, registration] {
        const auto done = run_jobs(registration, kLotsOfChunk);
        if (!done) return on_fault(done.error());
        plan_jobs(registration);
    });
}

Result<bool> HqNode::run_jobs(Registration registration, std::int64_t lots_max) {
    const BusinessDate today{std::chrono::floor<std::chrono::days>(clock_.now())};
    PARETO_TRY(const auto matured, hq::database::mature_points(*connection_, clock_, today));
    if (matured.lots > 0) surroundings_.trace.note("hq matured", {matured.lots, matured.points});
    hq::database::LocalJournal journal(*connection_, clock_, registration, registration);
    PARETO_TRY(const auto expired, hq::database::expire_some(*connection_, clock_, journal, add_days(today, -1), lots_max));
    if (expired.lots > 0) surroundings_.trace.note("hq expired", {expired.lots, expired.points});
    PARETO_TRY(const auto expired_value, hq::database::expire_some_value(*connection_, clock_, journal, add_days(today, -1), lots_max));
    if (expired_value.accounts > 0) surroundings_.trace.note("hq expired value", {expired_value.accounts, expired_value.minor});
    MemberId after;
    for (bool more = true; more;) {
        PARETO_TRY(const auto page, hq::database::review_some(*connection_, clock_, add_days(today, -1), after));
        if (page.upgraded + page.downgraded > 0) surroundings_.trace.note("hq reviewed", {page.upgraded, page.downgraded});
        more = !page.done;
        after = page.last;
    }
    return expired.done && (expired_value.done || expired_value.done_before);
}

Result<void> HqNode::finish_jobs() {
    PARETO_TRY(const Registration registration, hq::database::open_process(*connection_, clock_));
    for (int part = 0; part < kJobPartsMax; ++part) {
        PARETO_TRY(const bool done, run_jobs(registration, hq::database::kLotsOfChunk));
        if (done) return {};
    }
    return fault(FaultCode::Exhausted, "there is always something left to expire");
}

void HqNode::plan_feed_look() {
    later(kFeedLookMs, [this] {
        const auto end = books_->feed_end();
        if (!end) return on_fault(end.error());
        reply({}, *end);
        plan_feed_look();
    });
}

void HqNode::crash(Crash how, std::int64_t restart_ms, const std::function<void()>& meanwhile) {
    ++life_;
    disk_.die_after(0);
    books_.reset();
    connection_.reset();
    queue_.clear();
    processing_planned_ = false;
    for (auto& [number, peer] : std::exchange(sessions_, {})) {
        // A killed process's sockets are closed by its kernel; a machine without power says nothing.
        if (how == Crash::Kill) {
            network_.close(End::Hq, number);
        } else {
            network_.forget(End::Hq, number);
        }
    }
    if (how == Crash::Kill) {
        disk_.kill();
    } else {
        disk_.power_cut(random_);
    }
    surroundings_.trace.note(how == Crash::Kill ? "hq killed" : "hq lost power");
    if (meanwhile) meanwhile();
    later(restart_ms, [this] { start(); });
}

void HqNode::restore(const Disk::Image& image, std::int64_t restart_ms) {
    crash(Crash::Kill, restart_ms, [&] {
        disk_.restore(image);
        term_is_due_ = true;
        newest_token_.clear();
    });
}

void HqNode::checkpoint() {
    if (!up()) return;
    const auto done = database::checkpoint(*file_);
    if (!done) on_fault(done.error());
}

bool HqNode::decide(const std::function<Result<void>(database::Connection&)>& decision) {
    if (!up()) return false;
    const auto done = decision(*connection_);
    if (!done) on_fault(done.error());
    return done.has_value();
}

std::optional<sync::EnrolResponse> HqNode::enrol(const sync::EnrolRequest& request) {
    if (!up()) return std::nullopt;
    const auto response = books_->enrol(request);
    if (!response) {
        on_fault(response.error());
        return std::nullopt;
    }
    surroundings_.trace.note("hq enrolled", {response->terminal_id, response->registration}, response->refusal);
    if (!response->refusal.empty()) return std::nullopt;
    return *response;
}

void HqNode::accept(ConnectionNumber connection, TerminalId terminal, const std::string& certificate) {
    sync::SessionPeer peer;
    peer.terminal = terminal;
    peer.certificate_pem = certificate;
    peer.certificate_expired = expired(certificate);
    sessions_[connection] = {std::make_unique<sync::HqSession>(peer, surroundings_.scheduler.steady()), terminal};
    plan_tick(connection);
}

sync::HqSession* HqNode::session(ConnectionNumber connection) {
    const auto found = sessions_.find(connection);
    return found == sessions_.end() ? nullptr : found->second.session.get();
}

void HqNode::on_closed(ConnectionNumber connection) { sessions_.erase(connection); }

void HqNode::drop(ConnectionNumber connection) {
    sessions_.erase(connection);
    network_.close(End::Hq, connection);
}

void HqNode::plan_tick(ConnectionNumber connection) {
    const auto* peer = session(connection);
    if (peer == nullptr) return;
    const auto due = peer->next_deadline().time_since_epoch().count() - surroundings_.scheduler.now_ms();
    later(std::max<std::int64_t>(due, 1), [this, connection] {
        auto* due_session = session(connection);
        if (due_session == nullptr) return;
        if (!due_session->on_tick(surroundings_.scheduler.steady())) {
            surroundings_.trace.note("hq gives connection up", {connection});
            drop(connection);
            return;
        }
        flush();
        plan_tick(connection);
    });
}

void HqNode::on_frame(ConnectionNumber connection, BytesView frame) {
    auto* receiver = session(connection);
    if (receiver == nullptr) return;
    if (frame.size() > receiver->frame_bytes_max()) surroundings_.promises.violate("I27", "a frame over its limit");
    auto works = receiver->on_frame(frame, surroundings_.scheduler.steady());
    if (!works) {
        surroundings_.promises.violate("protocol", "HQ closed on an honest terminal: " + describe(works.error()));
        drop(connection);
        return;
    }
    enqueue(connection, std::move(*works));
    flush();
}

void HqNode::enqueue(ConnectionNumber connection, std::vector<sync::HqWork> works) {
    const auto found = sessions_.find(connection);
    if (works.empty() || found == sessions_.end()) return;
    for (auto& work : works) queue_.push_back({connection, found->second.terminal, std::move(work)});
    if (!std::exchange(processing_planned_, true)) later(random_.between(0, 8), [this] { process(); });
}

void HqNode::process() {
    processing_planned_ = false;
    const auto jobs = std::exchange(queue_, {});
    std::vector<Reply> replies;
    std::vector<Job> batches;
    // Requests and sessions go before batches, as in the sync server; batches share one transaction.
    for (const auto& job : jobs) {
        if (std::holds_alternative<sync::IngestBatch>(job.work)) {
            batches.push_back(job);
        } else {
            run(job, replies);
        }
        if (!up()) return;
    }
    std::int64_t feed_end = 0;
    if (!batches.empty()) {
        ingest(batches, replies);
        if (!up()) return;
        const auto end = books_->feed_end();
        if (!end) return on_fault(end.error());
        feed_end = *end;
    }
    if (disk_.dead()) {
        surroundings_.trace.fault("hq power cut in a write");
        crash(Crash::PowerCut, random_.between(300, 8'000));
        return;
    }
    later(random_.between(0, 10), [this, replies = std::move(replies), feed_end] { reply(replies, feed_end); });
}

void HqNode::run(const Job& job, std::vector<Reply>& replies) {
    const ConnectionNumber number = job.connection;
    if (const auto* open = std::get_if<sync::OpenSession>(&job.work)) {
        const auto* asking = session(number);
        if (asking == nullptr) return;
        const auto opened = books_->open_session(asking->peer(), open->hello);
        if (!opened) {
            replies.emplace_back([this, number] { drop(number); });
            return on_fault(opened.error());
        }
        for (const auto& watermark : opened->welcome.watermarks) note_had(watermark.registration, watermark.sequence);
        if (opened->refusal.empty()) newest_token_[job.terminal.value] = opened->welcome.session_token;
        surroundings_.trace.note("hq opened session", {number, opened->welcome.session_token, opened->welcome.granted,
                                  static_cast<std::int64_t>(opened->welcome.standing)},
                                 opened->refusal);
        replies.emplace_back([this, number, opened = *opened] {
            if (auto* to = session(number)) enqueue(number, to->on_opened(opened));
        });
    } else if (const auto* read = std::get_if<sync::ReadFeed>(&job.work)) {
        const auto feed = books_->read_feed(job.terminal, read->cursor);
        if (!feed) return on_fault(feed.error());
        surroundings_.trace.note("hq read feed", {number, feed->from, feed->to, static_cast<std::int64_t>(feed->changes.size())});
        replies.emplace_back([this, number, feed = *feed] {
            if (auto* to = session(number)) enqueue(number, to->on_feed_read(feed));
        });
    } else if (const auto* ask = std::get_if<sync::AnswerRequest>(&job.work)) {
        if (const auto* authorise = std::get_if<sync::Authorise>(&ask->request.body)) {
            surroundings_.promises.asked.insert(authorise->redemption);
        } else if (const auto* value = std::get_if<sync::AuthoriseValue>(&ask->request.body)) {
            surroundings_.promises.asked.insert(value->redemption);
        }
        const auto answer = books_->answer(job.terminal, ask->request);
        if (!answer) return on_fault(answer.error());
        note_grant(*answer);
        surroundings_.trace.note("hq answered", {number, static_cast<std::int64_t>(answer->outcome)}, answer->error);
        if (const auto* authorise = std::get_if<sync::Authorise>(&ask->request.body)) check_hold(*authorise, *answer);
        if (const auto* value = std::get_if<sync::AuthoriseValue>(&ask->request.body)) check_hold(*value, *answer);
        replies.emplace_back([this, number, answer = *answer] {
            if (auto* to = session(number)) to->on_answered(answer);
        });
    }
}

void HqNode::note_had(Registration registration, Sequence sequence) {
    Sequence& most = surroundings_.promises.acknowledged_to[registration];
    most = std::max(most, sequence);
}

void HqNode::note_grant(const sync::Response& answer) {
    const auto grant = journal::decode_grant(answer.grant);
    if (!grant) return;
    std::int64_t& most = surroundings_.promises.granted[grant->id];
    most = std::max(most, grant->limit.value);
}

/// I9, I14: what HQ approves, it has taken from the member, once.
void HqNode::check_hold(const sync::Authorise& authorise, const sync::Response& answer) {
    if (answer.outcome != sync::AuthoriseOutcome::Approved) return;
    const auto held = file_->execute(
        "select coalesce(sum(case when credit_account = 2 then amount else 0 end), 0) from transfer where cause = $1",
        {authorise.redemption.value});
    if (!held || held->empty()) return;
    const std::int64_t points = (*held)[0].integer(0);
    if (points == authorise.points.value) return;
    surroundings_.promises.violate("I14", "a redemption of " + std::to_string(authorise.points.value) +
                                              " points was approved, and HQ took " + std::to_string(points));
}

/// The same of stored value.
void HqNode::check_hold(const sync::AuthoriseValue& authorise, const sync::Response& answer) {
    if (answer.outcome != sync::AuthoriseOutcome::Approved) return;
    const auto held = file_->execute(
        "select coalesce(sum(case when credit_account = 7 then amount_minor else 0 end), 0) from value_transfer where cause = $1",
        {authorise.redemption.value});
    if (!held || held->empty()) return;
    const std::int64_t minor = (*held)[0].integer(0);
    if (minor == authorise.minor) return;
    surroundings_.promises.violate("I14", "a payment of " + std::to_string(authorise.minor) +
                                              " minor units was approved, and HQ took " + std::to_string(minor));
}

void HqNode::ingest(const std::vector<Job>& jobs, std::vector<Reply>& replies) {
    std::vector<hq::database::IngestWork> work;
    for (const auto& job : jobs) {
        const auto& batch = std::get<sync::IngestBatch>(job.work);
        work.push_back({job.terminal, batch.session_token, batch.batch});
    }
    auto results = books_->ingest(work);
    if (!results) {
        for (const auto& one : work) {
            surroundings_.trace.note("hq could not ingest", {EntryId::of(one.batch.registration, one.batch.first).value,
                                                             static_cast<std::int64_t>(one.batch.entries.size()),
                                                             one.batch.entries.front().kind, one.batch.entries.back().kind});
        }
        on_fault(results.error());
        if (!up()) return;
        sync::IngestResult failed;
        failed.detail = describe(results.error());
        results = std::vector<sync::IngestResult>(jobs.size(), failed);
    }
    PARETO_CHECK(results->size() == jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto& result = (*results)[i];
        const bool acked = result.kind == sync::IngestResult::Kind::Acked;
        surroundings_.trace.note("hq ingested",
                                 {jobs[i].connection, EntryId::of(work[i].batch.registration, work[i].batch.first).value,
                                  static_cast<std::int64_t>(work[i].batch.entries.size()),
                                  static_cast<std::int64_t>(result.kind), result.sequence, result.forked ? 1 : 0});
        if (acked && work[i].session_token != newest_token_[jobs[i].terminal.value]) {
            surroundings_.promises.violate("I19", "a batch of a fenced session took effect");
        }
        if (acked) note_had(result.registration, result.sequence);
        replies.emplace_back([this, number = jobs[i].connection, result, acked] {
            auto* to = session(number);
            if (to == nullptr || to->closing()) return;
            if (acked) {
                surroundings_.promises.acknowledged.insert({result.registration, result.sequence, result.hash});
            }
            to->on_ingested(result);
        });
    }
}

void HqNode::reply(const std::vector<Reply>& replies, std::int64_t feed_end) {
    for (const auto& one : replies) one();
    if (feed_end > 0) {
        for (auto& [number, peer] : sessions_) enqueue(number, peer.session->on_feed_grew(feed_end));
    }
    flush();
}

void HqNode::on_fault(const Fault& what) {
    surroundings_.trace.note("hq fault", {}, describe(what));
    if (disk_.dead()) {
        surroundings_.trace.fault("hq power cut in a write");
        crash(Crash::PowerCut, random_.between(300, 8'000));
    } else if (what.code != FaultCode::Exhausted) {
        crash(Crash::Kill, random_.between(300, 3'000));
    }
}

void HqNode::flush() {
    std::vector<ConnectionNumber> over;
    for (auto& [number, peer] : sessions_) {
        for (auto& frame : peer.session->take_output()) network_.send(End::Hq, number, std::move(frame));
        if (peer.session->closing()) over.push_back(number);
    }
    for (const auto number : over) drop(number);
}

}  // namespace pareto::simulation
