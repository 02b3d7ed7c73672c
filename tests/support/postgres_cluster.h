// A private PostgreSQL cluster for tests: its own data in a temporary directory, reached through a
// Unix socket in it only. Nothing is left behind, however the test ends: a small shell process, not
// a child of the test, waits for the test's end of a pipe to close, then stops the server and
// removes the directory.
#pragma once

#include <memory>
#include <string>

namespace pareto::test {

struct PostgresClusterOptions {
    /// Off makes tests of results much faster. Tests of durability leave it on.
    bool fsync = true;
};

class PostgresCluster {
public:
    /// Why no cluster can run on this machine; empty when one can.
    [[nodiscard]] static std::string unavailable();

    /// Starts the server; throws std::runtime_error with its log when it does not come up. Run by
    /// root, the server runs as the system user `postgres`, because it refuses to be root.
    explicit PostgresCluster(const PostgresClusterOptions& options);
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster&) = delete;
    PostgresCluster& operator=(const PostgresCluster&) = delete;

    /// The URL of a new empty database.
    [[nodiscard]] std::string fresh_database();
    void drop_database(const std::string& url);
    [[nodiscard]] std::string url(const std::string& database) const;

private:
    struct Keeper;
    std::string directory_;
    std::unique_ptr<Keeper> keeper_;
    int databases_ = 0;
};

/// A new empty database in the cluster of this test executable, which is started at the first call,
/// without fsync.
[[nodiscard]] std::string fresh_database();
/// Not needed, but a hundred databases take close to a gigabyte until the end of the executable.
void drop_database(const std::string& url);

}  // namespace pareto::test
