// pareto-hq card: the real program, its output and exit status, and a card of software that is
// written and proved through the port that terminals use. Proven against the emulator.
#include <filesystem>
#include <fstream>

#include "common/journal/entry.h"
#include "common/net/enrolment_code.h"
#include "common/net/sealed.h"
#include "common/sync/feed.h"
#include "common/sync/group_keys.h"
#include "tests/hq/outer/program.h"
#include "tests/hq/outer/sync_world.h"
#include "tests/support/cards/chips/secure_chip.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/temporary_directory.h"

namespace pareto::hq {
namespace {

using sync_server::good;

constexpr const char* kMembers =
    "card,member_number,name,phone,email,birthday,joined_on,home_branch,tier,points,"
    "points_expire_on,consent_marketing\n"
    "77,2900000000018,Anna,,,,2020-01-01,B,,100,2099-01-01,\n"
    "78,2900000000025,Bert,,,,2020-01-01,B,,0,,\n";

bool is_one_line(const std::string& text) {
    return !text.empty() && text.find('\n') == text.size() - 1;
}

class CardCommandsTest : public testing::Test {
protected:
    Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--data", data()});
        if (!database.empty()) arguments.insert(arguments.end(), {"--database", database});
        return run_program(arguments);
    }

    std::string data() const { return folder.file("data"); }

    std::string key_file() const { return data() + "/card_keys.secret"; }

    void init() const {
        ASSERT_EQ(
            run({"init", "--company", "Test", "--currency", "HKD", "--time-zone", "UTC"}).status,
            0);
        std::ofstream(folder.file("members.csv")) << kMembers;
        const Ran ran = run({"import", "--members", folder.file("members.csv")});
        ASSERT_EQ(ran.status, 0) << ran.error << ran.out;
    }

    std::string cards() const { return run({"card", "list", "--format", "csv"}).out; }

    /// The number that was printed, without its line break.
    std::string issued(std::vector<std::string> arguments) const {
        const Ran ran = run(std::move(arguments));
        EXPECT_EQ(ran.status, 0) << ran.error;
        EXPECT_TRUE(is_one_line(ran.out)) << ran.out;
        return ran.out.substr(0, ran.out.find('\n'));
    }

    test::TemporaryDirectory folder;
    std::string database;
};

TEST_F(CardCommandsTest, WrongUsageEndsWithTwoAndSaysWhyInOneLine) {
    const std::vector<std::vector<std::string>> wrong{
        {"card"},
        {"card", "print"},
        {"card", "issue", "--member", "2900000000018"},
        {"card", "issue", "--family", "ntag424"},
        {"card", "issue", "--member", "2900000000018", "--family", "uid"},
        {"card", "issue", "--member", "2900000000018", "--family", "mifare"},
        {"card", "issue", "--member", "2900000000018", "--family", "ntag424", "--card", "a b"},
        {"card", "issue", "--member", "2900000000018", "--family", "ntag424", "--card", "#1"},
        {"card", "block"},
        {"card", "block", "--card", "77", "--reason", "bored"},
        {"card", "replace"},
        {"card", "list", "--format", "pdf"},
    };
    for (const auto& arguments : wrong) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 2) << arguments.back() << ": " << ran.error;
        EXPECT_TRUE(is_one_line(ran.error)) << arguments.back() << ": " << ran.error;
    }
}

TEST_F(CardCommandsTest, WhatIsRefusedEndsWithOneAndSaysWhyInOneLine) {
    EXPECT_EQ(run({"card", "list"}).status, 1);
    init();
    const std::pair<std::vector<std::string>, std::string> cases[] = {
        {{"card", "issue", "--member", "9", "--family", "ntag424"}, "there is no member 9"},
        {{"card", "issue", "--member", "2900000000018", "--family", "ntag424", "--card", "77"},
         "the card number 77 is taken"},
        {{"card", "block", "--card", "nothing"}, "there is no card nothing"},
        {{"card", "block", "--card", "#12"},
         "#12 is not a # and 12 hexadecimal digits, as card list shows it"},
        {{"card", "block", "--card", "#000000000000"}, "there is no card #000000000000"},
        {{"card", "replace", "--card", "77"},
         "card 77 is of no family that can be written; give --family"},
        {{"card", "list", "--member", "9"}, "there is no member 9"},
    };
    for (const auto& [arguments, why] : cases) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 1);
        EXPECT_EQ(ran.error, "pareto-hq: " + why + "\n");
    }
    EXPECT_EQ(cards(),
              "card,member,family,state\r\n77,2900000000018,uid,active\r\n"
              "78,2900000000025,uid,active\r\n");
}

