// From a card on the real pcscd's virtual reader, through pareto-readerd, to the member in the basket:
// the right member, or a clear refusal.
#include <gtest/gtest.h>

#include "drivers/readerd/remote_reader.h"
#include "terminal/app/checkout.h"
#include "tests/support/cards/pcscd.h"
#include "tests/support/cards/virtual_card.h"
#include "tests/support/temporary_directory.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kAnna = "04A1B2C3D4E501";
constexpr const char* kBen = "04A1B2C3D4E502";
constexpr const char* kStranger = "04A1B2C3D4E5FF";

class TapToMemberTest : public testing::Test {
protected:
    void SetUp() override {
        auto prepared = Pcscd::prepare({});
        if (!prepared) GTEST_SKIP() << prepared.error().detail;
        daemon_ = std::move(*prepared);
        ASSERT_TRUE(daemon_->start());
        open_shift(file_);
        feed_member(101, "Anna", kAnna);
        feed_member(102, "Ben", kBen);
        drivers::readerd::RemoteReaderOptions options;
        options.program = PARETO_READERD;
        options.socket = folder_.file("readers");
        options.readers = {"pcsc"};
        auto reader = drivers::readerd::RemoteReader::start(std::move(options));
        ASSERT_TRUE(reader) << describe(reader.error());
        reader_ = std::move(*reader);
    }

    void feed_member(std::int64_t id, const std::string& name, const char* uid) {
        sync::MemberChange member;
        member.facts.member = MemberId{id};
        member.member_number = loyalty::member_number(id);
        member.name = name;
        member.cards.push_back(
            {key_of(file_.journal->state(), ports::Tap{*from_hex(uid), {}, {}})});
        const auto applied =
            file_.journal->apply_feed({cursor_,
                                       cursor_ + 1,
                                       {{static_cast<std::int32_t>(sync::ChangeKind::Member),
                                         std::to_string(id),
                                         sync::encode(member)}}});
        ++cursor_;
        ASSERT_TRUE(applied) << describe(applied.error());
    }

    /// Whom the next tap brings to the basket; what the reader says when it refuses instead.
    std::string next() {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (std::chrono::steady_clock::now() < deadline) {
            const auto taps = reader_->wait(2s);
            if (!taps) {
                if (taps.error().code == FaultCode::Unavailable) continue;
                return "refused";
            }
            if (taps->empty()) continue;
            const auto card = present(*file_.journal, taps->back());
            if (!card) return describe(card.error());
            return card->member ? card->member->name : "unknown card";
        }
        return "nothing within 20 s";
    }

    /// A reading that the daemon's end cut short is refused first.
    std::string next_after_refusals() {
        std::string found = next();
        for (int refusals = 0; found == "refused" && refusals < 5; ++refusals) found = next();
        return found;
    }

    TerminalFile file_;
    std::unique_ptr<Pcscd> daemon_;
    TemporaryDirectory folder_;
    std::unique_ptr<ports::CardReader> reader_;
    VirtualCard place_;
    std::int64_t cursor_ = 0;
};

TEST_F(TapToMemberTest, BringsTheMemberWhoseCardItIs) {
    ASSERT_TRUE(place_.put_on(card(kAnna)));
    EXPECT_EQ(next(), "Anna");
    place_.take_away();
    ASSERT_TRUE(place_.put_on(card(kBen)));
    EXPECT_EQ(next(), "Ben");
}

TEST_F(TapToMemberTest, KeepsAnUnknownCardForTheSale) {
    ASSERT_TRUE(place_.put_on(card(kStranger)));
    EXPECT_EQ(next(), "unknown card");
}

TEST_F(TapToMemberTest, FindsTheMemberAfterTheDaemonWasKilledAndStartedAgain) {
    ASSERT_TRUE(place_.put_on(card(kAnna)));
    EXPECT_EQ(next(), "Anna");
    daemon_->kill();
    ASSERT_TRUE(daemon_->start());
    ASSERT_TRUE(place_.put_on(card(kBen)));
    EXPECT_EQ(next_after_refusals(), "Ben");
}

TEST_F(TapToMemberTest, NeverBringsTheWrongMemberWhenCardsAreSwappedWithinOnePoll) {
    ASSERT_TRUE(place_.put_on(card(kAnna)));
    EXPECT_EQ(next(), "Anna");
    for (int swap = 0; swap < 6; ++swap) {
        const bool to_ben = swap % 2 == 0;
        ASSERT_TRUE(place_.put_on(card(to_ben ? kBen : kAnna)));
        const std::string found = next();
        EXPECT_TRUE(found == (to_ben ? "Ben" : "Anna") || found == "refused") << found;
    }
}

TEST_F(TapToMemberTest, RefusesARandomUidWithoutAMember) {
    ASSERT_TRUE(place_.put_on(card("08A1B2C3")));
    EXPECT_EQ(next(), "refused");
}

}  // namespace
}  // namespace pareto::test
