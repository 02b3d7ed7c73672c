// The terminal's end as stories: a journal in memory, and HQ's words given by hand.
#include <gtest/gtest.h>

#include "tests/sync/fake_journal.h"
#include "tests/sync/show.h"

namespace pareto::sync::test {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kTerm = 5;

class TerminalSessionTest : public testing::Test {
protected:
    void connect() { session_.emplace(journal_, now_); }

    /// What the terminal sends.
    std::string sent() { return show(session_->take_output()); }

    /// HQ says this: "" or the fault with which the session ends.
    std::string hear(const Message& message) {
        return show(session_->on_frame(encode(message), now_));
    }

    static Welcome welcome(std::vector<Watermark> watermarks = {}, std::uint32_t credits = 4) {
        Welcome made;
        made.term = kTerm;
        made.session_token = 1;
        made.watermarks = std::move(watermarks);
        made.credits = credits;
        return made;
    }

    /// Up to the end of the handshake; returns what is sent then.
    std::string connect_and_welcome(const Welcome& welcome_with = welcome()) {
        connect();
        static_cast<void>(session_->take_output());
        EXPECT_EQ(hear(welcome_with), "");
        return sent();
    }

    Ack ack(Registration registration, Sequence sequence) {
        return {registration,
                sequence,
                journal_.own(registration).hashes[static_cast<std::size_t>(sequence)],
                kTerm,
                1};
    }

    std::string pump() {
        EXPECT_EQ(show(session_->pump()), "");
        return sent();
    }

    [[nodiscard]] const TerminalSessionStatus& status() const { return session_->status(); }

