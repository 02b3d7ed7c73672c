#include "drivers/readerd/keeper.h"

#include <algorithm>
#include <utility>

#include <poll.h>

#include "common/log/log.h"

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kCloseWithin{1'000};
constexpr milliseconds kFresh{1'000};   // what nobody fetched for so long is no answer any more
constexpr milliseconds kMortal{2'000};  // a killed process that is there for longer cannot end

const char* const kSilent =
    "the card readers do not answer and are started again: present the card once more in a moment";
const char* const kOutOfTurn =
    "the card reader program spoke out of turn and is started again: present the card once more in "
    "a moment";
const char* const kImmortal =
    "a card reader hangs and cannot be stopped: pull out its plug and put it in again";

milliseconds left_until(Clock::time_point deadline) {
    return std::max(std::chrono::ceil<milliseconds>(deadline - Clock::now()), milliseconds{0});
}

Fault unavailable(const char* why) {
    return {FaultCode::Unavailable, why};
}

}  // namespace

void RemoteReader::Shared::drop_stale() {
    while (!arrivals.empty() && Clock::now() - arrivals.front().at > kFresh) {
        const Arrival stale = std::move(arrivals.front());
        arrivals.pop_front();
        const auto* const tap = std::get_if<ports::Tap>(&stale.outcome);
        if (tap == nullptr) continue;
        forget(tap->reader);
    }
    for (const Arrival& fresh : arrivals) {
        if (const auto* const tap = std::get_if<ports::Tap>(&fresh.outcome)) remember(tap->reader);
    }
}

void RemoteReader::Shared::forget(const std::string& reader) {
    remember(reader);
    if (forgotten.size() < kTapsMax) forgotten.push_back(reader);
}

void RemoteReader::Shared::remember(const std::string& reader) {
    std::erase(forgotten, reader);
}

std::optional<Fault> RemoteReader::Shared::trouble() const {
    if (down) return down;
    const bool all = std::all_of(
        readers.begin(), readers.end(), [](const ReaderState& each) { return each.trouble; });
    return all && !readers.empty() ? readers.front().trouble : std::nullopt;
}

RemoteReader::Keeper::Keeper(Shared& shared, RemoteReaderOptions options)
    : shared_(shared),
      options_(std::move(options)),
      link_({options_.program, options_.socket, options_.log_file, options_.readers}),
      pause_(options_.first_pause) {}

void RemoteReader::Keeper::run() {
    while (true) {
        start_if_due();
        speak();
        poll_until_something();
        auto broken = hear();
        if (!broken) broken = late();
        if (broken) give_up(std::move(*broken));
        const std::lock_guard lock{shared_.mutex};
        shared_.process = link_.process();
        if (shared_.closing) break;
    }
    link_.close(Clock::now() + kCloseWithin);
}

void RemoteReader::Keeper::start_if_due() {
    if (link_.state() == Link::State::Ending && Clock::now() - link_.ending_since() > kMortal) {
        // No second one beside it: whatever holds the first would hold that as well.
        const std::lock_guard lock{shared_.mutex};
        shared_.down = unavailable(kImmortal);
    }
    if (link_.state() != Link::State::Gone || Clock::now() < next_start_) return;
    ++starts_;
    if (auto started = link_.start(Clock::now() + options_.start_within); !started)
        give_up(std::move(started).error());
}

void RemoteReader::Keeper::speak() {
    if (link_.state() != Link::State::Serving) return;
    std::vector<Request> requests;
    {
        const std::lock_guard lock{shared_.mutex};
        ask(requests);
        converse(requests);
    }
    for (const Request& request : requests)
        link_.send(request);
}

void RemoteReader::Keeper::ask(std::vector<Request>& requests) {
    const auto& waiting = shared_.waiting;
    if (asked_ && !asked_->stopped && (!waiting || waiting->number != asked_->number) &&
        Clock::now() < asked_->deadline) {
        requests.emplace_back(Stop{asked_->number});
        asked_->stopped = true;
        asked_->answer_by = std::min(asked_->answer_by, Clock::now() + options_.grace);
    }
    // Answers that came while nobody waited are for the next who does.
    if (asked_ || !waiting || !shared_.arrivals.empty()) return;
    requests.emplace_back(
        Wait{waiting->number, left_until(waiting->deadline), std::exchange(shared_.forgotten, {})});
    asked_ = Asked{waiting->number, waiting->deadline, waiting->deadline + options_.grace, false};
}

void RemoteReader::Keeper::converse(std::vector<Request>& requests) {
    const auto talk = shared_.conversation;
    if (!talk) return;
    if (!talk->begin_sent && talk->ended) {
        shared_.conversation.reset();
        shared_.changed.notify_all();
        return;
    }
    if (!talk->begin_sent) {
        talk->begin_sent = true;
        requests.emplace_back(Begin{talk->number, talk->tap, left_until(talk->deadline)});
    }
    if (talk->begun && !talk->failure && talk->command)
        requests.emplace_back(Transmit{talk->number, *std::exchange(talk->command, std::nullopt)});
    if (talk->ended && !talk->end_sent) {
        talk->end_sent = true;
        requests.emplace_back(End{talk->number});
    }
}

void RemoteReader::Keeper::poll_until_something() {
    auto until = link_.next_step();
    if (link_.state() == Link::State::Gone) until = next_start_;
    if (asked_) until = std::min(until, asked_->answer_by);
    {
        const std::lock_guard lock{shared_.mutex};
        if (shared_.conversation && shared_.conversation->begin_sent)
            until = std::min(until, shared_.conversation->deadline + options_.grace);
    }
    std::vector<pollfd> waited{{shared_.bell.get(), POLLIN, 0}};
    link_.watch(waited);
    const auto pause = std::min(left_until(until), milliseconds{60'000});
    [[maybe_unused]] const int ready =
        ::poll(waited.data(), waited.size(), static_cast<int>(pause.count()));
    shared_.bell.silence();
}

std::optional<Fault> RemoteReader::Keeper::hear() {
    auto reports = link_.step();
    if (!reports) return std::move(reports).error();
    const std::lock_guard lock{shared_.mutex};
    for (const Report& report : *reports) {
        auto broken = std::visit([this](const auto& each) { return on(each); }, report);
        if (broken) return broken;
    }
    if (!reports->empty()) shared_.changed.notify_all();
    return std::nullopt;
}

std::optional<Fault> RemoteReader::Keeper::late() const {
    if (asked_ && Clock::now() >= asked_->answer_by) return unavailable(kSilent);
    const std::lock_guard lock{shared_.mutex};
    const auto& talk = shared_.conversation;
    if (talk && talk->begin_sent && Clock::now() >= talk->deadline + options_.grace)
        return unavailable(kSilent);
    return std::nullopt;
}

void RemoteReader::Keeper::give_up(Fault why) {
    log::info("readers.down", {{"fault", describe(why)}, {"starts", starts_}});
    link_.kill();
    next_start_ = Clock::now() + pause_;
    pause_ = std::min(pause_ * 2, options_.last_pause);
    asked_.reset();
    const std::lock_guard lock{shared_.mutex};
    // What the old process said is worth nothing to the new one, which reads a card that still lies
    // there again.
    shared_.arrivals.clear();
    shared_.forgotten.clear();
    shared_.readers.clear();
    shared_.settled = true;
    if (const auto talk = std::exchange(shared_.conversation, nullptr)) {
        if (!talk->failure) talk->failure = why;
    }
    if (!shared_.down) shared_.arrivals.push_back({why, Clock::now()});
    shared_.down = std::move(why);
    shared_.changed.notify_all();
}

std::optional<Fault> RemoteReader::Keeper::on(const Welcome& /*welcome*/) {
    return unavailable(kOutOfTurn);  // the link has taken the one there may be
}

std::optional<Fault> RemoteReader::Keeper::on(const Health& health) {
    if (shared_.readers.empty()) log::info("readers.up", {{"starts", starts_}});
    shared_.readers = health.readers;
    shared_.settled = true;
    shared_.down.reset();
    return std::nullopt;
}

std::optional<Fault> RemoteReader::Keeper::on(const Taps& taps) {
    if (!answers_wait(taps.number)) return unavailable(kOutOfTurn);
    if (taps.dropped > 0) log::warning("readers.dropped", {{"count", std::int64_t{taps.dropped}}});
    for (const ports::Tap& tap : taps.taps) {
        shared_.remember(tap.reader);
        shared_.arrivals.push_back({tap, Clock::now()});
    }
    return std::nullopt;
}

std::optional<Fault> RemoteReader::Keeper::on(const Failed& failed) {
    if (failed.hanging) {
        return Fault{FaultCode::Timeout,
                     failed.fault.detail + "; the card readers are started again"};
    }
    if (is_conversation(failed.number)) {
        auto& talk = *shared_.conversation;
        if (!talk.failure) talk.failure = failed.fault;
        if (talk.begun) {
            talk.answer = tl::unexpected<Fault>{failed.fault};
        } else {
            shared_.conversation.reset();
        }
        return std::nullopt;
    }
    if (!answers_wait(failed.number)) return unavailable(kOutOfTurn);
    shared_.arrivals.push_back({failed.fault, Clock::now()});
    return std::nullopt;
}

std::optional<Fault> RemoteReader::Keeper::on(const Begun& begun) {
    if (!is_conversation(begun.number)) return unavailable(kOutOfTurn);
    shared_.conversation->begun = true;
    return std::nullopt;
}

std::optional<Fault> RemoteReader::Keeper::on(const Answered& answered) {
    if (!is_conversation(answered.number)) return unavailable(kOutOfTurn);
    shared_.conversation->answer = answered.answer;
    return std::nullopt;
}

std::optional<Fault> RemoteReader::Keeper::on(const Ended& ended) {
    if (!is_conversation(ended.number) || !shared_.conversation->end_sent)
        return unavailable(kOutOfTurn);
    shared_.conversation.reset();
    return std::nullopt;
}

bool RemoteReader::Keeper::answers_wait(std::uint64_t number) {
    if (!asked_ || asked_->number != number) return false;
    asked_.reset();
    pause_ = options_.first_pause;  // it works
    // A wait that goes on although its answer came is asked for anew, under another number.
    if (shared_.waiting && shared_.waiting->number == number)
        shared_.waiting->number = ++shared_.numbers;
    return true;
}

bool RemoteReader::Keeper::is_conversation(std::uint64_t number) const {
    return shared_.conversation && shared_.conversation->number == number;
}

}  // namespace pareto::drivers::readerd
