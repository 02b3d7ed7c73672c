// HQ's end as stories: the terminal's words and the database's answers given by hand.
#include <optional>

#include <gtest/gtest.h>

#include "tests/sync/show.h"

namespace pareto::sync::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kTerm = 5;

Hash hash_of(char letter) {
    return *Hash::from(Bytes(32, letter));
}

Batch batch(Sequence first, std::size_t count = 10, Registration registration = 7) {
    Batch made;
    made.registration = registration;
    made.first = first;
    made.entries.assign(count, BatchEntry{12, "entry", {}, {}});
    return made;
}

class HqSessionTest : public testing::Test {
protected:
    void accept(TerminalId terminal = TerminalId{3}) {
        SessionPeer peer;
        peer.terminal = terminal;
        session_.emplace(peer, now_);
    }

    static Hello hello(std::int64_t feed_cursor = 0, std::int64_t known_term = kTerm) {
        Hello made;
        made.heads = {{7, 100, hash_of('l'), 0, {}, 0}};
        made.feed_cursor = feed_cursor;
        made.known_term = known_term;
        return made;
    }

    /// The terminal says this: the work that follows, or the fault with which the session ends.
    std::string hear(const Message& message) {
        return show(session_->on_frame(encode(message), now_));
    }

    std::string sent() { return show(session_->take_output()); }

    std::string opened(TerminalStanding standing = TerminalStanding::Good) {
        OpenResult result;
        result.welcome.standing = standing;
        result.welcome.session_token = 11;
        result.welcome.term = kTerm;
        return show(session_->on_opened(result));
    }

    void be_welcomed(const Hello& with = hello()) {
        accept();
        static_cast<void>(hear(with));
        static_cast<void>(opened());
        static_cast<void>(session_->take_output());
    }

    /// Welcomed, and nothing in the feed yet.
    void be_welcomed_and_quiet() {
        be_welcomed();
        ASSERT_EQ(feed_read(0, 0), "");
    }

    std::string feed_read(std::int64_t from,
                          std::int64_t to,
                          std::vector<std::string> subjects = {}) {
        Feed feed{from, to, {}};
        for (auto& subject : subjects)
            feed.changes.push_back({2, std::move(subject), "x"});
        return show(session_->on_feed_read(feed));
    }

    void ingested(IngestResult::Kind kind, Sequence sequence, bool forked = false) {
        session_->on_ingested({kind, 7, sequence, hash_of('a'), kTerm, "disk full", forked});
    }

    std::string wait(milliseconds time) {
        now_ += time;
        return show(session_->on_tick(now_));
    }

    SteadyTime now_{std::chrono::hours{1}};
    std::optional<HqSession> session_;
};

TEST_F(HqSessionTest, WelcomesAHelloAfterTheDatabaseWasAsked) {
    accept();
    EXPECT_FALSE(session_->welcomed());
    EXPECT_EQ(hear(hello(40)), "open for hello 7:100/0");
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(opened(), "read feed after 40");
    EXPECT_EQ(sent(), "welcome, credits 4");
    EXPECT_TRUE(session_->welcomed());
    EXPECT_EQ(session_->session_token(), 11);
    EXPECT_EQ(session_->peer().terminal, TerminalId{3});
}

TEST_F(HqSessionTest, SendsARestoredTerminalItsPastRightAfterTheWelcome) {
    accept();
    static_cast<void>(hear(hello()));
    OpenResult result;
    result.welcome.term = kTerm;
    result.missing = {{7, 101, {BatchEntry{}, BatchEntry{}}, false},
                      {7, 103, {BatchEntry{}}, true}};
    static_cast<void>(session_->on_opened(result));
    EXPECT_EQ(sent(), "welcome, credits 4 | missing 7:101-102 | missing 7:103-103");
}

TEST_F(HqSessionTest, RefusesAHelloWithAFarewell) {
    accept();
    static_cast<void>(hear(hello()));
    OpenResult result;
    result.refusal = "this registration belongs to another terminal";
    EXPECT_EQ(show(session_->on_opened(result)), "");
    EXPECT_EQ(sent(), "bye: this registration belongs to another terminal");
    EXPECT_TRUE(session_->closing());
    EXPECT_FALSE(session_->welcomed());
    EXPECT_EQ(hear(batch(1)), "") << "what comes after the farewell is not looked at";
}

