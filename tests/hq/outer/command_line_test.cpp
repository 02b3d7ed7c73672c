// The command line as a contract: the real program, its output and exit status.
#include <algorithm>

#include "common/net/enrolment_code.h"
#include "common/system/clock.h"
#include "hq/database/local_journal.h"
#include "hq/database/sync_service.h"
#include "tests/hq/outer/import_world.h"
#include "tests/hq/outer/program.h"
#include "tests/hq/outer/sync_world.h"

namespace pareto::hq {
namespace {

const std::string kSales =
    "branch,terminal,receipt,sold_at,card,sku,description,category,quantity,unit_price,amount,"
    "discount\n"
    "A,1,r1,2026-03-01T10:00,77,s1,Tea,drinks,1,5.00,5.00,0\nA,1,r2,2026-03-02T10:00,78,s1,Tea,"
    "drinks,2,5.00,10.00,0\n";

class CommandLineTest : public testing::Test {
protected:
    Ran run(std::vector<std::string> arguments) const {
        const std::string& name = arguments.front();
        if (name != "--help" &&
            std::find(arguments.begin(), arguments.end(), "--data") == arguments.end()) {
            arguments.insert(arguments.end(), {"--data", data()});
        }
        if (!database.empty()) arguments.insert(arguments.end(), {"--database", database});
        return run_program(arguments);
    }

    std::string data() const { return folder.file("data"); }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.file(name), std::ios::binary) << text;
        return folder.file(name);
    }

    void init() const {
        const Ran ran = run({"init",
                             "--company",
                             "Test",
                             "--currency",
                             "HKD",
                             "--time-zone",
                             "Asia/Hong_Kong",
                             "--language",
                             "zh-Hant"});
        ASSERT_EQ(ran.status, 0) << ran.error;
    }

    static bool is_one_line(const std::string& text) {
        return !text.empty() && text.find('\n') == text.size() - 1;
    }

    test::TemporaryDirectory folder;
    std::string database;
};

TEST_F(CommandLineTest, WrongUsageEndsWithTwoAndSaysWhyInOneLine) {
    const std::vector<std::vector<std::string>> wrong{
        {"nonsense"},
        {"init", "--company", "X", "--currency", "XXQ", "--time-zone", "Asia/Hong_Kong"},
        {"init", "--company", "X", "--currency", "HKD", "--time-zone", "Mars/Base"},
        {"init",
         "--company",
         "X",
         "--currency",
         "HKD",
         "--time-zone",
         "Asia/Hong_Kong",
         "--language",
         "tlh"},
        {"init", "--company", "X"},
        {"import"},
        {"import", "--sales", "f.csv", "--map", "nothing"},
        {"import", "--sales", "f.csv", "--map", "colour=x"},
        {"import", "--sales", "f.csv", "--const", "amount=1", "--map", "amount=x"},
        {"import", "--sales", "f.csv", "--members", "g.csv", "--map", "items.sku=x"},
        {"report"},
        {"report", "weather"},
        {"report", "vip", "--format", "xml"},
        {"report", "vip", "--percent", "0"},
        {"report", "vip", "--as-of", "2026-02-30"},
        {"report", "vip", "--as-of", "2026-01-01", "--from", "2025-01-01"},
        {"report", "vip", "--from", "2026-01-02", "--to", "2026-01-01"},
        {"enrol", "--branch", "A"},
        {"serve", "--sync-port", "70000"},
        {"verify", "--database", "mysql://x"},
        {"restore"},
        {"terminal", "revoke"},
        {"terminal", "write-off", "--branch", "A", "--terminal", "1", "--reason", "burnt"},
    };
    for (const auto& arguments : wrong) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 2) << arguments.front() << ": " << ran.error;
        EXPECT_TRUE(is_one_line(ran.error)) << arguments.front() << ": " << ran.error;
    }
    EXPECT_EQ(run_program({}).status, 2);
    EXPECT_EQ(run_program({"report", "vip"}).status, 2);
    EXPECT_EQ(run_program({"--help"}).status, 0);
    EXPECT_EQ(run_program({"serve", "--help"}).status, 0);
    const Ran list = run_program({"report", "--list"});
    EXPECT_EQ(list.status, 0);
    EXPECT_NE(list.out.find("vip"), std::string::npos);
    EXPECT_NE(list.out.find("branches"), std::string::npos);
}

