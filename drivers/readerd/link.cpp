#include "drivers/readerd/link.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <unistd.h>

namespace pareto::drivers::readerd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLookForEnd{5};
constexpr milliseconds kEndWithin{500};  // of a process that was killed
constexpr std::size_t kReportsMax = 16;  // at once; more than all its requests have answers
constexpr auto kFarAway = std::chrono::hours{1};

const char* const kEnded =
    "the card reader program ended and is started again: present the card once more in a moment";
const char* const kLate =
    "the card reader program does not start: it is tried again; enter card numbers by hand";
const char* const kStranger =
    "another program answers in place of the card reader program: start the terminal again";
const char* const kOtherVersion =
    "the card reader program is of another version than the terminal: install both together";
const char* const kGarbage =
    "the card reader program spoke nonsense and is started again: present the card once more in a "
    "moment";

}  // namespace

Result<void> Link::start(Clock::time_point until) {
    std::vector<std::string> arguments{program_.path, "--socket", program_.socket};
    for (const std::string& reader : program_.readers) {
        arguments.emplace_back("--reader");
        arguments.push_back(reader);
    }
    PARETO_TRY(auto child, Child::start(arguments, program_.log_file));
    child_.emplace(std::move(child));
    until_ = until;
    state_ = State::Starting;
    return {};
}

void Link::send(const Request& request) {
    if (state_ == State::Serving) connection_->send(encode(request));
}

void Link::watch(std::vector<pollfd>& waited) const {
    if (state_ == State::Gone || state_ == State::Ending) return;
    waited.push_back({child_->output().get(), POLLIN, 0});
    if (!connection_) return;
    const bool writes = connection_->unsent() > 0;
    waited.push_back(
        {connection_->descriptor(), static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN), 0});
}

Clock::time_point Link::next_step() const {
    switch (state_) {
        case State::Starting:
        case State::Greeting:
            return until_;
        case State::Ending:
            // Less and less often at one that the kernel cannot end.
            return Clock::now() + kLookForEnd + (Clock::now() - ending_since_) / 8;
        case State::Gone:
        case State::Serving:
            break;
    }
    return Clock::now() + kFarAway;
}

Result<std::vector<Report>> Link::step() {
    if (state_ == State::Ending && child_->has_ended()) {
        child_.reset();
        state_ = State::Gone;
    }
    if (state_ == State::Gone || state_ == State::Ending) return std::vector<Report>{};
    PARETO_TRY_VOID(hear_output());
    PARETO_TRY(auto reports, hear());
    if (connection_) PARETO_TRY_VOID(connection_->flush());
    if (state_ != State::Serving && Clock::now() >= until_)
        return fault(FaultCode::Unavailable, kLate);
    return reports;
}

void Link::kill() {
    connection_.reset();
    if (!child_) return;
    child_->signal(SIGKILL);
    state_ = State::Ending;
    ending_since_ = Clock::now();
}

void Link::close(Clock::time_point deadline) {
    if (!child_) return;
    child_->signal(SIGTERM);
    connection_.reset();
    if (wait_for_end(deadline)) return;
    child_->signal(SIGKILL);
    [[maybe_unused]] const bool ended = wait_for_end(Clock::now() + kEndWithin);
}

Result<void> Link::hear_output() {
    std::array<char, 64> block{};
    const ssize_t count = ::read(child_->output().get(), block.data(), block.size());
    if (count == 0) return fault(FaultCode::Unavailable, kEnded);
    if (count < 0 || state_ != State::Starting) return {};
    return connect();
}

Result<void> Link::connect() {
    auto socket = connect_to(program_.socket);
    if (!socket) return fault(FaultCode::Unavailable, kLate);
    const auto peer = peer_of(*socket);
    if (!peer || peer->process != child_->process() || peer->user != ::geteuid())
        return fault(FaultCode::Unavailable, kStranger);
    connection_.emplace(std::move(*socket));
    connection_->send(encode(Request{Hello{}}));
    state_ = State::Greeting;
    return {};
}

Result<std::vector<Report>> Link::hear() {
    std::vector<Report> reports;
    while (connection_) {
        const auto message = connection_->receive();
        if (!message) {
            const bool ended = message.error().code == FaultCode::Unavailable;
            return fault(FaultCode::Unavailable, ended ? kEnded : kGarbage);
        }
        if (!*message) break;
        auto report = decode_report(**message);
        if (!report) return fault(FaultCode::Unavailable, kGarbage);
        const auto* welcome = std::get_if<Welcome>(&*report);
        if ((welcome != nullptr) != (state_ == State::Greeting) || reports.size() == kReportsMax)
            return fault(FaultCode::Unavailable, kGarbage);
        if (welcome == nullptr) {
            reports.push_back(std::move(*report));
        } else if (welcome->version != kVersion) {
            return fault(FaultCode::Unavailable, kOtherVersion);
        } else {
            state_ = State::Serving;
        }
    }
    return reports;
}

bool Link::wait_for_end(Clock::time_point deadline) {
    bool told = false;
    while (!child_->has_ended()) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) return false;
        // The end of its output comes a little before its own.
        pollfd output{told ? -1 : child_->output().get(), POLLIN, 0};
        const auto pause = told ? kLookForEnd : left;
        if (::poll(&output, 1, static_cast<int>(pause.count())) > 0) {
            std::array<char, 64> block{};
            told = ::read(child_->output().get(), block.data(), block.size()) == 0;
        }
    }
    return true;
}

}  // namespace pareto::drivers::readerd
