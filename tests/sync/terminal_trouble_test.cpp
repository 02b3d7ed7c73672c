// The terminal's end when things go wrong: wrong acks, broken protocol, silence, standings, a
// journal that fails.
#include <gtest/gtest.h>

#include "tests/sync/fake_journal.h"
#include "tests/sync/show.h"

namespace pareto::sync::test {
namespace {

using std::chrono::seconds;

class TerminalTroubleTest : public testing::Test {
protected:
    void connect() {
        session_.emplace(journal_, now_);
        static_cast<void>(session_->take_output());
    }

    std::string hear(const Message& message) {
        return show(session_->on_frame(encode(message), now_));
    }

    std::string sent() { return show(session_->take_output()); }

    std::string wait(seconds time) {
        now_ += time;
        return show(session_->on_tick(now_));
    }

    static Welcome welcome(TerminalStanding standing = TerminalStanding::Good) {
        Welcome made;
        made.term = 5;
        made.credits = 4;
        made.standing = standing;
        return made;
    }

    /// In the middle of things: twenty entries sent, ten acknowledged.
    void be_connected() {
        journal_.append(20);
        connect();
        ASSERT_EQ(hear(welcome()), "");
        ASSERT_EQ(hear(ack(7, 10)), "");
        static_cast<void>(session_->take_output());
    }

    Ack ack(Registration registration, Sequence sequence) {
        return {registration,
                sequence,
                journal_.own(7).hashes.at(static_cast<std::size_t>(sequence)),
                5,
                1};
    }

