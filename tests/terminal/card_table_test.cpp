// Every reader, card family and fault, and what a cashier sees of it: the table that
// drivers/README.md prints. From a card of software on the real pcscd, and on the real libnfc with
// a PN532 of software, through pareto-readerd, the prover and an HQ in this process to the basket.
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include <gtest/gtest.h>

#include "terminal/app/checkout.h"
#include "terminal/cards/card_prover.h"
#include "tests/drivers/nfc_stage.h"
#include "tests/drivers/pcsc_stage.h"
#include "tests/drivers/readerd/reader_in_readerd.h"
#include "tests/support/cards/chips/type2_chip.h"
#include "tests/terminal/card_desk.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using drivers::card::Family;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kPatience{20'000};
constexpr unsigned kDesfireGroup = 3 + 3 % 8;  // the branch of TerminalFile is number 3

// The same through pcsc and nfc. "back:" is the next tap, when all is well again.
constexpr const char* kTable = R"(
| on the reader | uid | ntag424, desfire-ev1, desfire-ev2 |
|---|---|---|
| the member's card | Anna | Anna, proved by HQ |
| a clone: same UID, same bytes, no keys | Anna | refused: WrongKey |
| a card with that UID and nothing else | Anna | refused: UidOnly |
| a recording of the member's card | Anna | refused: NotGenuine |
| the member's card, blocked | blocked | blocked |
| the member's card; HQ away | Anna | Anna, proved by group |
| the member's card; HQ away, no group keys | Anna | Anna, earns only |
| a clone; HQ away | Anna | refused: WrongKey |
| a card with that UID and nothing else; HQ away | Anna | refused: UidOnly |
| a recording of the member's card; HQ away | Anna | refused: NotGenuine |
| the member's card, blocked; HQ away | blocked | blocked |
| the member's card, pulled in mid-proof | Anna | lost; back: Anna, proved by HQ |
| the member's card, reader unplugged in mid-proof | Anna | lost; back: Anna, proved by HQ |
| the member's card, readerd killed in mid-proof | Anna | lost; back: Anna, proved by HQ |
)";

constexpr Family kFamilies[] = {
    Family::UidOnly, Family::Ntag424, Family::DesfireEv1, Family::DesfireEv2};

struct Line {
    std::string text;  ///< of the table
    std::string what;
    std::string reader;
    std::string expected_uid;
    std::string expected_secure;
    std::function<Result<std::unique_ptr<SessionStage>>()> make;

    friend void PrintTo(const Line& line, std::ostream* out) {
        *out << line.what << " (" << line.reader << ")";
    }
};

std::vector<Line> lines_of(const std::string& reader,
                           Result<std::unique_ptr<SessionStage>> (*make)()) {
    std::vector<Line> lines;
    std::istringstream table{kTable};
    for (std::string text; std::getline(table, text);) {
        std::vector<std::string> cells;
        std::istringstream parts{text};
        for (std::string cell; std::getline(parts, cell, '|');)
            cells.push_back(cell.size() > 2 ? cell.substr(1, cell.size() - 2) : cell);
        if (cells.size() < 4 || cells[1] == "on the reader" || cells[1] == "-") continue;
        lines.push_back({text, cells[1], reader, cells[2], cells[3], make});
    }
    return lines;
}

/// Answers what somebody recorded of another chip, from the beginning in each session.
class RecordedChip final : public Chip {
public:
    RecordedChip(Radio radio, std::vector<Bytes> answers)
        : radio_{std::move(radio)}, answers_{std::move(answers)} {}

    [[nodiscard]] Radio radio() const override { return radio_; }

    Bytes transmit(BytesView /*command*/) override {
        return next_ < answers_.size() ? answers_[next_++] : Bytes{"\x6D\x00", 2};
    }

    void power_off() override { next_ = 0; }

    void tear_next_write(std::size_t /*bytes*/) override {}

private:
    const Radio radio_;
    const std::vector<Bytes> answers_;
    std::size_t next_ = 0;
};

unsigned group_slot(Family family) {
    return drivers::card::is_desfire(family) ? kDesfireGroup : drivers::card::kFirstGroupSlot;
}

const Bytes kUid = ChipOptions{}.uid;

