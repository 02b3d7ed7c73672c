// The terminal without a screen: every line gets one answer, whatever it holds.
#include "terminal/headless/commands.h"

#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include "common/sync/feed.h"
#include "terminal/headless/line_loop.h"
#include "terminal/receipt/paper.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

namespace json = boost::json;
using terminal::headless::Commands;

class CountingRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override {
        return Bytes(count, static_cast<char>(++drawn_));
    }

    [[nodiscard]] std::uint64_t below(std::uint64_t /*bound*/) override { return 0; }

private:
    int drawn_ = 0;
};

class BrokenPrinter final : public ports::ReceiptPrinter {
public:
    [[nodiscard]] Result<void> print(const ports::Slip& slip) override {
        if (broken) return fault(FaultCode::Unavailable, "no paper");
        paper += terminal::receipt::text_of(slip);
        return {};
    }

    [[nodiscard]] ports::PrinterState state() override { return ports::PrinterState::Ready; }

    [[nodiscard]] Result<void> open_drawer() override { return {}; }

    bool broken = false;
    std::string paper;
};

class CommandsTest : public testing::Test {
protected:
    CommandsTest() {
        const sync::ItemChange tea{"tea", "Tea", "food", "471", "piece", 1'250};
        EXPECT_TRUE(file.journal->apply_feed({0, 1, {{2, "tea", sync::encode(tea)}}}));
    }

    /// The answer, with 'single' quotes for "double" ones in both directions.
    std::string say(std::string command) {
        std::replace(command.begin(), command.end(), '\'', '"');
        std::string answer = commands.answer(command);
        std::replace(answer.begin(), answer.end(), '"', '\'');
        return answer;
    }

    std::string refusal(const std::string& command) {
        std::string line = command;
        std::replace(line.begin(), line.end(), '\'', '"');
        const json::value answer = json::parse(commands.answer(line));
        if (answer.at("ok").as_bool()) return "ok";
        const json::value* const refused = answer.as_object().if_contains("refused");
        return std::string{(refused == nullptr ? answer.at("fault") : *refused).as_string()};
    }

    TerminalFile file;
    CountingRandom random;
    BrokenPrinter printer;
    Commands commands{
        {*file.journal,
         file.uplink,
         file.clock,
         random,
         &printer,
         {"Example",
          *find_currency("HKD"),
          [](UtcTime) {
              return std::string{"2026-03-09 16:15"};
          }},
         [this] {
             const auto status = file.journal->status();
             return terminal::headless::LinkStatus{
                 status.unsent, true, "good", "", status.feed_cursor, 0};
         },
         [this](std::chrono::milliseconds) { return file.journal->status().unsent == 0; },
         [this]() -> Result<std::vector<terminal::headless::OwnCensus>> {
             PARETO_TRY(const auto figures, file.journal->census(kRegistration));
             return std::vector<terminal::headless::OwnCensus>{
                 {kRegistration, figures.sales, figures.digest}};
         },
         [](UtcTime) { return kToday; },
         file.no_prover}};
};

TEST_F(CommandsTest, SaysWhatACardIsAndHowItWasProved) {
    sync::MemberChange anna;
    anna.facts = {MemberId{101}, "gold", false, Points{5}};
    anna.member_number = "2900000000018";
    const Bytes secret(32, 'k');
    const Bytes uid = *from_hex("04a1b2c3d4e501");
    anna.cards = {{journal::card_key(secret, "uid", uid), loyalty::CardFamily::DesfireEv1},
                  {journal::card_key(secret, "number", "906"), loyalty::CardFamily::DesfireEv1}};
    ASSERT_TRUE(file.journal->apply_feed({1, 2, {{3, "101", sync::encode(anna)}}}));
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'anna'}"), "ok");
    EXPECT_EQ(say("{'command':'tap','uid':'04a1b2c3d4e501'}"),
              "{'ok':true,'known':true,'member':'101','member_number':'2900000000018','name':'',"
              "'tier':'gold','vip':false,'points':5,'as_of_ms':0,'family':'desfire-ev1','proof':"
              "'none'}");
    EXPECT_EQ(say("{'command':'tap','number':'906'}"),
              "{'ok':false,'refused':'CardRefused','detail':'UidOnly: this card has to be "
              "tapped'}");
    EXPECT_EQ(refusal("{'command':'sale','card':'906','lines':[]}"), "CardRefused");
    const std::string event = commands.on_tap({uid, {}, "pcsc: 1"});
    EXPECT_NE(event.find("\"family\":\"desfire-ev1\",\"proof\":\"none\""), std::string::npos)
        << event;
}

