// A day at the window, by keyboard alone: the real pareto-hq, the real reader process, the real
// file. HQ agrees to the last unit.
#include <fstream>

#include "terminal/composition/open_desk.h"
#include "tests/fault/hq.h"
#include "tests/support/escpos/network_printer.h"
#include "tests/terminal/ui/page_stage.h"

namespace pareto::fault_test {
namespace {

namespace Pages = terminal::ui::Pages;

class WindowDayTest : public testing::Test {
protected:
    WindowDayTest() {
        write("branches.csv",
              "branch,name,region,time_zone,opened_on\nB01,Central,HK,Asia/Hong_Kong,2020-01-01\n");
        write("items.csv",
              "sku,name,category,price,tax_class,barcode,unit\n"
              "TEA600,Oolong tea 600 ml,Drinks,25.00,,4891234500011,piece\n"
              "RICE1,Rice ball,Food,35.00,,4891234500028,piece\n"
              "BRUSH,Toothbrush,Care,45.00,,4891234500035,piece\n");
        write("members.csv",
              "card,member_number,name,joined_on,home_branch,points,points_expire_on\n"
              "C000000018,2900000000018,Chen Mei-Ling,2024-01-01,B01,1240,2099-11-30\n");
        hq.done("import",
                {"--branches",
                 hq.beside("branches.csv"),
                 "--items",
                 hq.beside("items.csv"),
                 "--members",
                 hq.beside("members.csv")});
        anna_ = employ("anna", {"--name", "Anna Lee"});
        ben_ = employ("ben", {"--name", "Ben Chow", "--role", "supervisor", "--card", "S0002"});
        EXPECT_TRUE(hq.serve());
        write("taps", "");
        terminal::composition::Arguments arguments;
        arguments.version = "test";
        arguments.data = hq.beside("terminal");
        arguments.readers = {"scripted:" + hq.beside("taps")};
        arguments.printer = paper.name();
        stage.page.open(terminal::composition::desk_world(arguments));
    }

    /// The PIN, which HQ tells once.
    std::string employ(const std::string& number, std::vector<std::string> more) const {
        std::vector<std::string> words{"add", number, "--branch", "B01"};
        words.insert(words.end(), more.begin(), more.end());
        const std::string told = hq.done("staff", words);
        return told.substr(0, told.find('\n'));
    }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream{hq.beside(name), std::ios::app} << text;
    }

    void tap(const std::string& number) { write("taps", "number " + number + "\n"); }

    terminal::ui::TerminalModel& model() { return stage.page.model(); }

    void type(const std::string& text) { stage.type(QString::fromStdString(text)); }

    void scan(const std::string& text) { stage.scan(QString::fromStdString(text)); }

    void enter() { stage.press(Qt::Key_Return); }

    /// The sale is closed; its receipt's number.
    std::string closed() {
        EXPECT_TRUE(stage.shows(Pages::Done)) << model().notice().text.toStdString();
        return model().done().receipt.toStdString();
    }

    void everything_is_sent() {
        EXPECT_TRUE(stage.until([this] {
            const auto bar = model().bar();
            return bar.online && !bar.network.contains(QStringLiteral("send"));
        }));
    }

    void enrol_and_open() {
        ASSERT_TRUE(stage.shows(Pages::Enrol));
        type(hq.address());
        enter();
        type(hq.enrol("B01", "T1"));
        enter();
        ASSERT_TRUE(stage.shows(Pages::OpenShift)) << model().trouble().toStdString();
        ASSERT_TRUE(stage.until([this] { return model().staff().staffed; }));
        type("anna");
        enter();
        type(anna_);
        enter();
        type("500");
        enter();
        ASSERT_TRUE(stage.shows(Pages::Sale));
        ASSERT_TRUE(stage.until([this] { return model().bar().online; }));
    }

    /// 50.00: 12.40 in points, 37.60 in cash. One tap and two keys after the scans.
    std::string sell_with_points() {
        scan("4891234500011");
        type("2");
        tap("C000000018");
        EXPECT_TRUE(stage.until([this] { return model().basket().mayRedeem; }));
        type("rc");
        const std::string receipt = closed();
        EXPECT_EQ(model().done().points,
                  QStringLiteral("37 points earned  ·  1,240 points "
                                 "redeemed  ·  0 left"));
        return receipt;
    }

    /// One of the two comes back: 25.00, of which 6.20 were points; 18.80 in cash.
    void bring_one_back(const std::string& receipt) {
        scan(receipt);
        ASSERT_TRUE(stage.shows(Pages::Receipt));
        type("1");
        enter();
        ASSERT_TRUE(stage.shows(Pages::Sale));
        EXPECT_EQ(model().basket().due, QStringLiteral("18.80"));
        type("c");
        enter();
        closed();
    }

    /// 35.00 by card, cancelled afterwards; 35.00, of which 20.00 in cash and the rest by card.
    void sell_by_card_and_mixed() {
        scan("4891234500028");
        type("k");
        enter();
        closed();
        type("h");
        enter();
        ASSERT_TRUE(stage.shows(Pages::Receipt));
        type("vv");
        ASSERT_TRUE(stage.shows(Pages::Approve));
        tap("S0002");
        ASSERT_TRUE(stage.shows(Pages::Sale)) << model().notice().text.toStdString();
        scan("4891234500028");
        type("c");
        type("20");
        enter();
        type("k");
        enter();
        closed();
    }

