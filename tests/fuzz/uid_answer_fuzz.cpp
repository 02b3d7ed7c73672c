// Two answers of a reader that was asked for a card's UID: the first is as long as the first byte
// says.
#include "drivers/pcsc/uid_answer.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(uid_answer) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const BytesView first = decisions.bytes(decisions.byte());
    const auto uid = drivers::pcsc::judge(first, decisions.rest());
    if (!uid) {
        PARETO_CHECK(!drivers::explain(uid.error(), "reader").detail.empty());
        return;
    }
    PARETO_CHECK(uid->size() == 4 || uid->size() == 7 || uid->size() == 10);
    PARETO_CHECK(first == decisions.rest() && first == *uid + "\x90" + std::string(1, '\0'));
}