TEST_F(CommandsTest, SellsStepByStep) {
    EXPECT_EQ(say("{'command':'open_shift','operator':'anna','opening_cash_minor':5000}"),
              "{'ok':true,'shift':'21474836481','business_date':'2026-03-09'}");
    EXPECT_EQ(say("{'command':'tap','number':'906'}"), "{'ok':true,'known':false}");
    EXPECT_EQ(say("{'command':'line','barcode':'471','quantity':'2'}"),
              "{'ok':true,'line':1,'description':'Tea','amount_minor':2500,'due_minor':2500}");
    EXPECT_EQ(say("{'command':'line','sku':'w','description':'Weighed','quantity_thousandths':1505,"
                  "'amount_minor':301}"),
              "{'ok':true,'line':2,'description':'Weighed','amount_minor':301,'due_minor':2801}");
    EXPECT_EQ(refusal("{'command':'void_line','line':2}"), "ok");
    EXPECT_EQ(refusal("{'command':'discount','line':1,'amount_minor':100}"), "ok");
    EXPECT_EQ(refusal("{'command':'tender','kind':'cash','amount_minor':3000}"), "ok");
    EXPECT_EQ(say("{'command':'complete','intent':'a','at':'2026-03-09T08:15:00.250Z'}"),
              "{'ok':true,'sale_id':'21474836482','receipt':'BR1-T1-000001','business_date':'2026-"
              "03-09','total_minor':2400,"
              "'change_due_minor':600,'points':24,'member':null,'to_be_credited':true,'repeated':"
              "false,'printed':true}");
    EXPECT_NE(printer.paper.find("Points to be credited"), std::string::npos);
    const auto entry = file.journal->find(EntryId::of(5, 2)).value();
    EXPECT_EQ(to_ms(entry->occurred_at), 1'773'044'100'250);
    EXPECT_EQ(refusal("{'command':'reprint'}"), "ok");
    EXPECT_NE(printer.paper.find("*** REPRINT ***"), std::string::npos);
    EXPECT_EQ(say("{'command':'close_shift','cash_count_minor':7400}"),
              "{'ok':true,'cash_expected_minor':7400,'cash_count_minor':7400,'sales_minor':2400,'"
              "sale_count':1,'tenders':{'cash':2400},'value_sold_minor':0}");
}

TEST_F(CommandsTest, RecordsAReplayedSaleOnceAndMovesTheShift) {
    const std::string sale =
        "{'command':'sale','intent':'BR1/1/2026-03-08/77','source_receipt':'BR1/1/2026-03-08/"
        "77','at_ms':1772960400000,"
        "'business_date':'2026-03-08','auto_shift':true,'card':'906','lines':[{'sku':'x','"
        "description':'','category':'',"
        "'quantity_thousandths':1000,'unit_price_minor':500,'discount_minor':0,'amount_minor':500},"
        "{'sku':'y',"
        "'quantity_thousandths':-1000,'amount_minor':-120}],'tenders':[{'kind':'cash','amount_"
        "minor':380}]}";
    const std::string first = say(sale);
    EXPECT_EQ(first.substr(0, 11), "{'ok':true,");
    EXPECT_NE(first.find("'repeated':false"), std::string::npos);
    std::string other_day = sale;
    other_day.replace(other_day.find("2026-03-08"), 10, "2026-03-09");
    other_day.replace(
        other_day.find("'business_date':'2026-03-08"), 27, "'business_date':'2026-03-09");
    EXPECT_EQ(refusal(other_day), "ok");
    EXPECT_NE(say(sale).find("'repeated':true"), std::string::npos)
        << "and the shift stays where it is";
    EXPECT_EQ(file.journal->state().shift_date, kToday);
    EXPECT_EQ(file.journal->census(kRegistration)->sales, 2);
    std::string without = sale;
    without.replace(without.find("'auto_shift':true"), 17, "'auto_shift':false");
    without.replace(without.find("BR1/1"), 5, "BR1/2");
    EXPECT_EQ(refusal(without), "NotSameBusinessDate");
}

