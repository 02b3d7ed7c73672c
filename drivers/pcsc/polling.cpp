#include "drivers/pcsc/polling.h"

#include <algorithm>
#include <utility>

namespace pareto::drivers::pcsc {
namespace {

using std::chrono::milliseconds;

ports::SteadyTime steady_now() {
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now());
}

}  // namespace

milliseconds Polling::look(milliseconds slice, bool /*wanted*/) {
    if (!service_) {
        auto service = Service::connect();
        if (!service) return lose(std::move(service).error());
        service_.emplace(std::move(*service));
    }
    if (auto looked = look_at_readers(slice); !looked) return lose(std::move(looked).error());
    pause_ = kFirstPause;
    return milliseconds{0};
}

void Polling::forget(const std::string& reader) {
    for (const std::string& each : watch_.watched()) {
        if (reader.empty() || each == reader) watch_.forget(each, steady_now());
    }
}

Looker::State Polling::state() const {
    return {.trouble = watch_.trouble(), .health = watch_.health(), .goes_on = false};
}

Result<std::unique_ptr<card::CardChannel>> Polling::reach(
    const ports::Tap& tap, std::chrono::steady_clock::time_point /*deadline*/) {
    if (!service_) {
        if (watch_.trouble()) return tl::unexpected<Fault>{*watch_.trouble()};
        return tl::unexpected<Fault>{explain(Unread::Lost, tap.reader)};
    }
    auto reached = service_->reach(tap.reader, tap.uid);
    if (!reached && reached.error().code == FaultCode::Unavailable) lose(reached.error());
    return reached;
}

milliseconds Polling::lose(Fault why) {
    service_.reset();
    watch_.lose_service(std::move(why));
    return std::exchange(pause_, std::min(pause_ * 2, kLastPause));
}

Result<void> Polling::look_at_readers(milliseconds slice) {
    // Listed each time: an arrival between the list and the wait is not notified.
    PARETO_TRY(const auto readers, service_->readers());
    watch_.list(readers);
    auto timeout = slice;
    if (const auto due = watch_.next_due())
        timeout = std::clamp(*due - steady_now(), milliseconds{0}, slice);
    PARETO_TRY(const auto news, service_->wait(watch_.watched(), timeout));
    for (const auto& [reader, sight] : news)
        watch_.see(reader, sight, steady_now());
    for (const std::string& reader : watch_.due(steady_now())) {
        PARETO_TRY(const auto reading, service_->read_uid(reader));
        watch_.read(reader, reading, steady_now());
    }
    for (const std::string& reader : watch_.asleep(steady_now())) {
        service_->wake(reader);
        watch_.woken(reader, steady_now());
    }
    return {};
}

}  // namespace pareto::drivers::pcsc
