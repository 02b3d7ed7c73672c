// Segments: which there are, one with some of its people, and a builder's two questions: who would
// be in it, and keep it.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"
#include "hq/api/snapshot.h"
#include "hq/campaigns/segment_run.h"
#include "hq/campaigns/segment_sample.h"
#include "hq/database/audit_log.h"
#include "hq/database/usable_on.h"

namespace pareto::hq::api {
namespace {

using hq::database::SegmentRow;
using pareto::database::Connection;

constexpr std::size_t kSome = 20;
constexpr std::size_t kDepthMax = 32;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

boost::json::object row_json(const SegmentRow& segment) {
    return {{"name", text(segment.name)},
            {"kind", text(segment.kind)},
            {"members", segment.members},
            {"as_of", text(segment.as_of)}};
}

boost::json::object member_json(const pareto::database::Row& row) {
    return {{"member", text(row.text(0))},
            {"name", text(row.text(1))},
            {"tier", text(row.text(2))},
            {"vip", row.integer(3) != 0}};
}

/// Segments are computed as of a day that is over.
Result<BusinessDate> day_over(Connection& books, ports::Clock& clock) {
    PARETO_TRY(const BusinessDate today, hq::database::usable_on(books, clock, BranchId{}));
    return add_days(today, -1);
}

/// The body's "segment", and as the text that the books keep.
struct Written {
    campaigns::Segment segment;
    std::string json;
};

Expected<Written, Problem> segment_in(const Request& request) {
    PARETO_TRY(const boost::json::object body, body_of(request, kDepthMax));
    const auto* const found = body.if_contains("segment");
    if (found == nullptr || !found->is_object())
        return problem(422, "parameter", "A parameter is not good", "segment is missing");
    Written written;
    written.json = boost::json::serialize(*found);
    auto read = campaigns::read_segment(written.json);
    if (!read) {
        const std::string& why = read.error().detail;
        const std::size_t colon = why.find(": ");
        Problem bad{422, "segment", "The segment is not good", why, std::nullopt};
        if (colon != std::string::npos && why.find(' ') > colon) {
            bad.field = why.substr(0, colon);
            bad.detail = why.substr(colon + 2);
        }
        return tl::unexpected<Problem>{std::move(bad)};
    }
    written.segment = std::move(*read);
    return written;
}

Expected<std::string, Problem> run_sample(Api& api,
                                          const campaigns::Segment& segment,
                                          Progress& progress) {
    PARETO_ASK(const auto books, api.options().open_reader());
    Snapshot snapshot(*books);
    if (const auto begun = snapshot.begin(); !begun) return unexpected{problem_of(begun.error())};
    PARETO_ASK(const BusinessDate as_of, day_over(*books, api.clock()));
    PARETO_ASK(const auto all, books->execute("select count(*) from member"));
    const std::int64_t total = all[0].integer(0);
    PARETO_ASK(const auto sample,
               campaigns::sample_segment(*books, segment, as_of, kSome, [&](std::int64_t people) {
                   return progress.report(std::min(people, total), total);
               }));
    boost::json::array some;
    for (const MemberId member : sample.some) {
        PARETO_ASK(const auto rows,
                   books->execute("select member_number, name, tier, vip from member where "
                                  "member_id = $1",
                                  {member.value}));
        if (!rows.empty()) some.push_back(member_json(rows[0]));
    }
    return boost::json::serialize(boost::json::object{{"as_of", text(to_string(as_of))},
                                                      {"people", sample.people},
                                                      {"members", sample.members},
                                                      {"some", std::move(some)}});
}

Expected<std::string, Problem> run_define(Api& api,
                                          const Written& written,
                                          BusinessDate over,
                                          const std::string& by) {
    PARETO_ASK(const SegmentRow row,
               campaigns::define_segment(api.turns(), api.clock(), written.json, over));
    const auto noted = api.audit(by, "segment.define", row.name, row.kind);
    if (!noted) return unexpected{problem_of(noted.error())};
    return boost::json::serialize(row_json(row));
}

Answer begin_task(Call& call, const std::string& kind, const std::string& subject, TaskWork work) {
    TaskFacts facts;
    facts.kind = kind;
    facts.subject = subject;
    facts.owner = call.session->user.name;
    PARETO_TRY(const std::string id, call.api.tasks().start(std::move(facts), std::move(work)));
    return json_answer(boost::json::object{{"task", text(id)}}, 202);
}

}  // namespace

Answer list_segments(Call& call) {
    PARETO_ASK(const auto rows, hq::database::read_segments(call.books));
    boost::json::array segments;
    for (const SegmentRow& row : rows)
        segments.push_back(row_json(row));
    return json_answer(boost::json::object{{"segments", std::move(segments)}});
}

Answer show_segment(Call& call) {
    PARETO_ASK(const auto found, hq::database::read_segments(call.books, call.parts["name"]));
    if (found.empty()) return problem(404, "unknown", "There is no such segment", {});
    const SegmentRow& row = found.front();
    boost::json::object body = row_json(row);
    body["json"] = nullptr;
    if (!row.json.empty()) {
        boost::system::error_code error;
        body["json"] = boost::json::parse(text(row.json), error);
    }
    PARETO_ASK(
        const auto rows,
        call.books.execute(
            "select m.member_number, m.name, m.tier, m.vip from segment_member s join member "
            "m on m.member_id = s.member_id where s.name = $1 and m.merged_into is null order by "
            "m.member_number limit $2",
            {row.name, static_cast<std::int64_t>(kSome)}));
    boost::json::array some;
    for (const auto& member : rows)
        some.push_back(member_json(member));
    body["some"] = std::move(some);
    return json_answer(body);
}

Answer preview_segment(Call& call) {
    PARETO_TRY(Written written, segment_in(call.request));
    const std::string name = written.segment.name;
    return begin_task(call,
                      "segment.preview",
                      name,
                      [&api = call.api, segment = std::move(written.segment)](Progress& progress) {
                          return run_sample(api, segment, progress);
                      });
}

Answer define_segment(Call& call) {
    PARETO_TRY(const Written written, segment_in(call.request));
    PARETO_ASK(const BusinessDate over, day_over(call.books, call.api.clock()));
    return begin_task(call,
                      "segment.define",
                      written.segment.name,
                      [&api = call.api, written, over, by = call.session->user.name](
                          Progress& /*progress*/) { return run_define(api, written, over, by); });
}

}  // namespace pareto::hq::api
