// A station that makes cards, with chips of software and an HQ in this process: what the person who
// has the cards is told, whatever happens to the card.
#include "terminal/cards/personalise_station.h"

#include <deque>

#include <gtest/gtest.h>

#include "terminal/app/card.h"
#include "tests/terminal/card_desk.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using drivers::card::ChipChannel;
using drivers::card::Cut;
using drivers::card::Family;
using drivers::card::kSecureFamilies;
using drivers::card::name_of_family;
using terminal::cards::PersonaliseStation;
using End = PersonaliseStation::End;

/// A reader on which cards are put in the order of a list: each a chip, and where it leaves.
class Queue final : public ports::CardReader, public drivers::CardSessions {
public:
    struct Showing {
        SecureChip* chip = nullptr;
        std::optional<unsigned> leaves_at = {};
        Cut how = Cut::ReplyLost;
    };

    Result<std::vector<ports::Tap>> wait(std::chrono::milliseconds /*timeout*/) override {
        if (next.empty()) {
            is_empty = true;
            return std::vector<ports::Tap>{};
        }
        now = next.front();
        next.pop_front();
        return std::vector<ports::Tap>{{now.chip->radio().uid, {}, "reader 1"}};
    }

    void interrupt() noexcept override {}

    [[nodiscard]] std::string health() const override { return {}; }

    Result<void> with_card(const ports::Tap& /*tap*/,
                           std::chrono::milliseconds /*timeout*/,
                           const Work& work) override {
        now.chip->power_off();
        ChipChannel channel{*now.chip};
        if (now.leaves_at) channel.cut_at(*now.leaves_at, now.how);
        auto done = work(channel);
        commands = channel.commands();
        return done;
    }

    std::deque<Showing> next;
    Showing now;
    unsigned commands = 0;
    bool is_empty = false;
};

class PersonaliseStationTest : public testing::TestWithParam<Family> {
protected:
    void order(const drivers::card::MemberFile& member) {
        desk.orders.push_back({GetParam(), member});
    }

    static SecureChip blank(char last = '\x80') {
        ChipOptions options;
        options.uid.back() = last;
        return SecureChip{drivers::card::model_of(GetParam()), options};
    }

    std::string told() { return std::exchange(said, {}); }

    TerminalFile file;
    CardDesk desk;
    Queue reader;
    std::string said;
    PersonaliseStation station{{*file.journal,
                                desk,
                                reader,
                                reader,
                                [this](std::string_view line) {
                                    if (line.find("commands done") == std::string_view::npos)
                                        said += std::string{line} + "\n";
                                },
                                [this] {
                                    return reader.is_empty;
                                }}};
};

INSTANTIATE_TEST_SUITE_P(Families,
                         PersonaliseStationTest,
                         testing::ValuesIn(kSecureFamilies),
                         [](const auto& family) { return name_of_family(family.param); });

TEST_P(PersonaliseStationTest, WritesAnOrderOnABlankCard) {
    order(drivers::card::bert());
    order(drivers::card::anna());
    SecureChip chip = blank();
    reader.next = {{&chip}};
    EXPECT_EQ(station.write("4711000012345"), End::Written);
    EXPECT_EQ(told(),
              "present a blank card\n"
              "do not take the card away: it is being written\n"
              "card 4711000012345 is written for member 2900000000018\n");
    EXPECT_EQ(drivers::card::identified(chip, GetParam()), "4711000012345 2900000000018");
    EXPECT_EQ(desk.orders.size(), 1U);
}

TEST_P(PersonaliseStationTest, WritesOneOrderAfterTheOtherUntilItIsInterrupted) {
    order(drivers::card::bert());
    order(drivers::card::anna());
    SecureChip first = blank();
    SecureChip second = blank('\x81');
    reader.next = {{&first}, {&second}};
    station.write_all();
    EXPECT_EQ(told(),
              "present a blank card\n"
              "do not take the card away: it is being written\n"
              "card B-0002 is written for member 2900000000025\n"
              "present a blank card\n"
              "do not take the card away: it is being written\n"
              "card 4711000012345 is written for member 2900000000018\n"
              "present a blank card\n");
}

TEST_P(PersonaliseStationTest, GoesOnWithACardThatWasTakenAwayAtAnyCommand) {
    order(drivers::card::anna());
    SecureChip whole = blank();
    reader.next = {{&whole}};
    ASSERT_EQ(station.write({}), End::Written);
    const unsigned commands = reader.commands;
    told();
    for (unsigned command = 0; command < commands; ++command) {
        for (const Cut how : {Cut::RequestLost, Cut::ReplyLost, Cut::Torn}) {
            order(drivers::card::anna());
            SecureChip chip = blank();
            reader.next = {{&chip, command, how}, {&chip}};
            ASSERT_EQ(station.write({}), End::Written) << command;
            EXPECT_EQ(told(),
                      "present a blank card\n"
                      "do not take the card away: it is being written\n"
                      "the card was taken away: present the same card again\n"
                      "do not take the card away: it is being written\n"
                      "card 4711000012345 is written for member 2900000000018\n");
            ASSERT_EQ(drivers::card::identified(chip, GetParam()), "4711000012345 2900000000018")
                << command;
        }
    }
}

TEST_P(PersonaliseStationTest, SaysWhyNothingIsWritten) {
    SecureChip chip = blank();
    reader.next = {{&chip}, {&chip}};
    EXPECT_EQ(station.write("77"), End::Refused);
    EXPECT_EQ(station.write({}), End::Refused);
    EXPECT_EQ(told(),
              "present a blank card\nno card 77 is ordered\n"
              "present a blank card\nno card is ordered\n");
    order(drivers::card::anna());
    SecureChip other = drivers::card::personalised(
        GetParam() == Family::Ntag424 ? Family::DesfireEv2 : Family::Ntag424);
    reader.next = {{&other}};
    EXPECT_EQ(station.write({}), End::Refused);
    EXPECT_NE(told().find("this card cannot be written (OtherFamily): take another one"),
              std::string::npos);
    SecureChip berts = drivers::card::personalised(GetParam(), drivers::card::bert());
    reader.next = {{&berts}};
    EXPECT_EQ(station.write({}), End::Refused);
    EXPECT_NE(told().find("this card cannot be written (OtherMember): take another one"),
              std::string::npos);
    EXPECT_EQ(drivers::card::identified(berts, GetParam()), "B-0002 2900000000025");
}

TEST_P(PersonaliseStationTest, WaitsForHqAndGoesOn) {
    order(drivers::card::anna());
    SecureChip chip = blank();
    desk.away = true;
    reader.next = {{&chip}};
    EXPECT_EQ(station.write({}), End::Interrupted);
    EXPECT_EQ(told(), "present a blank card\nHQ is out of reach: present the card again\n");
    desk.away = false;
    desk.leaves_after = 10;
    reader.is_empty = false;
    reader.next = {{&chip}};
    EXPECT_EQ(station.write({}), End::Interrupted);
    EXPECT_EQ(told(),
              "present a blank card\n"
              "do not take the card away: it is being written\n"
              "HQ did not answer in time: present the same card again\n");
    desk.leaves_after = -1;
    reader.is_empty = false;
    reader.next = {{&chip}};
    EXPECT_EQ(station.write({}), End::Written);
}

}  // namespace
}  // namespace pareto::test
