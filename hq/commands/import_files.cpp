// import: the files in the order in which they need one another.
#include <algorithm>
#include <array>

#include "hq/commands/commands.h"
#include "hq/import/importing.h"
#include "hq/import/sales_row.h"

namespace pareto::hq::commands {
namespace {

struct Kind {
    std::string_view name;
    const std::optional<ImportOptions::File>& file;
    std::span<const import::FieldSpec> fields;
    Result<import::ImportSummary> (*run)(import::ImportContext&, const import::ImportFile&);
};

bool has_field(const Kind& kind, std::string_view field) {
    return std::any_of(kind.fields.begin(), kind.fields.end(), [&](const import::FieldSpec& spec) {
        return spec.name == field;
    });
}

// An assignment "sales.card=…" is that kind's; one without a kind is the sales file's when there is
// one that has the field, else every file's that has it.
std::vector<import::Assignment> assignments_of(const Kind& kind,
                                               const Kind& sales,
                                               const std::vector<import::Assignment>& all) {
    std::vector<import::Assignment> own;
    for (const import::Assignment& assignment : all) {
        const std::size_t dot = assignment.field.find('.');
        if (dot != std::string::npos) {
            if (assignment.field.substr(0, dot) != kind.name) continue;
            own.push_back(
                {assignment.field.substr(dot + 1), assignment.value, assignment.constant});
            continue;
        }
        const bool for_sales = sales.file.has_value() && has_field(sales, assignment.field);
        if (for_sales ? kind.name == sales.name : has_field(kind, assignment.field))
            own.push_back(assignment);
    }
    return own;
}

}  // namespace

int import_files(const ImportOptions& options, const WritingSession& session) {
    const Surroundings& surroundings = session.surroundings;
    CompanyFacts company;
    const auto read =
        session.turns.take([&](pareto::database::Connection& connection) -> Result<void> {
            PARETO_TRY(company, read_company(connection));
            return {};
        });
    if (!read) return fail(surroundings, read.error());
    import::Progress progress([&](const std::string& text) { surroundings.output.error(text);
}

                                                                                               , surroundings.clock,
                              surroundings.output.error_is_terminal);
                                                                                               import::ImportContext context{
                                                                                                   .turns =
                                                                                                       session
                                                                                                           .turns,
                                                                                                   .clock =
                                                                                                       surroundings
                                                                                                           .clock,
                                                                                                   .random =
                                                                                                       surroundings
                                                                                                           .random,
                                                                                                   .progress =
                                                                                                       progress,
                                                                                                   .card_key_secret =
                                                                                                       session
                                                                                                           .folder
                                                                                                           .card_key_secret(),
                                                                                                   .currency =
                                                                                                       company
                                                                                                           .currency,
                                                                                                   .time_zone =
                                                                                                       company
                                                                                                           .time_zone,
                                                                                                   .rejects_folder =
                                                                                                       session
                                                                                                           .folder
                                                                                                           .rejects_path(),
                                                                                                   .dry_run =
                                                                                                       options
                                                                                                           .dry_run};
                                                                                               const std::array kinds{
                                                                                                   Kind{
                                                                                                       "branches",
                                                                                                       options
                                                                                                           .branches,
                                                                                                       import::
                                                                                                           branch_fields(),
                                                                                                       &import::
                                                                                                           import_branches},
                                                                                                   Kind{
                                                                                                       "items",
                                                                                                       options
                                                                                                           .items,
                                                                                                       import::
                                                                                                           item_fields(),
                                                                                                       &import::
                                                                                                           import_items},
                                                                                                   Kind{
                                                                                                       "members",
                                                                                                       options
                                                                                                           .members,
                                                                                                       import::
                                                                                                           member_fields(),
                                                                                                       &import::
                                                                                                           import_members},
                                                                                                   Kind{
                                                                                                       "sales",
                                                                                                       options
                                                                                                           .sales,
                                                                                                       import::
                                                                                                           sales_fields(),
                                                                                                       &import::
                                                                                                           import_sales},
                                                                                               };
                                                                                               std::int64_t
                                                                                                   rejected =
                                                                                                       0;
                                                                                               std::string
                                                                                                   rejected_in;
                                                                                               for (
                                                                                                   const Kind&
                                                                                                       kind :
                                                                                                   kinds) {
                                                                                                   if (!kind.file)
                                                                                                       continue;
                                                                                                   const import::ImportFile file{
                                                                                                       kind.file
                                                                                                           ->path,
                                                                                                       kind.file
                                                                                                           ->shown,
                                                                                                       assignments_of(
                                                                                                           kind,
                                                                                                           kinds
                                                                                                               .back(),
                                                                                                           options
                                                                                                               .assignments)};
                                                                                                   const auto summary =
                                                                                                       kind.run(
                                                                                                           context,
                                                                                                           file);
                                                                                                   if (!summary)
                                                                                                       return fail(
                                                                                                           surroundings,
                                                                                                           summary
                                                                                                               .error());
                                                                                                   surroundings
                                                                                                       .output
                                                                                                       .out(to_text(
                                                                                                           *summary,
                                                                                                           options
                                                                                                               .dry_run));
                                                                                                   rejected +=
                                                                                                       summary
                                                                                                           ->rejected_rows;
                                                                                                   if (!summary
                                                                                                            ->rejects_path
                                                                                                            .empty())
                                                                                                       rejected_in +=
                                                                                                           (rejected_in
                                                                                                                    .empty()
                                                                                                                ? ""
                                                                                                                : ", ") +
                                                                                                           summary
                                                                                                               ->rejects_path;
                                                                                                   if (summary->rejected_rows >
                                                                                                           0 &&
                                                                                                       rejected_in
                                                                                                           .empty())
                                                                                                       rejected_in =
                                                                                                           kind.file
                                                                                                               ->shown;
                                                                                               }
                                                                                               if (rejected ==
                                                                                                   0)
                                                                                                   return kDone;
                                                                                               return fail(
                                                                                                   surroundings,
                                                                                                   std::to_string(
                                                                                                       rejected) +
                                                                                                       (rejected ==
                                                                                                                1
                                                                                                            ? " row was"
                                                                                                            : " rows were") +
                                                                                                       " rejected; see " +
                                                                                                       rejected_in);
                                                                                               }  // namespace pareto::hq::commands

                                                                                               }  // namespace pareto::hq::commands
