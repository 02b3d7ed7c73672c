// Keys with pauses between them: none is lost, none is invented.
#include "common/goods/key_scan.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(key_scan) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    goods::KeyScanSettings settings;
    settings.prefix = decisions.bytes(decisions.byte() % 3);
    settings.suffix = decisions.bytes(decisions.byte() % 3);
    settings.symbology = decisions.byte() % 2 == 1;
    settings.length_min = decisions.byte() % 8;
    settings.length_max = settings.length_min + decisions.byte() % 32;
    goods::KeyScan keys{settings};

    std::string typed_in;
    std::string came_out;
    const auto see = [&](const goods::KeyOutcome& outcome) {
        came_out += outcome.typed;
        if (outcome.scan) {
            PARETO_CHECK(!outcome.scan->empty() && outcome.scan->size() >= settings.length_min &&
                         outcome.scan->size() <= settings.length_max);
            came_out += settings.prefix + *outcome.scan + settings.suffix;
        }
        came_out += outcome.typed_after;
    };
    SteadyTime now{std::chrono::hours{1}};
    while (!decisions.empty()) {
        const unsigned step = decisions.byte();
        now += std::chrono::milliseconds{step % 64};
        if (step >= 250) {
            came_out += keys.interrupt();
        } else if (step >= 240) {
            see(keys.pass(now));
        } else {
            typed_in += static_cast<char>(decisions.byte());
            see(keys.press(typed_in.back(), now, step >= 230));
        }
        if (const auto deadline = keys.deadline()) PARETO_CHECK(*deadline >= now);
    }
    see(keys.pass(now + std::chrono::seconds{1}));
    PARETO_CHECK(came_out == typed_in && !keys.deadline());
}
