// What the tests of readerd have in common: scripted readers on pipes, and what the kernel says of
// processes.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/check.h"
#include "drivers/readerd/descriptor.h"
#include "tests/support/temporary_directory.h"

namespace pareto::test {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kSoon{
    20'000};  // the machine may be busy; nothing waits for so long otherwise

/// Whether `condition` held before the time was over; looked at again and again.
[[nodiscard]] bool eventually(const std::function<bool()>& condition);
/// Of a process that has not ended; a zombie has.
[[nodiscard]] bool is_alive(std::int64_t process);
/// How many descriptors this process has open.
[[nodiscard]] std::size_t open_descriptors();
/// Memory of this process that is in use, in KiB.
[[nodiscard]] std::int64_t resident_kib();

/// A scripted reader's pipe, open as long as this: what is written waits for the next reader.
class TapPipe {
public:
    TapPipe(const TemporaryDirectory& folder, const std::string& name) : path_(folder.file(name)) {
        PARETO_CHECK(::mkfifo(path_.c_str(), 0600) == 0);
        pipe_ =
            drivers::readerd::Descriptor{::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK)};
        PARETO_CHECK(pipe_.is_open());
    }

    /// For --reader.
    [[nodiscard]] std::string reader() const { return "scripted:" + path_; }

    void write_line(const std::string& line) const {
        const std::string text = line + "\n";
        PARETO_CHECK(::write(pipe_.get(), text.data(), text.size()) ==
                     static_cast<ssize_t>(text.size()));
    }

    void tap(const std::string& uid_digits) const { write_line("uid " + uid_digits); }

private:
    const std::string path_;
    drivers::readerd::Descriptor pipe_;
};

}  // namespace pareto::test