TEST_F(CommandsTest, TakesGoodsBack) {
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'anna'}"), "ok");
    EXPECT_EQ(refusal("{'command':'sale','lines':[{'sku':'x','quantity':'3','amount_minor':1000},{'"
                      "sku':'y','amount_minor':1}]}"),
              "ok");
    EXPECT_NE(
        say("{'command':'return','receipt':'BR1-T1-000001','lines':[{'line':1,'quantity':'2'}]}")
            .find("'total_minor':-667"),
        std::string::npos);
    EXPECT_NE(say("{'command':'return','receipt':'1'}").find("'total_minor':-334"),
              std::string::npos)
        << "all that is left";
    EXPECT_EQ(refusal("{'command':'return','receipt':'1'}"), "MoreThanSold");
    EXPECT_EQ(refusal("{'command':'return','receipt':'BR9-T1-000001'}"), "UnknownSale");
    EXPECT_EQ(refusal("{'command':'return','sale_id':'21474836481'}"), "UnknownSale");
    EXPECT_EQ(refusal("{'command':'post_void','receipt':'2','reason':'mistake'}"), "ok");
    EXPECT_EQ(refusal("{'command':'post_void','receipt':'2'}"), "AlreadyVoided");
    // An exchange: goods back and goods sold in one basket.
    EXPECT_EQ(refusal("{'command':'line','sku':'tea'}"), "ok");
    EXPECT_NE(
        say("{'command':'return','receipt':'1','lines':[{'line':1}]}").find("'due_minor':916"),
        std::string::npos);
    EXPECT_EQ(refusal("{'command':'tender','kind':'card','amount_minor':916}"), "ok");
    EXPECT_EQ(refusal("{'command':'complete'}"), "ok");
}

