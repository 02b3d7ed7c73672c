#include "hq/commands/member_arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
namespace pareto::hq::commands {
namespace {

using What = MemberOptions::What;

constexpr std::size_t kCodeBytesMax = 32;

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

/// "+50", "50", "-50".
std::optional<std::int64_t> read_points(const std::string& text) {
    const std::size_t begin = text.starts_with('+') ? 1 : 0;
    if (begin == 1 && text.starts_with("+-")) return std::nullopt;
    std::int64_t points = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + begin, end, points);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    if (points == 0 || points > kMinorMax || points < -kMinorMax) return std::nullopt;
    return points;
}

/// "12:3".
std::optional<EntryId> read_entry(const std::string& text) {
    Registration registration = 0;
    Sequence sequence = 0;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, registration);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ':') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, sequence);
    if (second.ec != std::errc{} || second.ptr != end) return std::nullopt;
    if (registration < 1 || sequence < 1 || sequence > kSequenceMax) return std::nullopt;
    return EntryId::of(registration, sequence);
}

struct Named {
    std::string_view name;
    What what;
};

constexpr std::array kMemberCommands{Named{"adjust", What::Adjust},
                                     Named{"transfer", What::Transfer},
                                     Named{"merge", What::Merge},
                                     Named{"show", What::Show},
                                     Named{"find", What::Find},
                                     Named{"statement", What::Statement},
                                     Named{"tier", What::Tier},
                                     Named{"stored-value", What::StoredValue}};
constexpr std::array kHouseholdCommands{Named{"create", What::HouseholdCreate},
                                        Named{"add", What::HouseholdAdd},
                                        Named{"remove", What::HouseholdRemove},
                                        Named{"show", What::HouseholdShow}};

}  // namespace

bool MemberArguments::knows(const std::string& name) {
    return name == "member" || name == "rules" || name == "expire" || name == "review-tiers" ||
           name == "gift-card" || name == "suspense";
}

std::vector<CommandSpec> MemberArguments::commands() {
    std::vector<CommandSpec> all;
    add_shown(all);
    add_changes(all);
    add_households(all);
    add_rules_and_jobs(all);
    add_suspense(all);
    return all;
}

void MemberArguments::add_shown(std::vector<CommandSpec>& all) {
    const FlagSpec format{"--format", "table (default), csv or json", &format_};
    const FlagSpec number{"member", "member number", &member_, true, "NUMBER"};
    all.push_back({{"member"}, "Look at members and their points, and decide", {}, true});
    all.push_back({{"member", "show"}, "A member, and what is in the account", {number, format}});
    all.push_back({{"member", "find"},
                   "Members by name, member number or card number",
                   {{"text", "what to look for", &member_, true}, format}});
    all.push_back({{"member", "statement"},
                   "Every movement of the points, and why",
                   {number,
                    format,
                    {"--language", "en or zh-Hant (default: the company's)", &language_},
                    {"--sale", "only why this sale gave its points", &sale_, false, "ENTRY"}}});
    all.push_back({{"member", "tier"}, "The tier, and why", {number, format}});
    all.push_back({{"member", "stored-value"},
                   "What the member has in money, and every movement of it",
                   {number, format}});
    all.push_back({{"gift-card"}, "Look at gift cards", {}, true});
    all.push_back({{"gift-card", "show"},
                   "What is on a gift card, and every movement of it",
                   {{"card", "the card's printed number", &member_, true, "NUMBER"}, format}});
}

void MemberArguments::add_changes(std::vector<CommandSpec>& all) {
    const FlagSpec by{"--by", "who decides: a staff id", &by_, true, "ID"};
    const FlagSpec approved{
        "--approved-by", "a second person, above the rules' limit", &approved_by_, false, "ID"};
    const FlagSpec reason{"--reason", "small letters, digits, - and _", &reason_, true, "CODE"};
    FlagSpec any_reason = reason;
    any_reason.required = false;
    all.push_back({{"member", "adjust"},
                   "Give or take points by hand",
                   {{"--member", "member number", &member_, true, "NUMBER"},
                    {"--points", "+50 gives, -50 takes", &points_, true, "POINTS"},
                    {"--expires-on",
                     "last day (default: as if earned today)",
                     &expires_on_,
                     false,
                     "YYYY-MM-DD"},
                    {"--may-owe", "take more than there is; the rest is owed", &may_owe_},
                    reason,
                    by,
                    approved}});
    all.push_back({{"member", "transfer"},
                   "Move points to another member; they keep their dates",
                   {{"--from", "member number", &member_, true, "NUMBER"},
                    {"--to", "member number", &other_, true, "NUMBER"},
                    {"--points", "how many", &points_, true, "POINTS"},
                    reason,
                    by,
                    approved}});
    all.push_back({{"member", "merge"},
                   "Two members are one person: one account from now on",
                   {{"from", "member number that is given up", &member_, true, "NUMBER"},
                    {"into", "member number that stays", &other_, true, "NUMBER"},
                    any_reason,
                    by}});
}

