// A desk for tests: a terminal's file with a small catalogue and two members, a printer that keeps
// what it printed, HQ as the test says. Times are the manual clock's: 2026-02-25 06:13 UTC.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/sync/feed.h"
#include "terminal/database/sqlite_desk_book.h"
#include "terminal/database/sqlite_print_book.h"
#include "terminal/database/sqlite_staff_book.h"
#include "terminal/receipt/paper.h"
#include "terminal/receipt/print_queue.h"
#include "terminal/ui/desk/desk_thread.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {

inline const MemberId kMei = MemberId::of(1, 7);
inline const MemberId kTom = MemberId::of(1, 8);
inline constexpr const char* kMeiCard = "2900000000018";

class PaperPrinter final : public ports::ReceiptPrinter {
public:
    [[nodiscard]] Result<void> print(const ports::Slip& slip) override {
        if (out_of_paper) return fault(FaultCode::Unavailable, "out of paper");
        printed.push_back(terminal::receipt::text_of(slip));
        return {};
    }

    [[nodiscard]] ports::PrinterState state() override {
        return out_of_paper ? ports::PrinterState::OutOfPaper : ports::PrinterState::Ready;
    }

    [[nodiscard]] Result<void> open_drawer() override {
        ++drawer_opened;
        return {};
    }

    std::vector<std::string> printed;
    int drawer_opened = 0;
    bool out_of_paper = false;
};

/// The queue without its thread: what waits is printed at once, or when somebody looks again.
class NearPrinting final : public terminal::Printing {
public:
    NearPrinting(terminal::PrintBook& book, PaperPrinter& printer)
        : book_{book}, printer_{printer} {
        wake();
    }

    void wake() override {
        while (terminal::receipt::print_next(book_, printer_, report_)) {
        }
    }

    void open_drawer() override { static_cast<void>(printer_.open_drawer()); }

    [[nodiscard]] terminal::PrinterReport report() const override { return report_; }

private:
    terminal::PrintBook& book_;
    PaperPrinter& printer_;
    terminal::PrinterReport report_;
};

class SeededRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override {
        ++drawn_;
        return Bytes(count, static_cast<char>(drawn_));
    }

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) override { return ++drawn_ % bound; }

private:
    std::uint64_t drawn_ = 0;
};

class NearUplink final : public terminal::Uplink {
public:
    [[nodiscard]] Result<sync::Response> ask(Question /*question*/,
                                             std::chrono::milliseconds /*timeout*/) override {
        if (answer) return *answer;
        return fault(FaultCode::Unavailable, "HQ is out of reach");
    }

    [[nodiscard]] bool connected() const override { return answer.has_value(); }

    void wake() override {}

    void approve(std::int64_t left) {
        answer.emplace();
        answer->outcome = sync::AuthoriseOutcome::Approved;
        answer->available = Points{left};
    }

    std::optional<sync::Response> answer;
};

/// What happened stays in the file: renew() is a new start of the program on it.
class UiWorld {
public:
    UiWorld() {
        feed();
        renew();
    }

    terminal::ui::Desk::Parts parts() {
        book.emplace(*file.journal);
        print_book.emplace(*file.journal);
        printing.emplace(*print_book, printer);
        staff.emplace(*file.journal);
        terminal::ui::Desk::Parts parts{
            *file.journal,
            uplink,
            file.clock,
            random,
            file.no_prover,
            *book,
            &*print_book,
            &*printing,
            {"Example",
             *find_currency("HKD"),
             [](UtcTime time) {
                 return written(time);
             }},
            [this] {
                return terminal::ui::LinkView{uplink.connected(), unsent, {}};
            },
            [](UtcTime /*time*/) { return kToday; },
            [this] {
                return failed || file.journal->failed();
            }};
        parts.staff = {&*staff, [](const std::string& pin, const std::string& hash) {
                           return "hash of " + pin == hash;
                       }};
        return parts;
    }