TEST_F(CardCommandsTest, CardsAreOrderedBlockedAndReplaced) {
    init();
    const std::string first =
        issued({"card", "issue", "--member", "2900000000018", "--family", "ntag424"});
    EXPECT_EQ(first, "C000000018");
    const Ran named = run(
        {"card", "issue", "--member", "2900000000025", "--family", "desfire-ev2", "--card", "B-1"});
    EXPECT_EQ(named.out, "B-1\n");
    EXPECT_NE(named.error.find("pareto-terminal --data DIR --reader NAME --personalise B-1"),
              std::string::npos)
        << named.error;
    EXPECT_EQ(
        run({"card", "issue", "--member", "2900000000018", "--family", "ntag424", "--card", "B-1"})
            .status,
        1);
    // An order that is replaced is cancelled; a lost card is blocked, and its member keeps the
    // rest.
    const std::string second = issued({"card", "replace", "--card", first});
    EXPECT_NE(second, first);
    EXPECT_EQ(run({"card", "block", "--card", first}).error,
              "pareto-hq: the order of card " + first + " was cancelled\n");
    EXPECT_EQ(run({"card", "block", "--card", "77", "--reason", "stolen"}).out,
              "blocked card 77 of member 2900000000018\n");
    EXPECT_EQ(run({"card", "block", "--card", "77"}).error,
              "pareto-hq: card 77 is blocked already\n");
    EXPECT_EQ(issued({"card", "replace", "--card", "78", "--family", "desfire-ev1"}), "C000000034");
    EXPECT_EQ(cards(),
              "card,member,family,state\r\n77,2900000000018,uid,blocked\r\n" + second +
                  ",2900000000018,ntag424,ordered\r\n78,2900000000025,uid,blocked\r\n"
                  "B-1,2900000000025,desfire-ev2,ordered\r\n"
                  "C000000034,2900000000025,desfire-ev1,ordered\r\n");
    EXPECT_EQ(run({"card", "block", "--card", "B-1"}).out,
              "cancelled the order of card B-1 of member 2900000000025\n");
    const Ran json = run({"card", "list", "--member", "2900000000018", "--format", "json"});
    EXPECT_NE(json.out.find("\"state\": \"ordered\""), std::string::npos) << json.out;
    EXPECT_EQ(json.out.find("2900000000025"), std::string::npos) << json.out;
    EXPECT_EQ(run({"verify"}).status, 0);
    EXPECT_EQ(run({"report", "card-refusals", "--format", "csv"}).out,
              "entry,branch,terminal,refused_on,card,member,reason\r\n");
}