void MemberArguments::add_households(std::vector<CommandSpec>& all) {
    const FlagSpec by{"--by", "who decides: a staff id", &by_, true, "ID"};
    const FlagSpec reason{"--reason", "a code", &reason_, false, "CODE"};
    const FlagSpec member{"member", "member number", &member_, true, "NUMBER"};
    const FlagSpec joining{"joining", "member number of who joins", &other_, true, "NUMBER"};
    all.push_back({{"member", "household"}, "Members who share one account", {}, true});
    all.push_back({{"member", "household", "create"},
                   "Two members share the first one's account",
                   {member, joining, by, reason}});
    all.push_back({{"member", "household", "add"},
                   "A further member shares the household's account",
                   {member, joining, by, reason}});
    all.push_back({{"member", "household", "remove"},
                   "A member has an own account again, with what it earned",
                   {member, by, reason}});
    all.push_back({{"member", "household", "show"},
                   "Who shares the account of a member",
                   {member, {"--format", "table (default), csv or json", &format_}}});
}

void MemberArguments::add_rules_and_jobs(std::vector<CommandSpec>& all) {
    const FlagSpec as_of{
        "--as-of", "a day that is over (default: the last one)", &as_of_, false, "YYYY-MM-DD"};
    all.push_back({{"rules"}, "The loyalty rules, as JSON", {}, true});
    all.push_back({{"rules", "show"},
                   "Print the rules",
                   {{"--version", "of an earlier version", &version_, false, "NUMBER"}}});
    all.push_back({{"rules", "set"},
                   "Make a new version; the terminals get it at once",
                   {{"file", "JSON; a field that is left out stays", &file_, true, "FILE"},
                    {"--dry-run", "say whether they are good, change nothing", &dry_run_}}});
    all.push_back({{"expire"},
                   "Expire what is left of lots past their last day; serve does it daily",
                   {as_of}});
    all.push_back(
        {{"review-tiers"}, "Review all members' tiers; serve does it daily", {as_of}});
}

void MemberArguments::add_suspense(std::vector<CommandSpec>& all) {
    const FlagSpec entry{
        "entry", "as report suspense names it, such as 12:3", &entry_, true, "ENTRY"};
    const FlagSpec by{"--by", "who decides: a staff id", &by_, true, "ID"};
    const FlagSpec reason{"--reason", "small letters, digits, - and _", &reason_, false, "CODE"};
    all.push_back({{"suspense"}, "Settle entries in suspense (report suspense lists them)", {}, true});
    all.push_back({{"suspense", "release"},
                   "Book the points of a sale that was withheld for a cap",
                   {entry,
                    reason,
                    by,
                    {"--approved-by", "a second person", &approved_by_, true, "ID"}}});
    all.push_back({{"suspense", "reject"},
                   "A sale that was withheld for a cap earns nothing",
                   {entry, reason, by}});
    all.push_back({{"suspense", "note"},
                   "What was listed has been looked at; nothing is booked",
                   {entry, reason, by}});
}

Expected<Options, std::string> MemberArguments::suspense_options(
    const std::vector<std::string>& path) const {
    MemberOptions checked;
    checked.what = What::Merge;  // the same people and reasons, and no points
    if (const auto staff = check_staff(checked); !staff) return unexpected{staff.error()};
    const auto entry = read_entry(entry_);
    if (!entry) return unexpected{entry_ + " is not an entry, such as 12:3"};
    SuspenseOptions options;
    options.entry = *entry;
    options.reason = checked.reason;
    options.by = checked.by;
    options.approved_by = checked.approved_by;
    if (path.back() == "release") options.outcome = journal::Settlement::Released;
    if (path.back() == "reject") options.outcome = journal::Settlement::Rejected;
    if (options.outcome == journal::Settlement::Released && options.by == options.approved_by)
        return unexpected{std::string{"--approved-by must be another person than --by"}};
    return Options{options};
}

