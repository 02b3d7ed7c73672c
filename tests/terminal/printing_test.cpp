// From a slip to paper: ESC/POS bytes as a printer reads them, printers that are in trouble, and
// the queue that waits for them.
//
// PARETO_GOLDEN=write puts the pictures of this run in the place of the golden ones: look at them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "drivers/printer/answering_printer.h"
#include "drivers/printer/printer_driver.h"
#include "terminal/database/sqlite_print_book.h"
#include "terminal/receipt/escpos_printer.h"
#include "terminal/receipt/paper.h"
#include "terminal/receipt/print_queue.h"
#include "terminal/receipt/receipt.h"
#include "tests/contract/printer_device_contract.h"
#include "tests/contract/receipt_printer_contract.h"
#include "tests/support/escpos/network_printer.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using ports::PrinterState;
using terminal::RecordedSale;
using terminal::receipt::Copy;
using terminal::receipt::escpos_of;
using terminal::receipt::Heading;
using terminal::receipt::Language;
using terminal::receipt::PaperWidth;
using terminal::receipt::slip_of;
using Kind = ports::Slip::Kind;

constexpr std::chrono::milliseconds kSoon{10'000};
/// Fonts differ a little from one machine to the next.
constexpr int kOtherPermilleMax = 25;

Heading heading_in(Language language) {
    return {"榮記茶莊 Café",
            *find_currency("HKD"),
            [](UtcTime) { return std::string{"2026-03-09 16:15"}; },
            language};
}

/// 2 × 12.50 − 1.00 + 1.505 × 9.99 + 99.00 = 138.03; by 5.00 in points, 100.00 card, 33.03 cash.
RecordedSale sale_with_everything() {
    RecordedSale recorded;
    recorded.id = SaleId::of(5, 17);
    recorded.receipt_number = "BR1-T1-000123";
    recorded.operator_id = "anna";
    recorded.member_number = "2900000000018";
    recorded.as_of_ms = 1;
    recorded.change_due_minor = 1'697;
    sale::Sale& sale = recorded.sale;
    sale.card_key = Bytes(32, 'c');
    sale.facts = {MemberId::of(1, 7), "gold", true, Points{512}};
    sale.points_promised = Points{133};
    sale.lines.resize(3);
    sale.lines[0] = {
        1, "tea", "凍頂烏龍茶葉禮盒 Oolong", "food", Quantity{2'000}, 1'250, 100, 2'400, {}};
    sale.lines[1] = {2, "rice", "Crème brûlée", "food", Quantity{1'505}, 999, 0, 1'503, {}};
    sale.lines[2] = {3, "pot", "ชาไทย Thai tea", "food", Quantity{1'000}, 9'900, 0, 9'900, {}};
    sale.tenders = {{sale::TenderKind::Points, 500, Points{500}, EntryId::of(5, 16)},
                    {sale::TenderKind::Card, 10'000, {}, {}},
                    {sale::TenderKind::Cash, 3'303, {}, {}}};
    recorded.vouchers = {{"PV-7K3M-2Q9D-W4XA", 2'000, BusinessDate{kToday}}};
    return recorded;
}

PaperRoll paper_of(Language language, PaperWidth width) {
    PaperRoll roll;
    roll.take(
        escpos_of(terminal::receipt::as_printed(
                      slip_of(heading_in(language), sale_with_everything(), Copy::First), false),
                  width));
    return roll;
}

TEST(EscPosTest, WritesWhatTheCodePageHasAsTextAndTheRestAsDots) {
    const PaperRoll roll = paper_of(Language::English, PaperWidth::Mm80);
    EXPECT_EQ(roll.complaints, std::vector<std::string>{});
    const std::vector<std::string> first{"[dots]",
                                         "Receipt                    BR1-T1-000123",
                                         "2026-03-09 16:15                    anna",
                                         "----------------------------------------",
                                         "[dots]",
                                         "  2 x 12.50",
                                         "  discount 1.00",
                                         "Crème brûlée                       15.03",
                                         "  1.505 x 9.99",
                                         "[dots]"};
    ASSERT_GE(roll.lines.size(), first.size());
    EXPECT_EQ(std::vector<std::string>(roll.lines.begin(), roll.lines.begin() + 10), first);
    EXPECT_EQ(roll.codes,
              (std::vector<std::string>{"qr PV-7K3M-2Q9D-W4XA", "code128 BR1-T1-000123"}));
    EXPECT_EQ(roll.cuts, 1);
    EXPECT_EQ(roll.pulses, 0);
}

TEST(EscPosTest, KeepsToNarrowPaper) {
    EXPECT_EQ(paper_of(Language::Chinese, PaperWidth::Mm58).complaints, std::vector<std::string>{});
}

TEST(EscPosTest, KnowsItsCodePage) {
    using terminal::receipt::in_code_page;
    EXPECT_EQ(in_code_page("a€é~"), Bytes{"a\x80\xE9~"});
    EXPECT_EQ(in_code_page("–"), Bytes{"\x96"});
    EXPECT_FALSE(in_code_page("茶"));
    EXPECT_FALSE(in_code_page("\x1B"));
    EXPECT_EQ(in_code_page("\xC3"), Bytes{"?"}) << "half a letter";
}

class ReceiptPictureTest : public testing::TestWithParam<Language> {};

TEST_P(ReceiptPictureTest, LooksAsItDid) {
    const bool chinese = GetParam() == Language::Chinese;
    const Picture taken = paper_of(GetParam(), PaperWidth::Mm80).picture();
    const std::string file = chinese ? "paper_zh_TW.png" : "paper_en.png";
    std::filesystem::create_directories(PARETO_PICTURES);
    taken.save((std::filesystem::path{PARETO_PICTURES} / file).string());
    const std::string golden = (std::filesystem::path{PARETO_GOLDEN} / file).string();
    const char* const wanted = std::getenv("PARETO_GOLDEN");  // NOLINT(concurrency-mt-unsafe)
    if (wanted != nullptr && std::string_view{wanted} == "write") return taken.save(golden);
    EXPECT_LE(difference(taken, Picture::load(golden)), kOtherPermilleMax)
        << file << " in " << PARETO_PICTURES << " does not look like " << golden;
}

INSTANTIATE_TEST_SUITE_P(Languages,
                         ReceiptPictureTest,
                         testing::Values(Language::English, Language::Chinese),
                         [](const auto& parameter) {
                             return parameter.param == Language::English ? "en" : "zh_TW";
                         });

/// An ESC/POS printer on the network, as the contract of printers wants it.
class NetworkPrinterStage {
public:
    NetworkPrinterStage() {
        auto opened = drivers::printer::open_printer(paper.name());
        EXPECT_TRUE(opened) << describe(opened.error());
        device_ = std::move(*opened);
        printer_.emplace(*device_, PaperWidth::Mm80);
    }

    ports::ReceiptPrinter& printer() { return *printer_; }

    ports::PrinterDevice& device() { return *device_; }

    std::string printed() { return paper.text(); }

    void take_away() { paper.switch_off(); }

    void bring_back() { paper.switch_on(); }

    NetworkPrinter paper;

private:
    std::unique_ptr<ports::PrinterDevice> device_;
    std::optional<terminal::receipt::EscPosPrinter> printer_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Network, ReceiptPrinterContract, NetworkPrinterStage);
INSTANTIATE_TYPED_TEST_SUITE_P(Network, PrinterDeviceContract, NetworkPrinterStage);

/// A device that takes bytes and answers nothing.
class FileDeviceStage {
public:
    FileDeviceStage() { bring_back(); }

    ports::PrinterDevice& device() { return **device_; }

    std::string printed() {
        std::ifstream file{path_};
        PaperRoll roll;
        roll.take(std::string{std::istreambuf_iterator<char>{file}, {}});
        std::string text;
        for (const auto& line : roll.lines)
            text += line + "\n";
        return text;
    }

    void take_away() { std::filesystem::remove(path_); }

    void bring_back() { std::ofstream{path_, std::ios::app}; }

private:
    TemporaryDirectory directory_;
    std::string path_ = directory_.file("lp0");
    Result<std::unique_ptr<ports::PrinterDevice>> device_ =
        drivers::printer::open_printer("file:" + path_);
};

INSTANTIATE_TYPED_TEST_SUITE_P(File, PrinterDeviceContract, FileDeviceStage);

TEST(PrinterStateTest, IsReadFromTheFourAnswersOfThePrinter) {
    using drivers::printer::state_of;
    constexpr unsigned char kWell = 0x12;
    EXPECT_EQ(state_of(kWell, kWell, kWell, kWell), PrinterState::Ready);
    EXPECT_EQ(state_of(kWell, kWell, kWell, 0x1E), PrinterState::Low);
    EXPECT_EQ(state_of(0x1A, 0x32, kWell, 0x72), PrinterState::OutOfPaper);
    EXPECT_EQ(state_of(0x1A, 0x36, kWell, 0x72), PrinterState::CoverOpen) << "first the cover";
    EXPECT_EQ(state_of(0x1A, 0x52, 0x1A, kWell), PrinterState::Jammed);
    EXPECT_EQ(state_of(0x1A, kWell, kWell, kWell), PrinterState::Busy);
}

TEST(PrinterStateTest, IsToldByAPrinterOnTheNetwork) {
    NetworkPrinterStage stage;
    stage.paper.paper_low = true;
    EXPECT_EQ(stage.printer().state(), PrinterState::Low);
    stage.paper.out_of_paper = true;
    EXPECT_EQ(stage.printer().state(), PrinterState::OutOfPaper);
    stage.paper.cover_open = true;
    EXPECT_EQ(stage.printer().state(), PrinterState::CoverOpen);
    stage.paper.cover_open = stage.paper.out_of_paper = false;
    stage.paper.jammed = true;
    EXPECT_EQ(stage.printer().state(), PrinterState::Jammed);
    stage.paper.switch_off();
    EXPECT_EQ(stage.printer().state(), PrinterState::Away);
    stage.paper.switch_on();
}

TEST(PrinterDriverTest, NamesWhatThereIsAndWhatIsWrong) {
    const auto refused = [](const std::string& text) {
        const auto opened = drivers::printer::open_printer(text);
        return opened ? std::string{"opened"} : describe(opened.error());
    };
    EXPECT_EQ(refused("laser:1"),
              "unsupported: printer: there is no driver laser; there are network, serial, file");
    EXPECT_EQ(refused("network:"), "unsupported: printer: network:HOST[:PORT]");
    EXPECT_EQ(refused("serial:/dev/ttyS0:1"),
              "unsupported: printer: serial:PATH[:9600|19200|38400|57600|115200]");
    EXPECT_EQ(refused("network:[::1]:9100"), "opened");
    EXPECT_EQ(refused("file:/dev/usb/lp0"), "opened") << "it may be switched on later";
}

class PrintQueueTest : public testing::Test {
protected:
    /// The program starts, or starts again.
    void start() {
        queue.reset();
        file.reopen();
        book.emplace(*file.journal);
        queue.emplace(*book,
                      stage.printer(),
                      terminal::receipt::PrintQueue::Pace{std::chrono::milliseconds{20},
                                                          std::chrono::milliseconds{50}});
    }

    void add(const std::string& line) {
        ports::Slip slip;
        slip.parts = {{Kind::IfAgain, "copy?"}, {Kind::Line, line}};
        ASSERT_TRUE(book->add(file.clock.now(), slip));
        queue->wake();
    }

    [[nodiscard]] bool until(const std::function<bool()>& condition) const {
        const auto deadline = std::chrono::steady_clock::now() + kSoon;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::yield();
        }
        return true;
    }

    [[nodiscard]] bool printed(std::int64_t waiting = 0) {
        return until(
            [&] { return queue->report().waiting == waiting && book->count() == waiting; });
    }

    [[nodiscard]] bool says(PrinterState state) {
        return until([&] { return queue->report().state == state; });
    }

    TerminalFile file;
    NetworkPrinterStage stage;
    std::optional<terminal::database::SqlitePrintBook> book;
    std::optional<terminal::receipt::PrintQueue> queue;
};

TEST_F(PrintQueueTest, PrintsInOrderAndOpensTheDrawer) {
    start();
    add("one");
    add("two");
    queue->open_drawer();
    ASSERT_TRUE(printed());
    EXPECT_EQ(stage.printed(), "one\ntwo\n");
    EXPECT_TRUE(until([&] { return stage.paper.roll().pulses == 1; }));
}

TEST_F(PrintQueueTest, WaitsForPaperAndGoesOnByItself) {
    stage.paper.out_of_paper = true;
    start();
    add("one");
    ASSERT_TRUE(says(PrinterState::OutOfPaper));
    EXPECT_EQ(queue->report().waiting, 1);
    stage.paper.out_of_paper = false;
    ASSERT_TRUE(printed());
    EXPECT_EQ(stage.printed(), "one\n") << "nothing came out before: it is no copy";
    EXPECT_TRUE(says(PrinterState::Ready));
}

TEST_F(PrintQueueTest, PrintsAfterARestartWhatWaitedBefore) {
    stage.paper.switch_off();
    start();
    add("one");
    ASSERT_TRUE(says(PrinterState::Away));
    start();
    stage.paper.switch_on();
    ASSERT_TRUE(printed());
    EXPECT_EQ(stage.printed(), "one\n");
}

TEST_F(PrintQueueTest, SaysOnPaperThatItMayBeACopyWhenThePaperEndedInTheMiddle) {
    stage.paper.paper_for_lines = 1;
    start();
    ports::Slip slip;
    slip.parts = {{Kind::IfAgain, "copy?"}, {Kind::Line, "one"}, {Kind::Line, "two"}};
    ASSERT_TRUE(book->add(file.clock.now(), slip));
    queue->wake();
    ASSERT_TRUE(says(PrinterState::OutOfPaper));
    stage.paper.paper_for_lines = -1;
    stage.paper.out_of_paper = false;
    ASSERT_TRUE(printed());
    EXPECT_EQ(stage.printed(), "one\ncopy?\none\ntwo\n");
}

TEST_F(PrintQueueTest, SaysOnPaperThatItMayBeACopyWhenTheLineWasCutInTheMiddle) {
    stage.paper.closes_after = 12 + 26 + 8;  // the questions, the beginning, into the first line
    start();
    add("one");
    ASSERT_TRUE(printed());
    EXPECT_EQ(stage.printed(), "copy?\none\n");
}

TEST_F(PrintQueueTest, HasPatienceWithASlowPrinter) {
    stage.paper.keeps_waiting = 2;
    start();
    add("one");
    ASSERT_TRUE(printed());
    EXPECT_EQ(stage.printed(), "one\n");
}

TEST_F(PrintQueueTest, BelievesNoPrinterThatSaysNothing) {
    stage.paper.silent = true;
    start();
    add("one");
    ASSERT_TRUE(says(PrinterState::Busy));
    EXPECT_EQ(stage.printed(), "");
    stage.paper.silent = false;
    ASSERT_TRUE(printed());
    EXPECT_EQ(stage.printed(), "one\n");
}

}  // namespace
}  // namespace pareto::test
