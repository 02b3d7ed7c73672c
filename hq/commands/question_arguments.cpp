#include "hq/commands/question_arguments.h"

#include "common/base/time.h"

namespace pareto::hq::commands {
namespace {

using What = SegmentOptions::What;

struct Named {
    std::string_view name;
    What what;
};

constexpr Named kSegmentCommands[] = {{"list", What::List},
                                      {"show", What::Show},
                                      {"members", What::Members},
                                      {"define", What::Define},
                                      {"refresh", What::Refresh}};

}  // namespace

bool QuestionArguments::knows(const std::string& name) {
    return name == "segment" || name == "sale";
}

std::vector<CommandSpec> QuestionArguments::commands() {
    const FlagSpec name{"name", "the segment's name", &name_, true, "NAME"};
    const FlagSpec format{"--format", "table (default), csv or json", &format_};
    const FlagSpec as_of{
        "--as-of", "a day that is over (default: the last one)", &as_of_, false, "YYYY-MM-DD"};
    return {
        {{"segment"}, "Sets of members: ready-made ones, and those that you define", {}, true},
        {{"segment", "list"}, "All segments with their sizes", {format}},
        {{"segment", "show"}, "A segment, and what it asks for", {name}},
        {{"segment", "members"}, "Who is in it", {name, format}},
        {{"segment", "define"},
         "Make a segment from a condition, or define it anew",
         {{"file", "JSON", &file_, true, "FILE"}, as_of}},
        {{"segment", "refresh"}, "Compute all segments anew; serve does it daily", {as_of}},
        {{"sale"}, "Questions about a sale", {}, true},
        {{"sale", "why"},
         "Why a sale cost what it cost and earned what it earned",
         {{"sale",
           "BRANCH-TERMINAL-NUMBER of the receipt, or an entry: 12:3",
           &sale_,
           true,
           "SALE"},
          {"--language", "en or zh-Hant (default: the company's)", &language_}}},
    };
}

Expected<Options, std::string> QuestionArguments::options(
    const std::vector<std::string>& path,
    const std::function<std::string(const std::string&)>& absolute) const {
    if (path.front() == "sale") {
        if (!language_.empty() && language_ != "en" && language_ != "zh-Hant")
            return unexpected{"--language " + language_ + " is neither en nor zh-Hant"};
        return Options{SaleOptions{sale_, language_}};
    }
    SegmentOptions options;
    for (const Named& command : kSegmentCommands) {
        if (command.name == path.back()) options.what = command.what;
    }
    options.name = name_;
    if (!file_.empty()) options.file = absolute(file_);
    options.shown = file_;
    if (!as_of_.empty()) {
        options.as_of = parse_date(as_of_);
        if (!options.as_of) return unexpected{"--as-of " + as_of_ + " is not a date (YYYY-MM-DD)"};
    }
    const auto format = reports::find_format(format_);
    if (!format || *format == reports::Format::Xlsx || *format == reports::Format::Pdf)
        return unexpected{"--format " + format_ + " is none of table, csv, json"};
    options.format = *format;
    return Options{options};
}

}  // namespace pareto::hq::commands
