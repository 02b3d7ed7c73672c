#include "hq/campaigns/read_gift.h"

#include <set>

#include <boost/json/stream_parser.hpp>

#include "hq/campaigns/json_fields.h"

namespace pareto::hq::campaigns {
namespace {

namespace json = boost::json;
using loyalty::CatalogueGift;

constexpr std::size_t kNameLength = 40;
constexpr std::size_t kTierLength = 16;
constexpr std::size_t kDepthMax = 8;

std::optional<BusinessDate> date(Fields& fields, std::string_view name, Problem& problem) {
    if (!fields.has(name)) return std::nullopt;
    const std::string text = fields.needed_text(name, 10);
    const auto day = parse_date(text);
    if (!day)
        problem.report(fields.path_of(name),
                       campaigns::quoted(text) + " is not a day (YYYY-MM-DD)");
    return day;
}

void read_name(Fields& fields, CatalogueGift& made, Problem& problem) {
    const json::value* const name = fields.need("name");
    if (name == nullptr) return;
    Fields names{*name, fields.path_of("name"), problem};
    if (names.has("en")) made.name_en = names.text("en", kNameLength);
    if (names.has("zh-Hant")) made.name_zh = names.text("zh-Hant", kNameLength);
    names.finish();
    if (made.name_en.empty() && made.name_zh.empty())
        problem.report(fields.path_of("name"), "en or zh-Hant is missing");
}

CatalogueGift read_gift(const json::value& value, const std::string& path, Problem& problem) {
    Fields fields{value, path, problem};
    CatalogueGift made;
    made.code = fields.needed_text("code", loyalty::kGiftCodeBytesMax);
    if (!problem.text() && !loyalty::is_gift_code(made.code))
        problem.report(
            fields.path_of("code"),
            campaigns::quoted(made.code) + " is no code: letters, digits, dots, - and _");
    read_name(fields, made, problem);
    made.points = fields.needed_integer("points", {1, kMinorMax});
    made.cash_minor = fields.integer("cash_minor", {0, kMinorMax}, 0);
    made.from = date(fields, "from", problem);
    made.until = date(fields, "until", problem);
    if (made.from && made.until && *made.until < *made.from)
        problem.report(fields.path_of("until"), "is before from");
    if (fields.has("tiers")) made.tiers = fields.texts("tiers", kTierLength);
    if (made.tiers.size() > loyalty::kGiftTiersMax)
        problem.report(fields.path_of("tiers"), "are more than 16");
    if (fields.has("vip_only")) made.vip_only = fields.flag("vip_only");
    fields.finish();
    return made;
}

}  // namespace

Result<std::vector<CatalogueGift>> read_gifts(std::string_view text) {
    if (text.size() > kGiftsBytesMax)
        return fault(FaultCode::Unsupported, "the file is longer than 1 MiB");
    json::parse_options options;
    options.max_depth = kDepthMax;
    json::stream_parser parser{{}, options};
    boost::system::error_code error;
    parser.write(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error) return fault(FaultCode::Unsupported, "is no JSON: " + error.message());
    const json::value document = parser.release();
    Problem problem;
    std::vector<CatalogueGift> gifts;
    if (document.is_array()) {
        for (std::size_t i = 0; i < document.get_array().size(); ++i)
            gifts.push_back(
                read_gift(document.get_array()[i], "[" + std::to_string(i) + "]", problem));
        if (gifts.empty()) problem.report({}, "has no gift");
    } else {
        gifts.push_back(read_gift(document, {}, problem));
    }
    std::set<std::string> codes;
    for (const CatalogueGift& gift : gifts) {
        if (!problem.text() && !codes.insert(gift.code).second)
            problem.report({}, "gift " + gift.code + " stands there twice");
    }
    if (problem.text()) return fault(FaultCode::Unsupported, *problem.text());
    return gifts;
}

}  // namespace pareto::hq::campaigns