TEST_F(CommandsTest, TakesGoodsBackThatItDidNotSellWhenAManagerApproves) {
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'anna'}"), "ok");
    const std::string lines =
        "'lines':[{'line':2,'sku':'tea','amount_minor':1250,'points_paid_minor':250}]}";
    EXPECT_EQ(refusal("{'command':'return_elsewhere','sale_id':'330712481797'," + lines),
              "ApprovalNeeded");
    EXPECT_EQ(refusal("{'command':'return_elsewhere','approved_by':'berta'," + lines),
              "BadCommand");
    EXPECT_EQ(
        say("{'command':'return_elsewhere','approved_by':'berta','sale_id':'330712481797'," +
            lines),
        "{'ok':true,'sale_id':'21474836482','receipt':'BR1-T1-000001','business_date':'2026-03-09',"
        "'total_minor':-1250,'change_due_minor':0,'points':0,'points_given_back':0,"
        "'given_back_minor':250,'member':null,'to_be_credited':false,'repeated':false,'printed':"
        "true}");
    EXPECT_EQ(file.journal->state().shift_cash_minor, -1'000);
    const std::string bare = "'lines':[{'sku':'tea','amount_minor':1250}]}";
    EXPECT_EQ(refusal("{'command':'return_without_receipt'," + bare), "ApprovalNeeded");
    EXPECT_EQ(refusal("{'command':'return_without_receipt','approved_by':'berta'}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'return_without_receipt','approved_by':'berta','kind':'points'," +
                      bare),
              "BadCommand");
    EXPECT_NE(say("{'command':'return_without_receipt','approved_by':'berta','card':'906','kind':'"
                  "card'," +
                  bare)
                  .find("'total_minor':-1250,'change_due_minor':0,'points':-12,'member':null"),
              std::string::npos);
    EXPECT_EQ(file.journal->state().shift_cash_minor, -1'000);
}

TEST_F(CommandsTest, ScansGoodsAndReadsTags) {
    const sync::ItemChange shoe{"shoe", "Shoe", "shoes", "80614141123458", "", 59'900};
    EXPECT_TRUE(file.journal->apply_feed({1, 2, {{2, "shoe", sync::encode(shoe)}}}));
    EXPECT_EQ(refusal("{'command':'scan','text':'471'}"), "NoOpenShift");
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'anna'}"), "ok");
    EXPECT_EQ(say("{'command':'scan','text':'471'}"),
              "{'ok':true,'is':'item','already':false,'line':1,'sku':'tea','description':'Tea',"
              "'quantity_thousandths':1000,'unit_price_minor':1250,'discount_minor':0,"
              "'amount_minor':1250,'due_minor':1250}");
    EXPECT_EQ(
        say("{'command':'scan','text':']d20180614141123458216789'}"),
        "{'ok':true,'is':'item','already':false,'line':2,'sku':'shoe','description':'Shoe',"
        "'quantity_thousandths':1000,'unit_price_minor':59900,'discount_minor':0,"
        "'amount_minor':59900,'tag':'urn:epc:id:sgtin:061414112345.8.6789','due_minor':61150}");
    EXPECT_EQ(say("{'command':'tags','tags':['3074257BF7194E4000001A85','00','https://id.gs1.org/"
                  "01/80614141123458/21/7']}"),
              "{'ok':true,'added':1,'already':1,'refused':1,'due_minor':121050,'tags':["
              "{'ok':true,'is':'item','already':true,'line':2,'sku':'shoe','description':'Shoe',"
              "'quantity_thousandths':1000,'unit_price_minor':59900,'discount_minor':0,"
              "'amount_minor':59900,'tag':'urn:epc:id:sgtin:061414112345.8.6789'},"
              "{'ok':false,'refused':'UnknownCode','detail':'the tag is no EPC that is known here; "
              "the tag may never have been written'},"
              "{'ok':true,'is':'item','already':false,'line':3,'sku':'shoe','description':'Shoe',"
              "'quantity_thousandths':1000,'unit_price_minor':59900,'discount_minor':0,"
              "'amount_minor':59900,'tag':'urn:epc:id:sgtin:061414112345.8.7'}]}");
    EXPECT_EQ(say("{'command':'scan','text':'2900000000018'}"),
              "{'ok':true,'known':false,'is':'card','due_minor':121050}");
    EXPECT_EQ(refusal("{'command':'tender','kind':'card','amount_minor':121050}"), "ok");
    EXPECT_EQ(refusal("{'command':'complete'}"), "ok");
    EXPECT_EQ(refusal("{'command':'scan','text':']d20180614141123458216789'}"), "TagSold");
    EXPECT_EQ(say("{'command':'scan','text':'BR1-T1-000001'}"),
              "{'ok':true,'is':'receipt','sale_id':'21474836482','receipt':'BR1-T1-000001',"
              "'due_minor':0}");
    EXPECT_EQ(refusal("{'command':'scan'}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'tags'}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'tags','tags':'30'}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'tags','tags':[30]}"), "BadCommand");
}

TEST_F(CommandsTest, TakesWhatAReaderScannedForGoodsOrForACard) {
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'anna'}"), "ok");
    EXPECT_EQ(
        commands.on_tap({{}, "471", "wedge"}),
        R"({"event":"scan","reader":"wedge","ok":true,"is":"item","already":false,"line":1,)"
        R"("sku":"tea","description":"Tea","quantity_thousandths":1000,)"
        R"("unit_price_minor":1250,"discount_minor":0,"amount_minor":1250,"due_minor":1250})");
    EXPECT_EQ(commands.on_tap({{}, "906", "wedge"}),
              R"({"event":"tap","reader":"wedge","ok":true,"known":false})");
    sync::MemberChange member;
    member.facts.member = MemberId::of(1, 7);
    member.member_number = "7";
    member.cards = {{journal::card_key(Bytes(32, 'k'), "number", "907")}};
    EXPECT_TRUE(file.journal->apply_feed(
        {1, 2, {{3, std::to_string(member.facts.member.value), sync::encode(member)}}}));
    EXPECT_NE(commands.on_tap({{}, "]C0907", "wedge"})
                  .find(R"("event":"tap","reader":"wedge",)"
                        R"("ok":true,"known":true)"),
              std::string::npos);
    EXPECT_EQ(commands.on_tap({{}, "4006381333931", "wedge"}),
              R"({"event":"scan","reader":"wedge","ok":false,"refused":"UnknownItem",)"
              R"("detail":"no item has the number 4006381333931"})");
    EXPECT_NE(say("{'command':'basket'}").find("'sku':'tea'"), std::string::npos);
}

TEST_F(CommandsTest, KeepsTheSaleWhenThePrinterFails) {
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'anna'}"), "ok");
    printer.broken = true;
    EXPECT_NE(
        say("{'command':'sale','lines':[{'sku':'x','amount_minor':100}]}").find("'printed':false"),
        std::string::npos);
    EXPECT_EQ(file.journal->state().shift_sale_count, 1);
    printer.broken = false;
    EXPECT_NE(say("{'command':'reprint'}").find("'printed':true"), std::string::npos);
}