    FakeJournal journal_{7};
    SteadyTime now_{std::chrono::hours{1}};
    std::optional<TerminalSession> session_;
};

TEST_F(TerminalSessionTest, SaysHelloFirstAndNothingElseBeforeItIsWelcomed) {
    journal_.append(20);
    connect();
    EXPECT_EQ(sent(), "hello 7:20/0");
    EXPECT_EQ(pump(), "");
    EXPECT_FALSE(status().welcomed);
}

TEST_F(TerminalSessionTest, SendsAWindowOfFourBatchesAndOneMoreForEachAck) {
    journal_.append(65);
    EXPECT_EQ(connect_and_welcome(),
              "batch 7:1-10 | batch 7:11-20 | batch 7:21-30 | batch 7:31-40");
    EXPECT_EQ(status().unacked, 65);
    EXPECT_EQ(pump(), "");
    EXPECT_EQ(hear(ack(7, 10)), "");
    EXPECT_EQ(sent(), "batch 7:41-50");
    EXPECT_EQ(hear(ack(7, 20)), "");
    EXPECT_EQ(hear(ack(7, 30)), "");
    EXPECT_EQ(sent(), "batch 7:51-60 | batch 7:61-65");
    EXPECT_EQ(hear(ack(7, 65)), "");
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(status().unacked, 0);
    EXPECT_EQ(journal_.own(7).acked, 65);
}

TEST_F(TerminalSessionTest, SendsWhatIsAppendedLater) {
    EXPECT_EQ(connect_and_welcome(), "");
    EXPECT_EQ(pump(), "");
    journal_.append(3);
    EXPECT_EQ(pump(), "batch 7:1-3");
    journal_.append(1);
    EXPECT_EQ(pump(), "batch 7:4-4");
    EXPECT_EQ(pump(), "");
    EXPECT_EQ(status().unacked, 4);
}

TEST_F(TerminalSessionTest, ABatchNamesTheHashBeforeItsFirstEntry) {
    journal_.append(15);
    connect();
    static_cast<void>(session_->take_output());
    ASSERT_EQ(hear(welcome()), "");
    const auto frames = session_->take_output();
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(std::get<Batch>(decode(frames[0]).value()).previous, Hash{});
    EXPECT_EQ(std::get<Batch>(decode(frames[1]).value()).previous, journal_.own(7).hashes[10]);
}

TEST_F(TerminalSessionTest, WithoutCreditItWaits) {
    journal_.append(20);
    EXPECT_EQ(connect_and_welcome(welcome({}, 0)), "");
    EXPECT_EQ(pump(), "");
    EXPECT_EQ(connect_and_welcome(welcome({}, 1)), "batch 7:1-10");
}

TEST_F(TerminalSessionTest, TakesNoMoreThanSixtyFourCredits) {
    journal_.append(1000);
    connect();
    static_cast<void>(session_->take_output());
    ASSERT_EQ(hear(welcome({}, 4'000'000'000)), "");
    EXPECT_EQ(session_->take_output().size(), 64U);
}

TEST_F(TerminalSessionTest, AnAckOfSeveralBatchesCountsForAll) {
    journal_.append(40);
    static_cast<void>(connect_and_welcome());
    EXPECT_EQ(hear(ack(7, 40)), "");
    EXPECT_EQ(status().unacked, 0);
    EXPECT_EQ(hear(ack(7, 30)), "") << "an older ack says nothing new";
    EXPECT_EQ(status().unacked, 0);
    EXPECT_EQ(journal_.own(7).acked, 40);
}

TEST_F(TerminalSessionTest, AfterALostAckItGoesOnWhereHqIs) {
    journal_.append(30);
    EXPECT_EQ(connect_and_welcome(), "batch 7:1-10 | batch 7:11-20 | batch 7:21-30");
    EXPECT_EQ(hear(ack(7, 10)), "");
    // The connection ends; HQ had stored up to 20.
    connect();
    EXPECT_EQ(sent(), "hello 7:30/10");
    EXPECT_EQ(hear(welcome({{7, 20, journal_.own(7).hashes[20], HeadOutcome::Resume}})), "");
    EXPECT_EQ(sent(), "batch 7:21-30");
    EXPECT_EQ(status().unacked, 10);
}

TEST_F(TerminalSessionTest, GivesHqBackWhatHqLost) {
    journal_.append(30);
    static_cast<void>(connect_and_welcome());
    EXPECT_EQ(hear(ack(7, 30)), "");
    connect();
    EXPECT_EQ(sent(), "hello 7:30/30");
    EXPECT_EQ(hear(welcome({{7, 10, journal_.own(7).hashes[10], HeadOutcome::HqBehind}})), "");
    EXPECT_EQ(sent(), "batch 7:11-20 | batch 7:21-30");
}

TEST_F(TerminalSessionTest, AsksAHqThatWasRestoredWhetherItStillHasTheOlderJournals) {
    journal_.append(20);
    static_cast<void>(connect_and_welcome());
    EXPECT_EQ(hear(ack(7, 20)), "");
    journal_.open(9);
    connect();
    EXPECT_EQ(sent(), "hello 9:0/0") << "7 is settled";
    Welcome restored = welcome({{9, 0, Hash{}, HeadOutcome::Resume}});
    restored.term = kTerm + 1;
    EXPECT_EQ(hear(restored),
              "unavailable: HQ was restored: older journals are compared in a new HELLO");
    connect();
    EXPECT_EQ(sent(), "hello 7:20/20 9:0/0");
    restored.watermarks = {{7, 15, journal_.own(7).hashes[15], HeadOutcome::HqBehind},
                           {9, 0, Hash{}, HeadOutcome::Resume}};
    EXPECT_EQ(hear(restored), "");
    EXPECT_EQ(sent(), "batch 7:16-20");
}

TEST_F(TerminalSessionTest, ANackRewindsToWhatHqExpects) {
    journal_.append(30);
    EXPECT_EQ(connect_and_welcome(), "batch 7:1-10 | batch 7:11-20 | batch 7:21-30");
    EXPECT_EQ(hear(ack(7, 10)), "");
    EXPECT_EQ(hear(Nack{7, 15}), "");
    EXPECT_EQ(sent(), "batch 7:15-24 | batch 7:25-30");
}

TEST_F(TerminalSessionTest, TheNackOfEachBatchUnderWayEndsInOneHistory) {
    journal_.append(20);
    EXPECT_EQ(connect_and_welcome(), "batch 7:1-10 | batch 7:11-20");
    EXPECT_EQ(hear(Nack{7, 1}), "");
    EXPECT_EQ(sent(), "batch 7:1-10 | batch 7:11-20");
    EXPECT_EQ(hear(Nack{7, 1}), "");
    EXPECT_EQ(sent(), "batch 7:1-10 | batch 7:11-20") << "twice, within its credits";
    for (const Sequence sequence : {10, 20, 10, 20})
        EXPECT_EQ(hear(ack(7, sequence)), "") << "a duplicate is acknowledged too";
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(status().unacked, 0);
}

TEST_F(TerminalSessionTest, AYoungerRegistrationWaitsUntilTheOlderIsAcknowledged) {
    journal_.append(15);
    journal_.open(9);
    journal_.append(12);
    connect();
    EXPECT_EQ(sent(), "hello 7:15/0 9:12/0");
    EXPECT_EQ(hear(welcome()), "");
    EXPECT_EQ(sent(), "batch 7:1-10 | batch 7:11-15")
        << "two credits are left, and none may be used for 9";
    EXPECT_EQ(hear(ack(7, 10)), "");
    EXPECT_EQ(sent(), "");
    EXPECT_EQ(hear(ack(7, 15)), "");
    EXPECT_EQ(sent(), "batch 9:1-10 | batch 9:11-12");
    EXPECT_EQ(hear(ack(9, 12)), "");
    EXPECT_EQ(status().unacked, 0);
    journal_.append(1);
    EXPECT_EQ(pump(), "batch 9:13-13");
}

TEST_F(TerminalSessionTest, GoesOnUnderAGrantedRegistration) {
    journal_.append(5);
    Welcome granting = welcome();
    granting.granted = 12;
    EXPECT_EQ(connect_and_welcome(granting), "batch 7:1-5");
    journal_.append(2);
    EXPECT_EQ(hear(ack(7, 5)), "");
    EXPECT_EQ(sent(), "batch 12:1-2");
}

TEST_F(TerminalSessionTest, ARequestGoesBeforeWaitingBatches) {
    journal_.append(100);
    std::vector<std::string> answers;
    EXPECT_EQ(connect_and_welcome(),
              "batch 7:1-10 | batch 7:11-20 | batch 7:21-30 | batch 7:31-40");
    session_->request(
        Authorise{EntryId{1}, MemberId{42}, Points{300}},
        [&](const Response& response) { answers.push_back(show(Message{response})); });
    session_->request(
        Census{7}, [&](const Response& response) { answers.push_back(show(Message{response})); });
    EXPECT_EQ(hear(ack(7, 10)), "");
    EXPECT_EQ(sent(), "ask 1: 300 of member 42 | ask 2: census of 7 | batch 7:41-50");
    Response response;
    response.number = 2;
    EXPECT_EQ(hear(response), "");
    response.number = 1;
    response.error = "ask again";
    EXPECT_EQ(hear(response), "");
    EXPECT_EQ(answers, (std::vector<std::string>{"answer 2", "answer 1: ask again"}));
}

TEST_F(TerminalSessionTest, ARequestMadeBeforeTheWelcomeGoesRightAfterIt) {
    journal_.append(10);
    connect();
    session_->request(Authorise{EntryId{1}, MemberId{42}, Points{300}}, [](const Response&) {});
    EXPECT_EQ(sent(), "hello 7:10/0");
    EXPECT_EQ(hear(welcome()), "");
    EXPECT_EQ(sent(), "ask 1: 300 of member 42 | batch 7:1-10");
}

TEST_F(TerminalSessionTest, AnAnswerMayLeadToTheNextRequest) {
    static_cast<void>(connect_and_welcome());
    session_->request(
        Census{7}, [&](const Response&) { session_->request(Census{8}, [](const Response&) {}); });
    EXPECT_EQ(sent(), "ask 1: census of 7");
    Response response;
    response.number = 1;
    EXPECT_EQ(hear(response), "");
    EXPECT_EQ(sent(), "ask 2: census of 8");
}

TEST_F(TerminalSessionTest, AppliesAFeedBeforeItAcknowledgesIt) {
    static_cast<void>(connect_and_welcome());
    EXPECT_EQ(hear(Feed{0, 4, {{2, "A-1", "price 5"}, {2, "B-2", "price 9"}}}), "");
    EXPECT_EQ(sent(), "feed ack 4");
    EXPECT_EQ(status().feed_cursor, 4);
    EXPECT_EQ(hear(Feed{4, 6, {{2, "A-1", ""}}}), "");
    EXPECT_EQ(sent(), "feed ack 6");
    EXPECT_EQ(journal_.subjects, (std::map<std::string, Bytes>{{"B-2", "price 9"}}));
    EXPECT_EQ(journal_.feed_cursor, 6);
}

TEST_F(TerminalSessionTest, AFeedMayBeginAgainButNotLeaveAGap) {
    static_cast<void>(connect_and_welcome());
    EXPECT_EQ(hear(Feed{0, 4, {{2, "A-1", "x"}}}), "");
    EXPECT_EQ(hear(Feed{0, 2, {{2, "A-1", "y"}}}), "") << "HQ was restored and begins at 0";
    EXPECT_EQ(status().feed_cursor, 2);
    EXPECT_EQ(hear(Feed{2, 3, {{2, "A-1", "z"}}}), "");
    EXPECT_EQ(hear(Feed{4, 5, {{2, "A-1", "w"}}}),
              "corrupt: sync: HQ broke the protocol: a feed that does not join the last one");
    EXPECT_EQ(journal_.subjects["A-1"], "z");
}

TEST_F(TerminalSessionTest, ForgetsTheCursorOfAnotherHq) {
    journal_.known_term = kTerm - 1;
    journal_.feed_cursor = 700;
    static_cast<void>(connect_and_welcome());
    EXPECT_EQ(status().feed_cursor, 0);
}

TEST_F(TerminalSessionTest, TakesBackThePastThatItLost) {
    static_cast<void>(connect_and_welcome());
    const Missing missing{7, 1, {{12, "entry 1", {}, {}}}, true};
    EXPECT_EQ(hear(missing), "");
    EXPECT_EQ(journal_.missing, std::vector<Missing>{missing});
}

TEST(ReconnectDelayTest, GrowsByPowersOfTwoToHalfAMinuteWithFullJitter) {
    constexpr std::uint64_t kLargest = ~std::uint64_t{0};

    struct Row {
        int attempt;
        std::int64_t bound_ms;
    };

    for (const Row row : {Row{-1, 1'000},
                          Row{0, 1'000},
                          Row{1, 2'000},
                          Row{2, 4'000},
                          Row{4, 16'000},
                          Row{5, 30'000},
                          Row{6, 30'000},
                          Row{1'000'000, 30'000}}) {
        const auto bound = static_cast<std::uint64_t>(row.bound_ms);
        EXPECT_EQ(reconnect_delay(row.attempt, 0), milliseconds{0});
        EXPECT_EQ(reconnect_delay(row.attempt, bound - 1), milliseconds{row.bound_ms - 1})
            << row.attempt;
        EXPECT_EQ(reconnect_delay(row.attempt, bound), milliseconds{0}) << row.attempt;
        EXPECT_LT(reconnect_delay(row.attempt, kLargest), milliseconds{row.bound_ms});
    }
}

}  // namespace
}  // namespace pareto::sync::test
