// What drivers::open_reader() gives in a test program that has open_through_readerd.cpp: the driver
// is in a pareto-readerd of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "drivers/card_session.h"
#include "drivers/readerd/remote_reader.h"
#include "tests/support/temporary_directory.h"

namespace pareto::test {

/// A remote reader with the folder of its socket.
class ReaderInReaderd final : public ports::CardReader, public drivers::CardSessions {
public:
    [[nodiscard]] Result<void> start(const std::string& reader);
    [[nodiscard]] Result<std::vector<ports::Tap>> wait(std::chrono::milliseconds timeout) override;
    void interrupt() noexcept override;
    [[nodiscard]] std::string health() const override;
    [[nodiscard]] Result<void> with_card(const ports::Tap& tap,
                                         std::chrono::milliseconds timeout,
                                         const Work& work) override;
    /// Kills the process, as a crash would.
    void kill() const;

private:
    TemporaryDirectory folder_;
    std::unique_ptr<drivers::readerd::RemoteReader> reader_;
};

}  // namespace pareto::test