TEST_F(CommandLineTest, WhatIsRefusedEndsWithOneAndSaysWhyInOneLine) {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"verify"},
                                                      {"report", "vip"},
                                                      {"enrol", "--branch", "A", "--terminal", "1"},
                                                      {"serve"},
                                                      {"import", "--sales", "f.csv"},
                                                      {"backup", folder.file("b")},
                                                      {"restore", folder.file("nothing")},
                                                      {"rebuild-rollups"}}) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 1) << arguments.front() << ": " << ran.error;
        EXPECT_TRUE(is_one_line(ran.error)) << arguments.front() << ": " << ran.error;
    }
    init();
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{
              "init", "--company", "X", "--currency", "HKD", "--time-zone", "Asia/Hong_Kong"},
          {"import", "--sales", folder.file("missing.csv")},
          {"import", "--sales", write("no_amount.csv", "branch,receipt,sold_at\n")},
          {"import", "--sales", write("sales.csv", kSales), "--map", "amount=price"},
          {"report", "vip", "--branch", "nowhere"},
          {"enrol", "--branch", "A/B", "--terminal", "1"},
          {"terminal", "revoke", "--branch", "A", "--terminal", "1"}}) {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.status, 1) << arguments.front() << ": " << ran.error;
        EXPECT_TRUE(is_one_line(ran.error)) << arguments.front() << ": " << ran.error;
    }
}

TEST_F(CommandLineTest, AChainFromInitToReport) {
    init();
    const std::string sales = write("sales.csv", kSales);
    Ran ran = run({"import", "--sales", sales, "--dry-run"});
    EXPECT_EQ(ran.status, 0) << ran.error;
    EXPECT_NE(ran.out.find("dry run"), std::string::npos);
    ran = run({"report", "branches", "--format", "csv"});
    EXPECT_EQ(ran.out.find("A,"), std::string::npos);
    EXPECT_EQ(run({"import", "--sales", sales}).status, 0);
    ran = run({"report", "branches", "--format", "csv"});
    EXPECT_NE(ran.out.find("\r\nA,2,0,15.00,15.00,1,2,2,2,7.50,"), std::string::npos) << ran.out;
    ran =
        run({"report", "vip", "--as-of", "2026-03-31", "--window-days", "365", "--format", "json"});
    EXPECT_NE(ran.out.find("\"threshold\": 1000,"), std::string::npos) << ran.out;
    EXPECT_EQ(run({"report", "vip", "--format", "pdf", "--output", folder.file("vip.pdf")}).status,
              0);
    EXPECT_TRUE(std::filesystem::exists(folder.file("vip.pdf")));
    ran = run({"verify"});
    EXPECT_EQ(ran.status, 0) << ran.out << ran.error;
    ran = run({"rebuild-rollups"});
    EXPECT_NE(ran.out.find("differed: 0"), std::string::npos) << ran.out << ran.error;
    ran = run({"enrol", "--branch", "A", "--terminal", "1"});
    EXPECT_TRUE(is_one_line(ran.out));
    EXPECT_TRUE(net::parse_enrolment_code(ran.out.substr(0, ran.out.size() - 1)));
}

TEST_F(CommandLineTest, RejectsEndWithOneAndNameTheirFile) {
    init();
    const Ran ran = run({"import",
                         "--sales",
                         write("sales.csv", kSales + "A,1,r3,never,77,s1,Tea,drinks,1,5,5,0\n")});
    EXPECT_EQ(ran.status, 1);
    EXPECT_NE(ran.out.find("sales.csv:4: sold_at: \"never\" is not a date"), std::string::npos)
        << ran.out;
    EXPECT_EQ(ran.error,
              "pareto-hq: 1 row was rejected; see " + data() + "/rejects/sales-rejects-1.csv\n");
    EXPECT_TRUE(std::filesystem::exists(data() + "/rejects/sales-rejects-1.csv"));
}

