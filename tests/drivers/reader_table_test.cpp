// Every reader, kind of card and fault, and what comes of it: the table that drivers/nfc/README.md
// prints. One line of it is one test, which tries all kinds of card.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "drivers/card_session.h"
#include "tests/drivers/session_stage.h"
#include "tests/support/cards/chips/secure_chip.h"
#include "tests/support/cards/chips/type2_chip.h"
#ifdef PARETO_HAVE_NFC
#include "tests/drivers/nfc_stage.h"
#endif
#ifdef PARETO_HAVE_PCSC
#include "tests/drivers/pcsc_stage.h"
#endif

namespace pareto::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{15'000};

// What happens to a card that lies on the reader, and what wait() and then with_card() give; behind
// "back:", when all is well again. "-": does not exist there.
constexpr const char* kTable = R"(
| what happens                       | pcsc                             | nfc                              |
|------------------------------------|----------------------------------|----------------------------------|
| nothing                            | tap, answers                     | tap, answers                     |
| card gone before it is spoken to   | tap, conflict                    | tap, conflict                    |
| another card in its place          | tap, conflict, tap of the other  | tap, conflict, tap of the other  |
| card gone, a command lost          | tap, conflict; back: tap, answers | tap, conflict; back: tap, answers |
| card gone, an answer lost          | tap, conflict; back: tap, answers | tap, conflict; back: tap, answers |
| reader away while waiting          | unavailable; back: tap, answers  | unavailable; back: tap, answers  |
| reader away while it is spoken to  | tap, unavailable; back: tap, answers | tap, unavailable; back: tap, answers |
| reader hangs while waiting         | timeout; back: tap, answers      | timeout; back: tap, answers      |
| reader hangs while it is spoken to | tap, timeout; back: tap, answers | tap, timeout; back: tap, answers |
| another program holds the reader   | denied; back: tap, answers       | denied; back: tap, answers       |
| noise in one answer                | -                                | tap, answers                     |
| noise in all answers               | -                                | unavailable; back: tap, answers  |
| a second card beside it            | -                                | two taps                         |
| a random UID                       | unsupported                      | unsupported                      |
)";

struct Kind {
    std::string name;
    std::function<std::shared_ptr<Chip>()> make;
    Bytes question;
};

Bytes uid(char last) {
    return Bytes{"\x04\xA2\xB3\xC4\xD5\xE6", 6} + last;
}

std::shared_ptr<Chip> secure(ChipModel model, bool random_uid = false) {
    ChipOptions options;
    options.uid = uid('\x81');
    options.random_uid = random_uid;
    return std::make_shared<SecureChip>(model, options);
}

const Bytes kGetVersion{"\x90\x60\x00\x00\x00", 5};
const Bytes kReadPages{"\xFF\xB0\x00\x04\x10", 5};

std::vector<Kind> kinds() {
    return {{"NTAG213",
             [] { return std::make_shared<Type2Chip>(Type2Model::Ntag213, uid('\x82')); },
             kReadPages},
            {"Ultralight EV1",
             [] { return std::make_shared<Type2Chip>(Type2Model::UltralightEv1, uid('\x83')); },
             kReadPages},
            {"NTAG 424 DNA", [] { return secure(ChipModel::Ntag424); }, kGetVersion},
            {"DESFire EV1", [] { return secure(ChipModel::DesfireEv1); }, kGetVersion},
            {"DESFire EV3", [] { return secure(ChipModel::DesfireEv3); }, kGetVersion}};
}

struct Line {
    std::string what;
    std::string reader;
    std::string outcome;
    std::function<Result<std::unique_ptr<SessionStage>>()> make;

    friend void PrintTo(const Line& line, std::ostream* out) {
        *out << line.what << " (" << line.reader << ")";
    }
};

std::vector<std::vector<std::string>> cells() {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines{kTable};
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> row;
        std::istringstream parts{line};
        for (std::string cell; std::getline(parts, cell, '|');) {
            const auto first = cell.find_first_not_of(' ');
            row.push_back(first == std::string::npos
                              ? ""
                              : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
        }
        if (row.size() >= 4 && row[1].substr(0, 2) != "--") rows.push_back(row);
    }
    return rows;
}

/// One story of one card on one reader.
class Story {
public:
    Story(SessionStage& stage, Kind kind) : stage_(stage), kind_(std::move(kind)) {}

    /// What the line of the table says.
    std::string tell(const std::string& what) {
        if (what == "another program holds the reader") return held();
        open();
        if (what == "reader away while waiting") return away();
        if (what == "reader hangs while waiting") return hangs();
        if (what == "noise in one answer" || what == "noise in all answers")
            return noisy(what == "noise in one answer" ? 1 : 0);
        if (what == "a second card beside it") return beside();
        if (what == "a random UID") return random();
        const bool is_cut = what.find(", a command lost") != std::string::npos ||
                            what.find(", an answer lost") != std::string::npos;
        const Cut cut{.at_command = 1,
                      .after_it_answered = what.find("answer") != std::string::npos};
        stage_.put_on(kind_.make(), is_cut ? std::optional{cut} : std::nullopt);
        const std::string tapped = wait();
        if (what == "nothing") return tapped + ", " + speak();
        if (what == "card gone before it is spoken to") {
            stage_.take_away();
            return tapped + ", " + speak();
        }
        if (what == "another card in its place") {
            stage_.put_on(std::make_shared<Type2Chip>(Type2Model::Ntag213, uid('\x99')));
            const std::string spoken = speak();
            const Bytes before = tap_.uid;
            const std::string next = wait();
            return tapped + ", " + spoken + ", " + next +
                   (tap_.uid == before ? "" : " of the other");
        }
        if (is_cut) {
            const std::string spoken = speak();
            return tapped + ", " + spoken + "; " + back([] {});
        }
        if (what == "reader away while it is spoken to") {
            const std::string spoken = speak([&] { stage_.lose_reader(); });
            return tapped + ", " + spoken + "; " + back([&] { stage_.bring_reader_back(); });
        }
        if (what == "reader hangs while it is spoken to") {
            const std::string spoken = speak([&] { stage_.hang(); });
            return tapped + ", " + spoken + "; " + back([&] { stage_.recover(); });
        }
        return "unknown line";
    }

private:
    void open() {
        auto opened = stage_.open();
        EXPECT_TRUE(opened) << describe(opened.error());
        reader_ = std::move(*opened);
        EXPECT_TRUE(reader_->wait(milliseconds{200}));
    }

