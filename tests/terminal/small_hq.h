// A head office in memory behind the real sync port: one branch, one terminal (BR1/T1), TLS and
// all.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/net/enrolment_code.h"
#include "common/sync/group_keys.h"
#include "common/system/clock.h"
#include "common/system/random.h"
#include "hq/sync_server/sync_server.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {

/// What survives a restart of SmallHq's server.
struct SmallBooks {
    std::mutex mutex;
    net::KeyAndCertificate authority;
    Bytes secret;
    bool code_spent = false;
    bool certificate_counts_as_expired = false;
    std::int64_t token = 0;
    std::map<Registration, std::vector<Bytes>> entries;
    std::map<Registration, std::vector<Hash>> hashes;
    int authorised = 0;
    std::string certificate_pem;  ///< the terminal's
    std::vector<sync::GroupKey> group_keys;
    int keys_asked = 0;
};

class SmallHq {
public:
    SmallHq();
    void start();

    void stop() { server_.reset(); }

    /// The one-time code, as a person types it.
    [[nodiscard]] std::string code() const;

    [[nodiscard]] std::string address() const { return address_; }

    [[nodiscard]] std::size_t count(Registration registration);

    SmallBooks& books() { return *books_; }

private:
    std::shared_ptr<SmallBooks> books_ = std::make_shared<SmallBooks>();
    net::KeyAndCertificate own_;
    system::SystemClock clock_;
    system::SystemRandom random_;
    std::string address_;
    std::uint16_t port_ = 0;
    std::unique_ptr<hq::sync_server::SyncServer> server_;
};

}  // namespace pareto::test
