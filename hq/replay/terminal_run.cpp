#include "hq/replay/terminal_run.h"

#include <boost/json.hpp>


namespace pareto::hq::replay {
namespace {

namespace json = boost::json;

// A program that ends this often without recording anything in between will not do better the next time.
constexpr int kExitsInARowMax = 10;

std::optional<json::object> object_of(const std::string& line) {
    boost::system::error_code error;
    json::value value = json::parse(line, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

bool flag(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::int64_t number(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

TerminalRun::TerminalRun(TerminalRunSettings settings, std::vector<ReplayReceipt> receipts)
    : settings_(std::move(settings)), receipts_(std::move(receipts)) {}

Result<void> TerminalRun::start() {
    phase_ = Phase::Selling;
    asked_.clear();
    given_ = answered_;
    PARETO_TRY(auto child, ChildProcess::start({settings_.program, "run", "--data", settings_.directory, "--hq", settings_.hq},
                                               settings_.directory + "/stderr.log"));
    child_.emplace(std::move(child));
    return {};
}

void TerminalRun::proceed(std::int64_t until_ms) {
    if (!child_) return;
    if (phase_ == Phase::Selling) fill_window(until_ms);
    for (const std::string& line : child_->exchange()) {
        if (phase_ == Phase::Failed || phase_ == Phase::Done) break;
        take_answer(line);
    }
    if (child_ && child_->closed() && phase_ != Phase::Failed) on_exit();
}

void TerminalRun::fill_window(std::int64_t until_ms) {
    while (given_ < receipts_.size() && given_ - answered_ < kWindow && receipts_[given_].at_ms <= until_ms)
        ask(Asked::Sale, receipts_[given_++].command);
    if (answered_ == receipts_.size()) {
        phase_ = Phase::Syncing;
        ask(Asked::Synced, R"({"command":"wait_synced","timeout_ms":600000})");
    }
}

void TerminalRun::ask(Asked asked, const std::string& command) {
    asked_.push_back(asked);
    child_->write_line(command);
}

void TerminalRun::ask_status() {
    if (!child_) return;
    if (phase_ == Phase::Selling || phase_ == Phase::Syncing) ask(Asked::Status, R"({"command":"status"})");
    if (phase_ == Phase::Counting && asked_.empty()) ask(Asked::Census, R"({"command":"census"})");
}

void TerminalRun::take_answer(const std::string& line) {
    if (asked_.empty()) return fail("an answer to no command: " + line);
    const Asked asked = asked_.front();
    asked_.pop_front();
    if (asked == Asked::Sale) return take_sale_answer(line);
    const auto answer = object_of(line);
    if (!answer) return fail("not an answer: " + line);
    switch (asked) {
        case Asked::Sale: return;
        case Asked::Status:
            unsent_ = number(*answer, "unsent");
            online_ = flag(*answer, "online");
            return;
        case Asked::Synced:
            // Not synced in time (HQ may be away): ask again.
            if (!flag(*answer, "ok")) return ask(Asked::Synced, R"({"command":"wait_synced","timeout_ms":600000})");
            unsent_ = 0;
            phase_ = Phase::Counting;
            return ask(Asked::Census, R"({"command":"census"})");
        case Asked::Census:
            if (answer->contains("refused")) return fail("the census was refused: " + line);
            // HQ may be away; it is asked again in a while.
            if (!flag(*answer, "ok")) return;
            sales_at_hq_ = number(*answer, "sales");
            digests_equal_ = flag(*answer, "equal");
            phase_ = Phase::Done;
            child_->write_line(R"({"command":"quit"})");
            return;
    }
}

void TerminalRun::take_sale_answer(const std::string& line) {
    // Nearly every answer is "recorded": its text is looked at before it is parsed.
    if (line.starts_with(R"({"ok":true)")) {
        ++answered_;
        exits_in_a_row_ = 0;
        return;
    }
    fail("receipt " + std::to_string(answered_ + 1) + " was not recorded: " + line + " for " + receipts_[answered_].command);
}

void TerminalRun::on_exit() {
    const int status = child_->finish();
    child_.reset();
    online_ = false;
    if (phase_ == Phase::Done) return;
    ++restarts_;
    if (++exits_in_a_row_ > kExitsInARowMax)
        return fail("the terminal program keeps ending (status " + std::to_string(status) + "): see " + settings_.directory + "/stderr.log");
    const auto started = start();
    if (!started) fail(describe(started.error()));
}

void TerminalRun::fail(std::string reason) {
    phase_ = Phase::Failed;
    failure_ = std::move(reason);
    child_.reset();
}

}  // namespace pareto::hq::replay
