#include "hq/campaigns/read_segment.h"

#include <algorithm>

#include <boost/json/stream_parser.hpp>

#include "common/money/money.h"
#include "hq/campaigns/json_fields.h"

namespace pareto::hq::campaigns {
namespace {

namespace json = boost::json;
using Kind = SegmentNode::Kind;

constexpr std::size_t kNameLength = 64;
constexpr std::size_t kPartsMax = 20;
constexpr std::size_t kNodesMax = 200;
constexpr std::size_t kDepthMax = 16;
constexpr std::int64_t kDaysMax = 3'660;
constexpr std::pair<std::string_view, Kind> kKinds[] = {{"all", Kind::All},
                                                        {"any", Kind::Any},
                                                        {"not", Kind::None},
                                                        {"tier", Kind::Tier},
                                                        {"vip", Kind::Vip},
                                                        {"branch", Kind::Branch},
                                                        {"joined", Kind::Joined},
                                                        {"spend", Kind::Spend},
                                                        {"visits", Kind::Visits},
                                                        {"recency", Kind::Recency}};

/// A condition that is still to be read, and where its node stands.
struct Waiting {
    const json::value* value = nullptr;
    std::string path;
};

class Reader {
public:
    [[nodiscard]] Result<Segment> read(const json::value& document);

private:
    /// Breadth first, so that the parts of a condition stand together and after it.
    void condition(const json::value& root);
    [[nodiscard]] SegmentNode node(Fields& fields, Kind kind, std::string_view name);
    void parts(Fields& fields, std::string_view name, SegmentNode& made);
    void figures(Fields& fields, SegmentNode& made);
    void limits(Fields& fields, Range range, SegmentNode& made);
    [[nodiscard]] std::optional<BusinessDate> date(Fields& fields, std::string_view name);

    Problem problem_;
    std::vector<Waiting> waiting_;
    SegmentCondition nodes_;
};

std::optional<BusinessDate> Reader::date(Fields& fields, std::string_view name) {
    if (!fields.has(name)) return std::nullopt;
    const std::string text = fields.needed_text(name, 10);
    const auto day = parse_date(text);
    if (!day) problem_.report(fields.path_of(name), quoted(text) + " is not a day (YYYY-MM-DD)");
    return day;
}

void Reader::limits(Fields& fields, Range range, SegmentNode& made) {
    if (fields.has("at_least")) made.at_least = fields.integer("at_least", range, 0);
    if (fields.has("at_most")) made.at_most = fields.integer("at_most", range, 0);
    if (made.at_least && made.at_most && *made.at_most < *made.at_least)
        problem_.report(fields.path_of("at_most"), "is below at_least");
}

void Reader::figures(Fields& fields, SegmentNode& made) {
    const bool is_money = made.kind == Kind::Spend;
    const bool is_count = made.kind == Kind::Visits;
    limits(fields,
           is_money   ? Range{-kMinorMax, kMinorMax}
           : is_count ? Range{0, kMinorMax}
                      : Range{0, kDaysMax},
           made);
    if (is_money || is_count)
        made.days = static_cast<std::int32_t>(fields.integer("days", {1, kDaysMax}, made.days));
    if (made.kind == Kind::Joined) {
        made.from = date(fields, "from");
        made.to = date(fields, "to");
    } else {
        made.names = fields.texts("branches", kNameLength);
    }
    if (!made.at_least && !made.at_most && !made.from && !made.to)
        problem_.report(fields.path_of("at_least"),
                        made.kind == Kind::Joined ? "or at_most, from or to is missing"
                                                  : "or at_most is missing");
    fields.finish();
}

void Reader::parts(Fields& fields, std::string_view name, SegmentNode& made) {
    made.first_part = waiting_.size();
    if (made.kind == Kind::None) {
        waiting_.push_back({fields.need(name), fields.path_of(name)});
    } else {
        fields.list(name, kPartsMax, [&](const json::value& value, const std::string& path) {
            waiting_.push_back({&value, path});
        });
    }
    made.parts = waiting_.size() - made.first_part;
}

SegmentNode Reader::node(Fields& fields, Kind kind, std::string_view name) {
    SegmentNode made;
    made.kind = kind;
    switch (kind) {
        case Kind::All:
        case Kind::Any:
        case Kind::None:
            parts(fields, name, made);
            break;
        case Kind::Tier:
        case Kind::Branch:
            made.names = fields.texts(name, kNameLength);
            break;
        case Kind::Vip:
            made.wanted = fields.flag(name);
            break;
        case Kind::Joined:
        case Kind::Spend:
        case Kind::Visits:
        case Kind::Recency: {
            Fields inner{*fields.need(name), fields.path_of(name), problem_};
            figures(inner, made);
            break;
        }
    }
    return made;
}

void Reader::condition(const json::value& root) {
    waiting_.push_back({&root, "if"});
    for (std::size_t next = 0; next < waiting_.size(); ++next) {
        if (waiting_.size() > kNodesMax)
            return problem_.report("if", "has more than 200 conditions");
        const Waiting one = waiting_[next];
        Fields fields{*one.value, one.path, problem_};
        const auto* const found =
            std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& kind) {
                return fields.has(kind.first);
            });
        if (found == std::end(kKinds)) {
            return problem_.report(one.path,
                                   "needs one of all, any, not, tier, vip, branch, joined, spend, "
                                   "visits, recency");
        }
        nodes_.push_back(node(fields, found->second, found->first));
        // A second field is one that nobody asked for.
        fields.finish();
        if (problem_.text()) return;
    }
}

Result<Segment> Reader::read(const json::value& document) {
    Fields fields{document, {}, problem_};
    Segment made;
    made.name = fields.needed_text("name", kNameLength);
    if (!problem_.text() && !is_segment_name(made.name))
        problem_.report(
            "name",
            quoted(made.name) +
                (is_ready_made(made.name)
                     ? " is ready-made"
                     : " is not a name: lower-case letters, digits and '-', at most 32"));
    made.refreshing = fields.flag("refreshing");
    if (const json::value* const root = fields.need("if")) condition(*root);
    fields.finish();
    if (problem_.text()) return fault(FaultCode::Unsupported, *problem_.text());
    made.condition = std::move(nodes_);
    return made;
}

}  // namespace

Result<Segment> read_segment(std::string_view text) {
    if (text.size() > kSegmentBytesMax)
        return fault(FaultCode::Unsupported, "is longer than 64 KiB");
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = kDepthMax * 2;
    json::stream_parser parser{{}, options};
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    if (!error && read == text.size()) parser.finish(error);
    if (error || read != text.size()) {
        const std::string_view before = text.substr(0, std::min(read, text.size()));
        return fault(FaultCode::Unsupported,
                     "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) +
                         ": not JSON" + (error ? ": " + error.message() : std::string{}));
    }
    const json::value document = parser.release();
    return Reader{}.read(document);
}

std::set<std::string> branches_of(const SegmentCondition& condition) {
    std::set<std::string> codes;
    for (const SegmentNode& node : condition) {
        if (node.kind != Kind::Tier) codes.insert(node.names.begin(), node.names.end());
    }
    return codes;
}

}  // namespace pareto::hq::campaigns