TEST_F(CommandsTest, AnswersWhateverComes) {
    EXPECT_EQ(say(""), "{'ok':false,'refused':'BadCommand','detail':'the line is no JSON object'}");
    EXPECT_EQ(say("{"),
              "{'ok':false,'refused':'BadCommand','detail':'the line is no JSON object'}");
    EXPECT_EQ(say("[]"),
              "{'ok':false,'refused':'BadCommand','detail':'the line is no JSON object'}");
    EXPECT_EQ(say("{}"), "{'ok':false,'refused':'BadCommand','detail':'command is missing'}");
    EXPECT_EQ(say("{'command':'dance'}"),
              "{'ok':false,'refused':'BadCommand','detail':'there is no command dance'}");
    EXPECT_EQ(say("{'command':'open_shift'}"),
              "{'ok':false,'refused':'BadCommand','detail':'operator is missing'}");
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'a','opening_cash_minor':1.5}"),
              "BadCommand");
    EXPECT_EQ(
        refusal(
            "{'command':'open_shift','operator':'a','opening_cash_minor':99999999999999999999}"),
        "BadCommand");
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'a','business_date':'2026-02-30'}"),
              "BadCommand");
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'a','at':'yesterday'}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'a\\u0000'}"), "unsupported")
        << "a NUL is no text for the file";
    EXPECT_EQ(refusal("{'command':'sale','lines':[]}"), "NoOpenShift");
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'a'}"), "ok");
    EXPECT_EQ(refusal("{'command':'sale','lines':[1]}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'sale','lines':[{'sku':'x'}]}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'sale','lines':[]}"), "InvalidSale");
    EXPECT_EQ(refusal("{'command':'tap'}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'tap','uid':'04zz'}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'redeem','points':'max'}"), "RedemptionRefused");
    EXPECT_EQ(refusal("{'command':'tender','kind':'gold','amount_minor':1}"), "BadCommand");
    EXPECT_EQ(refusal("{'command':'wait_synced','timeout_ms':1}"), "NotSynced");
    EXPECT_EQ(refusal("{'command':'census'}"), "unavailable");
    EXPECT_EQ(refusal(std::string(2U << 20U, ' ')), "BadCommand");
    EXPECT_EQ(refusal("{'command':" + std::string(5'000, '[')), "BadCommand");
    EXPECT_EQ(say("{'command':'quit'}"), "{'ok':true}");
    EXPECT_TRUE(commands.finished());
}

TEST_F(CommandsTest, TellsItsStatus) {
    EXPECT_EQ(refusal("{'command':'open_shift','operator':'anna'}"), "ok");
    EXPECT_EQ(say("{'command':'status'}"),
              "{'ok':true,'branch':'BR1','terminal':'T1','registration':5,'may_sell':true,'why_not'"
              ":'','unsent':1,'online':true,"
              "'standing':'good','alarm':'','business_date':'2026-03-09','operator':'anna','last_"
              "receipt':null,'rules_version':0,"
              "'feed_cursor':1,'hq_time_ms':0}");
}

TEST(LineLoopTest, AnswersLinesAndTapsUntilItsInputEnds) {
    int input[2];
    int output[2];
    ASSERT_EQ(::pipe(input), 0);
    ASSERT_EQ(::pipe(output), 0);
    terminal::headless::LineLoop loop;
    loop.input = input[0];
    loop.output = output[1];
    loop.answer = [](std::string_view line) {
        return "<" + std::string{line.substr(0, 10)} + " " + std::to_string(line.size()) + ">";
    };
    loop.idle = [] {
    };
    loop.finished = [] {
        return false;
    };
    std::thread typist{[&] {
        const std::string lines = "one\n\ntwo\n" + std::string(3U << 20U, 'x') + "\nlast\nno line";
        std::string_view rest = lines;
        while (!rest.empty()) {
            const ssize_t written = ::write(input[1], rest.data(), rest.size());
            if (written <= 0) break;
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        ::close(input[1]);
    }};
    EXPECT_TRUE(terminal::headless::run(loop));
    typist.join();
    ::close(output[1]);
    std::string answers(1'000, '\0');
    answers.resize(static_cast<std::size_t>(::read(output[0], answers.data(), answers.size())));
    EXPECT_EQ(answers, "<one 3>\n< 0>\n<two 3>\n<xxxxxxxxxx 1048577>\n<last 4>\n");
    ::close(input[0]);
    ::close(output[0]);
}

}  // namespace
}  // namespace pareto::test