    /// The first tap, or the first fault's code.
    std::string wait() {
        for (const auto deadline = Clock::now() + kPatience; Clock::now() < deadline;) {
            const auto taps = reader_->wait(milliseconds{500});
            if (!taps) return std::string{name_of(taps.error().code)};
            if (taps->empty()) continue;
            tap_ = taps->front();
            return taps->size() == 1 ? "tap" : "two taps";
        }
        return "silence";
    }

    std::string speak(const std::function<void()>& first = {}) {
        const auto done = drivers::card_sessions(*reader_)->with_card(
            tap_, milliseconds{1000}, [&](auto& channel) -> Result<void> {
                if (first) first();
                PARETO_TRY_VOID(channel.transmit(kind_.question));
                return {};
            });
        return done ? "answers" : std::string{name_of(done.error().code)};
    }

    /// After everything is well again and the card was put on anew, past the faults before it.
    std::string back(const std::function<void()>& mend) {
        mend();
        stage_.put_on(kind_.make());
        std::string told;
        for (const auto deadline = Clock::now() + kPatience; Clock::now() < deadline;) {
            told = wait();
            if (told == "tap") return "back: tap, " + speak();
        }
        return "back: " + told;
    }

    std::string away() {
        stage_.lose_reader();
        const std::string told = wait();
        return told + "; " + back([&] { stage_.bring_reader_back(); });
    }

    std::string hangs() {
        stage_.hang();
        const std::string told = wait();
        return told + "; " + back([&] { stage_.recover(); });
    }

    std::string held() {
        stage_.put_on(kind_.make());
        auto holder = stage_.hold_reader();
        auto opened = stage_.open();
        EXPECT_TRUE(opened) << describe(opened.error());
        reader_ = std::move(*opened);
        const std::string told = wait();
        return told + "; " + back([&] { holder.reset(); });
    }

    std::string noisy(unsigned answers) {
        stage_.make_noise(answers);
        if (answers == 0) {
            const std::string told = wait();
            return told + "; " + back([&] { stage_.recover(); });
        }
        stage_.put_on(kind_.make());
        const std::string tapped = wait();
        return tapped + ", " + speak();
    }

    std::string beside() {
        stage_.put_on(kind_.make());
        stage_.put_beside(std::make_shared<Type2Chip>(Type2Model::Ntag213, uid('\x99')));
        return wait();
    }

    std::string random() {
        stage_.put_on(secure(ChipModel::DesfireEv1, true));
        return wait();
    }

    SessionStage& stage_;
    const Kind kind_;
    std::unique_ptr<ports::CardReader> reader_;
    ports::Tap tap_;
};

class ReaderTable : public testing::TestWithParam<Line> {};

TEST_P(ReaderTable, HoldsForEveryKindOfCard) {
    for (const Kind& kind : kinds()) {
        auto stage = GetParam().make();
        if (!stage && stage.error().code == FaultCode::Unsupported)
            GTEST_SKIP() << stage.error().detail;
        ASSERT_TRUE(stage) << describe(stage.error());
        Story story{**stage, kind};
        EXPECT_EQ(story.tell(GetParam().what), GetParam().outcome) << kind.name;
    }
}

TEST(ReaderTableTest, IsPrintedInTheReadme) {
    std::stringstream text;
    text << std::ifstream{PARETO_DRIVERS_README}.rdbuf();
    for (const auto& row : cells()) {
        const std::string line = "| " + row[1] + " | " + row[2] + " | " + row[3] + " |";
        EXPECT_NE(text.str().find(line), std::string::npos) << line;
    }
}

std::vector<Line> lines() {
    std::vector<Line> lines;
    for (const auto& row : cells()) {
        if (row[1] == "what happens") continue;
#ifdef PARETO_HAVE_PCSC
        if (row[2] != "-") lines.push_back({row[1], "pcsc", row[2], pcsc_session_stage});
#endif
#ifdef PARETO_HAVE_NFC
        if (row[3] != "-") lines.push_back({row[1], "nfc", row[3], nfc_session_stage});
#endif
    }
    return lines;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ReaderTable);
INSTANTIATE_TEST_SUITE_P(Drivers, ReaderTable, testing::ValuesIn(lines()), [](const auto& line) {
    std::string name = line.param.reader + "_" + line.param.what;
    std::erase(name, ',');
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
});

}  // namespace
}  // namespace pareto::test
