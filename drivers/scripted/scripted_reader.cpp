#include "drivers/scripted/scripted_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/scripted/script_line.h"

namespace pareto::drivers::scripted {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kFileLook{50};        // a file cannot be waited for: it is looked at
constexpr milliseconds kWaitMax{3'600'000};  // keeps time arithmetic away from its limits

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}

    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    Descriptor& operator=(Descriptor&&) = delete;

    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

std::string reason(int error) {
    return std::generic_category().message(error);
}

class ScriptedReader final : public ports::CardReader {
public:
    ScriptedReader(std::string path, Descriptor script, Descriptor wake, bool is_file)
        : path_(std::move(path)),
          script_(std::move(script)),
          wake_(std::move(wake)),
          is_file_(is_file) {}

    [[nodiscard]] Result<std::vector<ports::Tap>> wait(milliseconds timeout) override {
        const auto deadline = Clock::now() + std::clamp(timeout, milliseconds{0}, kWaitMax);
        while (true) {
            if (interrupted()) return std::vector<ports::Tap>{};
            PARETO_TRY(auto tap, next_tap());
            if (tap) return std::vector<ports::Tap>{std::move(*tap)};
            PARETO_TRY(const bool grew, read_some());
            if (grew || end_quiet_line()) continue;
            const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
            if (left.count() <= 0) return std::vector<ports::Tap>{};
            pause_until_something(is_file_ ? std::min(left, kFileLook) : left);
        }
    }

    void interrupt() noexcept override {
        const std::uint64_t one = 1;
        // Fails only when the counter is full, that is, when an interrupt is pending already.
        [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
    }

    [[nodiscard]] std::string health() const override {
        const std::lock_guard lock(mutex_);
        const std::string where =
            "scripted reader " + path_ + ": " + std::to_string(lines_) + " lines read";
        return trouble_.empty() ? where : where + "; " + trouble_;
    }

private:
    [[nodiscard]] bool interrupted() {
        std::uint64_t count = 0;
        return ::read(wake_.get(), &count, sizeof count) == static_cast<ssize_t>(sizeof count);
    }

    void pause_until_something(milliseconds pause) {
        // A regular file is always readable, so that only the wake-up is waited for.
        std::array<pollfd, 2> waiting{pollfd{wake_.get(), POLLIN, 0},
                                      pollfd{script_.get(), POLLIN, 0}};
        [[maybe_unused]] const int ready =
            ::poll(waiting.data(), is_file_ ? 1 : 2, static_cast<int>(pause.count()));
    }

    /// The next tap among the whole lines that have been read; nothing when there is none.
    [[nodiscard]] Result<std::optional<ports::Tap>> next_tap() {
        for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
            std::string line = text_.substr(0, end);
            text_.erase(0, end + 1);
            // The head of an over-long line was dropped; what is here now is its tail, and its
            // fault is told once.
            if (std::exchange(too_long_, false)) line.assign(kLineBytesMax + 1, ' ');
            auto tap = parse_line(line);
            const std::lock_guard lock(mutex_);
            ++lines_;
            if (!tap) {
                trouble_ = "line " + std::to_string(lines_) + ": " + tap.error();
                return fault(FaultCode::Corrupt,
                             path_ + ":" + std::to_string(lines_) + ": " + tap.error());
            }
            if (!*tap) continue;
            (*tap)->reader = "scripted " + path_;
            return std::move(*tap);
        }
        if (text_.size() > kLineBytesMax) {
            too_long_ = true;
            text_.clear();
        }
        return std::optional<ports::Tap>{};
    }

    [[nodiscard]] Result<bool> read_some() {
        std::array<char, 4096> block{};
        const auto count = ::read(script_.get(), block.data(), block.size());
        if (count > 0) {
            text_.append(block.data(), static_cast<std::size_t>(count));
            grew_at_ = Clock::now();
            return true;
        }
        if (count == 0 && is_file_) start_again_if_rewritten();
        if (count == 0 || errno == EAGAIN || errno == EINTR) return false;
        const int error = errno;
        pause_until_something(kFileLook);  // so that a caller who asks again at once does not spin
        return fault(FaultCode::Unavailable, path_ + ": cannot be read: " + reason(error));
    }

    /// A file that became shorter was written anew, as `echo ... > file` does.
    void start_again_if_rewritten() {
        struct stat status {};

        if (::fstat(script_.get(), &status) != 0 ||
            status.st_size >= ::lseek(script_.get(), 0, SEEK_CUR))
            return;
        [[maybe_unused]] const auto start = ::lseek(script_.get(), 0, SEEK_SET);
        text_.clear();
        too_long_ = false;
        const std::lock_guard lock(mutex_);
        lines_ = 0;
    }

    /// A file's last line often has no newline. It counts once the file has stopped growing.
    [[nodiscard]] bool end_quiet_line() {
        if (!is_file_ || (text_.empty() && !too_long_) || Clock::now() - grew_at_ < kFileLook)
            return false;
        text_ += '\n';
        return true;
    }

    const std::string path_;
    Descriptor script_;
    Descriptor wake_;
    const bool is_file_;
    std::string text_;       // read, and not yet a whole line
    bool too_long_ = false;  // the head of the line being read was dropped
    Clock::time_point grew_at_{};
    mutable std::mutex mutex_;  // guards what health() tells
    std::size_t lines_ = 0;
    std::string trouble_;
};

}  // namespace

Result<std::unique_ptr<ports::CardReader>> open(const std::string& path) {
    struct stat status {};

    if (::stat(path.c_str(), &status) != 0) {
        return fault(FaultCode::Unavailable, "scripted reader " + path + ": " + reason(errno));
    }
    const bool is_file = S_ISREG(status.st_mode);
    if (!is_file && !S_ISFIFO(status.st_mode)) {
        return fault(FaultCode::Unsupported,
                     "scripted reader " + path + ": neither a file nor a pipe");
    }
    // Held open for writing as well, a pipe does not end when its last writer leaves.
    Descriptor script{::open(path.c_str(), (is_file ? O_RDONLY : O_RDWR) | O_NONBLOCK | O_CLOEXEC)};
    if (script.get() < 0)
        return fault(FaultCode::Unavailable, "scripted reader " + path + ": " + reason(errno));
    Descriptor wake{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    if (wake.get() < 0)
        return fault(FaultCode::Exhausted, "scripted reader: no eventfd: " + reason(errno));
    return std::make_unique<ScriptedReader>(path, std::move(script), std::move(wake), is_file);
}

}  // namespace pareto::drivers::scripted
