#include "hq/replay/sample_chain.h"

#include "common/base/time.h"
#include "hq/replay/sample_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

namespace pareto::hq::replay {
namespace {

// splitmix64: small, and the same on every machine. One draw for each statement, because the order in which a call's
// arguments are evaluated is the compiler's choice.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        state_ += 0x9E37'79B9'7F4A'7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBULL;
        return z ^ (z >> 31U);
    }
    /// Uniform in [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(std::int64_t per_million) { return between(0, 999'999) < per_million; }

private:
    std::uint64_t state_;
};

struct Habit {
    std::int32_t members_per_mille;
    std::int32_t visits_per_year;
    std::int64_t lines_min, lines_max;
};
// Few come often and buy much. With these the best fifth brings about four fifths of the members' spend.
constexpr std::array kHabits{Habit{50, 120, 6, 18}, Habit{150, 60, 4, 12}, Habit{300, 20, 2, 6}, Habit{500, 7, 1, 3}};
// Monday … Sunday, and January … December, in per mille of an average day.
constexpr std::array<std::int64_t, 7> kWeekdays{820, 800, 850, 900, 1150, 1350, 1130};
constexpr std::array<std::int64_t, 12> kSeasons{1150, 1250, 900, 920, 950, 970, 980, 960, 1050, 1020, 1000, 1250};

struct Member {
    std::string card;
    std::size_t branch;
    Habit habit;
    std::int32_t joined;   // day numbers
    std::int32_t lapsed;   // none = far future
    std::int32_t returned; // comes back, none = far future
};

struct Bought {
    std::string branch, card, receipt;
    std::int32_t day;
    std::size_t item;
    std::int64_t quantity, amount;
};

constexpr std::int32_t kNever = 1'000'000;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Result<File> create(const std::string& path) {
    File file{std::fopen(path.c_str(), "wb"), &std::fclose};
    if (!file) return fault(FaultCode::Denied, path + ": cannot be written");
    return file;
}

Result<void> put(const File& file, const std::string& text, const std::string& path) {
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size())
        return fault(FaultCode::Exhausted, path + ": cannot be written");
    return {};
}

std::string decimal(std::int64_t minor) {
    return fmt::format("{}{}.{:02}", minor < 0 ? "-" : "", std::abs(minor) / 100, std::abs(minor) % 100);
}

std::string branch_code(std::size_t index) { return fmt::format("B{:02}", index + 1); }

class Generator {
public:
    Generator(const SampleChain& chain, BusinessDate last_day) : chain_(chain), dice_(chain.seed) {
        last_ = to_day_number(last_day);
        first_ = last_ - chain.months * 30 + 1;
    }

    Result<SampleFiles> write(const std::string& directory) {
        SampleFiles files{directory + "/branches.csv", directory + "/items.csv", directory + "/members.csv",
                          directory + "/sales.csv", 0, 0};
        PARETO_TRY_VOID(write_branches(files.branches));
        PARETO_TRY_VOID(write_items(files.items));
        PARETO_TRY_VOID(write_members(files.members));
        PARETO_TRY_VOID(write_sales(files.sales));
        files.receipts = receipts_;
        files.lines = lines_;
        return files;
    }

private:
    Result<void> write_branches(const std::string& path) const {
        PARETO_TRY(const auto file, create(path));
        std::string text = "branch,name,region,time_zone,opened_on\n";
        for (std::size_t i = 0; i < static_cast<std::size_t>(chain_.branches); ++i) {
            text += fmt::format("{},{},{},Asia/Hong_Kong,{}\n", branch_code(i), kSampleBranches[i % kSampleBranches.size()],
                                i % 3 == 0 ? "Island" : "Mainland", to_string(from_day_number(first_ - 400)));
        }
        return put(file, text, path);
    }

    Result<void> write_items(const std::string& path) const {
        PARETO_TRY(const auto file, create(path));
        std::string text = "sku,name,category,price,tax_class,barcode,unit\n";
        for (std::size_t i = 0; i < kSampleItems.size(); ++i) {
            const auto& item = kSampleItems[i];
            text += fmt::format("S{:03},\"{}\",{},{},standard,4710{:09},{}\n", i + 1, item.name, item.category,
                                decimal(item.price_minor), i + 1, item.name.find(", kg") == std::string_view::npos ? "pc" : "kg");
        }
        return put(file, text, path);
    }