    FakeJournal journal_{7};
    SteadyTime now_{std::chrono::hours{1}};
    std::optional<TerminalSession> session_;
};

TEST_F(TerminalTroubleTest, AnAckOfWhatWasNotSentRaisesAnAlarm) {
    const std::string closed = "corrupt: sync: HQ broke the protocol: an ack of what was not sent";
    const std::string alarm = "HQ acknowledged what this terminal did not send";
    be_connected();
    EXPECT_EQ(hear(Ack{8, 10, journal_.own(7).hashes[10], 5, 1}), closed) << "another registration";
    EXPECT_EQ(session_->status().alarm, alarm);
    connect();
    ASSERT_EQ(hear(welcome()), "");
    EXPECT_EQ(hear(Ack{7, 21, Hash{}, 5, 1}), closed) << "beyond what was sent";
    EXPECT_EQ(session_->status().alarm, alarm);
    connect();
    ASSERT_EQ(hear(welcome()), "");
    Ack of_another_term = ack(7, 20);
    of_another_term.term = 6;
    EXPECT_EQ(hear(of_another_term), closed);
    EXPECT_EQ(session_->status().alarm, alarm);
    EXPECT_EQ(journal_.own(7).acked, 10);
}

TEST_F(TerminalTroubleTest, AnAckWithAnotherHashRaisesAnAlarm) {
    be_connected();
    Ack wrong = ack(7, 20);
    wrong.hash = journal_.own(7).hashes[19];
    EXPECT_EQ(hear(wrong), "conflict: HQ acknowledges another history");
    EXPECT_EQ(session_->status().alarm, "HQ acknowledged another history of this terminal");
    EXPECT_EQ(journal_.own(7).acked, 10);
    EXPECT_EQ(session_->status().unacked, 10);
}

TEST_F(TerminalTroubleTest, ANackOfWhatWasNeverSentClosesTheSession) {
    const std::string closed = "corrupt: sync: HQ broke the protocol: a NACK of what was not sent";
    be_connected();
    EXPECT_EQ(hear(Nack{8, 15}), closed);
    EXPECT_EQ(hear(Nack{7, 0}), closed);
    EXPECT_EQ(hear(Nack{7, 22}), closed);
    EXPECT_EQ(hear(Nack{7, 21}), "") << "exactly what comes next";
    EXPECT_EQ(sent(), "");
}

TEST_F(TerminalTroubleTest, ANackOfWhatWasAcknowledgedIsSettledByANewHello) {
    be_connected();
    EXPECT_EQ(hear(Nack{7, 10}), "conflict: HQ lacks entries that it acknowledged");
    EXPECT_EQ(hear(Nack{7, 11}), "");
    EXPECT_EQ(sent(), "batch 7:11-20");
}

TEST_F(TerminalTroubleTest, NothingComesBeforeTheWelcome) {
    journal_.append(20);
    const std::string closed = "corrupt: sync: HQ broke the protocol: a message before WELCOME";
    for (const Message& message : {Message{ack(7, 10)},
                                   Message{Nack{7, 1}},
                                   Message{Feed{0, 1, {}}},
                                   Message{Missing{}},
                                   Message{Response{}},
                                   Message{Batch{}}}) {
        connect();
        EXPECT_EQ(hear(message), closed) << show(message);
    }
}

TEST_F(TerminalTroubleTest, HqKeepsToItsPart) {
    be_connected();
    EXPECT_EQ(hear(welcome()), "corrupt: sync: HQ broke the protocol: a second WELCOME");
    EXPECT_EQ(hear(Response{}), "corrupt: sync: HQ broke the protocol: an answer to no request");
    for (const Message& message : {Message{Hello{}},
                                   Message{Batch{}},
                                   Message{FeedAck{}},
                                   Message{Request{}},
                                   Message{EnrolRequest{}},
                                   Message{EnrolResponse{}}})
        EXPECT_EQ(hear(message),
                  "corrupt: sync: HQ broke the protocol: a message that only terminals send")
            << show(message);
    EXPECT_EQ(show(session_->on_frame("\xff\xff", now_)), "corrupt: sync: not a protobuf message");
}

TEST_F(TerminalTroubleTest, AnAnswerIsDeliveredOnce) {
    be_connected();
    int answers = 0;
    session_->request(Census{7}, [&](const Response&) { ++answers; });
    Response response;
    response.number = 1;
    EXPECT_EQ(hear(response), "");
    EXPECT_EQ(hear(response), "corrupt: sync: HQ broke the protocol: an answer to no request");
    EXPECT_EQ(answers, 1);
}

TEST_F(TerminalTroubleTest, ItsHeartBeatsEveryFifteenSeconds) {
    be_connected();
    EXPECT_EQ(session_->next_deadline(), now_ + seconds{15});
    EXPECT_EQ(wait(seconds{14}), "");
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(wait(seconds{1}), "");
    EXPECT_EQ(sent(), "ping");
    EXPECT_EQ(hear(Pong{}), "");
    EXPECT_EQ(session_->next_deadline(), now_ + seconds{15});
    EXPECT_EQ(wait(seconds{15}), "");
    EXPECT_EQ(sent(), "ping");
}

TEST_F(TerminalTroubleTest, HqIsDeadAfterFortyFiveSilentSeconds) {
    be_connected();
    EXPECT_EQ(wait(seconds{15}), "");
    EXPECT_EQ(wait(seconds{15}), "");
    EXPECT_EQ(session_->next_deadline(), now_ + seconds{15});
    EXPECT_EQ(wait(seconds{14}), "");
    EXPECT_EQ(session_->next_deadline(), now_ + seconds{1});
    EXPECT_EQ(wait(seconds{1}), "timeout: HQ is silent");
}

TEST_F(TerminalTroubleTest, AnyWordOfHqIsASignOfLife) {
    be_connected();
    EXPECT_EQ(wait(seconds{44}), "");
    EXPECT_EQ(hear(ack(7, 20)), "");
    EXPECT_EQ(wait(seconds{44}), "");
    EXPECT_EQ(hear(Ping{}), "");
    EXPECT_EQ(sent(), "ping | ping | pong");
    EXPECT_EQ(wait(seconds{44}), "");
    EXPECT_EQ(wait(seconds{1}), "timeout: HQ is silent");
}

TEST_F(TerminalTroubleTest, AHqThatNeverWelcomesIsDeadToo) {
    connect();
    EXPECT_EQ(wait(seconds{44}), "");
    EXPECT_EQ(wait(seconds{1}), "timeout: HQ is silent");
}

TEST_F(TerminalTroubleTest, AFarewellTellsThePersonWhy) {
    be_connected();
    EXPECT_EQ(hear(Bye{"another session of this terminal took over"}),
              "unavailable: HQ closed the session: another session of this terminal took over");
    EXPECT_EQ(session_->status().alarm, "another session of this terminal took over");
    connect();
    EXPECT_EQ(session_->status().alarm, "");
    EXPECT_EQ(hear(Bye{"not now"}), "unavailable: HQ closed the session: not now")
        << "also instead of a WELCOME";
}

TEST_F(TerminalTroubleTest, AStandingThatIsNotGoodIsAnAlarmAndEntriesAreSentAllTheSame) {
    journal_.append(10);

    struct Row {
        TerminalStanding standing;
        std::uint32_t credits;
        const char* sent;
        const char* alarm;
    };

    for (const Row& row :
         {Row{TerminalStanding::Good, 4, "batch 7:1-10", ""},
          Row{TerminalStanding::Replaced,
              4,
              "batch 7:1-10",
              "another device was enrolled as this terminal: enrol again"},
          Row{TerminalStanding::Revoked,
              4,
              "batch 7:1-10",
              "HQ revoked this terminal: what it sold is kept for review"},
          Row{TerminalStanding::CertificateExpired,
              0,
              "",
              "this terminal's certificate expired: a manager must approve its renewal"}}) {
        connect();
        Welcome given = welcome(row.standing);
        given.credits = row.credits;
        EXPECT_EQ(hear(given), "");
        EXPECT_EQ(sent(), row.sent);
        EXPECT_EQ(session_->status().alarm, row.alarm);
        EXPECT_EQ(session_->status().standing, row.standing);
        EXPECT_TRUE(session_->status().welcomed);
    }
}

TEST_F(TerminalTroubleTest, AJournalThatCannotBeReadIsAnAlarmAndNoHello) {
    journal_.fault_of_hello = Fault{FaultCode::Corrupt, "disk"};
    session_.emplace(journal_, now_);
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(session_->status().alarm, "corrupt: disk");
}

TEST_F(TerminalTroubleTest, NothingIsBelievedThatTheJournalCouldNotRecord) {
    journal_.append(10);
    connect();
    journal_.fault_of_welcome = Fault{FaultCode::Exhausted, "disk full"};
    EXPECT_EQ(hear(welcome()), "exhausted: disk full");
    EXPECT_FALSE(session_->status().welcomed);
    EXPECT_EQ(sent(), "");

    journal_.fault_of_welcome.reset();
    connect();
    ASSERT_EQ(hear(welcome()), "");
    EXPECT_EQ(sent(), "batch 7:1-10");
    journal_.fault_of_feed = Fault{FaultCode::Exhausted, "disk full"};
    EXPECT_EQ(hear(Feed{0, 5, {{2, "A-1", "x"}}}), "exhausted: disk full");
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(session_->status().feed_cursor, 0);
    journal_.fault_of_read = Fault{FaultCode::Corrupt, "gap"};
    EXPECT_EQ(show(session_->pump()), "corrupt: gap");
}

}  // namespace
}  // namespace pareto::sync::test