TEST_F(CardCommandsTest, TheKeysAreMadeOnceAndNeverAgain) {
    init();
    const auto read = [](const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    const std::string keys = read(key_file());
    EXPECT_NE(keys.find("desfire-ev2 10 1 "), std::string::npos);
    EXPECT_EQ(std::filesystem::status(key_file()).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    ASSERT_EQ(run({"backup", folder.file("backup")}).status, 0);
    EXPECT_EQ(read(folder.file("backup") + "/card_keys.secret"), keys);
    // A folder of an older version has none: they are made, as long as no card was written.
    std::filesystem::remove(key_file());
    const std::vector<std::string> issue{
        "card", "issue", "--member", "2900000000018", "--family", "ntag424"};
    EXPECT_EQ(run(issue).status, 0);
    EXPECT_NE(read(key_file()), keys);
    std::ofstream(key_file(), std::ios::binary) << "# mended by hand\nntag424 0 one 00\n";
    EXPECT_EQ(run(issue).error,
              "pareto-hq: card_keys.secret: line 2: a version is a number from 1 to 255\n");
    EXPECT_EQ(run({"serve", "--sync-port", "0"}).error,
              "pareto-hq: card_keys.secret: line 2: a version is a number from 1 to 255\n");
    ASSERT_EQ(run({"restore", folder.file("backup"), "--force"}).status, 0);
    EXPECT_EQ(read(key_file()), keys);
    EXPECT_EQ(run(issue).status, 0);
}

/// A terminal of branch B, enrolled and welcomed, that speaks by hand.
class Till {
public:
    Till(std::uint16_t port, const std::string& code_text) {
        const auto code = net::parse_enrolment_code(code_text.substr(0, code_text.find('\n')));
        EXPECT_TRUE(code) << code_text;
        key_ = good(net::generate_key_pem());
        {
            auto client =
                connect(port, good(net::TlsContext::enrolling(code->authority_fingerprint)));
            EXPECT_TRUE(client->send(
                sync::EnrolRequest{code->secret, good(net::create_request(key_, {"any", 0}))}));
            enrolled_ = std::get<sync::EnrolResponse>(good(client->receive()));
        }
        client_ = connect(port,
                          good(net::TlsContext::client(enrolled_.authority_pem,
                                                       {key_, enrolled_.certificate_pem})));
        sync::Hello hello;
        hello.branch_code = "B";
        hello.terminal_code = "1";
        hello.heads.push_back({enrolled_.registration, 0, {}, 0, {}, 0});
        EXPECT_TRUE(client_->send(hello));
        EXPECT_TRUE(std::holds_alternative<sync::Welcome>(good(client_->receive())));
    }

    sync::Response ask(decltype(sync::Request::body) body) {
        EXPECT_TRUE(client_->send(sync::Request{++number_, std::move(body)}));
        auto answer = std::get<sync::Response>(good(client_->receive()));
        EXPECT_EQ(answer.number, number_);
        EXPECT_EQ(answer.error, "");
        return answer;
    }

    [[nodiscard]] Bytes card_key(const Bytes& uid) const {
        return journal::card_key(enrolled_.card_key_secret, "uid", uid);
    }

    sync::CardStep present(test::SecureChip& chip, sync::CardPurpose purpose) {
        chip.power_off();
        const Bytes uid = chip.radio().uid;
        auto step = ask(sync::CardTapped{card_key(uid), uid, purpose, ""}).card;
        while (step.outcome == sync::CardOutcome::Command)
            step = ask(sync::CardAnswered{step.conversation, chip.transmit(step.command)}).card;
        return step;
    }

    [[nodiscard]] const std::string& key() const { return key_; }

private:
    std::unique_ptr<sync_server::Client> connect(std::uint16_t port, net::TlsContext context) {
        return std::make_unique<sync_server::Client>(
            clients_,
            good(clients_.wait(
                net::FramedStream::connect("127.0.0.1", port, context, sync_server::kPatience))));
    }

    sync_server::Clients clients_;
    std::string key_;
    sync::EnrolResponse enrolled_;
    std::unique_ptr<sync_server::Client> client_;
    std::int64_t number_ = 0;
};

TEST_F(CardCommandsTest, AnOrderedCardIsWrittenAndProvedAtATerminalAndBlocked) {
    init();
    RunningProgram serving({"serve", "--data", data(), "--sync-port", "0"});
    const std::string line = serving.next_line();
    const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    Till till{port, run({"enrol", "--branch", "B", "--terminal", "1"}).out};
    const std::string number =
        issued({"card", "issue", "--member", "2900000000018", "--family", "desfire-ev2"});
    test::SecureChip chip{test::ChipModel::DesfireEv3};
    const auto written = till.present(chip, sync::CardPurpose::Personalise);
    EXPECT_EQ(written.outcome, sync::CardOutcome::Written) << written.reason;
    EXPECT_EQ(written.card_number, number);
    const auto proved = till.present(chip, sync::CardPurpose::Identify);
    EXPECT_EQ(proved.outcome, sync::CardOutcome::Proved) << proved.reason;
    const auto member = good(sync::decode_member(proved.member));
    EXPECT_EQ(member.member_number, "2900000000018");
    EXPECT_EQ(member.facts.available, Points{100});
    const auto keys = good(sync::decode_group_keys(
        good(net::open_sealed(till.ask(sync::GroupKeys{}).sealed_keys, till.key()))));
    EXPECT_EQ(keys.size(), 3U);
    EXPECT_NE(cards().find(number + ",2900000000018,desfire-ev2,active"), std::string::npos);
    EXPECT_EQ(run({"card", "block", "--card", number}).status, 0);
    EXPECT_EQ(till.present(chip, sync::CardPurpose::Identify).outcome, sync::CardOutcome::Blocked);
    // HQ ends in the middle of a conversation.
    issued({"card", "replace", "--card", number});
    const Bytes uid =
        "\x04"
        "abcdef";
    EXPECT_EQ(
        till.ask(sync::CardTapped{till.card_key(uid), uid, sync::CardPurpose::Personalise, ""})
            .card.outcome,
        sync::CardOutcome::Command);
    EXPECT_EQ(serving.stop(), 0);
    // The keys that cards were written with are not made anew behind anybody's back.
    std::filesystem::remove(key_file());
    const std::string gone =
        "pareto-hq: card_keys.secret is gone, and cards were written with its keys; bring it back "
        "from a backup\n";
    EXPECT_EQ(run({"serve", "--sync-port", "0"}).error, gone);
    EXPECT_EQ(run({"verify"}).status, 0);
}

class CardCommandsPostgresTest : public CardCommandsTest {
protected:
    void SetUp() override {
        if (!test::PostgresCluster::unavailable().empty())
            GTEST_SKIP() << test::PostgresCluster::unavailable();
        database = test::fresh_database();
    }
};

TEST_F(CardCommandsPostgresTest, TheSameWithTheTablesElsewhere) {
    init();
    const std::string number =
        issued({"card", "issue", "--member", "2900000000018", "--family", "ntag424"});
    EXPECT_EQ(run({"card", "block", "--card", "77"}).status, 0);
    EXPECT_EQ(run({"card", "replace", "--card", number}).status, 0);
    EXPECT_NE(cards().find("77,2900000000018,uid,blocked"), std::string::npos) << cards();
    EXPECT_EQ(run({"report", "card-refusals"}).status, 0);
    EXPECT_EQ(run({"verify"}).status, 0);
}

}  // namespace
}  // namespace pareto::hq
