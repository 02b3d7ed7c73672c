#include "hq/commands/member_arguments.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <CLI/CLI.hpp>

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
                                     Named{"tier", What::Tier}};
constexpr std::array kHouseholdCommands{Named{"create", What::HouseholdCreate},
                                        Named{"add", What::HouseholdAdd},
                                        Named{"remove", What::HouseholdRemove},
                                        Named{"show", What::HouseholdShow}};

}  // namespace

bool MemberArguments::knows(const std::string& name) {
    return name == "member" || name == "rules" || name == "expire" || name == "review-tiers";
}

void MemberArguments::add_to(CLI::App& app, const Add& add) {
    add_members(app, add);
    add_rules(app, add);
    for (const auto& [name, about] :
         {std::pair{"expire", "Expire what is left of lots past their last day; serve does it daily"},
          std::pair{"review-tiers", "Review all members' tiers; serve does it daily"}}) {
        add(&app, name, about)
            ->add_option("--as-of", as_of_, "a day that is over (default: the last one)")
            ->type_name("YYYY-MM-DD");
    }
}

void MemberArguments::add_members(CLI::App& app, const Add& add) {
    CLI::App* group = app.add_subcommand("member", "Look at members and their points, and decide");
    group->require_subcommand(1);
    for (const auto& [name, about, what] :
         {std::tuple{"show", "A member, and what is in the account", "member number"},
          std::tuple{"find", "Members by name, member number or card number", "what to look for"},
          std::tuple{"statement", "Every movement of the points, and why", "member number"},
          std::tuple{"tier", "The tier, and why", "member number"}}) {
        CLI::App* command = add(group, name, about);
        command->add_option("member", member_, what)->required();
        command->add_option("--format", format_, "table, csv or json")->capture_default_str();
        if (std::string_view{name} != "statement") continue;
        command->add_option("--language", language_, "en or zh-Hant (default: the company's)")
            ->check(CLI::IsMember({"en", "zh-Hant"}));
        command->add_option("--sale", sale_, "only why this sale gave its points")
            ->type_name("ENTRY");
    }
    add_changes(group, add);
    add_households(group, add);
}

void MemberArguments::add_changes(CLI::App* group, const Add& add) {
    const auto staff = [&](CLI::App* command, bool with_reason) {
        command->add_option("--by", by_, "who decides: a staff id")->required();
        auto* reason = command->add_option(
            "--reason", reason_, "a code: small letters, digits, - and _");
        if (with_reason) reason->required();
    };
    CLI::App* adjust = add(group, "adjust", "Give or take points by hand");
    adjust->add_option("--member", member_, "member number")->required();
    adjust->add_option("--points", points_, "+50 gives, -50 takes")->required();
    adjust->add_option("--approved-by", approved_by_, "a second person, above the rules' limit");
    adjust->add_option("--expires-on", expires_on_, "last day (default: as if earned today)")
        ->type_name("YYYY-MM-DD");
    adjust->add_flag("--may-owe", may_owe_, "take more than there is; the rest is owed");
    staff(adjust, true);
    CLI::App* transfer = add(group, "transfer", "Move points to another member; they keep their dates");
    transfer->add_option("--from", member_, "member number")->required();
    transfer->add_option("--to", other_, "member number")->required();
    transfer->add_option("--points", points_, "how many")->required();
    transfer->add_option("--approved-by", approved_by_, "a second person, above the rules' limit");
    staff(transfer, true);
    CLI::App* merge = add(group, "merge", "Two members are one person: one account from now on");
    merge->add_option("from", member_, "member number that is given up")->required();
    merge->add_option("into", other_, "member number that stays")->required();
    staff(merge, false);
}

void MemberArguments::add_households(CLI::App* group, const Add& add) {
    CLI::App* household = group->add_subcommand("household", "Members who share one account");
    household->require_subcommand(1);
    for (const auto& [name, about] :
         {std::pair{"create", "Two members share the first one's account"},
          std::pair{"add", "A further member shares the household's account"},
          std::pair{"remove", "A member has an own account again, with what it earned"},
          std::pair{"show", "Who shares the account of a member"}}) {
        const std::string_view what = name;
        CLI::App* command = add(household, name, about);
        command->add_option("member", member_, what == "remove" ? "who leaves" : "member number")
            ->required();
        if (what == "create" || what == "add")
            command->add_option("joining", other_, "member number of who joins")->required();
        if (what == "show") {
            command->add_option("--format", format_, "table, csv or json")->capture_default_str();
            continue;
        }
        command->add_option("--by", by_, "who decides: a staff id")->required();
        command->add_option("--reason", reason_, "a code");
    }
}

void MemberArguments::add_rules(CLI::App& app, const Add& add) {
    CLI::App* group = app.add_subcommand("rules", "The loyalty rules, as JSON");
    group->require_subcommand(1);
    CLI::App* show = add(group, "show", "Print the rules");
    show->add_option("--version", version_, "of an earlier version")->check(CLI::PositiveNumber);
    CLI::App* set = add(group, "set", "Make a new version; the terminals get it at once");
    set->add_option("file", file_, "JSON; a field that is left out stays as it is")
        ->required()
        ->type_name("FILE");
    set->add_flag("--dry-run", dry_run_, "say whether they are good, change nothing");
}

Expected<Options, std::string> MemberArguments::options(
    const CLI::App& chosen, const std::function<std::string(const std::string&)>& absolute) const {
    const std::string& name = chosen.get_name();
    if (name == "member") return member_options(*chosen.get_subcommands().front());
    if (name == "rules") {
        const bool set = chosen.get_subcommands().front()->get_name() == "set";
        return Options{
            RulesOptions{set, set ? absolute(file_) : std::string{}, file_, dry_run_, version_}};
    }
    PointsJobOptions job;
    job.what = name == "expire" ? PointsJobOptions::What::Expire
                                : PointsJobOptions::What::ReviewTiers;
    if (!as_of_.empty()) {
        job.as_of = parse_date(as_of_);
        if (!job.as_of) return unexpected{"--as-of " + as_of_ + " is not a date (YYYY-MM-DD)"};
    }
    return Options{job};
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

Expected<Options, std::string> MemberArguments::member_options(const CLI::App& chosen) const {
    MemberOptions options;
    const bool household = chosen.get_name() == "household";
    const std::string& name =
        household ? chosen.get_subcommands().front()->get_name() : chosen.get_name();
    const auto pick = [&](const auto& commands) {
        for (const Named& command : commands) {
            if (command.name == name) options.what = command.what;
        }
    };
    if (household) {
        pick(kHouseholdCommands);
    } else {
        pick(kMemberCommands);
    }
    options.member = member_;
    options.other = other_;
    options.may_owe = may_owe_;
    options.language = language_;
    if (changes_books(options)) {
        if (auto checked = check_staff(options); !checked) return unexpected{checked.error()};
        return Options{options};
    }
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
    return Options{options};
}

}  // namespace pareto::hq::commands
