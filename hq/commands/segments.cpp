// segment list, show, members, define and refresh.
#include <fstream>

#include "hq/campaigns/segment_run.h"
#include "hq/commands/commands.h"
#include "hq/commands/points_jobs.h"

namespace pareto::hq::commands {
namespace {

using hq::database::SegmentRow;
using pareto::database::Connection;
using reports::CellKind;
using What = SegmentOptions::What;

Result<std::string> read_file(const SegmentOptions& options) {
    std::ifstream in(options.file, std::ios::binary);
    if (!in) return fault(FaultCode::Unavailable, options.shown + " cannot be read");
    std::string text(campaigns::kSegmentBytesMax + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) return fault(FaultCode::Unavailable, options.shown + " cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

std::string kind_text(const SegmentRow& segment) {
    if (segment.kind == "ready") return "ready-made, refreshed daily";
    return segment.kind == "refreshing" ? "refreshed daily" : "fixed";
}

std::string size_text(const SegmentRow& segment) {
    return "segment " + segment.name + ": " + std::to_string(segment.members) +
           (segment.members == 1 ? " member" : " members") + " as of " + segment.as_of + ", " +
           kind_text(segment) + "\n";
}

Result<SegmentRow> find(Connection& connection, const std::string& name) {
    PARETO_TRY(auto found, hq::database::read_segments(connection, name));
    if (!found.empty()) return std::move(found.front());
    if (!is_ready_made(name))
        return fault(FaultCode::Unsupported,
                     "there is no segment " + name + "; pareto-hq segment list names them");
    return fault(FaultCode::Unsupported,
                 "nobody is in the segment " + name +
                     ", or it was not computed yet; pareto-hq segment refresh does it");
}

Result<std::string> list(Connection& connection, const SegmentOptions& options) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const auto found, hq::database::read_segments(connection));
    reports::Report table;
    table.title = "Segments";
    table.currency = company.currency;
    table.columns = {{"segment", CellKind::Text},
                     {"kind", CellKind::Text},
                     {"members", CellKind::Count},
                     {"as_of", CellKind::Text}};
    for (const SegmentRow& segment : found)
        table.rows.push_back({segment.name, segment.kind, segment.members, segment.as_of});
    return reports::render(table, options.format);
}

Result<std::string> members(Connection& connection, const SegmentOptions& options) {
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    PARETO_TRY(const SegmentRow segment, find(connection, options.name));
    PARETO_TRY(const auto found, hq::database::read_segment_members(connection, segment.name));
    reports::Report table;
    table.title = "Members of the segment " + segment.name;
    table.currency = company.currency;
    table.headline = {{{"segment", CellKind::Text}, segment.name},
                      {{"as_of", CellKind::Text}, segment.as_of},
                      {{"members", CellKind::Count}, segment.members}};
    table.columns = {{"member", CellKind::Text},
                     {"name", CellKind::Text},
                     {"tier", CellKind::Text},
                     {"vip", CellKind::Count},
                     {"home_branch", CellKind::Text},
                     {"since", CellKind::Text}};
    for (const auto& member : found)
        table.rows.push_back({member.number,
                              member.name,
                              member.tier,
                              std::int64_t{member.vip ? 1 : 0},
                              member.home_branch,
                              member.since});
    return reports::render(table, options.format);
}

Result<std::string> show(Connection& connection, const SegmentOptions& options) {
    PARETO_TRY(const SegmentRow segment, find(connection, options.name));
    return size_text(segment) + (segment.json.empty() ? "" : segment.json + "\n");
}

}  // namespace

bool changes_books(const SegmentOptions& options) {
    return options.what == What::Define || options.what == What::Refresh;
}

int show_segment(const Place& place,
                 const SegmentOptions& options,
                 const Surroundings& surroundings) {
    const auto text = read_books(place, [&](Connection& connection) -> Result<std::string> {
        if (options.what == What::Show) return show(connection, options);
        if (options.what == What::Members) return members(connection, options);
        return list(connection, options);
    });
    if (!text) return fail(surroundings, text.error());
    surroundings.output.out(*text);
    return kDone;
}

int change_segment(const SegmentOptions& options, const WritingSession& session) {
    const Surroundings& surroundings = session.surroundings;
    const auto over = day_of(session, options.as_of);
    if (!over) return fail(surroundings, over.error());
    if (options.what == What::Refresh) {
        const auto run = campaigns::refresh_segments(session.turns, surroundings.clock, *over);
        if (!run) return fail(surroundings, run.error());
        const std::string day = to_string(*over);
        surroundings.output.out(run->done_before
                                    ? "the segments of " + day + " were computed before\n"
                                    : "computed by " + day + " of " + std::to_string(run->people) +
                                          " people: " + std::to_string(run->entered) + " in, " +
                                          std::to_string(run->left) + " out\n");
        return kDone;
    }
    const auto text = read_file(options);
    if (!text) return fail(surroundings, text.error());
    if (const auto read = campaigns::read_segment(*text); !read)
        return fail(surroundings, options.shown + ": " + read.error().detail);
    const auto defined = campaigns::define_segment(session.turns, surroundings.clock, *text, *over);
    if (!defined) return fail(surroundings, defined.error());
    surroundings.output.out(size_text(*defined));
    return kDone;
}

}  // namespace pareto::hq::commands