TEST_F(HqSessionTest, SaysWhichProtocolItSpeaks) {
    struct Row {
        std::uint32_t from;
        std::uint32_t to;
        bool spoken;
    };

    for (const Row row : {Row{1, 1, true},
                          Row{0, 1, true},
                          Row{1, 9, true},
                          Row{2, 9, false},
                          Row{0, 0, false},
                          Row{9, 0, false}}) {
        accept();
        Hello given = hello();
        given.version_min = row.from;
        given.version_max = row.to;
        EXPECT_EQ(hear(given), row.spoken ? "open for hello 7:100/0" : "")
            << row.from << "-" << row.to;
        EXPECT_EQ(session_->closing(), !row.spoken);
        EXPECT_EQ(sent(),
                  row.spoken ? ""
                             : "bye: HQ speaks protocol version 1; this terminal needs another: "
                               "update the older of the two");
    }
}

TEST_F(HqSessionTest, AcknowledgesABatchOnlyAfterItsCommit) {
    be_welcomed();
    EXPECT_EQ(hear(batch(1)), "ingest 7:1-10, token 11");
    EXPECT_EQ(sent(), "");
    ingested(IngestResult::Kind::Acked, 10);
    const auto frames = session_->take_output();
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(decode(frames[0]).value(), (Message{Ack{7, 10, hash_of('a'), kTerm, 1}}))
        << "and gives the credit back";
}

TEST_F(HqSessionTest, TakesFourBatchesAtOnceAndNoMore) {
    be_welcomed();
    for (const Sequence first : {1, 11, 21, 31})
        EXPECT_NE(hear(batch(first)), "");
    ingested(IngestResult::Kind::Acked, 10);
    EXPECT_EQ(hear(batch(41)), "ingest 7:41-50, token 11");
    EXPECT_EQ(hear(batch(51)),
              "corrupt: sync: the terminal broke the protocol: more batches under way than it had "
              "credits");
}

TEST_F(HqSessionTest, AGapGivesTheCreditBackToo) {
    be_welcomed();
    for (const Sequence first : {11, 21, 31, 41})
        static_cast<void>(hear(batch(first)));
    ingested(IngestResult::Kind::Gap, 1);
    EXPECT_EQ(sent(), "nack 7:1");
    EXPECT_EQ(hear(batch(1)), "ingest 7:1-10, token 11");
}

TEST_F(HqSessionTest, ABatchHasEntriesAndAPlace) {
    const std::string empty = "corrupt: sync: the terminal broke the protocol: an empty batch";
    for (const Batch& wrong : {batch(1, 0), batch(0), batch(1, 1, 0)}) {
        be_welcomed();
        EXPECT_EQ(hear(wrong), empty);
    }
    be_welcomed();
    EXPECT_EQ(hear(batch(kSequenceMax - 1, 1)), "ingest 7:4294967294-4294967294, token 11");
    EXPECT_EQ(hear(batch(kSequenceMax, 2)),
              "corrupt: sync: the terminal broke the protocol: a sequence out of range");
}

TEST_F(HqSessionTest, ASessionThatWasTakenOverEnds) {
    be_welcomed();
    static_cast<void>(hear(batch(1)));
    static_cast<void>(hear(batch(11)));
    ingested(IngestResult::Kind::Fenced, 0);
    EXPECT_EQ(sent(), "bye: another session of this terminal took over");
    EXPECT_TRUE(session_->closing());
    ingested(IngestResult::Kind::Acked, 20);
    EXPECT_EQ(sent(), "") << "no ack after the farewell";
}

TEST_F(HqSessionTest, ADatabaseThatFailsEndsTheSessionAndTheTerminalSendsAgain) {
    be_welcomed();
    static_cast<void>(hear(batch(1)));
    ingested(IngestResult::Kind::Failed, 0);
    EXPECT_EQ(sent(), "bye: HQ cannot store entries now: disk full");
    EXPECT_TRUE(session_->closing());
}