class CardTableTest : public testing::TestWithParam<Line> {
protected:
    void SetUp() override {
        auto made = GetParam().make();
        if (!made && made.error().code == FaultCode::Unsupported)
            GTEST_SKIP() << made.error().detail;
        ASSERT_TRUE(made) << describe(made.error());
        stage_ = std::move(*made);
        auto opened = stage_->open();
        ASSERT_TRUE(opened) << describe(opened.error());
        reader_ = std::move(*opened);
        open_shift(file_);
    }

    bool says(std::string_view words) const {
        return GetParam().what.find(words) != std::string::npos;
    }

    static std::shared_ptr<Chip> genuine(Family family) {
        if (family == Family::UidOnly)
            return std::make_shared<Type2Chip>(Type2Model::Ntag215, kUid);
        return std::make_shared<SecureChip>(drivers::card::personalised(family));
    }

    /// Of an identification by HQ's key, or the group's.
    static std::shared_ptr<Chip> recording(Family family, unsigned slot) {
        SecureChip chip = drivers::card::personalised(family);
        drivers::card::ChipChannel channel{chip};
        std::vector<Bytes> answers;
        channel.on_answer = [&](BytesView, const Bytes& answer) {
            answers.push_back(answer);
        };
        drivers::card::SeededRandom random{11};
        const auto ring = drivers::card::chain_ring(family);
        drivers::card::LocalKeyHolder holder{ring, random};
        EXPECT_TRUE(drivers::card::identify(channel, {family, kUid, slot}, holder));
        return std::make_shared<RecordedChip>(chip.radio(), answers);
    }

    std::shared_ptr<Chip> chip_of(Family family) const {
        if (family == Family::UidOnly) return genuine(family);
        if (says("a card with that UID"))
            return std::make_shared<Type2Chip>(Type2Model::Ntag215, kUid);
        if (says("a recording"))
            return recording(family, says("HQ away") ? group_slot(family) : drivers::card::kHqSlot);
        auto chip = std::make_shared<SecureChip>(drivers::card::personalised(family));
        if (!says("a clone")) return chip;
        for (auto& [number, application] : chip->applications())
            for (ChipKey& key : application.keys)
                key.value = Bytes(16, '\x5A');
        return chip;
    }

    /// What this terminal and HQ know of the card, and what HQ gave this terminal.
    void prepare(Family family) {
        const Bytes card_key = key_of(file_.journal->state(), {kUid, {}, {}});
        sync::MemberChange anna;
        anna.facts = {MemberId{101}, "gold", false, Points{500}};
        anna.member_number = drivers::card::anna().member_number;
        anna.name = "Anna";
        anna.cards = {{.card_key = card_key, .family = family}};
        const Bytes blocked =
            says("blocked") ? sync::encode(sync::BlockedCardChange{card_key}) : Bytes{};
        ASSERT_TRUE(file_.journal->apply_feed(
            {cursor_,
             cursor_ + 1,
             {{3, "101", sync::encode(anna)}, {4, to_hex(card_key), blocked}}}));
        ++cursor_;
        desk_.cards = {{card_key, {family, anna, says("blocked")}}};
        desk_.away = says("HQ away");
        std::vector<sync::GroupKey> ring;
        if (family != Family::UidOnly && !says("no group keys")) {
            const unsigned slot = group_slot(family);
            const auto keys = drivers::card::master_keys(family, 1);
            ring.push_back({family, slot, 1, Bytes{keys[slot].key.view()}});
        }
        ASSERT_TRUE(keys_.keep(sync::encode(ring), file_.clock.now()));
        checkout_ =
            std::make_unique<terminal::Checkout>(*file_.journal, desk_, file_.clock, prover());
    }

    terminal::CardProver& prover() {
        prover_ = std::make_unique<terminal::cards::ReaderCardProver>(
            terminal::cards::ReaderCardProver::Parts{
                desk_, keys_, drivers::card_sessions(*reader_), random_});
        return *prover_;
    }

    /// What the next tap brings to the basket.
    std::string next() {
        for (const auto deadline = Clock::now() + kPatience; Clock::now() < deadline;) {
            const auto taps = reader_->wait(milliseconds{500});
            if (!taps || taps->empty()) continue;
            return told(checkout_->tap(taps->back()));
        }
        return "no tap";
    }

