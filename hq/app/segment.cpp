#include "hq/app/segment.h"

#include <algorithm>

#include "common/base/check.h"

namespace pareto::hq {
namespace {

constexpr std::size_t kNameMax = 32;
constexpr std::string_view kReadyMade[] = {
    "vip", "new", "active", "slipping", "lapsed", "returned"};

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool within(std::int64_t value, const SegmentNode& node) {
    return (!node.at_least || *node.at_least <= value) && (!node.at_most || value <= *node.at_most);
}

struct Sums {
    std::int64_t net_minor = 0;
    std::int64_t visits = 0;
};

Sums sums_of(const SegmentNode& node, const Person& person, BusinessDate as_of) {
    Sums sums;
    for (const PurchaseDay& day : person.days) {
        const int since = days_between(day.date, as_of);
        if (since < 0 || since >= node.days) continue;
        if (!node.names.empty() && !is_one_of(day.branch, node.names)) continue;
        sums.net_minor += day.net_minor;
        sums.visits += day.visits;
    }
    return sums;
}

/// Of the last purchase up to `as_of` at any of the branches.
std::optional<std::int64_t> recency(const SegmentNode& node,
                                    const Person& person,
                                    BusinessDate as_of) {
    std::optional<std::int64_t> since;
    for (const PurchaseDay& day : person.days) {
        const int days = days_between(day.date, as_of);
        if (day.visits <= 0 || days < 0) continue;
        if (!node.names.empty() && !is_one_of(day.branch, node.names)) continue;
        since = std::min<std::int64_t>(since.value_or(days), days);
    }
    return since;
}

bool leaf_holds(const SegmentNode& node, const Person& person, BusinessDate as_of) {
    switch (node.kind) {
        case SegmentNode::Kind::Tier:
            return is_one_of(person.tier, node.names);
        case SegmentNode::Kind::Vip:
            return person.vip == node.wanted;
        case SegmentNode::Kind::Branch:
            return is_one_of(person.home_branch, node.names);
        case SegmentNode::Kind::Joined: {
            const int days = days_between(person.joined_on, as_of);
            return days >= 0 && within(days, node) &&
                   (!node.from || *node.from <= person.joined_on) &&
                   (!node.to || person.joined_on <= *node.to);
        }
        case SegmentNode::Kind::Spend:
            return within(sums_of(node, person, as_of).net_minor, node);
        case SegmentNode::Kind::Visits:
            return within(sums_of(node, person, as_of).visits, node);
        case SegmentNode::Kind::Recency: {
            const auto days = recency(node, person, as_of);
            return days && within(*days, node);
        }
        case SegmentNode::Kind::All:
        case SegmentNode::Kind::Any:
        case SegmentNode::Kind::None:
            break;
    }
    PARETO_CHECK(false);
    return false;
}

bool is_of_parts(const SegmentNode& node) {
    return node.kind == SegmentNode::Kind::All || node.kind == SegmentNode::Kind::Any ||
           node.kind == SegmentNode::Kind::None;
}

}  // namespace

// Parts stand after what they are parts of, so from the end every part is known when it is needed.
bool holds(const SegmentCondition& condition, const Person& person, BusinessDate as_of) {
    PARETO_CHECK(!condition.empty());
    std::vector<bool> known(condition.size());
    for (std::size_t i = condition.size(); i-- > 0;) {
        const SegmentNode& node = condition[i];
        if (!is_of_parts(node)) {
            known[i] = leaf_holds(node, person, as_of);
            continue;
        }
        const auto first = known.begin() + static_cast<std::ptrdiff_t>(node.first_part);
        const auto held = std::count(first, first + static_cast<std::ptrdiff_t>(node.parts), true);
        if (node.kind == SegmentNode::Kind::All) known[i] = held == std::ptrdiff_t(node.parts);
        if (node.kind == SegmentNode::Kind::Any) known[i] = held > 0;
        if (node.kind == SegmentNode::Kind::None) known[i] = held == 0;
    }
    return known[0];
}

bool is_ready_made(std::string_view name) {
    if (std::find(std::begin(kReadyMade), std::end(kReadyMade), name) != std::end(kReadyMade))
        return true;
    constexpr std::string_view kRfm = "rfm-";
    return name.size() == kRfm.size() + 3 && name.substr(0, kRfm.size()) == kRfm &&
           std::all_of(name.begin() + std::ssize(kRfm), name.end(), [](char digit) {
               return digit >= '1' && digit <= '5';
           });
}

bool is_segment_name(std::string_view name) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !name.empty() && name.size() <= kNameMax && !is_ready_made(name) &&
           std::all_of(name.begin(), name.end(), is_allowed);
}

void ReadyMadeSegments::take(const Person& person) {
    if (person.vip) found_["vip"].insert(person.member);
    Scored scored{.member = person.member, .digits = {}};
    std::optional<int> first;
    std::optional<int> last;
    // The oldest purchase of the last kReturnedDays days, and the newest before it.
    std::optional<int> came;
    std::optional<int> before;
    for (const PurchaseDay& day : person.days) {
        const int since = days_between(day.date, as_of_);
        if (since < 0) continue;
        if (since < kRfmDays) {
            scored.visits += day.visits;
            scored.net_minor += day.net_minor;
        }
        if (day.visits <= 0) continue;
        first = std::max(first.value_or(since), since);
        last = std::min(last.value_or(since), since);
        std::optional<int>& which = since < kReturnedDays ? came : before;
        which = since < kReturnedDays ? std::max(which.value_or(since), since)
                                      : std::min(which.value_or(since), since);
    }
    if (!last) return;
    if (*first < kNewDays) found_["new"].insert(person.member);
    const char* const standing = *last < kActiveDays   ? "active"
                                 : *last < kLapsedDays ? "slipping"
                                                       : "lapsed";
    found_[standing].insert(person.member);
    if (came && before && *before - *came >= kLapsedDays) found_["returned"].insert(person.member);
    if (*last >= kRfmDays) return;
    scored.recency = -*last;
    scored_.push_back(std::move(scored));
}

// The best first: of n people, place p (from 0) is in fifth p * 5 / n, and 5 is the first fifth.
void ReadyMadeSegments::score(std::int64_t Scored::*figure) {
    std::sort(scored_.begin(), scored_.end(), [&](const Scored& a, const Scored& b) {
        return a.*figure > b.*figure;
    });
    std::size_t place = 0;
    for (std::size_t i = 0; i < scored_.size(); ++i) {
        if (i > 0 && scored_[i].*figure != scored_[i - 1].*figure) place = i;
        scored_[i].digits += static_cast<char>('5' - place * 5 / scored_.size());
    }
}

std::map<std::string, std::set<MemberId>> ReadyMadeSegments::finish() {
    score(&Scored::recency);
    score(&Scored::visits);
    score(&Scored::net_minor);
    for (const Scored& one : scored_)
        found_["rfm-" + one.digits].insert(one.member);
    return std::move(found_);
}

}  // namespace pareto::hq
