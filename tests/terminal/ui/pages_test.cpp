// Every page in both languages: it loads without a complaint, and looks like its golden picture.
//
// PARETO_GOLDEN=write puts the pictures of this run in the place of the golden ones: look at them.
// All pictures of a run are left in the folder PARETO_PICTURES, full size.
#include <filesystem>
#include <mutex>
#include <tuple>

#include "tests/terminal/ui/page_stage.h"
#include "tests/terminal/ui/ui_world.h"

namespace pareto::test {
namespace {

namespace Pages = terminal::ui::Pages;

/// Fonts differ a little from one machine to the next: so many of a thousand pixels may be another
/// colour by more than the step.
constexpr int kOtherPermilleMax = 20;
constexpr int kColourStep = 48;

std::mutex complaints_mutex;
QStringList complaints;

void note_complaint(QtMsgType kind, const QMessageLogContext& /*context*/, const QString& text) {
    if (kind == QtDebugMsg || kind == QtInfoMsg) return;
    const std::lock_guard lock{complaints_mutex};
    if (!text.startsWith(QLatin1String("QStandardPaths"))) complaints += text;
}

/// In thousandths of its pixels; 1,000 when the sizes differ.
int difference(const QImage& one, const QImage& other) {
    if (one.size() != other.size()) return 1'000;
    int differing = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            const QColor a = one.pixelColor(x, y);
            const QColor b = other.pixelColor(x, y);
            const int step = std::max({std::abs(a.red() - b.red()),
                                       std::abs(a.green() - b.green()),
                                       std::abs(a.blue() - b.blue())});
            if (step > kColourStep) ++differing;
        }
    }
    return differing * 1'000 / (one.width() * one.height());
}

class PagesTest : public testing::TestWithParam<const char*> {
protected:
    PagesTest() {
        qInstallMessageHandler(note_complaint);
        stage.emplace(QString::fromUtf8(GetParam()));
    }

    ~PagesTest() override {
        stage.reset();
        qInstallMessageHandler(nullptr);
        EXPECT_TRUE(complaints.isEmpty()) << complaints.join(QLatin1Char('\n')).toStdString();
        complaints.clear();
    }

    void open() {
        terminal::ui::DeskThread::World behind;
        behind.open = [this]() -> Expected<terminal::ui::OpenedDesk, terminal::ui::NotOpened> {
            if (!enrolled)
                return tl::unexpected<terminal::ui::NotOpened>{terminal::ui::NotOpened{true, {}}};
            terminal::ui::OpenedDesk opened;
            opened.desk = std::make_unique<terminal::ui::Desk>(world.parts());
            opened.maintain = [] {
            };
            return opened;
        };
        behind.enrol = [](const std::string& /*hq*/, const std::string& /*code*/) {
            return std::string{"denied: the code is not known"};
        };
        stage->page.open(std::move(behind));
    }

    void open_shift() {
        open();
        EXPECT_TRUE(stage->shows(Pages::OpenShift));
        stage->page.model().openShift(QStringLiteral("anna"), {}, QStringLiteral("500"));
        EXPECT_TRUE(stage->shows(Pages::Sale));
    }

    void basket() {
        stage->scan(QStringLiteral("4891234500011"));
        stage->type(QStringLiteral("2"));
        stage->scan(QStringLiteral("4891234500028"));
        stage->scan(QStringLiteral("4891234500035"));
        stage->type(QStringLiteral("d"));
        stage->type(QStringLiteral("10%"));
        stage->press(Qt::Key_Return);
        stage->scan(QString::fromUtf8(kMeiCard));
    }

    /// Keeps the picture, and compares it with the golden one where there is one.
    void picture(const std::string& name) {
        const QImage taken = stage->picture();
        const std::string file = name + "_" + GetParam() + ".png";
        const std::filesystem::path kept = PARETO_PICTURES;
        std::filesystem::create_directories(kept);
        EXPECT_TRUE(taken.save(QString::fromStdString((kept / file).string())));
        const QImage half =
            taken.scaled(taken.size() / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        const std::string golden = (std::filesystem::path{PARETO_GOLDEN} / file).string();
        const char* const wanted = std::getenv("PARETO_GOLDEN");  // NOLINT(concurrency-mt-unsafe)
        if (wanted != nullptr && std::string_view{wanted} == "write") {
            EXPECT_TRUE(
                half.convertToFormat(QImage::Format_Indexed8, Qt::ThresholdDither | Qt::AvoidDither)
                    .save(QString::fromStdString(golden), "PNG", 0));
            return;
        }
        const QImage before{QString::fromStdString(golden)};
        ASSERT_FALSE(before.isNull()) << golden << " is not there";
        EXPECT_LE(difference(half, before), kOtherPermilleMax)
            << (kept / file).string() << " does not look like " << golden;
    }

    bool enrolled = true;
    UiWorld world;
    std::optional<PageStage> stage;
};

TEST_P(PagesTest, FirstRunAsksForHeadOfficeAndTheCode) {
    enrolled = false;
    open();
    ASSERT_TRUE(stage->shows(Pages::Enrol));
    stage->type(QStringLiteral("hq.example:7443"));
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("ABCD"));
    stage->press(Qt::Key_Return);
    picture("enrol");
}