TEST_F(CommandLineTest, KeysAndTablesAreReadByTheirOwnerOnly) {
    init();
    for (const auto& entry : std::filesystem::directory_iterator(data())) {
        const auto others = entry.status().permissions() & (std::filesystem::perms::group_all |
                                                            std::filesystem::perms::others_all);
        EXPECT_EQ(others, std::filesystem::perms::none) << entry.path();
    }
}

TEST_F(CommandLineTest, OthersWriteThroughTheServingProcess) {
    init();
    RunningProgram serving({"serve", "--data", data(), "--sync-port", "0"});
    const std::string line = serving.next_line();
    ASSERT_EQ(line.substr(0, 32), "pareto-hq: syncing on 127.0.0.1:") << line;
    Ran ran = run({"import",
                   "--sales",
                   write("sales.csv", kSales + "A,1,r3,never,77,s1,Tea,drinks,1,5,5,0\n")});
    EXPECT_EQ(ran.status, 1) << ran.error;
    EXPECT_NE(ran.out.find("  imported          2  receipts (2 rows)"), std::string::npos)
        << ran.out;
    EXPECT_NE(ran.error.find("1 row was rejected"), std::string::npos) << ran.error;
    EXPECT_EQ(run({"import", "--sales", folder.file("missing.csv")}).status, 1);
    ran = run({"enrol", "--branch", "B", "--terminal", "1"});
    EXPECT_EQ(ran.status, 0) << ran.error;
    EXPECT_TRUE(is_one_line(ran.out)) << ran.out;
    ran = run({"report", "branches", "--format", "csv"});
    EXPECT_NE(ran.out.find("\r\nA,2,0,15.00"), std::string::npos) << ran.out;
    EXPECT_EQ(run({"verify"}).status, 0);
    EXPECT_EQ(run({"serve", "--sync-port", "0"}).status, 1);
    EXPECT_EQ(run({"backup", folder.file("backup")}).status, 0);
    EXPECT_EQ(run({"restore", folder.file("backup"), "--force"}).status, 1);
    EXPECT_EQ(serving.stop(), 0);
    EXPECT_FALSE(std::filesystem::exists(data() + "/hq.sock"));
    EXPECT_EQ(run({"import", "--sales", folder.file("sales.csv")}).status, 1);
    EXPECT_EQ(run({"verify"}).status, 0);
}

