// Takes the place of the driver table in a test program: what a stage opens is in a pareto-readerd,
// so that every contract of a driver is one of readerd with that driver.
#include <csignal>
#include <filesystem>
#include <string>
#include <utility>

#include <sys/types.h>

#include "drivers/driver.h"
#include "tests/drivers/readerd/reader_in_readerd.h"

namespace pareto::test {

Result<void> ReaderInReaderd::start(const std::string& reader) {
    drivers::readerd::RemoteReaderOptions options;
    options.program = PARETO_READERD;
    options.socket = folder_.file("readers");
    options.readers = {reader};
    PARETO_TRY(reader_, drivers::readerd::RemoteReader::start(std::move(options)));
    return {};
}

Result<std::vector<ports::Tap>> ReaderInReaderd::wait(std::chrono::milliseconds timeout) {
    return reader_->wait(timeout);
}

void ReaderInReaderd::interrupt() noexcept {
    reader_->interrupt();
}

std::string ReaderInReaderd::health() const {
    return reader_->health();
}

Result<void> ReaderInReaderd::with_card(const ports::Tap& tap,
                                        std::chrono::milliseconds timeout,
                                        const Work& work) {
    return reader_->with_card(tap, timeout, work);
}

void ReaderInReaderd::kill() const {
    if (const auto process = reader_->process(); process > 0)
        ::kill(static_cast<pid_t>(process), SIGKILL);
}

}  // namespace pareto::test

namespace pareto::drivers {

Result<std::unique_ptr<ports::CardReader>> open_reader(const std::string& name,
                                                       const std::string& settings) {
    auto reader = std::make_unique<test::ReaderInReaderd>();
    PARETO_TRY_VOID(reader->start(name + ":" + settings));
    return std::unique_ptr<ports::CardReader>{std::move(reader)};
}

}  // namespace pareto::drivers
