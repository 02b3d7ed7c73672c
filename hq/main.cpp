// pareto-hq: the head office of a chain. Here the command line is read and turned into a command;
// what a command does is in hq/commands.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <span>
#include <sstream>

#include <CLI/CLI.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "common/system/clock.h"
#include "common/system/random.h"
#include "hq/cards/card_number.h"
#include "hq/commands/campaign_line.h"
#include "hq/commands/commands.h"
#include "hq/commands/member_arguments.h"
#include "hq/commands/question_arguments.h"
#include "hq/commands/reward_arguments.h"
#include "hq/commands/staff_line.h"
#include "hq/commands/user_line.h"
#include "hq/import/importing.h"
#include "hq/import/sales_row.h"
#include "hq/import/sold_at.h"

namespace pareto::hq {
namespace {

using commands::Answered;
using commands::Command;
using commands::Surroundings;

/// What the flags of all subcommands say, before it is checked.
struct Flags {
    std::string data, database;
    std::string company, currency, time_zone, language = "en";
    std::string branches, members, items, sales;
    std::vector<std::string> maps, constants;
    bool dry_run = false;
    std::string branch, terminal;
    std::int64_t id = 0;
    std::string member, card, family, reason = "lost";
    std::string by;
    std::string name, from, to, as_of, report_branch, format = "table", output;
    int window_days = reports::kWindowDays;
    int percent = 20;
    bool list = false;
    std::string backup;
    bool force = false, mark_restored = false;
    std::string bind;
    int sync_port = -1;
    int web_port = -1;
    bool web_plain = false;
    std::string console;
};

/// The parser and the subcommands it found.
class CommandLine {
public:
    explicit CommandLine(std::string folder) : folder_(std::move(folder)) {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "pareto-hq " PARETO_VERSION);
        app_.get_formatter()->column_width(34);
        add_init();
        add_import();
        add_terminals();
        add_cards();
        add_specified(members_.commands());
        add_specified(rewards_.commands());
        add_specified(questions_.commands());
        campaign_.add(app_,
                      [this](CLI::App* group, const std::string& name, const std::string& about) {
                          return add_to(group, name, about);
                      });
        user_.add(app_,
                  [this](CLI::App* group, const std::string& name, const std::string& about) {
                      return add_to(group, name, about);
                  });
        staff_.add(app_,
                   [this](CLI::App* group, const std::string& name, const std::string& about) {
                       return add_to(group, name, about);
                   });
        add_report();
        add_upkeep();
        add_serve();
    }

    [[nodiscard]] Expected<Command, Answered> parse(std::vector<std::string> arguments) {
        std::reverse(arguments.begin(), arguments.end());
        try {
            app_.parse(arguments);
        } catch (const CLI::ParseError& error) {
            std::ostringstream out;
            std::ostringstream errors;
            const int status = app_.exit(error, out, errors);
            return unexpected{Answered{status == 0 ? commands::kDone : commands::kUsage,
                                       out.str(),
                                       first_line(errors.str())}};
        }
        const auto chosen = app_.get_subcommands();
        return command_of(*chosen.front());
    }

private:
    static std::string first_line(const std::string& text) {
        const std::string line = text.substr(0, text.find('\n'));
        return line.empty() ? line : "pareto-hq: " + line + " (pareto-hq --help says more)\n";
    }

    static tl::unexpected<Answered> usage(const std::string& why) {
        return unexpected{Answered{commands::kUsage, {}, "pareto-hq: " + why + "\n"}};
    }

    CLI::App* add(const std::string& name, const std::string& about, bool needs_data = true) {
        CLI::App* command = app_.add_subcommand(name, about);
        auto* data = command
                         ->add_option("--data",
                                      flags_.data,
                                      "folder of keys, configuration and (with SQLite) the tables")
                         ->type_name("DIR");
        if (needs_data) data->required();
        command
            ->add_option("--database",
                         flags_.database,
                         "PostgreSQL database for the tables instead of SQLite in DIR")
            ->type_name("postgresql://...")
            ->envname("PARETO_DATABASE");
        return command;
    }

    void add_init() {
        CLI::App* init = add("init", "Begin a company's books: keys, an empty database, settings");
        init->add_option("--company", flags_.company, "its name")->required();
        init->add_option("--currency", flags_.currency, "ISO 4217 code, such as HKD")->required();
        init->add_option("--time-zone", flags_.time_zone, "IANA name, such as Asia/Hong_Kong")
            ->required();
        init->add_option("--language", flags_.language, "zh-Hant or en")
            ->check(CLI::IsMember({"zh-Hant", "en"}));
    }