TEST_F(CommandLineTest, ATerminalEnrolsSellsAndIsRevoked) {
    init();
    RunningProgram serving({"serve", "--data", data(), "--sync-port", "0"});
    const std::string line = serving.next_line();
    const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    const std::string code_text = run({"enrol", "--branch", "B", "--terminal", "1"}).out;
    const auto code = net::parse_enrolment_code(code_text.substr(0, code_text.size() - 1));
    ASSERT_TRUE(code) << code_text;

    sync_server::Clients clients;
    const auto connect = [&](net::TlsContext context) -> std::unique_ptr<sync_server::Client> {
        auto stream = clients.wait(
            net::FramedStream::connect("127.0.0.1", port, context, sync_server::kPatience));
        if (!stream) return nullptr;
        return std::make_unique<sync_server::Client>(clients, std::move(*stream));
    };
    const std::string key = good(net::generate_key_pem());
    sync::EnrolResponse enrolled;
    for (const bool first : {true, false}) {
        const auto client = connect(good(net::TlsContext::enrolling(code->authority_fingerprint)));
        ASSERT_TRUE(client);
        // The same key again would be the same terminal that did not hear the answer.
        const std::string request_key = first ? key : good(net::generate_key_pem());
        ASSERT_TRUE(client->send(sync::EnrolRequest{
            code->secret, good(net::create_request(request_key, {"whatever", 0}))}));
        const auto answer = client->receive();
        ASSERT_TRUE(answer && std::holds_alternative<sync::EnrolResponse>(*answer));
        if (first) enrolled = std::get<sync::EnrolResponse>(*answer);
        EXPECT_EQ(std::get<sync::EnrolResponse>(*answer).refusal.empty(), first)
            << "the code is good once";
    }
    EXPECT_EQ(enrolled.branch_code + "/" + enrolled.terminal_code + " " + enrolled.currency,
              "B/1 HKD");

    const auto client = connect(
        good(net::TlsContext::client(enrolled.authority_pem, {key, enrolled.certificate_pem})));
    ASSERT_TRUE(client);
    sync::Hello hello;
    hello.branch_code = "B";
    hello.terminal_code = "1";
    hello.heads.push_back({enrolled.registration, 0, {}, 0, {}, 0});
    ASSERT_TRUE(client->send(hello));
    const auto welcome = client->receive();
    ASSERT_TRUE(welcome && std::holds_alternative<sync::Welcome>(*welcome));
    EXPECT_EQ(std::get<sync::Welcome>(*welcome).standing, sync::TerminalStanding::Good);
    sale::Sale sale;
    sale.receipt_number = 1;
    sale.rules_version = 1;
    sale.lines.push_back({.number = 1,
                          .sku = "s",
                          .description = {},
                          .category = {},
                          .quantity = Quantity{1000},
                          .unit_price_minor = 700,
                          .discount_minor = 0,
                          .amount_minor = 700,
                          .original = {}});
    sale.tenders.push_back({sale::TenderKind::Cash, 700, {}, {}});
    const journal::Entry entry{from_ms(1'775'000'000'000), *parse_date("2026-03-31"), "op", sale};
    ASSERT_TRUE(client->send(
        sync::Batch{enrolled.registration, 1, {}, {{12, journal::encode(entry), {}, {}}}}));
    const auto ack = client->receive();
    ASSERT_TRUE(ack && std::holds_alternative<sync::Ack>(*ack));
    EXPECT_EQ(std::get<sync::Ack>(*ack).sequence, 1);
    EXPECT_NE(run({"report", "branches", "--format", "csv"}).out.find("\r\nB,1,0,7.00"),
              std::string::npos);

    EXPECT_NE(run({"terminal", "list"}).out.find("enrolled"), std::string::npos);
    EXPECT_EQ(run({"terminal", "revoke", "--branch", "B", "--terminal", "1"}).status, 0);
    EXPECT_NE(run({"terminal", "list"}).out.find("revoked"), std::string::npos);
    EXPECT_EQ(serving.stop(), 0);
    EXPECT_EQ(run({"verify"}).status, 0);
}

TEST_F(CommandLineTest, APersonWritesOffWhatATerminalHeldThatWillNotComeBack) {
    init();
    ASSERT_EQ(run({"import",
                   "--members",
                   write("members.csv",
                         "card,member_number,home_branch,points,points_expire_on\n"
                         "906,,A,100,2099-12-31\n")})
                  .status,
              0);
    const std::vector<std::string> write_off{"terminal",
                                             "write-off",
                                             "--branch",
                                             "A",
                                             "--terminal",
                                             "1",
                                             "--by",
                                             "mei",
                                             "--reason",
                                             "burnt"};
    EXPECT_NE(run(write_off).error.find("there is no such terminal"), std::string::npos);
    system::SystemClock clock;
    auto connection = good(commands::open_writer({data(), ""}));
    const std::int64_t now_ms = to_ms(clock.now());
    good(connection->execute(
        "insert into terminal(terminal_id, branch_id, code, standing, certificate_pem, renewal, "
        "session_token, last_seen_ms) select 77, branch_id, '1', 'enrolled', '', 'none', 1, $1 "
        "from "
        "branch where code = 'A'",
        {now_ms}));
    const MemberId member{good(connection->execute("select member_id from member"))[0].integer(0)};
    {
        database::LocalJournal journal{
            *connection, clock, good(database::open_process(*connection, clock)), 0};
        const database::LocalEntry granted{
            .entry = {.occurred_at = clock.now(),
                      .business_date = *parse_date("2026-03-01"),
                      .operator_id = {},
                      .body =
                          journal::AllowanceGranted{
                              {}, member, TerminalId{77}, Points{40}, *parse_date("2026-03-31")}},
            .branch = {},
            .terminal_code = {},
            .personal = std::nullopt};
        static_cast<void>(good(journal.append({&granted, 1})));
    }
    connection.reset();
    const Ran too_soon = run(write_off);
    EXPECT_EQ(too_soon.status, 1);
    EXPECT_NE(too_soon.error.find("may come back"), std::string::npos) << too_soon.error;
    EXPECT_EQ(run({"terminal", "revoke", "--branch", "A", "--terminal", "1"}).status, 0);
    EXPECT_NE(run({"report", "exposure", "--format", "csv"}).out.find("A,1,revoked (frozen)"),
              std::string::npos);
    const Ran done = run(write_off);
    EXPECT_EQ(done.status, 0) << done.error;
    EXPECT_EQ(done.out, "wrote off 1 allowances (40 points) and 0 held redemptions (0 points)\n");
    EXPECT_EQ(run(write_off).status, 1) << "once";
    EXPECT_EQ(run({"verify"}).status, 0);
    connection = good(commands::open_reader({data(), ""}));
    EXPECT_EQ(
        good(connection->execute("select amount from balance where account = 1"))[0].integer(0),
        100);
}