Expected<Options, std::string> MemberArguments::options(
    const std::vector<std::string>& path,
    const std::function<std::string(const std::string&)>& absolute) const {
    if (path.front() == "member" || path.front() == "gift-card") return member_options(path);
    if (path.front() == "suspense") return suspense_options(path);
    if (path.front() == "rules") return rules_options(path.back() == "set", absolute);
    PointsJobOptions job;
    job.what = path.front() == "expire" ? PointsJobOptions::What::Expire
                                        : PointsJobOptions::What::ReviewTiers;
    if (!as_of_.empty()) {
        job.as_of = parse_date(as_of_);
        if (!job.as_of) return unexpected{"--as-of " + as_of_ + " is not a date (YYYY-MM-DD)"};
    }
    return Options{job};
}

Expected<Options, std::string> MemberArguments::rules_options(
    bool set, const std::function<std::string(const std::string&)>& absolute) const {
    RulesOptions rules{set, set ? absolute(file_) : std::string{}, file_, dry_run_, 0};
    if (!version_.empty()) {
        const char* const end = version_.data() + version_.size();
        const auto read = std::from_chars(version_.data(), end, rules.version);
        if (read.ec != std::errc{} || read.ptr != end || rules.version < 1)
            return unexpected{"--version " + version_ + " is not the number of a version"};
    }
    return Options{rules};
}

Expected<void, std::string> MemberArguments::check_staff(MemberOptions& options) const {
    if (!is_staff_id(by_)) return unexpected{std::string{"--by: 1 to 32 characters, no blanks"}};
    if (!approved_by_.empty() && !is_staff_id(approved_by_))
        return unexpected{std::string{"--approved-by: 1 to 32 characters, no blanks"}};
    if (!reason_.empty() && !is_code(reason_)) {
        return unexpected{
            std::string{"--reason: a code of 1 to 32 small letters, digits, - and _"}};
    }
    options.by = by_;
    options.approved_by = approved_by_;
    options.reason = reason_;
    const bool moves = options.what == What::Adjust || options.what == What::Transfer;
    if (!moves) return {};
    if (reason_.empty()) return unexpected{std::string{"--reason is empty"}};
    const auto points = read_points(points_);
    if (!points || (options.what == What::Transfer && *points < 0)) {
        return unexpected{"--points " + points_ + ": a whole number of points that is not 0" +
                          (options.what == What::Transfer ? " and not negative" : "")};
    }
    options.points = *points;
    if (expires_on_.empty()) return {};
    options.expires_on = parse_date(expires_on_);
    if (!options.expires_on)
        return unexpected{"--expires-on " + expires_on_ + " is not a date (YYYY-MM-DD)"};
    return {};
}

Expected<void, std::string> MemberArguments::check_shown(MemberOptions& options) const {
    if (!language_.empty() && language_ != "en" && language_ != "zh-Hant")
        return unexpected{"--language " + language_ + " is neither en nor zh-Hant"};
    options.language = language_;
    if (!sale_.empty()) {
        const auto sale = read_entry(sale_);
        if (!sale) return unexpected{"--sale " + sale_ + " is not an entry, such as 12:3"};
        options.sale = *sale;
    }
    const auto format = reports::find_format(format_);
    const bool shown =
        format && (*format == reports::Format::Table || *format == reports::Format::Csv ||
                   *format == reports::Format::Json);
    if (!shown) return unexpected{"--format " + format_ + " is none of table, csv, json"};
    options.format = *format;
    return {};
}

Expected<Options, std::string> MemberArguments::member_options(
    const std::vector<std::string>& path) const {
    MemberOptions options;
    const auto pick = [&](const auto& commands) {
        for (const Named& command : commands) {
            if (command.name == path.back()) options.what = command.what;
        }
    };
    if (path.front() == "gift-card") {
        options.what = What::GiftCard;
    } else if (path.size() > 2) {
        pick(kHouseholdCommands);
    } else {
        pick(kMemberCommands);
    }
    options.member = member_;
    options.other = other_;
    options.may_owe = may_owe_;
    const auto checked = changes_books(options) ? check_staff(options) : check_shown(options);
    if (!checked) return unexpected{checked.error()};
    return Options{options};
}

}  // namespace pareto::hq::commands