    static std::string told(const terminal::Outcome<terminal::PresentedCard>& card) {
        if (!card) {
            std::string text = text_of(card);
            if (text.starts_with("CardBlocked")) return "blocked";
            if (text.starts_with("CardLost")) return "lost";
            if (text.starts_with("CardRefused: "))
                return "refused: " + text.substr(13, text.find(':', 13) - 13);
            return text;
        }
        std::string text = card->member ? card->member->name : "nobody";
        if (card->proof == loyalty::CardProof::Hq) text += ", proved by HQ";
        if (card->proof == loyalty::CardProof::Group) text += ", proved by group";
        if (!card->may_redeem()) text += ", earns only";
        return text;
    }

    /// Once, before HQ's third command reaches the card.
    void strike_in_mid_proof(std::function<void()> strike) {
        desk_.before_command = [this, commands = 0, strike = std::move(strike)]() mutable {
            if (++commands == 3) {
                strike();
                desk_.before_command = {};
            }
        };
    }

    std::string tell(Family family) {
        prepare(family);
        const auto chip = chip_of(family);
        if (says("pulled in mid-proof")) return pulled(family, chip);
        const auto& in_readerd = dynamic_cast<ReaderInReaderd&>(*reader_);
        if (says("unplugged")) strike_in_mid_proof([this] { stage_->lose_reader(); });
        if (says("readerd killed")) strike_in_mid_proof([&] { in_readerd.kill(); });
        stage_->put_on(chip);
        std::string text = next();
        desk_.before_command = {};
        if (text == "lost") {
            if (says("unplugged")) {
                stage_->bring_reader_back();
                stage_->put_on(chip);
            }
            text += "; back: " + next();
        }
        stage_->take_away();
        return text;
    }

    /// At each of the four commands of the proof, which the card gets or does not get.
    std::string pulled(Family family, const std::shared_ptr<Chip>& chip) {
        std::string all;
        for (unsigned command = 1; command <= 4; ++command) {
            const Cut cut{.at_command = command, .after_it_answered = command % 2 == 0};
            const bool is_spoken_to = family != Family::UidOnly;
            stage_->put_on(chip, is_spoken_to ? std::optional{cut} : std::nullopt);
            std::string text = next();
            if (text == "lost") {
                stage_->put_on(chip);
                text += "; back: " + next();
            }
            stage_->take_away();
            if (!all.empty() && all != text) return all + " and " + text;
            all = text;
        }
        return all;
    }

    TerminalFile file_;
    std::unique_ptr<SessionStage> stage_;
    std::unique_ptr<ports::CardReader> reader_;
    CardDesk desk_;
    terminal::cards::GroupKeys keys_{file_.clock, [](BytesView sealed) -> Result<Bytes> {
                                         return Bytes{sealed};
                                     }};
    drivers::card::SeededRandom random_{5};
    std::unique_ptr<terminal::cards::ReaderCardProver> prover_;
    std::unique_ptr<terminal::Checkout> checkout_;
    std::int64_t cursor_ = 0;
};

TEST_P(CardTableTest, ComesOutAsTheTableSays) {
    std::string row = "| " + GetParam().reader + " | " + GetParam().what + " |";
    for (const Family family : kFamilies) {
        const std::string text = tell(family);
        row += " " + text + " |";
        EXPECT_EQ(text,
                  family == Family::UidOnly ? GetParam().expected_uid : GetParam().expected_secure)
            << loyalty::name_of(family);
    }
    std::cout << row << "\n";
}

TEST(CardTableReadme, SaysWhatTheTestsSay) {
    std::ifstream file{PARETO_DRIVERS_README};
    std::ostringstream readme;
    readme << file.rdbuf();
    std::istringstream table{kTable};
    for (std::string line; std::getline(table, line);)
        EXPECT_NE(readme.str().find(line), std::string::npos) << line;
}

std::vector<Line> lines() {
    std::vector<Line> all = lines_of("pcsc", pcsc_session_stage);
    for (Line& line : lines_of("nfc", nfc_session_stage))
        all.push_back(std::move(line));
    return all;
}

std::string test_name(const testing::TestParamInfo<Line>& line) {
    std::string name = line.param.reader + "_";
    for (const char character : line.param.what) {
        const bool is_letter =
            ('a' <= character && character <= 'z') || ('A' <= character && character <= 'Z');
        if (is_letter || name.back() != '_') name.push_back(is_letter ? character : '_');
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Readers, CardTableTest, testing::ValuesIn(lines()), test_name);

}  // namespace
}  // namespace pareto::test