TEST_F(CommandLineTest, ARestoredHqBeginsANewTerm) {
    init();
    ASSERT_EQ(run({"import", "--sales", write("sales.csv", kSales)}).status, 0);
    ASSERT_EQ(run({"backup", folder.file("backup")}).status, 0);
    EXPECT_EQ(run({"backup", folder.file("backup")}).status, 1);
    ASSERT_EQ(
        run({"import",
             "--sales",
             write("more.csv", kSales + "A,1,r9,2026-03-01T10:00,77,s1,Tea,drinks,1,5,5,0\n")})
            .status,
        0);
    const std::string before = run({"report", "branches", "--format", "csv"}).out;
    EXPECT_EQ(run({"restore", folder.file("backup")}).status, 1);
    // What a crash left beside the old database must not meet the restored one.
    static_cast<void>(write("data/hq.sqlite-settle", "a copy of the old log"));
    const Ran restored = run({"restore", folder.file("backup"), "--force"});
    EXPECT_EQ(restored.status, 0) << restored.error;
    EXPECT_TRUE(std::filesystem::exists(data() + "/hq.sqlite.before-restore-1-settle"));
    EXPECT_NE(run({"report", "branches", "--format", "csv"}).out, before);
    // Far beyond every registration that was handed out before.
    ASSERT_EQ(run({"import", "--sales", folder.file("more.csv")}).status, 0);
    EXPECT_EQ(run({"report", "branches", "--format", "csv"}).out, before);
    auto connection = good(commands::open_reader({data(), ""}));
    const auto highest =
        good(connection->execute("select max(registration) from registration"))[0].integer(0);
    EXPECT_GT(highest, 100'000);
    EXPECT_NE(good(database::read_setting(*connection, "term")).value_or(""), "1");
    connection.reset();
    // Into a folder that did not exist.
    EXPECT_EQ(
        run_program({"restore", folder.file("backup"), "--data", folder.file("elsewhere")}).status,
        0);
    EXPECT_EQ(run_program({"verify", "--data", folder.file("elsewhere")}).status, 0);
    EXPECT_EQ(run({"restore", "--mark-restored"}).status, 0);
    EXPECT_EQ(run({"verify"}).status, 0);
}

class CommandLinePostgresTest : public CommandLineTest {
protected:
    void SetUp() override {
        if (!test::PostgresCluster::unavailable().empty())
            GTEST_SKIP() << test::PostgresCluster::unavailable();
        database = test::fresh_database();
    }
};

TEST_F(CommandLinePostgresTest, TheTablesMayBeElsewhere) {
    init();
    RunningProgram serving({"serve", "--data", data(), "--sync-port", "0", "--database", database});
    ASSERT_NE(serving.next_line(), "");
    EXPECT_EQ(run({"import", "--sales", write("sales.csv", kSales)}).status, 0);
    EXPECT_TRUE(is_one_line(run({"enrol", "--branch", "A", "--terminal", "1"}).out));
    EXPECT_NE(run({"report", "branches", "--format", "csv"}).out.find("\r\nA,2,0,15.00"),
              std::string::npos);
    EXPECT_EQ(run({"verify"}).status, 0);
    EXPECT_EQ(serving.stop(), 0);
    EXPECT_EQ(run({"backup", folder.file("backup")}).status, 1);
    EXPECT_EQ(run({"restore", "--mark-restored"}).status, 0);
    EXPECT_FALSE(std::filesystem::exists(data() + "/hq.sqlite"));
}

}  // namespace
}  // namespace pareto::hq
