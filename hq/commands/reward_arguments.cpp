#include "hq/commands/reward_arguments.h"

#include <algorithm>
#include <charconv>

#include "common/journal/gift_bodies.h"
#include "common/loyalty/voucher.h"

namespace pareto::hq::commands {
namespace {

constexpr std::size_t kCodeBytesMax = 32;
constexpr std::int64_t kCountMax = 1'000;
constexpr std::int64_t kCodesMax = 100'000;

bool is_code(const std::string& text) {
    return !text.empty() && text.size() <= kCodeBytesMax &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

bool is_staff_id(const std::string& text) {
    return !text.empty() && text.size() <= kCodeBytesMax &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

Expected<std::int64_t, std::string> read_number(const std::string& flag,
                                                const std::string& text,
                                                std::int64_t most) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < 1 || number > most)
        return unexpected{flag + " " + text + ": a whole number from 1 to " + std::to_string(most)};
    return number;
}

Expected<std::optional<BusinessDate>, std::string> read_day(const std::string& flag,
                                                            const std::string& text) {
    if (text.empty()) return std::optional<BusinessDate>{};
    const auto day = parse_date(text);
    if (!day) return unexpected{flag + " " + text + " is not a date (YYYY-MM-DD)"};
    return day;
}

Expected<reports::Format, std::string> read_format(const std::string& text) {
    const auto format = reports::find_format(text);
    const bool shown =
        format && (*format == reports::Format::Table || *format == reports::Format::Csv ||
                   *format == reports::Format::Json);
    if (!shown) return unexpected{"--format " + text + " is none of table, csv, json"};
    return *format;
}

}  // namespace

bool RewardArguments::knows(const std::string& name) {
    return name == "voucher" || name == "coupon" || name == "gift" || name == "stored-value";
}

std::vector<CommandSpec> RewardArguments::commands() {
    const FlagSpec by{"--by", "who decides: a staff id", &by_, true, "ID"};
    const FlagSpec approved{
        "--approved-by", "a second person, above the rules' limit", &approved_by_, false, "ID"};
    const FlagSpec reason{"--reason", "small letters, digits, - and _", &reason_, true, "CODE"};
    const FlagSpec format{"--format", "table (default), csv or json", &format_};
    const FlagSpec code{
        "voucher", "its code, or # and 12 digits as voucher list shows it", &code_, true, "CODE"};
    std::vector<CommandSpec> all;
    all.push_back({{"voucher"}, "Issue cash vouchers, and see what became of them", {}, true});
    all.push_back({{"voucher", "issue"},
                   "Issue vouchers; their codes are printed now and never again",
                   {{"--value", "what one use pays, such as 50 or 12.50", &value_, true, "AMOUNT"},
                    {"--until", "the last day", &until_, true, "YYYY-MM-DD"},
                    {"--from", "the first day (default: at once)", &from_, false, "YYYY-MM-DD"},
                    {"--count", "how many vouchers (default 1)", &count_, false, "NUMBER"},
                    {"--uses", "how often each can be used (default 1)", &uses_, false, "NUMBER"},
                    {"--member", "personal: the member's number", &member_, false, "NUMBER"},
                    {"--branch", "of the terminal", &branch_, false, "CODE"},
                    {"--terminal",
                     "can be used at this terminal only, also without a network",
                     &terminal_,
                     false,
                     "CODE"},
                    reason,
                    by,
                    approved,
                    format}});
    all.push_back({{"voucher", "void"},
                   "A voucher can be used no more; what is left of it is void",
                   {code, reason, by}});
    all.push_back({{"voucher", "show"}, "A voucher, and every movement of it", {code, format}});
    all.push_back({{"voucher", "list"},
                   "The vouchers there are, newest first",
                   {{"--member", "of one member only", &member_, false, "NUMBER"}, format}});
    add_coupons(all);
    add_gifts(all);
    add_stored_value(all);
    return all;
}

void RewardArguments::add_stored_value(std::vector<CommandSpec>& all) {
    all.push_back({{"stored-value"}, "Money on gift cards and in members' accounts", {}, true});
    all.push_back({{"stored-value", "adjust"},
                   "Put value on a gift card or a member's account, or take it off",
                   {{"--member", "the member's number", &member_, false, "NUMBER"},
                    {"--gift-card", "or the gift card's", &gift_card_, false, "NUMBER"},
                    {"--amount", "such as 5, or -12.50", &amount_, true, "AMOUNT"},
                    {"--reason", "small letters, digits, - and _", &reason_, true, "CODE"},
                    {"--by", "who decides: a staff id", &by_, true, "ID"},
                    {"--approved-by",
                     "a second person, above the rules' limit",
                     &approved_by_,
                     false,
                     "ID"}}});
}

Expected<Options, std::string> RewardArguments::stored_value_options() const {
    if (member_.empty() == gift_card_.empty())
        return unexpected{std::string{"either --member or --gift-card says whose it is"}};
    PARETO_TRY_VOID(check_staff());
    return Options{StoredValueOptions{member_, gift_card_, amount_, reason_, by_, approved_by_}};
}

void RewardArguments::add_gifts(std::vector<CommandSpec>& all) {
    const FlagSpec by{"--by", "who decides: a staff id", &by_, true, "ID"};
    const FlagSpec format{"--format", "table (default), csv or json", &format_};
    const FlagSpec code{"gift", "its code", &code_, true, "CODE"};
    all.push_back({{"gift"}, "The gifts that points are redeemed for, and their stock", {}, true});
    all.push_back({{"gift", "define"},
                   "Add gifts to the catalogue, or define them anew",
                   {{"file", "a gift in JSON, or a list of them", &file_, true, "FILE"}, by}});
    all.push_back({{"gift", "stock"},
                   "Units came into a branch's stock, or it is corrected",
                   {code,
                    {"--branch", "whose stock", &branch_, true, "CODE"},
                    {"--receive", "so many came in", &receive_, false, "UNITS"},
                    {"--adjust", "so many more, or less: -2", &adjust_, false, "UNITS"},
                    {"--reason", "small letters, digits, - and _", &reason_, true, "CODE"},
                    by}});
    all.push_back({{"gift", "list"}, "The catalogue, and what is there of it", {format}});
    all.push_back({{"gift", "show"}, "A gift, and every movement of its stock", {code, format}});
    all.push_back({{"gift", "withdraw"}, "It is given no more; its stock stays", {code, by}});
}

void RewardArguments::add_coupons(std::vector<CommandSpec>& all) {
    const FlagSpec campaign{"--campaign", "its number", &campaign_, true, "NUMBER"};
    const FlagSpec branch{"--branch", "of the terminal", &branch_, true, "CODE"};
    const FlagSpec terminal{"--terminal", "which", &terminal_, true, "CODE"};
    all.push_back({{"coupon"}, "Codes of campaigns' pools", {}, true});
    all.push_back({{"coupon", "allot"},
                   "Leave codes to one terminal, which takes them without a network",
                   {campaign, branch, terminal, {"--count", "how many", &count_, true, "NUMBER"}}});
    all.push_back({{"coupon", "recall"},
                   "Take back the codes that were left to a terminal",
                   {campaign, branch, terminal}});
    all.push_back({{"coupon", "show"},
                   "What became of a code",
                   {{"code", "the code", &code_, true, "CODE"},
                    {"--format", "table (default), csv or json", &format_}}});
}

Expected<void, std::string> RewardArguments::check_staff() const {
    if (!is_staff_id(by_)) return unexpected{std::string{"--by: 1 to 32 characters, no blanks"}};
    if (!approved_by_.empty() && !is_staff_id(approved_by_))
        return unexpected{std::string{"--approved-by: 1 to 32 characters, no blanks"}};
    if (!is_code(reason_)) {
        return unexpected{
            std::string{"--reason: a code of 1 to 32 small letters, digits, - and _"}};
    }
    return {};
}

Expected<void, std::string> RewardArguments::read_issue(VoucherOptions& options) const {
    options.value = value_;
    PARETO_TRY(options.count, read_number("--count", count_, kCountMax));
    PARETO_TRY(options.uses, read_number("--uses", uses_, loyalty::kVoucherUsesMax));
    PARETO_TRY(options.from, read_day("--from", from_));
    PARETO_TRY(options.until, read_day("--until", until_));
    if (!options.until) return unexpected{std::string{"--until is empty"}};
    if (branch_.empty() != terminal_.empty())
        return unexpected{std::string{"--branch and --terminal name the terminal together"}};
    return {};
}

Expected<Options, std::string> RewardArguments::voucher_options(const std::string& what) const {
    using What = VoucherOptions::What;
    VoucherOptions options;
    if (what == "issue") options.what = What::Issue;
    if (what == "void") options.what = What::Void;
    if (what == "show") options.what = What::Show;
    options.member = member_;
    options.branch = branch_;
    options.terminal = terminal_;
    options.code = code_;
    options.reason = reason_;
    options.by = by_;
    options.approved_by = approved_by_;
    if (writes(options)) PARETO_TRY_VOID(check_staff());
    if (options.what == What::Issue) PARETO_TRY_VOID(read_issue(options));
    PARETO_TRY(options.format, read_format(format_));
    return Options{options};
}

Expected<Options, std::string> RewardArguments::coupon_options(const std::string& what) const {
    using What = CouponOptions::What;
    CouponOptions options;
    if (what == "allot") options.what = What::Allot;
    if (what == "recall") options.what = What::Recall;
    if (writes(options)) {
        PARETO_TRY(options.campaign, read_number("--campaign", campaign_, kMinorMax));
    }
    if (options.what == What::Allot) {
        PARETO_TRY(options.count, read_number("--count", count_, kCodesMax));
    }
    options.branch = branch_;
    options.terminal = terminal_;
    options.code = code_;
    PARETO_TRY(options.format, read_format(format_));
    return Options{options};
}

Expected<void, std::string> RewardArguments::read_stock(GiftOptions& options) const {
    if (receive_.empty() == adjust_.empty())
        return unexpected{std::string{"either --receive or --adjust says how many"}};
    options.received = !receive_.empty();
    if (!is_code(reason_))
        return unexpected{
            std::string{"--reason: a code of 1 to 32 small letters, digits, - and _"}};
    if (options.received) {
        PARETO_TRY(options.units, read_number("--receive", receive_, journal::kGiftUnitsMax));
        return {};
    }
    const bool is_less = adjust_.front() == '-';
    PARETO_TRY(
        options.units,
        read_number("--adjust", is_less ? adjust_.substr(1) : adjust_, journal::kGiftUnitsMax));
    if (is_less) options.units = -options.units;
    return {};
}

Expected<Options, std::string> RewardArguments::gift_options(
    const std::string& what, const std::function<std::string(const std::string&)>& absolute) const {
    using What = GiftOptions::What;
    GiftOptions options;
    if (what == "define") options.what = What::Define;
    if (what == "stock") options.what = What::Stock;
    if (what == "show") options.what = What::Show;
    if (what == "withdraw") options.what = What::Withdraw;
    options.code = code_;
    options.branch = branch_;
    options.reason = reason_;
    options.by = by_;
    options.shown = file_;
    if (options.what == What::Define) options.file = absolute(file_);
    if (writes(options) && !is_staff_id(by_))
        return unexpected{std::string{"--by: 1 to 32 characters, no blanks"}};
    if (options.what == What::Stock) PARETO_TRY_VOID(read_stock(options));
    PARETO_TRY(options.format, read_format(format_));
    return Options{options};
}

Expected<Options, std::string> RewardArguments::options(
    const std::vector<std::string>& path,
    const std::function<std::string(const std::string&)>& absolute) const {
    if (path.front() == "gift") return gift_options(path.back(), absolute);
    if (path.front() == "stored-value") return stored_value_options();
    return path.front() == "coupon" ? coupon_options(path.back()) : voucher_options(path.back());
}

}  // namespace pareto::hq::commands
