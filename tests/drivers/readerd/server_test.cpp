// The process as any other program sees it: who may speak with it, what it refuses, and how it
// ends.
#include <csignal>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "drivers/readerd/child.h"
#include "drivers/readerd/connection.h"
#include "drivers/readerd/message.h"
#include "tests/drivers/readerd/world.h"

namespace pareto::test {
namespace {

using namespace drivers::readerd;  // NOLINT(google-build-using-namespace)

constexpr uid_t kNobody = 65'534;

class ReaderdTest : public testing::Test {
protected:
    void start() {
        auto started = Child::start({PARETO_READERD,
                                     "--socket",
                                     path,
                                     "--reader",
                                     first.reader(),
                                     "--reader",
                                     second.reader()},
                                    folder.file("log"));
        ASSERT_TRUE(started) << describe(started.error());
        process.emplace(std::move(*started));
        // The process goes with the thread that started it, which is this one.
        pollfd output{process->output().get(), POLLIN, 0};
        ASSERT_EQ(::poll(&output, 1, static_cast<int>(kSoon.count())), 1);
    }

    [[nodiscard]] Connection call() const {
        auto socket = connect_to(path);
        PARETO_CHECK(socket);
        return Connection{std::move(*socket)};
    }

    /// The next report in one word, with its number.
    static std::string hear(Connection& connection) {
        while (true) {
            const auto message = connection.receive();
            if (!message) return "left";
            if (*message) {
                const auto report = decode_report(**message);
                return report ? name_of(*report) : describe(report.error());
            }
            pollfd waited{connection.descriptor(), POLLIN, 0};
            if (::poll(&waited, 1, static_cast<int>(kSoon.count())) != 1) return "silence";
        }
    }

    static void say(Connection& connection, const Request& request) {
        connection.send(encode(request));
        EXPECT_TRUE(connection.flush());
    }

    static void greet(Connection& connection) {
        say(connection, Hello{});
        EXPECT_EQ(hear(connection), "welcome");
        EXPECT_EQ(hear(connection), "health");
    }

    static std::string name_of(const Report& report) {
        struct Name {
            std::string operator()(const Welcome&) const { return "welcome"; }

            std::string operator()(const Health&) const { return "health"; }

            std::string operator()(const Taps& taps) const {
                std::string text = "taps " + std::to_string(taps.number) + ":";
                for (const auto& tap : taps.taps)
                    text += " " + to_hex(tap.uid);
                return text;
            }

            std::string operator()(const Failed& failed) const {
                return "failed " + std::to_string(failed.number) + ": " + describe(failed.fault);
            }

            std::string operator()(const Begun&) const { return "begun"; }

            std::string operator()(const Answered&) const { return "answered"; }

            std::string operator()(const Ended&) const { return "ended"; }
        };

        return std::visit(Name{}, report);
    }

    void expect_end() {
        EXPECT_TRUE(eventually([&] { return process->has_ended(); }));
        EXPECT_NE(::access(path.c_str(), F_OK), 0) << "its socket is gone";
    }