    void add_import() {
        CLI::App* import =
            add("import",
                "Read CSV files (.zst too) into the books; running one twice changes nothing");
        import->add_option("--branches", flags_.branches, "branch,name,region,time_zone,opened_on")
            ->type_name("FILE");
        import
            ->add_option("--members",
                         flags_.members,
                         "card,member_number,name,phone,email,birthday,joined_on,home_branch,tier,"
                         "points,points_expire_on,consent_marketing")
            ->type_name("FILE");
        import
            ->add_option("--items",
                         flags_.items,
                         "sku,name,category,price,tax_class,barcode,unit[,branch,valid_from]")
            ->type_name("FILE");
        import
            ->add_option("--sales",
                         flags_.sales,
                         "branch,terminal,receipt,sold_at,card,sku,description,category,quantity,"
                         "unit_price,amount,discount")
            ->type_name("FILE");
        import
            ->add_option("--map",
                         flags_.maps,
                         "take a field from another column, or calculate it: "
                         "amount=quantity*unit_price. With several files it is "
                         "the sales file's; members.card=number names the file")
            ->type_name("FIELD=COLUMN")
            ->allow_extra_args(false);
        import->add_option("--const", flags_.constants, "the same value in every row: branch=UK01")
            ->type_name("FIELD=VALUE")
            ->allow_extra_args(false);
        import->add_flag("--dry-run", flags_.dry_run, "say what would be done, change nothing");
    }

    void add_branch_and_terminal(CLI::App* command, bool required) {
        command->add_option("--branch", flags_.branch, "code of the branch")->required(required);
        command->add_option("--terminal", flags_.terminal, "code of the terminal within it")
            ->required(required);
    }

    void add_terminals() {
        add_branch_and_terminal(
            add("enrol", "Print a one-time code with which a terminal enrols within 24 hours"),
            true);
        CLI::App* terminal =
            app_.add_subcommand("terminal", "Look at the terminals and decide about them");
        terminal->require_subcommand(1);
        for (const auto& [name, about] :
             {std::pair{"list", "All terminals"},
              std::pair{"revoke", "Trust a terminal no more"},
              std::pair{"approve", "Let a terminal with an expired certificate have a new one"},
              std::pair{"write-off", "Give back what a terminal held that will not come back"},
              std::pair{"replace", "Print a one-time code for the terminal's successor"}}) {
            CLI::App* command = add_to(terminal, name, about);
            if (std::string_view{name} == "list") continue;
            const bool replaces = std::string_view{name} == "replace";
            add_branch_and_terminal(command, replaces);
            if (!replaces)
                command->add_option(
                    "--id", flags_.id, "the terminal's id instead of branch and code");
            if (std::string_view{name} != "write-off") continue;
            command->add_option("--by", flags_.by, "who decides it")->required();
            command->add_option("--reason", flags_.reason, "why: burnt, stolen ...")->required();
        }
    }

    CLI::App* add_to(CLI::App* group, const std::string& name, const std::string& about) {
        CLI::App* command = group->add_subcommand(name, about);
        command->add_option("--data", flags_.data, "folder of keys and configuration")
            ->type_name("DIR")
            ->required();
        command->add_option("--database", flags_.database, "PostgreSQL database")
            ->type_name("postgresql://...")
            ->envname("PARETO_DATABASE");
        return command;
    }

    void add_cards() {
        CLI::App* group = app_.add_subcommand("card", "Order, block and replace members' cards");
        group->require_subcommand(1);
        const std::string families = "ntag424, desfire-ev1 or desfire-ev2 (EV3 too)";
        const std::string named = "its number, or # and 12 digits as card list shows it";
        CLI::App* issue =
            add_to(group, "issue", "Order a card that proves itself, and say how it is made");
        issue->add_option("--member", flags_.member, "member number")->required();
        issue->add_option("--family", flags_.family, families)->required();
        issue->add_option("--card", flags_.card, "its number (default: a new one)");
        CLI::App* block = add_to(group, "block", "A card identifies nobody any more, for ever");
        block->add_option("--card", flags_.card, named)->required();
        block->add_option("--reason", flags_.reason, "lost, stolen or damaged")
            ->check(CLI::IsMember({"lost", "stolen", "damaged"}))
            ->capture_default_str();
        CLI::App* replace =
            add_to(group, "replace", "Block a card and order another one; the points stay");
        replace->add_option("--card", flags_.card, named)->required();
        replace->add_option("--family", flags_.family, families + " (default: as before)");
        CLI::App* list = add_to(group, "list", "The cards there are, and the ordered ones");
        list->add_option("--member", flags_.member, "of one member only");
        list->add_option("--format", flags_.format, "table, csv or json")->capture_default_str();
    }