TEST_F(HqSessionTest, ASecondHistoryIsKeptAcknowledgedAndSettledByANewHello) {
    be_welcomed();
    static_cast<void>(hear(batch(1)));
    ingested(IngestResult::Kind::Acked, 10, true);
    EXPECT_EQ(
        sent(),
        "ack 7:10 | bye: this terminal's journal has two histories; it gets a new registration");
    EXPECT_TRUE(session_->closing());
}

TEST_F(HqSessionTest, AnswersRequestsBesideTheBatches) {
    be_welcomed();
    for (const Sequence first : {1, 11, 21, 31})
        static_cast<void>(hear(batch(first)));
    EXPECT_EQ(hear(Request{1, Authorise{EntryId{9}, MemberId{42}, Points{300}}}),
              "ask 1: 300 of member 42");
    Response response;
    response.number = 1;
    session_->on_answered(response);
    EXPECT_EQ(sent(), "answer 1");
}

TEST_F(HqSessionTest, AnswersAtMostSixteenRequestsAtOnce) {
    be_welcomed();
    for (std::int64_t number = 1; number <= 16; ++number)
        EXPECT_NE(hear(Request{number, Census{7}}), "");
    EXPECT_EQ(hear(Request{17, Census{7}}), "");
    EXPECT_EQ(sent(), "answer 17: too many requests under way");
    Response response;
    response.number = 1;
    session_->on_answered(response);
    EXPECT_EQ(hear(Request{18, Census{7}}), "ask 18: census of 7");
}

TEST_F(HqSessionTest, ATerminalInQuarantineIsHeardButGetsNeitherFeedNorAnswers) {
    for (const TerminalStanding standing :
         {TerminalStanding::Replaced, TerminalStanding::Revoked}) {
        accept();
        static_cast<void>(hear(hello()));
        EXPECT_EQ(opened(standing), "");
        EXPECT_EQ(sent(), "welcome, credits 4");
        EXPECT_EQ(hear(batch(1)), "ingest 7:1-10, token 11");
        ingested(IngestResult::Kind::Acked, 10);
        EXPECT_EQ(sent(), "ack 7:10");
        EXPECT_EQ(hear(Request{1, Census{7}}), "");
        EXPECT_EQ(sent(), "answer 1: this terminal is not in good standing");
        EXPECT_EQ(show(session_->on_feed_grew(99)), "");
    }
}

TEST_F(HqSessionTest, ATerminalWithAnExpiredCertificateIsWelcomedWithoutCredit) {
    accept();
    static_cast<void>(hear(hello()));
    EXPECT_EQ(opened(TerminalStanding::CertificateExpired), "");
    EXPECT_EQ(sent(), "welcome, credits 0");
    EXPECT_EQ(hear(Request{1, Census{7}}), "");
    EXPECT_EQ(sent(), "answer 1: this terminal is not in good standing");
    EXPECT_EQ(hear(batch(1)),
              "corrupt: sync: the terminal broke the protocol: more batches under way than it had "
              "credits");
}

TEST_F(HqSessionTest, OneChunkOfTheFeedIsUnderWay) {
    be_welcomed();
    EXPECT_EQ(feed_read(0, 4, {"A-1", "B-2"}), "");
    EXPECT_EQ(sent(), "feed 0-4 \"A-1\" \"B-2\"");
    EXPECT_EQ(show(session_->on_feed_grew(9)), "") << "not before the terminal has this one";
    EXPECT_EQ(hear(FeedAck{4}), "read feed after 4");
    EXPECT_EQ(show(session_->on_feed_grew(10)), "");
    EXPECT_EQ(feed_read(4, 10, {"A-1"}), "");
    EXPECT_EQ(sent(), "feed 4-10 \"A-1\"");
    EXPECT_EQ(hear(FeedAck{10}), "read feed after 10") << "a chunk is limited: there may be more";
    EXPECT_EQ(feed_read(10, 10), "");
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(show(session_->on_feed_grew(10)), "") << "nothing new";
    EXPECT_EQ(show(session_->on_feed_grew(11)), "read feed after 10");
    EXPECT_EQ(feed_read(10, 11, {"B-2"}), "");
    EXPECT_EQ(hear(FeedAck{11}), "") << "it caught up once; from then on it is told";
}

