#include "terminal/headless/line_loop.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/log/log.h"
#include "terminal/headless/command.h"

namespace pareto::terminal::headless {

namespace {

constexpr int kQuietMs = 200;
constexpr int kLinesBetweenIdle = 500;
constexpr std::size_t kTapsMax = 64;
constexpr std::chrono::milliseconds kReaderWait{1'000};

Result<void> write_line(int descriptor, std::string line) {
    line.push_back('\n');
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t written = ::write(descriptor, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0)
            return fault(FaultCode::Unavailable,
                         "writing an answer: " + std::generic_category().message(errno));
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

// Cuts input into lines. A line over the limit is passed on cut off, once, so that it is answered
// like any other.
class Lines {
public:
    void feed(std::string_view bytes) { unread_.append(bytes); }

    [[nodiscard]] bool next(std::string& line) {
        const auto end = unread_.find('\n', looked_at_);
        if (end == std::string::npos) {
            looked_at_ = unread_.size();
            if (unread_.size() <= kLineBytesMax) return false;
            // Keeps just enough to know that it was too long.
            unread_.resize(kLineBytesMax + 1);
            looked_at_ = unread_.size();
            return false;
        }
        line.assign(unread_, 0, std::min(end, kLineBytesMax + 1));
        unread_.erase(0, end + 1);
        looked_at_ = 0;
        return true;
    }

private:
    std::string unread_;
    std::size_t looked_at_ = 0;
};

// Waits for taps on a thread of its own and hands them to the loop.
class TapThread {
public:
    explicit TapThread(ports::CardReader* reader)
        : reader_{reader}, bell_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
        if (reader_ != nullptr)
            thread_ = std::thread{[this] {
                run();
            }};
    }

    ~TapThread() {
        ending_ = true;
        if (reader_ != nullptr) reader_->interrupt();
        if (thread_.joinable()) thread_.join();
        if (bell_ >= 0) ::close(bell_);
    }

    TapThread(const TapThread&) = delete;
    TapThread& operator=(const TapThread&) = delete;

    [[nodiscard]] int bell() const { return bell_; }

    [[nodiscard]] std::vector<ports::Tap> take() {
        std::uint64_t rung = 0;
        // Nothing to read means that nobody rang.
        if (::read(bell_, &rung, sizeof rung) < 0) return {};
        const std::lock_guard lock{mutex_};
        return std::exchange(taps_, {});
    }

private:
    void run() {
        std::string last_fault;
        while (!ending_) {
            auto taps = reader_->wait(kReaderWait);
            if (!taps) {
                // Said once for each ailment; the reader's own waiting keeps this loop slow.
                const std::string text = describe(taps.error());
                if (text != last_fault) log::warning("terminal.reader", {{"fault", text}});
                last_fault = text;
                continue;
            }
            last_fault.clear();
            if (taps->empty()) continue;
            {
                const std::lock_guard lock{mutex_};
                for (auto& tap : *taps) {
                    if (taps_.size() < kTapsMax) taps_.push_back(std::move(tap));
                }
            }
            const std::uint64_t one = 1;
            if (::write(bell_, &one, sizeof one) < 0) return;
        }
    }

    ports::CardReader* reader_;
    int bell_;
    std::atomic<bool> ending_{false};
    std::mutex mutex_;
    std::vector<ports::Tap> taps_;
    std::thread thread_;
};

}  // namespace

Result<void> run(const LineLoop& loop) {
    TapThread taps{loop.reader};
    Lines lines;
    std::string line;
    std::string chunk(64U << 10U, '\0');
    int since_idle = 0;
    while (true) {
        pollfd sources[] = {{loop.input, POLLIN, 0}, {taps.bell(), POLLIN, 0}};
        const int ready = ::poll(sources, 2, kQuietMs);
        if (ready < 0 && errno != EINTR)
            return fault(FaultCode::Unavailable, "poll: " + std::generic_category().message(errno));
        if (ready == 0) {
            loop.idle();
            since_idle = 0;
        }
        for (const auto& tap : taps.take())
            PARETO_TRY_VOID(write_line(loop.output, loop.on_tap(tap)));
        if (ready <= 0 || sources[0].revents == 0) continue;
        const ssize_t count = ::read(loop.input, chunk.data(), chunk.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0) return {};
        lines.feed(std::string_view{chunk}.substr(0, static_cast<std::size_t>(count)));
        while (lines.next(line)) {
            PARETO_TRY_VOID(write_line(loop.output, loop.answer(line)));
            if (loop.finished()) return {};
            if (++since_idle < kLinesBetweenIdle) continue;
            loop.idle();
            since_idle = 0;
        }
    }
}

}  // namespace pareto::terminal::headless