    /// Commands that are given as data.
    void add_specified(const std::vector<commands::CommandSpec>& specs) {
        std::map<std::vector<std::string>, CLI::App*> groups{{{}, &app_}};
        for (const commands::CommandSpec& spec : specs) {
            CLI::App* const group = groups.at({spec.path.begin(), spec.path.end() - 1});
            if (spec.is_group) {
                CLI::App* const made = group->add_subcommand(spec.path.back(), spec.about);
                made->require_subcommand(1);
                groups[spec.path] = made;
                continue;
            }
            CLI::App* const command = add_to(group, spec.path.back(), spec.about);
            for (const commands::FlagSpec& flag : spec.flags) {
                if (bool* const* set = std::get_if<bool*>(&flag.into)) {
                    command->add_flag(flag.name, **set, flag.about);
                    continue;
                }
                CLI::Option* const option =
                    command->add_option(flag.name, *std::get<std::string*>(flag.into), flag.about);
                option->required(flag.required);
                if (!flag.type.empty()) option->type_name(flag.type);
            }
        }
    }

    void add_report() {
        CLI::App* report = add("report", "Print a report; --list names them", false);
        report->add_option("name", flags_.name, "which report")->type_name("NAME");
        report->add_flag("--list", flags_.list, "name the reports there are");
        report->add_option("--from", flags_.from, "first day")->type_name("YYYY-MM-DD");
        report->add_option("--to", flags_.to, "last day")->type_name("YYYY-MM-DD");
        report
            ->add_option(
                "--as-of", flags_.as_of, "last day of the window (default: the last with a sale)")
            ->type_name("YYYY-MM-DD");
        report->add_option("--window-days", flags_.window_days, "days up to the last")
            ->check(CLI::Range(1, 36'500))
            ->capture_default_str();
        report->add_option("--branch", flags_.report_branch, "one branch only");
        report->add_option("--percent", flags_.percent, "how many of the members are VIPs")
            ->check(CLI::Range(1, 100))
            ->capture_default_str();
        report->add_option("--format", flags_.format, "table, csv, json, xlsx or pdf")
            ->capture_default_str();
        report->add_option("--output", flags_.output, "write to a file")->type_name("FILE");
    }

    void add_upkeep() {
        add("verify", "Check every statement that must hold of the books; 0 only if all do");
        add("rebuild-rollups",
            "Compute the daily figures anew from the entries, and say how many were wrong");
        CLI::App* backup =
            add("backup", "Copy the database as of one moment, and the keys, into a new folder");
        backup->add_option("backup,--to", flags_.backup, "the new folder")
            ->required()
            ->type_name("BACKUP");
        CLI::App* restore =
            add("restore", "Put a backup in place; the terminals send again what it lost");
        restore->add_option("backup,--from", flags_.backup, "folder that backup made")
            ->type_name("BACKUP");
        restore->add_flag(
            "--force", flags_.force, "the data folder is not empty: set its database aside");
        restore->add_flag("--mark-restored",
                          flags_.mark_restored,
                          "the tables were restored by other means (pg_restore): begin a new term");
    }

    void add_serve() {
        CLI::App* serve = add("serve", "Serve the terminals and the web console until SIGTERM");
        serve
            ->add_option("--sync-port",
                         flags_.sync_port,
                         "port for terminals (default 7443; 0 = any that is free)")
            ->check(CLI::Range(0, 65'535));
        serve
            ->add_option("--web-port",
                         flags_.web_port,
                         "port for browsers (default 8443; 0 = any that is free)")
            ->check(CLI::Range(0, 65'535));
        serve->add_flag("--web-plain", flags_.web_plain, "the console without TLS, on loopback");
        serve->add_option("--console", flags_.console, "the console's files, if not beside the program")
            ->type_name("DIR");
        serve->add_option("--bind", flags_.bind, "address to listen on (default 127.0.0.1)")
            ->type_name("ADDRESS");
    }

    [[nodiscard]] std::string absolute(const std::string& path) const {
        return (std::filesystem::path(folder_) / path).lexically_normal().string();
    }

    [[nodiscard]] Expected<Command, Answered> command_of(const CLI::App& chosen) {
        const std::string& name = chosen.get_name();
        if (name == "report" && flags_.list)
            return unexpected{Answered{commands::kDone, report_list(), {}}};
        if (flags_.data.empty()) return usage("--data is required");
        Command command;
        command.place.folder = absolute(flags_.data);
        command.place.url = flags_.database;
        if (!flags_.database.empty() && !flags_.database.starts_with("postgresql://") &&
            !flags_.database.starts_with("postgres://")) {
            return usage(
                "--database is a postgresql:// address; without it the tables are in SQLite");
        }
        Expected<commands::Options, Answered> options =
            commands::Options{commands::VerifyOptions{}};
        if (name == "init") options = init_options();
        if (name == "import") options = import_options();
        if (name == "enrol")
            options =
                commands::Options{commands::EnrolOptions{flags_.branch, flags_.terminal, false}};
        if (name == "terminal")
            options = terminal_options(chosen.get_subcommands().front()->get_name());
        if (name == "card") options = card_options(chosen.get_subcommands().front()->get_name());
        const auto find = [this](const std::string& path) {
            return absolute(path);
        };
        if (commands::MemberArguments::knows(name))
            options =
                specified(chosen, [&](const auto& words) { return members_.options(words, find); });
        if (commands::QuestionArguments::knows(name))
            options = specified(chosen,
                                [&](const auto& words) { return questions_.options(words, find); });
        if (commands::RewardArguments::knows(name))
            options =
                specified(chosen, [&](const auto& words) { return rewards_.options(words, find); });
        if (name == "campaign") {
            auto said = campaign_.options(chosen.get_subcommands().front()->get_name(), folder_);
            if (!said) return usage(said.error());
            options = commands::Options{std::move(*said)};
        }
        if (name == "user") {
            auto said = user_.options(chosen.get_subcommands().front()->get_name());
            if (!said) return usage(said.error());
            options = commands::Options{std::move(*said)};
        }
        if (name == "staff") {
            auto said = staff_.options(chosen.get_subcommands().front()->get_name());
            if (!said) return usage(said.error());
            options = commands::Options{std::move(*said)};
        }
        if (name == "report") options = report_options();
        if (name == "rebuild-rollups") options = commands::Options{commands::RebuildOptions{}};
        if (name == "backup")
            options = commands::Options{commands::BackupOptions{absolute(flags_.backup)}};
        if (name == "restore") options = restore_options();
        if (name == "serve") options = serve_options();
        if (!options) return unexpected{options.error()};
        command.options = std::move(*options);
        return command;
    }

    static std::string report_list() {
        std::string text;
        for (const auto& kind : reports::catalogue()) {
            text += std::string{kind.name} +
                    std::string(kind.name.size() < 12 ? 12 - kind.name.size() : 1, ' ') +
                    std::string{kind.about} + "\n";
        }
        return text;
    }

    [[nodiscard]] Expected<commands::Options, Answered> init_options() const {
        commands::InitOptions init{flags_.company, {}, flags_.time_zone, flags_.language};
        if (flags_.company.empty()) return usage("--company is empty");
        const auto currency = find_currency(flags_.currency);
        if (!currency) return usage("--currency " + flags_.currency + " is not an ISO 4217 code");
        if (!import::Zone::find(flags_.time_zone))
            return usage("--time-zone " + flags_.time_zone + " is not known");
        init.currency = *currency;
        return commands::Options{init};
    }

    // A field must be one that a file given here has.
    [[nodiscard]] Expected<void, Answered> check_field(
        const import::Assignment& assignment, const commands::ImportOptions& options) const {
        struct Kind {
            std::string_view name;
            bool given;
            std::span<const import::FieldSpec> fields;
        };

        const std::array kinds{
            Kind{"branches", options.branches.has_value(), import::branch_fields()},
            Kind{"items", options.items.has_value(), import::item_fields()},
            Kind{"members", options.members.has_value(), import::member_fields()},
            Kind{"sales", options.sales.has_value(), import::sales_fields()}};
        const std::size_t dot = assignment.field.find('.');
        const std::string kind_name =
            dot == std::string::npos ? std::string{} : assignment.field.substr(0, dot);
        const std::string field =
            dot == std::string::npos ? assignment.field : assignment.field.substr(dot + 1);
        std::string known;
        for (const Kind& kind : kinds) {
            if (!kind.given || (!kind_name.empty() && kind.name != kind_name)) continue;
            for (const import::FieldSpec& spec : kind.fields) {
                if (spec.name == field) return {};
                known += (known.empty() ? "" : ", ") + std::string{spec.name};
            }
        }
        return usage((assignment.constant ? "--const " : "--map ") + assignment.field +
                     ": there is no such field (" +
                     (known.empty() ? "no file of that kind is given" : known) + ")");
    }

    [[nodiscard]] Expected<commands::Options, Answered> import_options() const {
        commands::ImportOptions options;
        const auto take =
            [&](const std::string& path) -> std::optional<commands::ImportOptions::File> {
            if (path.empty()) return std::nullopt;
            return commands::ImportOptions::File{absolute(path), path};
        };
        options.branches = take(flags_.branches);
        options.items = take(flags_.items);
        options.members = take(flags_.members);
        options.sales = take(flags_.sales);
        options.dry_run = flags_.dry_run;
        if (!options.branches && !options.items && !options.members && !options.sales) {
            return usage("import needs at least one of --branches, --members, --items, --sales");
        }
        for (const bool constant : {false, true}) {
            for (const std::string& text : constant ? flags_.constants : flags_.maps) {
                auto assignment = import::assignment_of(text, constant);
                if (!assignment)
                    return usage((constant ? "--const " : "--map ") + assignment.error());
                const bool twice = std::any_of(
                    options.assignments.begin(), options.assignments.end(), [&](const auto& other) {
                        return other.field == assignment->field;
                    });
                if (twice) return usage("the field " + assignment->field + " is given twice");
                if (auto known = check_field(*assignment, options); !known)
                    return unexpected{known.error()};
                options.assignments.push_back(std::move(*assignment));
            }
        }
        return commands::Options{options};
    }

    [[nodiscard]] Expected<commands::Options, Answered> terminal_options(
        const std::string& what) const {
        if (what == "replace")
            return commands::Options{commands::EnrolOptions{flags_.branch, flags_.terminal, true}};
        commands::TerminalOptions options{
            commands::TerminalOptions::What::List, flags_.branch, flags_.terminal, flags_.id};
        if (what == "revoke") options.what = commands::TerminalOptions::What::Revoke;
        if (what == "approve") options.what = commands::TerminalOptions::What::Approve;
        if (what == "write-off") options.what = commands::TerminalOptions::What::WriteOff;
        options.by = flags_.by;
        options.reason = flags_.reason;
        const bool named =
            options.id != 0 || (!options.branch.empty() && !options.terminal.empty());
        if (what != "list" && !named)
            return usage("terminal " + what + " needs --branch and --terminal, or --id");
        return commands::Options{options};
    }

    [[nodiscard]] Expected<commands::Options, Answered> card_options(
        const std::string& what) const {
        using What = commands::CardOptions::What;
        commands::CardOptions options;
        if (what == "issue") options.what = What::Issue;
        if (what == "block") options.what = What::Block;
        if (what == "replace") options.what = What::Replace;
        options.member = flags_.member;
        options.card = flags_.card;
        options.reason = what == "replace" ? "replaced" : flags_.reason;
        if (!flags_.family.empty()) {
            options.family = loyalty::card_family(flags_.family);
            if (!options.family || !loyalty::is_secure(*options.family))
                return usage("--family " + flags_.family +
                             " is none of ntag424, desfire-ev1, desfire-ev2");
        }
        if (options.what == What::Issue && !options.card.empty() &&
            !cards::is_card_number(options.card)) {
            return usage(
                "--card: a card number has 1 to 16 ASCII characters without blanks, and no # in "
                "front");
        }
        const auto format = reports::find_format(flags_.format);
        const bool shown =
            format && (*format == reports::Format::Table || *format == reports::Format::Csv ||
                       *format == reports::Format::Json);
        if (!shown) return usage("--format " + flags_.format + " is none of table, csv, json");
        options.format = *format;
        return commands::Options{options};
    }

    template <typename Read>
    [[nodiscard]] Expected<commands::Options, Answered> specified(const CLI::App& chosen,
                                                                  const Read& read) const {
        std::vector<std::string> words{chosen.get_name()};
        for (const CLI::App* at = &chosen; !at->get_subcommands().empty();) {
            at = at->get_subcommands().front();
            words.push_back(at->get_name());
        }
        auto options = read(words);
        if (!options) return usage(options.error());
        return std::move(*options);
    }

    [[nodiscard]] Expected<commands::Options, Answered> report_options() const {
        commands::ReportOptions options;
        if (flags_.name.empty())
            return usage("report needs a name; pareto-hq report --list names them");
        options.kind = reports::find_report(flags_.name);
        if (options.kind == nullptr)
            return usage("there is no report " + flags_.name +
                         "; pareto-hq report --list names them");
        const auto format = reports::find_format(flags_.format);
        if (!format)
            return usage("--format " + flags_.format + " is none of table, csv, json, xlsx, pdf");
        options.format = *format;
        reports::ReportRequest& request = options.request;
        for (const auto& [flag, text, date] :
             {std::tuple{"--from", &flags_.from, &request.from},
              std::tuple{"--to", &flags_.to, &request.to},
              std::tuple{"--as-of", &flags_.as_of, &request.as_of}}) {
            if (text->empty()) continue;
            *date = parse_date(*text);
            if (!*date)
                return usage(std::string{flag} + " " + *text + " is not a date (YYYY-MM-DD)");
        }
        if (request.as_of && (request.from || request.to))
            return usage("give either --as-of with --window-days, or --from and --to");
        if (request.from && request.to && days_between(*request.from, *request.to) < 0)
            return usage("--to is before --from");
        request.window_days = flags_.window_days;
        request.branch = flags_.report_branch;
        request.percent = flags_.percent;
        if (!flags_.output.empty()) options.output = absolute(flags_.output);
        return commands::Options{options};
    }

    [[nodiscard]] Expected<commands::Options, Answered> restore_options() const {
        if (flags_.backup.empty() && !flags_.mark_restored)
            return usage("restore needs the folder of a backup");
        return commands::Options{
            commands::RestoreOptions{flags_.backup.empty() ? "" : absolute(flags_.backup),
                                     flags_.force,
                                     flags_.mark_restored}};
    }

    [[nodiscard]] Expected<commands::Options, Answered> serve_options() const {
        commands::ServeOptions options;
        if (!flags_.bind.empty()) options.bind = flags_.bind;
        if (flags_.sync_port >= 0) options.sync_port = static_cast<std::uint16_t>(flags_.sync_port);
        if (flags_.web_port >= 0) options.web_port = static_cast<std::uint16_t>(flags_.web_port);
        options.web_plain = flags_.web_plain;
        if (!flags_.console.empty()) options.console = absolute(flags_.console);
        return commands::Options{options};
    }

    std::string folder_;
    Flags flags_;
    commands::MemberArguments members_;
    commands::QuestionArguments questions_;
    commands::RewardArguments rewards_;
    commands::CampaignLine campaign_;
    commands::UserLine user_;
    commands::StaffLine staff_;
    CLI::App app_{
        "The head office of a retail chain's loyalty and sales: books, terminals, reports.",
        "pareto-hq"};
};

Expected<Command, Answered> parse(const std::vector<std::string>& arguments,
                                  const std::string& folder) {
    return CommandLine{folder}.parse(arguments);
}

int run(const std::vector<std::string>& arguments) {
    system::SystemClock clock;
    system::SystemRandom random;
    const control::Output output{
        [](std::string_view text) { std::cout << text << std::flush; },
        [](std::string_view text) { std::cerr << text << std::flush; },
        ::isatty(STDERR_FILENO) != 0,
    };
    const Surroundings surroundings{output, clock, random};
    std::error_code ignored;
    const auto command = parse(arguments, std::filesystem::current_path(ignored).string());
    if (!command) {
        output.out(command.error().out);
        output.error(command.error().error);
        return command.error().status;
    }
    return commands::run(*command, arguments, surroundings, &parse);
}

}  // namespace
}  // namespace pareto::hq

int main(int argc, char** argv) {
    // Everything this program writes holds keys, names or figures of the company.
    ::umask(077);
    try {
        return pareto::hq::run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << "pareto-hq: " << error.what() << '\n';
        return pareto::hq::commands::kFailed;
    }
}
