// pareto-hq campaign: its part of the command line. What it does is in hq/commands/campaigns.cpp.
#include <algorithm>
#include <charconv>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "hq/commands/campaign_line.h"

namespace pareto::hq::commands {

struct CampaignLine::Flags {
    std::string subject, by, language, from, to, format = "table";
    std::string campaigns, targets, coupons, redemptions;
    std::int64_t id = 0;
    std::int32_t version = 0;
    std::vector<std::string> maps, constants;
};

CampaignLine::CampaignLine() : flags_(std::make_unique<Flags>()) {}

CampaignLine::~CampaignLine() = default;

namespace {

void with_format(CLI::App* command, std::string& format) {
    command->add_option("--format", format, "table, csv or json")->capture_default_str();
}

void with_language(CLI::App* command, std::string& language) {
    command->add_option("--language", language, "zh-Hant or en (default: the company's)");
}

}  // namespace

CLI::App* CampaignLine::with_id(CLI::App* command) {
    command->add_option("id", flags_->id, "the campaign's number")->required()->type_name("ID");
    return command;
}

CLI::App* CampaignLine::with_period(CLI::App* command) {
    command->add_option("--from", flags_->from, "first day")->type_name("YYYY-MM-DD");
    command->add_option("--to", flags_->to, "last day")->type_name("YYYY-MM-DD");
    return command;
}

void CampaignLine::add(CLI::App& app, const AddTo& add_to) {
    CLI::App* group = app.add_subcommand(
        "campaign", "Draft, try, approve and launch campaigns, and see what they brought");
    group->require_subcommand(1);
    add_steps(group, add_to);
    add_lists(group, add_to);
    CLI::App* result = add_to(group, "result", "What it brought, against its control group");
    with_format(with_period(with_id(result)), flags_->format);
}

void CampaignLine::add_steps(CLI::App* group, const AddTo& add_to) {
    Flags& flags = *flags_;
    CLI::App* draft =
        add_to(group, "draft", "Take a campaign from a file into the books, as a draft");
    draft->add_option("file", flags.subject, "JSON, see campaign.schema.json")
        ->required()
        ->type_name("FILE");
    draft->add_option("--id", flags.id, "a new version of this campaign");
    draft->add_option("--by", flags.by, "who drafts it")->required();
    CLI::App* check =
        add_to(group, "check", "Read a campaign's file, and say in sentences what it does");
    check->add_option("file", flags.subject, "JSON")->required()->type_name("FILE");
    with_language(check, flags.language);
    with_format(
        add_to(group, "list", "All campaigns, and how many of their members redeemed coupons"),
        flags.format);
    CLI::App* show = with_id(add_to(group, "show", "A campaign in sentences"));
    show->add_option("--version", flags.version, "one that was before (default: the newest)");
    with_language(show, flags.language);
    CLI::App* simulate = add_to(
        group, "simulate", "What it would have given on past sales, and what that would have cost");
    simulate->add_option("campaign", flags.subject, "a file, or the number of a campaign")
        ->required()
        ->type_name("FILE|ID");
    with_format(with_period(simulate), flags.format);
    CLI::App* noted = with_id(add_to(group, "note-simulated", ""));
    noted->group("");
    noted->add_option("--version", flags.version)->required();
    CLI::App* approve =
        with_id(add_to(group, "approve", "Approve what another person drafted and simulated"));
    approve->add_option("--by", flags.by, "who approves it")->required();
    with_id(add_to(group, "launch", "An approved campaign goes live"));
    with_id(add_to(group, "end", "A live campaign ends now"));
}

void CampaignLine::add_lists(CLI::App* group, const AddTo& add_to) {
    Flags& flags = *flags_;
    CLI::App* coupons = with_id(add_to(group, "coupons", "Add codes to a campaign's pool"));
    coupons->add_option("--import", flags.coupons, "code,sku")->required()->type_name("FILE");
    CLI::App* targets = with_id(add_to(group, "targets", "Add members to a campaign's list"));
    targets->add_option("--import", flags.targets, "card")->required()->type_name("FILE");
    CLI::App* import =
        add_to(group, "import", "Campaigns of the past and their lists, from CSV files (.zst too)");
    import->add_option("--campaigns", flags.campaigns, "campaign,from,to,amount")
        ->type_name("FILE");
    import->add_option("--targets", flags.targets, "campaign,card")->type_name("FILE");
    import->add_option("--coupons", flags.coupons, "campaign,code,sku")->type_name("FILE");
    import->add_option("--redemptions", flags.redemptions, "campaign,code,card,date")
        ->type_name("FILE");
    for (CLI::App* command : {coupons, targets, import}) {
        command->add_option("--map", flags.maps, "take a field from another column")
            ->type_name("FIELD=COLUMN")
            ->allow_extra_args(false);
        command->add_option("--const", flags.constants, "the same value in every row")
            ->type_name("FIELD=VALUE")
            ->allow_extra_args(false);
    }
}

namespace {

using What = CampaignOptions::What;

What what_of(const std::string& name) {
    constexpr std::pair<std::string_view, What> kNames[] = {{"draft", What::Draft},
                                                            {"check", What::Check},
                                                            {"list", What::List},
                                                            {"show", What::Show},
                                                            {"simulate", What::Simulate},
                                                            {"note-simulated", What::NoteSimulated},
                                                            {"approve", What::Approve},
                                                            {"launch", What::Launch},
                                                            {"end", What::End},
                                                            {"coupons", What::Import},
                                                            {"targets", What::Import},
                                                            {"import", What::Import},
                                                            {"result", What::Result}};
    const auto found = std::find_if(
        std::begin(kNames), std::end(kNames), [&](const auto& one) { return one.first == name; });
    return found->second;
}

Expected<std::optional<BusinessDate>, std::string> day_of(const char* flag,
                                                          const std::string& text) {
    if (text.empty()) return std::optional<BusinessDate>{};
    const auto day = parse_date(text);
    if (!day) return unexpected{std::string{flag} + " " + text + " is not a date (YYYY-MM-DD)"};
    return day;
}

bool is_field(const CampaignOptions& options, const std::string& field) {
    return std::any_of(
        options.files.begin(), options.files.end(), [&](const CampaignOptions::File& file) {
            const auto fields = campaigns::fields_of(file.kind);
            return std::any_of(fields.begin(), fields.end(), [&](const import::FieldSpec& spec) {
                return spec.name == field;
            });
        });
}

Expected<void, std::string> add_assignments(CampaignOptions& options,
                                            const std::vector<std::string>& texts,
                                            bool constant) {
    for (const std::string& text : texts) {
        const std::string flag = constant ? "--const " : "--map ";
        auto assignment = import::assignment_of(text, constant);
        if (!assignment) return unexpected{flag + assignment.error()};
        if (!is_field(options, assignment->field))
            return unexpected{flag + assignment->field + ": no file given here has such a field"};
        options.assignments.push_back(std::move(*assignment));
    }
    return {};
}

}  // namespace

Expected<CampaignOptions, std::string> CampaignLine::options(const std::string& what,
                                                             const std::string& folder) const {
    const Flags& flags = *flags_;
    CampaignOptions options;
    options.what = what_of(what);
    options.id = flags.id;
    options.version = flags.version;
    options.by = flags.by;
    const auto add_file = [&](campaigns::ListKind kind, const std::string& path) {
        if (!path.empty())
            options.files.push_back(
                {kind, (std::filesystem::path(folder) / path).lexically_normal().string(), path});
    };
    if (!flags.subject.empty()) {
        const bool is_number = options.what == What::Simulate &&
                               std::all_of(flags.subject.begin(),
                                           flags.subject.end(),
                                           [](char c) { return c >= '0' && c <= '9'; }) &&
                               flags.subject.size() <= 18;
        if (is_number)
            std::from_chars(
                flags.subject.data(), flags.subject.data() + flags.subject.size(), options.id);
        if (!is_number) add_file(campaigns::ListKind::Campaigns, flags.subject);
    }
    add_file(campaigns::ListKind::Campaigns, flags.campaigns);
    add_file(campaigns::ListKind::Targets, flags.targets);
    add_file(campaigns::ListKind::Coupons, flags.coupons);
    add_file(campaigns::ListKind::Redemptions, flags.redemptions);
    if (options.what == What::Import && options.files.empty())
        return unexpected{
            std::string{"campaign import needs at least one of --campaigns, --targets, --coupons, "
                        "--redemptions"}};
    PARETO_TRY_VOID(add_assignments(options, flags.maps, false));
    PARETO_TRY_VOID(add_assignments(options, flags.constants, true));
    PARETO_TRY(options.from, day_of("--from", flags.from));
    PARETO_TRY(options.to, day_of("--to", flags.to));
    if (options.from && options.to && *options.to < *options.from)
        return unexpected{std::string{"--to is before --from"}};
    if (!flags.language.empty()) {
        options.language = loyalty::find_language(flags.language);
        if (!options.language)
            return unexpected{"--language " + flags.language + " is none of zh-Hant, en"};
    }
    const auto format = reports::find_format(flags.format);
    if (!format || *format == reports::Format::Xlsx || *format == reports::Format::Pdf)
        return unexpected{"--format " + flags.format + " is none of table, csv, json"};
    options.format = *format;
    return options;
}

}  // namespace pareto::hq::commands
