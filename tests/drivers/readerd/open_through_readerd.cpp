// Takes the place of the driver table in a test program: what a stage opens is in a pareto-readerd,
// so that every contract of a driver is one of readerd with that driver.
#include <filesystem>
#include <string>
#include <utility>

#include "drivers/card_session.h"
#include "drivers/driver.h"
#include "drivers/readerd/remote_reader.h"
#include "tests/support/temporary_directory.h"

namespace pareto::drivers {
namespace {

/// A remote reader with the folder of its socket.
class InItsFolder final : public ports::CardReader, public CardSessions {
public:
    [[nodiscard]] Result<void> start(const std::string& reader) {
        readerd::RemoteReaderOptions options;
        options.program = PARETO_READERD;
        options.socket = folder_.file("readers");
        options.readers = {reader};
        PARETO_TRY(reader_, readerd::RemoteReader::start(std::move(options)));
        return {};
    }

    Result<std::vector<ports::Tap>> wait(std::chrono::milliseconds timeout) override {
        return reader_->wait(timeout);
    }

    void interrupt() noexcept override { reader_->interrupt(); }

    std::string health() const override { return reader_->health(); }

    Result<void> with_card(const ports::Tap& tap,
                           std::chrono::milliseconds timeout,
                           const Work& work) override {
        return reader_->with_card(tap, timeout, work);
    }

private:
    test::TemporaryDirectory folder_;
    std::unique_ptr<readerd::RemoteReader> reader_;
};

}  // namespace

Result<std::unique_ptr<ports::CardReader>> open_reader(const std::string& name,
                                                       const std::string& settings) {
    auto reader = std::make_unique<InItsFolder>();
    PARETO_TRY_VOID(reader->start(name + ":" + settings));
    return std::unique_ptr<ports::CardReader>{std::move(reader)};
}

}  // namespace pareto::drivers
