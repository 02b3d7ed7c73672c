#include "hq/campaigns/segment_sample.h"

#include "hq/database/setup.h"

namespace pareto::hq::campaigns {

Result<SegmentSample> sample_segment(pareto::database::Connection& connection,
                                     const Segment& segment,
                                     BusinessDate as_of,
                                     std::size_t some_max,
                                     const std::function<bool(std::int64_t people)>& goes_on) {
    for (const std::string& code : branches_of(segment.condition)) {
        PARETO_TRY(const auto branch, database::find_branch(connection, code));
        if (!branch) return fault(FaultCode::Unsupported, "there is no branch " + code);
    }
    SegmentSample sample;
    MemberId after;
    for (bool more = true; more;) {
        PARETO_TRY(const database::PeoplePage page, database::read_people(connection, after));
        more = !page.done;
        after = page.last;
        sample.people += std::ssize(page.people);
        for (const Person& person : page.people) {
            if (!holds(segment.condition, person, as_of)) continue;
            ++sample.members;
            if (sample.some.size() < some_max) sample.some.push_back(person.member);
        }
        if (!goes_on(sample.people)) return fault(FaultCode::Unsupported, "it was stopped");
    }
    return sample;
}

}  // namespace pareto::hq::campaigns