TEST_F(HqSessionTest, ReadsALongFeedToItsEnd) {
    be_welcomed();
    EXPECT_EQ(feed_read(0, 1000, {"A"}), "");
    EXPECT_EQ(hear(FeedAck{1000}), "read feed after 1000");
    EXPECT_EQ(feed_read(1000, 2000, {"B"}), "");
    EXPECT_EQ(hear(FeedAck{2000}), "read feed after 2000");
    EXPECT_EQ(feed_read(2000, 2000), "");
}

TEST_F(HqSessionTest, ChangesOfOtherBranchesLeaveNoGapInTheTerminalsFeed) {
    be_welcomed(hello(5));
    EXPECT_EQ(feed_read(5, 8), "read feed after 8");
    EXPECT_EQ(feed_read(8, 8), "");
    EXPECT_EQ(sent(), "") << "nothing for this branch up to 8: the terminal hears nothing";
    EXPECT_EQ(show(session_->on_feed_grew(9)), "read feed after 8");
    EXPECT_EQ(feed_read(8, 9, {"A-1"}), "");
    EXPECT_EQ(sent(), "feed 5-9 \"A-1\"") << "joins the cursor that the terminal has";
    EXPECT_EQ(hear(FeedAck{9}), "");
}

TEST_F(HqSessionTest, GrowthDuringAReadThatFindsNothingIsNotForgotten) {
    be_welcomed_and_quiet();
    EXPECT_EQ(show(session_->on_feed_grew(5)), "read feed after 0");
    EXPECT_EQ(show(session_->on_feed_grew(6)), "");
    EXPECT_EQ(feed_read(0, 0), "read feed after 0")
        << "this read may have been before 6 was committed";
    EXPECT_EQ(feed_read(0, 0), "");
    EXPECT_EQ(show(session_->on_feed_grew(6)), "read feed after 0");
    EXPECT_EQ(feed_read(0, 6), "");
    EXPECT_EQ(show(session_->on_feed_grew(6)), "");
}

TEST_F(HqSessionTest, GrowthBeforeTheWelcomeIsReadAfterIt) {
    accept();
    EXPECT_EQ(show(session_->on_feed_grew(9)), "");
    static_cast<void>(hear(hello()));
    EXPECT_EQ(show(session_->on_feed_grew(9)), "");
    EXPECT_EQ(opened(), "read feed after 0");
}

TEST_F(HqSessionTest, TheFeedBeginsAgainForATerminalOfAnotherTerm) {
    be_welcomed(hello(700, kTerm - 1));
    EXPECT_EQ(feed_read(0, 4), "read feed after 4");
    EXPECT_EQ(feed_read(4, 4), "");
    EXPECT_EQ(show(session_->on_feed_grew(6)), "read feed after 4");
    EXPECT_EQ(feed_read(4, 6, {"A-1"}), "");
    EXPECT_EQ(sent(), "feed 0-6 \"A-1\"") << "the terminal takes what is from its cursor or from 0";
    EXPECT_EQ(hear(FeedAck{6}), "");
}

TEST_F(HqSessionTest, AnAcknowledgementOfNoFeedIsRefused) {
    const std::string refused =
        "corrupt: sync: the terminal broke the protocol: an acknowledgement of no feed";
    be_welcomed_and_quiet();
    EXPECT_EQ(hear(FeedAck{0}), refused);
    be_welcomed();
    static_cast<void>(feed_read(0, 4, {"A-1"}));
    EXPECT_EQ(hear(FeedAck{3}), refused);
    EXPECT_EQ(hear(FeedAck{4}), "read feed after 4");
}

