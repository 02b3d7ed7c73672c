#include "tests/support/pn532/pn532.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include "common/base/check.h"

namespace pareto::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};
constexpr int kDripMs = 100;

std::string name_of_slave(int master) {
    std::array<char, 128> name{};
    const bool named = ::grantpt(master) == 0 && ::unlockpt(master) == 0 &&
                       ::ptsname_r(master, name.data(), name.size()) == 0;
    PARETO_CHECK(named);
    return name.data();
}

/// Bytes go through as they are, before the host has set up its end too.
void make_raw(int line) {
    termios settings{};
    ::tcgetattr(line, &settings);
    ::cfmakeraw(&settings);
    ::tcsetattr(line, TCSANOW, &settings);
}

}  // namespace

Pn532::Pn532() : folder_((fs::temp_directory_path() / "pareto-pn532-XXXXXX").string()) {
    const bool made = ::mkdtemp(folder_.data()) != nullptr;
    PARETO_CHECK(made);
    link_ = folder_ + "/reader";
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    PARETO_CHECK(wake_ >= 0);
    plug_in();
}

Pn532::~Pn532() {
    unplug();
    ::close(wake_);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void Pn532::plug_in() {
    if (serving_.joinable()) return;
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    PARETO_CHECK(master_ >= 0);
    const std::string name = name_of_slave(master_);
    slave_ = ::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    PARETO_CHECK(slave_ >= 0);
    make_raw(slave_);
    ::fcntl(master_, F_SETFL, O_NONBLOCK);
    chip_.reset();
    frames_ = FrameReader{};
    dripping_.clear();
    ending_ = false;
    serving_ = std::thread{[this] {
        serve();
    }};
    fs::create_symlink(name, link_);
}

void Pn532::unplug() {
    if (!serving_.joinable()) return;
    fs::remove(link_);
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    wake();
    serving_.join();
    ::close(std::exchange(slave_, -1));
    ::close(std::exchange(master_, -1));
}

void Pn532::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

void Pn532::put_on(std::shared_ptr<RfTag> tag) {
    {
        const std::lock_guard lock{mutex_};
        chip_.put_on(std::move(tag));
    }
    wake();
}

void Pn532::take_away() {
    const std::lock_guard lock{mutex_};
    chip_.take_away();
}

void Pn532::behave(Manners manners, unsigned answers) {
    const std::lock_guard lock{mutex_};
    manners_ = manners;
    manners_left_ = answers;
    dripping_.clear();
}

void Pn532::fail_exchanges(unsigned count) {
    const std::lock_guard lock{mutex_};
    chip_.fail_exchanges(count);
}

void Pn532::tear(Tear tear) {
    const std::lock_guard lock{mutex_};
    chip_.tear(tear);
}

std::uint64_t Pn532::bytes_on_the_line() const {
    const std::lock_guard lock{mutex_};
    return line_bytes_;
}

std::uint64_t Pn532::listings() const {
    const std::lock_guard lock{mutex_};
    return chip_.listings();
}

std::uint64_t Pn532::empty_looks() const {
    const std::lock_guard lock{mutex_};
    return chip_.empty_looks();
}

std::uint64_t Pn532::exchanges() const {
    const std::lock_guard lock{mutex_};
    return chip_.exchanges();
}

bool Pn532::field_is_on() const {
    const std::lock_guard lock{mutex_};
    return chip_.field_is_on();
}

bool Pn532::wait_until(const std::function<bool(const Pn532Chip&)>& condition) {
    std::unique_lock lock{mutex_};
    return obeyed_.wait_for(lock, kPatience, [&] { return condition(chip_); });
}

bool Pn532::wait_until_missed(std::uint64_t count) {
    const std::uint64_t wanted = empty_looks() + count;
    return wait_until(
        [&](const Pn532Chip& chip) { return chip.empty_looks() >= wanted && !chip.field_is_on(); });
}

int Pn532::pause_ms() const {
    if (!dripping_.empty()) return kDripMs;
    const auto due = chip_.due();
    if (!due) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void Pn532::serve() {
    Bytes buffer(4096, '\0');
    std::unique_lock lock{mutex_};
    while (!ending_) {
        std::array<pollfd, 2> waits{pollfd{.fd = master_, .events = POLLIN, .revents = 0},
                                    pollfd{.fd = wake_, .events = POLLIN, .revents = 0}};
        const int pause = pause_ms();
        lock.unlock();
        const int ready = ::poll(waits.data(), waits.size(), pause);
        std::uint64_t ignored = 0;
        [[maybe_unused]] const auto woken = ::read(wake_, &ignored, sizeof ignored);
        lock.lock();
        if (ready == 0 && !dripping_.empty()) {
            write_out(BytesView{dripping_}.substr(0, 1));
            dripping_.erase(0, 1);
        }
        if ((waits[0].revents & POLLIN) != 0) receive(buffer);
        if (const auto late = chip_.late_answer(Clock::now())) send(*late);
        obeyed_.notify_all();
    }
}

void Pn532::receive(Bytes& buffer) {
    const auto count = ::read(master_, buffer.data(), buffer.size());
    if (count <= 0) return;
    line_bytes_ += static_cast<std::uint64_t>(count);
    frames_.add(BytesView{buffer}.substr(0, static_cast<std::size_t>(count)));
    while (const auto frame = frames_.next())
        obey(*frame);
}

void Pn532::obey(const Frame& frame) {
    if (manners_ == Manners::Silent) return;
    if (frame.kind == Frame::Kind::Ack) {
        chip_.give_up();
        dripping_.clear();
        return;
    }
    if (frame.kind == Frame::Kind::Nack) {
        write_out(last_frame_);
        return;
    }
    write_out(kAckFrame);
    const auto response = chip_.on_command(frame.command, Clock::now());
    if (response.reaction == Pn532Chip::Reaction::Answers) send(response.answer);
    if (response.reaction == Pn532Chip::Reaction::DoesNotKnow) write_out(kErrorFrame);
}

void Pn532::send(BytesView answer) {
    last_frame_ = frame_of(answer);
    const Manners now = manners_;
    if (manners_left_ > 0 && --manners_left_ == 0) manners_ = Manners::Good;
    switch (now) {
        case Manners::Good:
            write_out(last_frame_);
            return;
        case Manners::Silent:
        case Manners::AcknowledgesOnly:
            return;
        case Manners::Garbage:
            write_out(Bytes(last_frame_.size() + 3, '\x5A'));
            return;
        case Manners::HalfFrames:
            write_out(BytesView{last_frame_}.substr(0, last_frame_.size() / 2));
            return;
        case Manners::WrongChecksums: {
            Bytes wrong = last_frame_;
            wrong[wrong.size() - 2] = static_cast<char>(wrong[wrong.size() - 2] + 1);
            write_out(wrong);
            return;
        }
        case Manners::ErrorFrames:
            write_out(kErrorFrame);
            return;
        case Manners::Drips:
            dripping_ = last_frame_;
            return;
    }
}

void Pn532::write_out(BytesView bytes) {
    line_bytes_ += bytes.size();
    // A host that does not read loses bytes, as on a real line.
    [[maybe_unused]] const auto written = ::write(master_, bytes.data(), bytes.size());
}

}  // namespace pareto::test
