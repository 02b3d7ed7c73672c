// One card's life with the real programs: ordered and written, tapped with HQ and without, copied, lost. The reader is
// the real pcscd's virtual one, the card is of software: proven against the emulator.
#include "common/database/database.h"
#include "tests/fault/terminal.h"
#include "tests/support/cards/chips/secure_chip.h"
#include "tests/support/cards/other_program.h"
#include "tests/support/cards/pcscd.h"
#include "tests/support/cards/virtual_card.h"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

namespace pareto::fault_test {
namespace {

using test::ChipModel;
using test::SecureChip;

struct Family {
    std::string name;
    ChipModel model;
    friend void PrintTo(const Family& family, std::ostream* out) { *out << family.name; }
};

class CardStory : public testing::TestWithParam<Family> {
protected:
    void SetUp() override {
        auto prepared = test::Pcscd::prepare({});
        if (!prepared) GTEST_SKIP() << prepared.error().detail;
        daemon_ = std::move(*prepared);
        ASSERT_TRUE(daemon_->start());
    }

    Ran card(const std::vector<std::string>& arguments) {
        std::vector<std::string> all{PARETO_HQ_PROGRAM, "card"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        all.insert(all.end(), {"--data", hq_.folder()});
        return run(all);
    }

    void put_on(const std::shared_ptr<SecureChip>& chip) {
        place_.take_away();
        // A clone has the same UID, so an exchange within one look would be no news.
        ASSERT_TRUE(test::wait_until_card(test::kFirstReader, false));
        ASSERT_TRUE(place_.put_on(test::card(chip)));
    }

    /// What comes of the card that lies there or is put on next: the member and the proof, or the refusal.
    static std::string next_tap(Terminal& terminal) {
        while (true) {
            const auto event = json::parse(terminal.program().read_line()).as_object();
            if (!event.contains("event")) continue;
            if (const auto* const refused = event.if_contains("refused"))
                return std::string{refused->as_string()} + ", " + std::string{event.at("detail").as_string()};
            if (!event.contains("member_number")) return json::serialize(event);
            return std::string{event.at("member_number").as_string()} + ", " + std::string{event.at("family").as_string()} +
                   ", " + std::string{event.at("proof").as_string()};
        }
    }

    static std::int64_t count(const Terminal& terminal, const std::string& sql) {
        const auto file =
            must(pareto::database::open_sqlite(terminal.data() + "/terminal.sqlite", {.read_only = true, .vfs = {}}));
        return must(file->execute(sql))[0].integer(0);
    }

    Hq hq_;
    std::unique_ptr<test::Pcscd> daemon_;
    test::VirtualCard place_;
};

TEST_P(CardStory, FromTheOrderToTheLoss) {
    {
        std::ofstream members{hq_.beside("members.csv")};
        members << "card,member_number,home_branch\n77,2900000000018,B\n";
    }
    hq_.done("import", {"--members", hq_.beside("members.csv")});
    const Ran issued = card({"issue", "--member", "2900000000018", "--family", GetParam().name});
    ASSERT_EQ(issued.status, 0) << issued.error;
    const std::string number = issued.out.substr(0, issued.out.find('\n'));
    ASSERT_TRUE(hq_.serve());
    Terminal terminal{hq_, "B", "1"};

    // Written at the terminal, by keys that stay at HQ.
    const auto chip = std::make_shared<SecureChip>(GetParam().model);
    put_on(chip);
    auto station = terminal.run_arguments();
    station.erase(station.begin() + 1);
    station.insert(station.end(), {"--reader", "pcsc", "--personalise", number});
    const Ran written = run(station);
    ASSERT_EQ(written.status, 0) << written.out << written.error;
    EXPECT_NE(written.out.find("card " + number + " is written for member 2900000000018\n"), std::string::npos) << written.out;
    place_.take_away();

    auto with_reader = terminal.run_arguments();
    with_reader.insert(with_reader.end(), {"--reader", "pcsc"});
    terminal.start(with_reader);
    terminal.open_shift();
    ASSERT_TRUE(terminal.shows("online", true));
    ASSERT_TRUE(eventually([&] {
        return count(terminal, "select count(*) from card where family > 0") == 1 &&
               count(terminal, "select count(*) from setting where name = 'group_keys' and value <> ''") == 1;
    }));
    const std::string anna = "2900000000018, " + GetParam().name;
    put_on(chip);
    EXPECT_EQ(next_tap(terminal), anna + ", hq");
    terminal.done(R"({"command":"line","sku":"A","description":"A","amount_minor":500})");
    terminal.done(R"({"command":"tender","kind":"cash","amount_minor":500})");
    terminal.done(R"({"command":"complete"})");
    ASSERT_TRUE(terminal.synced());

    // Somebody copied all that can be read.
    const auto clone = std::make_shared<SecureChip>(*chip);
    for (auto& [application, what] : clone->applications())
        for (test::ChipKey& key : what.keys) key.value = Bytes(16, '\x5A');
    put_on(clone);
    EXPECT_EQ(next_tap(terminal), "CardRefused, WrongKey: ask for another card");

    hq_.kill();
    ASSERT_TRUE(terminal.shows("online", false));
    put_on(chip);
    EXPECT_EQ(next_tap(terminal), anna + ", group");
    put_on(clone);
    EXPECT_EQ(next_tap(terminal), "CardRefused, WrongKey: ask for another card");

    // Lost: blocked at HQ, refused after the next feed, with HQ and without.
    ASSERT_EQ(card({"block", "--card", number, "--reason", "lost"}).status, 0);
    ASSERT_TRUE(hq_.serve());
    ASSERT_TRUE(eventually([&] { return count(terminal, "select count(*) from blocked_card") == 1; }));
    put_on(chip);
    EXPECT_EQ(next_tap(terminal), "CardBlocked, ask for another card");
    ASSERT_TRUE(terminal.synced());
    hq_.kill();
    ASSERT_TRUE(terminal.shows("online", false));
    put_on(chip);
    EXPECT_EQ(next_tap(terminal), "CardBlocked, ask for another card");
    EXPECT_EQ(terminal.quit(), 0);
    EXPECT_EQ(hq_.verify(), "");
    const Ran refusals = run({PARETO_HQ_PROGRAM, "report", "card-refusals", "--data", hq_.folder(), "--format", "csv"});
    EXPECT_NE(refusals.out.find("WrongKey"), std::string::npos) << refusals.out << refusals.error;
}

INSTANTIATE_TEST_SUITE_P(Families, CardStory,
                         testing::Values(Family{"ntag424", ChipModel::Ntag424}, Family{"desfire-ev1", ChipModel::DesfireEv1},
                                         Family{"desfire-ev2", ChipModel::DesfireEv2}),
                         [](const auto& family) {
                             std::string name;
                             for (const char c : family.param.name) name += c == '-' ? '_' : c;
                             return name;
                         });

}  // namespace
}  // namespace pareto::fault_test