    Result<void> write_members(const std::string& path) {
        PARETO_TRY(const auto file, create(path));
        std::string text =
            "card,member_number,name,phone,email,birthday,joined_on,home_branch,tier,points,points_expire_on,consent_marketing\n";
        const auto count = static_cast<std::size_t>(chain_.members);
        for (std::size_t i = 0; i < count; ++i) {
            Member member = draw_member(i);
            const bool chinese = dice_.chance(600'000);
            const auto half = static_cast<std::int64_t>(kSampleSurnames.size() / 2);
            const auto surname = static_cast<std::size_t>(dice_.between(0, half - 1) + (chinese ? 0 : half));
            const auto given = static_cast<std::size_t>(dice_.between(0, half - 1) + (chinese ? 0 : half));
            const std::string name = chinese ? fmt::format("{}{}", kSampleSurnames[surname], kSampleGivenNames[given])
                                             : fmt::format("{} {}", kSampleGivenNames[given], kSampleSurnames[surname]);
            const bool consent = dice_.chance(700'000);
            const auto birth_day = dice_.between(1, 28);
            const auto birth_month = dice_.between(1, 12);
            const auto birth_year = dice_.between(1950, 2005);
            const auto phone = dice_.between(0, 9'999'999);
            text += fmt::format("{},,{},9{:07},,{}-{:02}-{:02},{},{},Basic,0,,{}\n", member.card, name, phone, birth_year,
                                birth_month, birth_day, to_string(from_day_number(member.joined)),
                                branch_code(member.branch), consent ? "yes" : "no");
            members_.push_back(std::move(member));
        }
        return put(file, text, path);
    }

    Member draw_member(std::size_t index) {
        Member member;
        member.card = fmt::format("C{:07}", index + 1);
        // The first branches are the larger ones.
        const auto branches = static_cast<std::int64_t>(chain_.branches);
        member.branch = static_cast<std::size_t>(std::min(dice_.between(0, branches - 1), dice_.between(0, branches - 1)));
        auto draw = dice_.between(0, 999);
        for (const Habit& habit : kHabits) {
            member.habit = habit;
            draw -= habit.members_per_mille;
            if (draw < 0) break;
        }
        member.joined = dice_.chance(700'000) ? first_ - static_cast<std::int32_t>(dice_.between(1, 600))
                                              : static_cast<std::int32_t>(dice_.between(first_, last_));
        member.lapsed = dice_.chance(200'000) ? static_cast<std::int32_t>(dice_.between(first_, last_)) : kNever;
        member.returned = member.lapsed != kNever && dice_.chance(250'000)
                              ? member.lapsed + static_cast<std::int32_t>(dice_.between(60, 200))
                              : kNever;
        return member;
    }

    Result<void> write_sales(const std::string& path) {
        PARETO_TRY(const auto file, create(path));
        PARETO_TRY_VOID(put(file, "branch,terminal,receipt,sold_at,card,sku,description,category,quantity,unit_price,amount,discount\n", path));
        for (std::int32_t day = first_; day <= last_; ++day) {
            day_text_.clear();
            sell_day(day);
            PARETO_TRY_VOID(put(file, day_text_, path));
        }
        return {};
    }

    void sell_day(std::int32_t day) {
        const BusinessDate date = from_day_number(day);
        const auto weekday = std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding() - 1;
        const std::int64_t rhythm = kWeekdays[weekday] * kSeasons[static_cast<unsigned>(date.month()) - 1];
        for (const Member& member : members_) {
            if (day < member.joined || (day >= member.lapsed && day < member.returned)) continue;
            // per million and day: visits a year / 365, times the rhythm (1,000,000 = average)
            if (!dice_.chance(member.habit.visits_per_year * rhythm / 365)) continue;
            const bool at_home = dice_.chance(850'000);
            const auto branch = at_home ? member.branch : static_cast<std::size_t>(dice_.between(0, chain_.branches - 1));
            sell(day, branch, member.card, member.habit.lines_min, member.habit.lines_max);
            // Customers without a card: one for every two with.
            if (dice_.chance(500'000)) sell(day, branch, "", 1, 5);
        }
        bring_back(day);
    }

    void sell(std::int32_t day, std::size_t branch, const std::string& card, std::int64_t lines_min, std::int64_t lines_max) {
        const std::string receipt = fmt::format("{}", ++receipts_);
        const std::string code = branch_code(branch);
        const auto second = dice_.between(0, 59);
        const auto minute = dice_.between(0, 59);
        const auto hour = dice_.between(8, 21);
        const std::string at =
            fmt::format("{}T{:02}:{:02}:{:02}", to_string(from_day_number(day)), hour, minute, second);
        const auto lines = dice_.between(lines_min, lines_max);
        for (std::int64_t i = 0; i < lines; ++i) {
            const auto item = static_cast<std::size_t>(dice_.between(0, static_cast<std::int64_t>(kSampleItems.size()) - 1));
            const auto quantity = dice_.chance(800'000) ? 1 : dice_.between(2, 4);
            const auto gross = kSampleItems[item].price_minor * quantity;
            const auto discount = dice_.chance(100'000) ? gross / 10 : 0;
            const Bought bought{code, card, receipt, day, item, quantity, gross - discount};
            append(bought, at, discount);
            if (dice_.chance(12'000)) sold_.push_back(bought);
        }
    }

    // Some goods come back within two weeks, on a receipt of their own at the same branch.
    void bring_back(std::int32_t day) {
        std::vector<Bought> kept;
        for (Bought& bought : sold_) {
            if (day - bought.day < 14 && !(day > bought.day && dice_.chance(130'000))) {
                kept.push_back(std::move(bought));
                continue;
            }
            const auto minute = dice_.between(0, 59);
            const auto hour = dice_.between(9, 20);
            const std::string at = fmt::format("{}T{:02}:{:02}:00", to_string(from_day_number(day)), hour, minute);
            bought.receipt = fmt::format("{}", ++receipts_);
            bought.quantity = -bought.quantity;
            bought.amount = -bought.amount;
            append(bought, at, 0);
        }
        sold_ = std::move(kept);
    }

    void append(const Bought& line, const std::string& at, std::int64_t discount) {
        const auto& sample = kSampleItems[line.item];
        day_text_ += fmt::format("{},1,{},{},{},S{:03},\"{}\",{},{},{},{},{}\n", line.branch, line.receipt, at, line.card,
                                 line.item + 1, sample.name, sample.category, line.quantity, decimal(sample.price_minor),
                                 decimal(line.amount), decimal(discount));
        ++lines_;
    }

    SampleChain chain_;
    Dice dice_;
    std::int32_t first_ = 0;
    std::int32_t last_ = 0;
    std::vector<Member> members_;
    std::vector<Bought> sold_;
    std::string day_text_;
    std::int64_t receipts_ = 0;
    std::int64_t lines_ = 0;
};

Result<std::int64_t> number(std::string_view text, std::string_view name, std::int64_t low, std::int64_t high) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high)
        return fault(FaultCode::Unsupported, fmt::format("{}: a whole number from {} to {}, not \"{}\"", name, low, high, text));
    return value;
}

}  // namespace

Result<SampleChain> parse_sample_chain(std::string_view text) {
    SampleChain chain;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const std::string_view part = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
        const auto equals = part.find('=');
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
        if (name == "branches") {
            PARETO_TRY(const auto count, number(value, name, 1, 999));
            chain.branches = static_cast<std::int32_t>(count);
        } else if (name == "members") {
            PARETO_TRY(const auto count, number(value, name, 1, 9'999'999));
            chain.members = static_cast<std::int32_t>(count);
        } else if (name == "months") {
            PARETO_TRY(const auto count, number(value, name, 1, 240));
            chain.months = static_cast<std::int32_t>(count);
        } else if (name == "seed") {
            PARETO_TRY(const auto seed, number(value, name, 0, INT64_MAX));
            chain.seed = static_cast<std::uint64_t>(seed);
        } else if (name == "last_day") {
            if (!parse_date(value)) return fault(FaultCode::Unsupported, fmt::format("last_day: YYYY-MM-DD, not \"{}\"", value));
            chain.last_day = std::string{value};
        } else {
            return fault(FaultCode::Unsupported,
                         fmt::format("\"{}\": branches=, members=, months=, seed= or last_day=", part));
        }
    }
    return chain;
}

Result<SampleFiles> write_sample_chain(const SampleChain& chain, const std::string& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return fault(FaultCode::Denied, directory + ": " + error.message());
    const auto last_day = parse_date(chain.last_day);
    if (!last_day) return fault(FaultCode::Unsupported, "last_day: not a date");
    return Generator{chain, *last_day}.write(directory);
}

}  // namespace pareto::hq::replay
