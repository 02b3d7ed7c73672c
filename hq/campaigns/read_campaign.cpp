#include "hq/campaigns/read_campaign.h"

#include <algorithm>

#include <boost/json/stream_parser.hpp>

#include "hq/campaigns/json_fields.h"

namespace pareto::hq::campaigns {
namespace {

namespace json = boost::json;
using namespace loyalty;  // NOLINT(google-build-using-namespace): every name here is one of a
                          // campaign

constexpr std::size_t kNameLength = 100;
constexpr std::size_t kCodeLength = 100;
constexpr std::size_t kListMax = 100;
constexpr std::size_t kDepthMax = 32;
constexpr Range kAmount{1, kMinorMax};

const std::vector<std::string_view> kWeekdays{
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
const std::vector<std::string_view> kTenders{"cash", "card", "points", "stored_value", "voucher"};
const std::vector<std::string_view> kTargets{"items", "items_together", "basket"};
const std::vector<std::string_view> kPer{"basket", "quantity", "spend"};
const std::vector<std::string_view> kScopes{"all", "day", "branch", "member", "member_day"};
const std::vector<std::string_view> kMeasures{"uses", "points", "minor"};
const std::vector<std::string_view> kKinds{"points_multiplier",
                                           "points_bonus",
                                           "percent_off",
                                           "amount_off",
                                           "gift",
                                           "voucher",
                                           "stored_value"};

class Reader {
public:
    [[nodiscard]] Result<Campaign> read(const json::value& document);

private:
    [[nodiscard]] BusinessDate date(Fields& fields, std::string_view name);
    [[nodiscard]] std::int32_t minute(Fields& fields, std::string_view name);
    [[nodiscard]] ItemSelection items(const json::value& value, const std::string& path);
    [[nodiscard]] Conditions conditions(const json::value& value, const std::string& path);
    void occasion(Fields& fields, Conditions& made);
    void goods(Fields& fields, Conditions& made);
    [[nodiscard]] std::optional<Effect> effect(const json::value& value, const std::string& path);
    [[nodiscard]] Effect points_effect(Fields& fields, const std::string& path, std::size_t kind);
    [[nodiscard]] Effect money_effect(Fields& fields, std::size_t kind);
    void shares(Fields& fields, Campaign& made);
    void budgets(Fields& fields, Campaign& made);
    void coupons(Fields& fields, Campaign& made);
    void rules(Fields& fields, Campaign& made);

    Problem problem_;
};

std::int32_t narrow(std::int64_t value) {
    return static_cast<std::int32_t>(value);
}

BusinessDate Reader::date(Fields& fields, std::string_view name) {
    const std::string text = fields.needed_text(name, 10);
    const auto day = parse_date(text);
    if (!day) problem_.report(fields.path_of(name), quoted(text) + " is not a day (YYYY-MM-DD)");
    return day.value_or(BusinessDate{});
}

std::int32_t Reader::minute(Fields& fields, std::string_view name) {
    const std::string text = fields.needed_text(name, 5);
    const auto digit = [&](std::size_t at) {
        return text[at] - '0';
    };
    const bool has_form =
        text.size() == 5 && text[2] == ':' &&
        std::all_of(
            text.begin(), text.end(), [](char c) { return c == ':' || (c >= '0' && c <= '9'); }) &&
        std::count(text.begin(), text.end(), ':') == 1;
    const std::int32_t minutes =
        has_form ? (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4) : -1;
    if (!has_form || digit(3) > 5 || minutes > 24 * 60) {
        problem_.report(fields.path_of(name),
                        quoted(text) + " is not a time of day (00:00 to 24:00)");
        return 0;
    }
    return minutes;
}

ItemSelection Reader::items(const json::value& value, const std::string& path) {
    Fields fields{value, path, problem_};
    ItemSelection made;
    made.skus = fields.texts("skus", kCodeLength);
    made.categories = fields.texts("categories", kCodeLength);
    made.except_skus = fields.texts("except_skus", kCodeLength);
    made.except_categories = fields.texts("except_categories", kCodeLength);
    made.of_coupon = fields.flag("of_coupon");
    fields.finish();
    return made;
}

void Reader::occasion(Fields& fields, Conditions& made) {
    if (const json::value* found = fields.find("birthday")) {
        Fields window{*found, fields.path_of("birthday"), problem_};
        made.birthday = BirthdayWindow{narrow(window.integer("days_before", {0, 180}, 0)),
                                       narrow(window.integer("days_after", {0, 180}, 0))};
        window.finish();
    }
    if (const json::value* found = fields.find("visit")) {
        Fields visit{*found, fields.path_of("visit"), problem_};
        VisitNumbers numbers;
        numbers.first = visit.needed_integer("first", kAmount);
        const bool has_every = visit.has("every");
        numbers.every = visit.integer("every", kAmount, 1);
        numbers.last = visit.integer("last", kAmount, has_every ? 0 : numbers.first);
        if (numbers.last != 0 && numbers.last < numbers.first)
            problem_.report(visit.path_of("last"), "is before the first");
        visit.finish();
        made.visit = numbers;
    }
    made.coupon = fields.flag("coupon");
    made.paid_by = fields.words("paid_by", kTenders);
}

void Reader::goods(Fields& fields, Conditions& made) {
    if (const json::value* found = fields.find("items"))
        made.items = items(*found, fields.path_of("items"));
    made.minimum_spend_minor = fields.integer("minimum_spend_minor", kAmount, 0);
    made.minimum_quantity.thousandths = fields.integer("minimum_quantity_thousandths", kAmount, 0);
    fields.list("combination", kListMax, [&](const json::value& value, const std::string& path) {
        Fields part{value, path, problem_};
        CombinationPart wanted;
        if (const json::value* found = part.need("items"))
            wanted.items = items(*found, part.path_of("items"));
        wanted.quantity.thousandths = part.integer("quantity_thousandths", kAmount, 1000);
        part.finish();
        made.combination.push_back(std::move(wanted));
    });
}

Conditions Reader::conditions(const json::value& value, const std::string& path) {
    Fields fields{value, path, problem_};
    Conditions made;
    made.branches = fields.texts("branches", kCodeLength);
    made.weekdays = fields.words("weekdays", kWeekdays);
    fields.list("hours", kListMax, [&](const json::value& element, const std::string& at) {
        Fields hours{element, at, problem_};
        const Hours open{minute(hours, "from"), minute(hours, "to")};
        if (open.to_minute <= open.from_minute)
            problem_.report(hours.path_of("to"), "is not after from; over midnight takes two");
        hours.finish();
        made.hours.push_back(open);
    });
    made.members_only = fields.flag("members_only");
    made.targeted = fields.flag("targeted");
    made.segments = fields.texts("segments", kCodeLength);
    made.tiers = fields.texts("tiers", kCodeLength);
    made.vip = fields.flag("vip");
    occasion(fields, made);
    goods(fields, made);
    fields.finish();
    return made;
}

Effect Reader::points_effect(Fields& fields, const std::string& path, std::size_t kind) {
    if (kind == 0) {
        PointsMultiplier made;
        made.factor.numerator = fields.needed_integer("numerator", {1, 1'000'000});
        made.factor.denominator = fields.integer("denominator", {1, 1'000'000}, 1);
        if (made.factor.numerator <= made.factor.denominator)
            problem_.report(path, "the factor must be more than 1");
        made.target = static_cast<Target>(fields.word("on", kTargets, 0));
        return made;
    }
    PointsBonus made;
    made.points.value = fields.needed_integer("points", kAmount);
    made.per = static_cast<Per>(fields.word("per", kPer, 0));
    if (made.per != Per::Basket) made.step = fields.needed_integer("step", kAmount);
    return made;
}

Effect Reader::money_effect(Fields& fields, std::size_t kind) {
    switch (kind) {
        case 2: {
            PercentOff made;
            made.basis_points =
                narrow(fields.needed_integer("basis_points", {1, kWholeBasisPoints}));
            made.maximum_minor = fields.integer("maximum_minor", kAmount, 0);
            made.target = static_cast<Target>(fields.word("on", kTargets, 0));
            made.cheapest_of = narrow(fields.integer("cheapest_of", {1, 1000}, 0));
            return made;
        }
        case 3: {
            AmountOff made;
            made.minor = fields.needed_integer("minor", kAmount);
            made.maximum_minor = fields.integer("maximum_minor", kAmount, 0);
            made.target = static_cast<Target>(fields.word("on", kTargets, 2));
            return made;
        }
        case 4: {
            Gift made;
            made.sku = fields.needed_text("sku", kCodeLength);
            made.quantity.thousandths = fields.integer("quantity_thousandths", kAmount, 1000);
            made.cost_minor = fields.integer("cost_minor", {0, kMinorMax}, 0);
            return made;
        }
        case 5: {
            VoucherGiven made;
            made.minor = fields.needed_integer("minor", kAmount);
            made.valid_days = narrow(fields.needed_integer("valid_days", {1, 3660}));
            return made;
        }
        default:
            return StoredValueGiven{fields.needed_integer("minor", kAmount)};
    }
}

std::optional<Effect> Reader::effect(const json::value& value, const std::string& path) {
    Fields fields{value, path, problem_};
    const std::size_t kind = fields.needed_word("kind", kKinds);
    if (problem_.text()) return std::nullopt;
    Effect made = kind < 2 ? points_effect(fields, path, kind) : money_effect(fields, kind);
    fields.finish();
    return made;
}

void Reader::shares(Fields& fields, Campaign& made) {
    made.control_basis_points =
        narrow(fields.integer("control_basis_points", {0, kWholeBasisPoints}, 0));
    std::int64_t sum = made.control_basis_points;
    fields.list("variants", 8, [&](const json::value& value, const std::string& path) {
        Fields variant{value, path, problem_};
        Variant one;
        one.name = variant.needed_text("name", kNameLength);
        one.share_basis_points =
            narrow(variant.needed_integer("basis_points", {1, kWholeBasisPoints}));
        variant.finish();
        sum += one.share_basis_points;
        if (std::any_of(made.variants.begin(), made.variants.end(), [&](const Variant& other) {
                return other.name == one.name;
            }))
            problem_.report(variant.path_of("name"), "two variants have this name");
        made.variants.push_back(std::move(one));
    });
    if (!made.variants.empty() && sum != kWholeBasisPoints) {
        problem_.report(fields.path_of("variants"),
                        "with control_basis_points their shares make " + std::to_string(sum) +
                            " basis points, not 10000");
    }
}

void Reader::budgets(Fields& fields, Campaign& made) {
    fields.list("budgets", kListMax, [&](const json::value& value, const std::string& path) {
        Fields budget{value, path, problem_};
        made.budgets.push_back(
            {static_cast<BudgetScope>(budget.needed_word("per", kScopes)),
             static_cast<BudgetMeasure>(budget.needed_word("measure", kMeasures)),
             budget.needed_integer("limit", kAmount)});
        budget.finish();
    });
}

void Reader::coupons(Fields& fields, Campaign& made) {
    const json::value* found = fields.find("coupons");
    if (found == nullptr) return;
    Fields terms{*found, fields.path_of("coupons"), problem_};
    made.coupons.codes = terms.texts("codes", kCodeLength);
    made.coupons.pool = terms.flag("pool");
    made.coupons.uses_per_code = narrow(terms.integer("uses_per_code", {1, 1'000'000'000}, 0));
    made.coupons.uses_per_member = narrow(terms.integer("uses_per_member", {1, 1'000'000'000}, 0));
    if (made.coupons.codes.empty() && !made.coupons.pool)
        problem_.report(fields.path_of("coupons"), "must have codes, or pool true");
    terms.finish();
}

void Reader::rules(Fields& fields, Campaign& made) {
    static_cast<void>(fields.need("rules"));
    fields.list("rules", kListMax, [&](const json::value& value, const std::string& path) {
        Fields rule{value, path, problem_};
        CampaignRule one;
        if (const std::string name = rule.text("variant", kNameLength); !name.empty()) {
            const auto which = std::find_if(
                made.variants.begin(), made.variants.end(), [&](const Variant& variant) {
                    return variant.name == name;
                });
            if (which == made.variants.end())
                problem_.report(rule.path_of("variant"), "there is no variant " + quoted(name));
            one.variant = narrow(which - made.variants.begin()) + 1;
        }
        if (const json::value* found = rule.find("if"))
            one.conditions = conditions(*found, rule.path_of("if"));
        const bool has_coupons = made.coupons.pool || !made.coupons.codes.empty();
        if (one.conditions.coupon && !has_coupons)
            problem_.report(rule.path_of("if") + ".coupon", "the campaign has no coupons");
        static_cast<void>(rule.need("give"));
        rule.list("give", kListMax, [&](const json::value& element, const std::string& at) {
            if (auto given = effect(element, at)) one.effects.push_back(std::move(*given));
        });
        rule.finish();
        made.rules.push_back(std::move(one));
    });
}

Result<Campaign> Reader::read(const json::value& document) {
    Fields fields{document, {}, problem_};
    Campaign made;
    made.name = fields.needed_text("name", kNameLength);
    made.priority = narrow(fields.integer("priority", {-1000, 1000}, 0));
    made.alone = fields.flag("alone");
    made.exclusive_group = fields.text("exclusive_group", kNameLength);
    made.first_rule_only = fields.flag("first_rule_only");
    made.from = date(fields, "from");
    made.to = date(fields, "to");
    if (made.to < made.from) problem_.report("to", "is before from");
    shares(fields, made);
    budgets(fields, made);
    coupons(fields, made);
    rules(fields, made);
    fields.finish();
    if (problem_.text()) return fault(FaultCode::Unsupported, *problem_.text());
    return made;
}

}  // namespace

Result<Campaign> read_campaign(std::string_view text) {
    if (text.size() > kCampaignBytesMax)
        return fault(FaultCode::Unsupported, "is longer than 1 MiB");
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = kDepthMax;
    json::stream_parser parser{{}, options};
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    if (!error && read == text.size()) parser.finish(error);
    if (error || read != text.size()) {
        const std::string_view before = text.substr(0, std::min(read, text.size()));
        return fault(FaultCode::Unsupported,
                     "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) +
                         ": not JSON" + (error ? ": " + error.message() : std::string{}));
    }
    return Reader{}.read(parser.release());
}

}  // namespace pareto::hq::campaigns