TEST_F(HqSessionTest, WithoutACertificateATerminalMayOnlyEnrol) {
    accept(TerminalId{});
    EXPECT_EQ(hear(EnrolRequest{"secret", "pem"}), "enrol with secret");
    EXPECT_EQ(hear(EnrolRequest{"secret", "pem"}),
              "corrupt: sync: the terminal broke the protocol: without a certificate it may only "
              "enrol, once");
    EnrolResponse response;
    response.registration = 7;
    session_->on_enrolled(response);
    EXPECT_EQ(sent(), "enrolled as 7");
    EXPECT_TRUE(session_->closing());
    for (const Message& message : {Message{hello()},
                                   Message{batch(1)},
                                   Message{Request{}},
                                   Message{FeedAck{}},
                                   Message{Welcome{}}}) {
        accept(TerminalId{});
        EXPECT_EQ(hear(message),
                  "corrupt: sync: the terminal broke the protocol: without a certificate it may "
                  "only enrol, once")
            << show(message);
    }
    accept(TerminalId{});
    EXPECT_EQ(hear(Ping{}), "");
    EXPECT_EQ(sent(), "pong");
}

TEST_F(HqSessionTest, ATerminalKeepsToItsPart) {
    accept();
    EXPECT_EQ(hear(batch(1)),
              "corrupt: sync: the terminal broke the protocol: a message before WELCOME");
    EXPECT_EQ(hear(EnrolRequest{}),
              "corrupt: sync: the terminal broke the protocol: a message before WELCOME");
    EXPECT_EQ(hear(Hello{}),
              "corrupt: sync: the terminal broke the protocol: HELLO without a journal");
    EXPECT_EQ(hear(hello()), "open for hello 7:100/0");
    EXPECT_EQ(hear(hello()), "corrupt: sync: the terminal broke the protocol: a second HELLO");
    EXPECT_EQ(hear(batch(1)),
              "corrupt: sync: the terminal broke the protocol: a message before WELCOME");
    static_cast<void>(opened());
    EXPECT_EQ(hear(hello()), "corrupt: sync: the terminal broke the protocol: a second HELLO");
    for (const Message& message : {Message{Welcome{}},
                                   Message{Ack{}},
                                   Message{Nack{}},
                                   Message{Missing{}},
                                   Message{Feed{}},
                                   Message{Response{}},
                                   Message{EnrolResponse{}},
                                   Message{EnrolRequest{}}})
        EXPECT_EQ(hear(message),
                  "corrupt: sync: the terminal broke the protocol: a message that only HQ sends")
            << show(message);
    EXPECT_EQ(show(session_->on_frame("\xff\xff", now_)), "corrupt: sync: not a protobuf message");
}

TEST_F(HqSessionTest, AFarewellOfTheTerminalEndsTheSession) {
    be_welcomed();
    EXPECT_EQ(hear(Bye{"going home"}), "");
    EXPECT_TRUE(session_->closing());
    EXPECT_EQ(show(session_->on_feed_grew(99)), "");
    EXPECT_EQ(feed_read(0, 5, {"A-1"}), "");
    EXPECT_EQ(sent(), "");
}

TEST_F(HqSessionTest, WaitsFiveSecondsForAHello) {
    accept();
    EXPECT_EQ(session_->next_deadline(), now_ + seconds{5});
    EXPECT_EQ(wait(milliseconds{4'999}), "");
    EXPECT_EQ(hear(Ping{}), "") << "a ping is no HELLO";
    EXPECT_EQ(wait(milliseconds{1}), "timeout: sync: no HELLO within 5 s");
}

TEST_F(HqSessionTest, ATerminalIsDeadAfterFortyFiveSilentSeconds) {
    be_welcomed();
    EXPECT_EQ(session_->next_deadline(), now_ + seconds{45});
    EXPECT_EQ(wait(seconds{44}), "");
    EXPECT_EQ(hear(Ping{}), "");
    EXPECT_EQ(sent(), "pong");
    EXPECT_EQ(wait(seconds{44}), "");
    EXPECT_EQ(wait(seconds{1}), "timeout: sync: the terminal is silent");
}

TEST_F(HqSessionTest, AStrangerMaySendSmallFramesOnly) {
    accept();
    EXPECT_EQ(session_->frame_bytes_max(), 64U * 1024U);
    static_cast<void>(hear(hello()));
    EXPECT_EQ(session_->frame_bytes_max(), 64U * 1024U);
    static_cast<void>(opened());
    EXPECT_EQ(session_->frame_bytes_max(), 1024U * 1024U);
}

}  // namespace
}  // namespace pareto::sync::test
