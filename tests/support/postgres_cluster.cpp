#include "tests/support/postgres_cluster.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration)

// libpqxx 6.4 loses the result (2 kB) of a statement in which the connection broke: it asks for the
// encoding first, which throws. The leak sanitizer finds this function by its name.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpqxx\n";
}

// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace pareto::test {
namespace {

namespace fs = std::filesystem;

/// Standard input is a pipe whose other end only the test holds. Arguments: programs, directory,
/// user, fsync.
constexpr const char* kKeeperScript = R"sh(
programs=$1 directory=$2 user=$3 fsync=$4
as_user() {
    if [ -n "$user" ]; then
        exec setpriv --reuid="$user" --regid="$user" --init-groups --pdeathsig QUIT "$@"
    else
        exec setpriv --pdeathsig QUIT "$@"
    fi
}
fail() { echo "failed: $1: $(tail -n 5 "$directory"/*.log | tr '\n' ' ')"; exit 1; }

trap 'rm -rf "$directory"' EXIT
cd "$directory" || exit 1
[ -z "$user" ] || chown "$user" "$directory"
(as_user "$programs/initdb" -D "$directory/data" --no-sync --auth=trust --encoding=UTF8 --locale=C -U pareto) \
    >initdb.log 2>&1 </dev/null || fail initdb
(as_user "$programs/postgres" -D "$directory/data" -c listen_addresses= -c unix_socket_directories="$directory" \
    -c fsync="$fsync" -c full_page_writes="$fsync" -c shared_buffers=32MB -c max_connections=60) \
    >postgres.log 2>&1 </dev/null &
server=$!
until "$programs/pg_isready" -q -h "$directory" -U pareto -d postgres; do
    kill -0 $server 2>/dev/null || fail postgres
    sleep 0.05
done
echo ready
read -r _
kill -QUIT $server
wait $server
)sh";

struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error{errno, std::generic_category(), "pipe"};
    }

    ~Pipe() {
        close_end(0);
        close_end(1);
    }

    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void close_end(std::size_t end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }

    std::array<int, 2> ends{-1, -1};
};

/// The newest version's programs, where Debian puts them.
fs::path programs() {
    fs::path newest;
    std::error_code ignored;
    for (const auto& version : fs::directory_iterator{"/usr/lib/postgresql", ignored}) {
        const auto found = version.path() / "bin";
        if (fs::exists(found / "initdb") && found > newest) newest = found;
    }
    return newest;
}

std::string server_user() {
    if (::geteuid() != 0) return {};
    return "postgres";
}

/// Not under TMPDIR when that is long: the socket's path has room for 107 bytes.
std::string make_directory() {
    std::string name = "/tmp/pareto-postgres-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw std::system_error{errno, std::generic_category(), name};
    return name;
}

}  // namespace

struct PostgresCluster::Keeper {
    Keeper(const std::string& directory, const PostgresClusterOptions& options);
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    /// The next thing it says, empty at its end; waits at most `limit`.
    [[nodiscard]] std::string read(std::chrono::milliseconds limit) const;

    Pipe alive;  ///< closed when the test ends
    Pipe says;
};

PostgresCluster::Keeper::Keeper(const std::string& directory,
                                const PostgresClusterOptions& options) {
    // setsid makes it nobody's child, so that neither Ctrl-C nor a runner that kills the test's
    // children stops it before it has cleaned up.
    const std::string bin = programs().string();
    const std::string user = server_user();
    const std::array<const char*, 10> arguments{"setsid",
                                                "--fork",
                                                "sh",
                                                "-c",
                                                kKeeperScript,
                                                "keeper",
                                                bin.c_str(),
                                                directory.c_str(),
                                                user.c_str(),
                                                options.fsync ? "on" : "off"};
    std::array<char*, 11> words{};
    for (std::size_t index = 0; index < arguments.size(); ++index)
        words[index] = const_cast<char*>(arguments[index]);

    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, alive.ends[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, says.ends[1], STDOUT_FILENO);
    pid_t process = 0;
    const int error = ::posix_spawnp(&process, "setsid", &actions, nullptr, words.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error{error, std::generic_category(), "setsid"};
    ::waitpid(process, nullptr, 0);
    alive.close_end(0);
    says.close_end(1);
}

PostgresCluster::Keeper::~Keeper() {
    alive.close_end(1);
    // It says nothing more and ends when all is stopped and removed.
    while (!read(std::chrono::seconds{30}).empty()) {
    }
}

std::string PostgresCluster::Keeper::read(std::chrono::milliseconds limit) const {
    pollfd descriptor{.fd = says.ends[0], .events = POLLIN, .revents = 0};
    if (::poll(&descriptor, 1, static_cast<int>(limit.count())) <= 0) return {};
    std::array<char, 2000> buffer{};
    const auto size = ::read(says.ends[0], buffer.data(), buffer.size());
    return size <= 0 ? std::string{} : std::string{buffer.data(), static_cast<std::size_t>(size)};
}

std::string PostgresCluster::unavailable() {
    if (programs().empty())
        return "PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)";
    const std::string user = server_user();
    // NOLINTNEXTLINE(concurrency-mt-unsafe): asked once, before a test has threads
    if (!user.empty() && ::getpwnam(user.c_str()) == nullptr)
        return "there is no system user " + user;
    return {};
}

PostgresCluster::PostgresCluster(const PostgresClusterOptions& options) {
    if (const std::string why = unavailable(); !why.empty()) throw std::runtime_error{why};
    directory_ = make_directory();
    keeper_ = std::make_unique<Keeper>(directory_, options);
    const std::string said = keeper_->read(std::chrono::seconds{60});
    if (said != "ready\n") throw std::runtime_error{"the test's PostgreSQL did not start: " + said};
}

PostgresCluster::~PostgresCluster() = default;

std::string PostgresCluster::url(const std::string& database) const {
    return "postgresql:///" + database + "?host=" + directory_ + "&user=pareto";
}

std::string PostgresCluster::fresh_database() {
    const std::string name = "test_" + std::to_string(++databases_);
    pqxx::connection connection{url("postgres")};
    pqxx::nontransaction{connection}.exec("create database " + name + " template template0");
    return url(name);
}

void PostgresCluster::drop_database(const std::string& url) {
    constexpr std::string_view kBeforeName = "postgresql:///";
    const auto end = url.find('?');
    const std::string name = url.substr(kBeforeName.size(), end - kBeforeName.size());
    pqxx::connection connection{this->url("postgres")};
    pqxx::nontransaction{connection}.exec("drop database " + name + " with (force)");
}

namespace {

PostgresCluster& shared_cluster() {
    static PostgresCluster cluster{{.fsync = false}};
    return cluster;
}

}  // namespace

std::string fresh_database() {
    return shared_cluster().fresh_database();
}

void drop_database(const std::string& url) {
    shared_cluster().drop_database(url);
}

}  // namespace pareto::test