    /// From now on HQ names staff: the cashier anna (PIN 1357), and ben, a supervisor (PIN 2468,
    /// card S0002).
    void employ() {
        const auto rights = [](const char* role) {
            return sync::rights_of_role(role).value_or(0);
        };
        const std::vector<sync::StaffChange> people{
            {"anna", "Anna Lee", "hash of 1357", {}, rights("cashier")},
            {"ben",
             "Ben Chow",
             "hash of 2468",
             journal::card_key(Bytes(32, 'k'), "number", "S0002"),
             rights("supervisor")}};
        sync::Feed feed{1, 2, {}};
        for (const auto& person : people)
            feed.changes.push_back({40, person.operator_id, sync::encode(person)});
        const auto fed = file.journal->apply_feed(feed);
        EXPECT_TRUE(fed) << describe(fed.error());
    }

    void renew() {
        desk.reset();
        desk.emplace(parts());
    }

    /// The program was killed: what was only in memory is gone, what was redeemed is reversed.
    void crash() {
        desk.reset();
        file.reopen();
        EXPECT_TRUE(terminal::reverse_open_redemptions(*file.journal, file.clock));
        renew();
    }

    static std::string written(UtcTime time) {
        const auto day = std::chrono::floor<std::chrono::days>(time);
        const auto minutes = std::chrono::floor<std::chrono::minutes>(time - day).count();
        const auto two = [](std::int64_t value) {
            return (value < 10 ? "0" : "") + std::to_string(value);
        };
        return to_string(BusinessDate{day}) + " " + two(minutes / 60) + ":" + two(minutes % 60);
    }

    TerminalFile file;
    NearUplink uplink;
    SeededRandom random;
    PaperPrinter printer;
    std::int64_t unsent = 0;
    bool failed = false;
    std::optional<terminal::database::SqliteDeskBook> book;
    std::optional<terminal::database::SqlitePrintBook> print_book;
    std::optional<NearPrinting> printing;
    std::optional<terminal::database::SqliteStaffBook> staff;
    std::optional<terminal::ui::Desk> desk;

private:
    void feed() {
        loyalty::RuleSet rules;
        rules.version = 1;
        rules.offline.card_points = Points{50};
        sync::MemberChange mei;
        mei.facts = {kMei, "gold", true, Points{1'240}};
        mei.member_number = kMeiCard;
        mei.name = "Chen Mei-Ling 陳美玲";
        mei.cards = {{journal::card_key(Bytes(32, 'k'), "number", kMeiCard)}};
        mei.as_of_ms = 1'772'000'000'000;
        mei.campaigns.birthday = std::chrono::month{3} / std::chrono::day{11};
        sync::MemberChange tom;
        tom.facts = {kTom, "", false, Points{80}};
        tom.member_number = "2900000000025";
        tom.name = "Wong Tai-Man 黃大文";
        sync::Feed feed{0, 1, {{1, "current", sync::encode(sync::RulesChange{rules})}}};
        const std::vector<sync::ItemChange> items{
            {"TEA600", "Oolong tea 600 ml 烏龍茶", "Drinks", "4891234500011", "piece", 2'500},
            {"RICE1", "Rice ball, tuna 吞拿魚飯糰", "Food", "4891234500028", "piece", 3'500},
            {"BRUSH", "Toothbrush, soft 牙刷", "Care", "4891234500035", "piece", 4'500},
            {"APPLE", "Apple Fuji 富士蘋果", "Food", "4891234500042", "kg", 2'850}};
        for (const auto& item : items)
            feed.changes.push_back({2, item.sku, sync::encode(item)});
        for (const auto& member : {mei, tom})
            feed.changes.push_back(
                {3, std::to_string(member.facts.member.value), sync::encode(member)});
        const auto fed = file.journal->apply_feed(feed);
        EXPECT_TRUE(fed) << describe(fed.error());
    }
};

}  // namespace pareto::test