TEST_P(PagesTest, AShiftIsOpenedAndClosedFromTheKeyboard) {
    open();
    ASSERT_TRUE(stage->shows(Pages::OpenShift));
    stage->type(QStringLiteral("anna"));
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("500"));
    picture("open_shift");
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Sale));
    stage->type(QStringLiteral("ms"));
    picture("close_shift");
    stage->type(QStringLiteral("499.50"));
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::OpenShift));
    picture("closed");
}

TEST_P(PagesTest, SellingShowsTheBasketAndTheMember) {
    world.uplink.approve(0);
    open_shift();
    picture("ready");
    basket();
    picture("sale");
    stage->type(QStringLiteral("r"));
    picture("redeem");
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("c"));
    stage->type(QStringLiteral("150"));
    picture("cash");
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Done));
    picture("change");
}

TEST_P(PagesTest, WithoutANetworkItSaysWhatThatMeans) {
    EXPECT_TRUE(world.file.journal->note_hq_answered());
    world.unsent = 3;
    open_shift();
    basket();
    stage->type(QStringLiteral("r"));
    stage->type(QStringLiteral("51"));
    stage->press(Qt::Key_Return);
    picture("no_network");
}

TEST_P(PagesTest, ListsAreChosenFromWithTheKeyboard) {
    world.uplink.approve(0);
    open_shift();
    stage->type(QStringLiteral("/"));
    stage->type(QStringLiteral("tea"));
    picture("search");
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Sale));
    stage->type(QStringLiteral("p"));
    stage->type(QStringLiteral("p"));
    picture("parked");
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("c"));
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Done));
    stage->type(QStringLiteral("h"));
    picture("history");
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Receipt));
    stage->type(QStringLiteral("1"));
    picture("receipt");
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("c"));
    picture("refund");
}

TEST_P(PagesTest, TheOtherPagesAndTheDarkTheme) {
    world.uplink.approve(0);
    open_shift();
    stage->type(QStringLiteral("n"));
    picture("new_member");
    stage->press(Qt::Key_Escape);
    stage->type(QStringLiteral("m"));
    picture("more");
    stage->type(QStringLiteral("?"));
    picture("keys");
    stage->press(Qt::Key_Escape);
    stage->type(QStringLiteral("mt"));
    picture("settings");
    stage->type(QStringLiteral("y"));
    stage->press(Qt::Key_Escape);
    basket();
    picture("dark");
}

TEST_P(PagesTest, StaffSignOnAndASupervisorApproves) {
    world.employ();
    open();
    ASSERT_TRUE(stage->shows(Pages::OpenShift));
    stage->type(QStringLiteral("anna"));
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("1357"));
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("500"));
    picture("open_shift_pin");
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Sale));
    stage->scan(QStringLiteral("4891234500035"));
    stage->type(QStringLiteral("d"));
    stage->type(QStringLiteral("10%"));
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Approve));
    picture("approve");
    stage->type(QStringLiteral("ben"));
    stage->press(Qt::Key_Return);
    stage->type(QStringLiteral("2468"));
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Sale));
    EXPECT_EQ(stage->page.model().basket().due, QStringLiteral("40.50"));
    stage->type(QStringLiteral("z"));
    ASSERT_TRUE(stage->shows(Pages::SignOn));
    stage->type(QStringLiteral("1111"));
    stage->press(Qt::Key_Return);
    picture("locked");
    stage->type(QStringLiteral("1357"));
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Sale));
    EXPECT_EQ(stage->page.model().basket().due, QStringLiteral("40.50"));
}

TEST_P(PagesTest, StoredValueAndGoodsOfElsewhereHaveTheirPages) {
    world.uplink.approve(0);
    world.uplink.answer->stored_value = sync::StoredValue{2'000, {}};
    open_shift();
    stage->scan(QStringLiteral("4891234500035"));
    stage->scan(QString::fromUtf8(kMeiCard));
    stage->type(QStringLiteral("o"));
    stage->type(QStringLiteral("100"));
    picture("top_up");
    stage->press(Qt::Key_Escape);
    stage->type(QStringLiteral("g"));
    picture("value");
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->until([&] { return stage->page.model().basket().partlyPaid; }));
    picture("value_paid");
    stage->press(Qt::Key_Escape);
    stage->type(QStringLiteral("e"));
    picture("elsewhere");
}

TEST_P(PagesTest, APrinterWithoutPaperSaysHowToMendIt) {
    world.printer.out_of_paper = true;
    open_shift();
    stage->scan(QStringLiteral("4891234500011"));
    stage->type(QStringLiteral("c"));
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Done));
    picture("no_paper");
}

TEST_P(PagesTest, AFileThatFailedAsksForOneKey) {
    open_shift();
    stage->scan(QStringLiteral("4891234500011"));
    EXPECT_TRUE(world.file.writer_connection->execute("drop table paid_basket"));
    world.failed = true;
    stage->type(QStringLiteral("c"));
    stage->press(Qt::Key_Return);
    ASSERT_TRUE(stage->shows(Pages::Uncertain));
    picture("uncertain");
}

INSTANTIATE_TEST_SUITE_P(Languages,
                         PagesTest,
                         testing::Values("en", "zh_TW"),
                         [](const auto& parameter) { return std::string{parameter.param}; });

}  // namespace
}  // namespace pareto::test

int main(int count, char** arguments) {
    testing::InitGoogleTest(&count, arguments);
    const pareto::test::PageApplication application{count, arguments};
    return RUN_ALL_TESTS();
}
