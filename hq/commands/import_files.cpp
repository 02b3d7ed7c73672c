// import: the files in the order in which they need one another.
#include <algorithm>
#include <array>

#include "hq/commands/commands.h"
#include "hq/import/importing.h"
#include "hq/import/sales_row.h"

namespace pareto::hq::commands {
namespace {

// A line that begins with `import` is taken for a module's by clang-format.
namespace files = pareto::hq::import;

struct Kind {
    std::string_view name;
    const std::optional<ImportOptions::File>& file;
    std::span<const files::FieldSpec> fields;
    Result<files::ImportSummary> (*run)(files::ImportContext&, const files::ImportFile&);
};

using Kinds = std::array<Kind, 4>;

Kinds kinds_of(const ImportOptions& options) {
    return {
        Kind{"branches", options.branches, files::branch_fields(), &files::import_branches},
        Kind{"items", options.items, files::item_fields(), &files::import_items},
        Kind{"members", options.members, files::member_fields(), &files::import_members},
        Kind{"sales", options.sales, files::sales_fields(), &files::import_sales},
    };
}

bool has_field(const Kind& kind, std::string_view field) {
    return std::any_of(kind.fields.begin(), kind.fields.end(), [&](const files::FieldSpec& spec) {
        return spec.name == field;
    });
}

// An assignment "sales.card=…" is that kind's; one without a kind is the sales file's when there is
// one that has the field, else every file's that has it.
std::vector<files::Assignment> assignments_of(const Kind& kind,
                                              const Kind& sales,
                                              const std::vector<files::Assignment>& all) {
    std::vector<files::Assignment> own;
    for (const files::Assignment& assignment : all) {
        const std::size_t dot = assignment.field.find('.');
        if (dot != std::string::npos) {
            if (assignment.field.substr(0, dot) != kind.name) continue;
            own.push_back(
                {assignment.field.substr(dot + 1), assignment.value, assignment.constant});
            continue;
        }
        const bool for_sales = sales.file.has_value() && has_field(sales, assignment.field);
        if (for_sales ? kind.name == sales.name : has_field(kind, assignment.field)) {
            own.push_back(assignment);
        }
    }
    return own;
}

Result<CompanyFacts> company_of(const WritingSession& session) {
    CompanyFacts company;
    PARETO_TRY_VOID(
        session.turns.take([&](pareto::database::Connection& connection) -> Result<void> {
            PARETO_TRY(company, read_company(connection));
            return {};
        }));
    return company;
}

}  // namespace

int import_files(const ImportOptions& options, const WritingSession& session) {
    const Surroundings& surroundings = session.surroundings;
    const auto company = company_of(session);
    if (!company) return fail(surroundings, company.error());
    const auto tell = [&](const std::string& text) {
        surroundings.output.error(text);
    };
    files::Progress progress(tell, surroundings.clock, surroundings.output.error_is_terminal);
    files::ImportContext context{.turns = session.turns,
                                 .clock = surroundings.clock,
                                 .random = surroundings.random,
                                 .progress = progress,
                                 .card_key_secret = session.folder.card_key_secret(),
                                 .currency = company->currency,
                                 .time_zone = company->time_zone,
                                 .rejects_folder = session.folder.rejects_path(),
                                 .dry_run = options.dry_run};
    std::int64_t rejected = 0;
    std::string rejected_in;
    const Kinds kinds = kinds_of(options);
    for (const Kind& kind : kinds) {
        if (!kind.file) continue;
        const files::ImportFile file{kind.file->path,
                                     kind.file->shown,
                                     assignments_of(kind, kinds.back(), options.assignments)};
        const auto summary = kind.run(context, file);
        if (!summary) return fail(surroundings, summary.error());
        surroundings.output.out(to_text(*summary, options.dry_run));
        if (summary->rejected_rows == 0) continue;
        rejected += summary->rejected_rows;
        rejected_in += (rejected_in.empty() ? "" : ", ") +
                       (summary->rejects_path.empty() ? file.shown : summary->rejects_path);
    }
    if (rejected == 0) return kDone;
    return fail(surroundings,
                std::to_string(rejected) + (rejected == 1 ? " row was" : " rows were") +
                    " rejected; see " + rejected_in);
}

}  // namespace pareto::hq::commands