    /// 45.00 in cash of 50.00, while HQ is away; the member earns, and redeems nothing.
    void sell_without_network() {
        EXPECT_EQ(hq.stop(), 0);
        ASSERT_TRUE(stage.until([this] { return !model().bar().online; }));
        scan("4891234500035");
        tap("C000000018");
        ASSERT_TRUE(stage.until([this] { return model().member().known; }));
        type("c");
        type("50");
        enter();
        closed();
        EXPECT_EQ(model().done().change, QStringLiteral("5.00"));
        EXPECT_TRUE(hq.serve());
        everything_is_sent();
    }

    /// 45.00 less 10 %, which the supervisor approves with the PIN; locked in between; the paper
    /// ends. 40.50 by card.
    void discount_without_paper() {
        enter();
        scan("4891234500035");
        type("d");
        type("10%");
        enter();
        ASSERT_TRUE(stage.shows(Pages::Approve));
        type("ben");
        enter();
        type(ben_);
        enter();
        ASSERT_TRUE(stage.shows(Pages::Sale)) << model().notice().text.toStdString();
        type("z");
        ASSERT_TRUE(stage.shows(Pages::SignOn));
        type(anna_);
        enter();
        ASSERT_TRUE(stage.shows(Pages::Sale));
        EXPECT_EQ(model().basket().due, QStringLiteral("40.50"));
        paper.out_of_paper = true;
        type("k");
        enter();
        closed();
        ASSERT_TRUE(stage.until([this] { return !model().bar().printerWell; }));
        EXPECT_EQ(model().done().printed, QStringLiteral("Receipt waits for the printer"));
        paper.out_of_paper = false;
        ASSERT_TRUE(stage.until(
            [this] { return model().done().printed == QStringLiteral("Receipt printed"); }));
    }

    void enrol_a_member() {
        enter();
        type("n");
        ASSERT_TRUE(stage.shows(Pages::NewMember));
        type("91234567");
        enter();
        type("Lee");
        tap("C000000777");
        ASSERT_TRUE(stage.until([this] { return model().new_card_seen(); }));
        enter();
        ASSERT_TRUE(stage.shows(Pages::Sale));
    }

    Hq hq;
    test::NetworkPrinter paper;
    std::string anna_, ben_;  ///< their PINs
    test::PageStage stage{QStringLiteral("en")};
};

TEST_F(WindowDayTest, ADaysWorkByKeyboardAloneIsTheSameAtHqToTheLastUnit) {
    ASSERT_NO_FATAL_FAILURE(enrol_and_open());
    const std::string receipt = sell_with_points();
    ASSERT_NO_FATAL_FAILURE(bring_one_back(receipt));
    ASSERT_NO_FATAL_FAILURE(sell_by_card_and_mixed());
    ASSERT_NO_FATAL_FAILURE(sell_without_network());
    ASSERT_NO_FATAL_FAILURE(discount_without_paper());
    ASSERT_NO_FATAL_FAILURE(enrol_a_member());
    type("ms");
    ASSERT_TRUE(stage.shows(Pages::CloseShift));
    type("583.80");  // 500.00 + 37.60 - 18.80 + 20.00 + 45.00
    enter();
    ASSERT_TRUE(stage.shows(Pages::OpenShift));
    const auto figures = model().closed_figures();
    ASSERT_EQ(figures.size(), 5);
    EXPECT_EQ(figures[2].value<terminal::ui::ChoiceRow>().amount, QStringLiteral("583.80"));
    EXPECT_EQ(figures[4].value<terminal::ui::ChoiceRow>().amount, QStringLiteral("0.00"));
    everything_is_sent();
    EXPECT_EQ(hq.verify(), "");
    EXPECT_EQ(hq.sales(), 6);
    EXPECT_EQ(hq.number("select sum(total_minor) from sale where voided_by = 0"),
              14'550);  // 50.00 - 25.00 + 35.00 + 45.00 + 40.50
    // A cancellation prints, too, and the Z report; the drawer opened for cash alone.
    ASSERT_TRUE(stage.until([this] { return paper.roll().cuts == 8; }));
    EXPECT_EQ(paper.roll().pulses, 4);
    EXPECT_EQ(paper.roll().complaints, std::vector<std::string>{});
    EXPECT_EQ(paper.text().find("COPY"), std::string::npos);
    EXPECT_EQ(hq.rows("select action, subject from audit_row order by position"),
              "staff.add|B01/anna, staff.add|B01/ben");
    EXPECT_EQ(hq.number("select count(*) from suspense"), 0);
    EXPECT_EQ(hq.number("select count(*) from member"), 2);
}

}  // namespace
}  // namespace pareto::fault_test

int main(int count, char** arguments) {
    testing::InitGoogleTest(&count, arguments);
    const pareto::test::PageApplication application{count, arguments};
    return RUN_ALL_TESTS();
}