    [[nodiscard]] std::string log() const {
        std::ifstream file{folder.file("log")};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    TemporaryDirectory folder;
    const std::string path = folder.file("readers");
    TapPipe first{folder, "first"};
    TapPipe second{folder, "second"};
    std::optional<Child> process;
};

TEST_F(ReaderdTest, AnswersEachWaitOnceAndKeepsWhatComesMeanwhile) {
    start();
    Connection terminal = call();
    greet(terminal);
    say(terminal, Wait{1, milliseconds{0}});
    EXPECT_EQ(hear(terminal), "taps 1:");
    first.tap("04A2B3C4D5E680");
    say(terminal, Wait{2, kSoon});
    EXPECT_EQ(hear(terminal), "health");
    EXPECT_EQ(hear(terminal), "taps 2: 04a2b3c4d5e680");
    say(terminal, Wait{3, kSoon});
    say(terminal, Stop{3});
    EXPECT_EQ(hear(terminal), "taps 3:");
    first.write_line("nonsense");
    say(terminal, Wait{4, kSoon});
    EXPECT_EQ(hear(terminal), "health");
    EXPECT_EQ(hear(terminal).substr(0, 18), "failed 4: corrupt:");
    say(terminal, Begin{5, {Bytes(4, 'x'), "", "nobody"}, kSoon});
    EXPECT_EQ(hear(terminal),
              "failed 5: conflict: that card was tapped too long ago: present it again");
}

TEST_F(ReaderdTest, LetsOnlyItsUserIn) {
    start();

    struct stat status {};

    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    if (::geteuid() != 0) GTEST_SKIP() << "only root can be somebody else";
    // Even if the file's mode let them in.
    ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
    ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
    const pid_t stranger = ::fork();
    if (stranger == 0) {
        if (::setresuid(kNobody, kNobody, kNobody) != 0) ::_exit(2);
        auto socket = connect_to(path);
        if (!socket) ::_exit(3);
        Connection connection{std::move(*socket)};
        say(connection, Hello{});
        ::_exit(hear(connection) == "left" ? 0 : 4);
    }
    int ended = -1;
    ASSERT_EQ(::waitpid(stranger, &ended, 0), stranger);
    EXPECT_EQ(WEXITSTATUS(ended), 0);
    EXPECT_NE(log().find("another user"), std::string::npos);
    Connection terminal = call();
    greet(terminal);
}

TEST_F(ReaderdTest, ServesOneClientAtATimeAndEndsWithIt) {
    start();
    {
        Connection terminal = call();
        greet(terminal);
        Connection other = call();
        EXPECT_EQ(hear(other), "left");
        say(terminal, Wait{1, milliseconds{0}});
        EXPECT_EQ(hear(terminal), "taps 1:");
    }
    expect_end();
}

TEST_F(ReaderdTest, EndsWellWhenItIsAsked) {
    start();
    Connection terminal = call();
    greet(terminal);
    say(terminal, Wait{1, kSoon});
    process->signal(SIGTERM);
    expect_end();
    EXPECT_NE(log().find("\"why\":\"asked\",\"closed\":true"), std::string::npos) << log();
}

TEST_F(ReaderdTest, TakesThePlaceOfASocketThatADeadProcessLeftAndOfNothingElse) {
    start();
    process->signal(SIGKILL);
    ASSERT_TRUE(eventually([&] { return process->has_ended(); }));
    ASSERT_EQ(::access(path.c_str(), F_OK), 0);
    start();
    {
        Connection terminal = call();
        greet(terminal);
    }
    expect_end();
    std::ofstream{path} << "somebody's file";
    const auto refused = listen_at(path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, FaultCode::Denied);
}

TEST_F(ReaderdTest, ListensUnderALongName) {
    const std::string deep = folder.file(std::string(100, 'x'));
    ASSERT_EQ(::mkdir(deep.c_str(), 0700), 0);
    const auto listener = listen_at(deep + "/readers");
    ASSERT_TRUE(listener) << describe(listener.error());
    const auto socket = connect_to(deep + "/readers");
    ASSERT_TRUE(socket) << describe(socket.error());
    const auto peer = peer_of(*socket);
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->process, ::getpid());
}

TEST_F(ReaderdTest, LogsNoUidAndNoCardNumber) {
    start();
    {
        Connection terminal = call();
        greet(terminal);
        first.tap("04A2B3C4D5E680");
        second.write_line("number SECRET-17");
        for (std::uint64_t number = 1; number <= 2; ++number) {
            say(terminal, Wait{number, kSoon});
            while (hear(terminal) == "health") {
            }
        }
    }
    expect_end();
    std::string text = log();
    EXPECT_NE(text.find("readerd.started"), std::string::npos);
    EXPECT_EQ(text.find("SECRET"), std::string::npos);
    for (char& c : text)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    EXPECT_EQ(text.find("04a2b3c4"), std::string::npos);
}

struct Violation {
    const char* name;
    std::vector<Request> said;
    Bytes raw;
};

void PrintTo(const Violation& each, std::ostream* out) {
    *out << each.name;
}

class ReaderdViolation : public ReaderdTest, public testing::WithParamInterface<Violation> {};

TEST_P(ReaderdViolation, EndsTheProcess) {
    start();
    Connection client = call();
    for (const Request& request : GetParam().said)
        client.send(encode(request));
    EXPECT_TRUE(client.flush());
    const auto& raw = GetParam().raw;
    if (!raw.empty()) {
        ASSERT_EQ(::write(client.descriptor(), raw.data(), raw.size()),
                  static_cast<ssize_t>(raw.size()));
    }
    std::string last;
    for (std::string heard; heard != "left" && heard != "silence"; heard = hear(client))
        last = heard;
    expect_end();
    EXPECT_NE(log().find("readerd.violated"), std::string::npos) << log();
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    ReaderdViolation,
    testing::Values(Violation{"NoFrame", {}, "GET / HTTP/1.1\r\n\r\n"},
                    Violation{"EmptyFrame", {}, Bytes(4, '\0')},
                    Violation{"NoMessage", {}, Bytes{"\0\0\0\2\xFF\xFF", 6}},
                    Violation{"NoHello", {Wait{1, kSoon}}, {}},
                    Violation{"TwoHellos", {Hello{}, Hello{}}, {}},
                    Violation{"OtherVersion", {Hello{kVersion + 1}}, {}},
                    Violation{"TwoWaits", {Hello{}, Wait{1, kSoon}, Wait{2, kSoon}}, {}},
                    Violation{"GarbageLater", {Hello{}, Wait{1, kSoon}}, Bytes(8, '\xFF')}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace pareto::test
