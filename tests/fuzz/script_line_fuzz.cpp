// A line of a script of taps.
#include "drivers/scripted/script_line.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(script_line) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto tap = drivers::scripted::parse_line(input);
    if (!tap) {
        PARETO_CHECK(!tap.error().empty());
        return;
    }
    if (!*tap) return;
    PARETO_CHECK((*tap)->uid.empty() != (*tap)->number.empty());
    PARETO_CHECK((*tap)->uid.empty() || (*tap)->uid.size() == 4 || (*tap)->uid.size() == 7 ||
                 (*tap)->uid.size() == 10);
    PARETO_CHECK((*tap)->number.size() <= drivers::scripted::kScanBytesMax);
    // Whatever may be a number may be scanned too.
    const std::string again =
        (*tap)->uid.empty() ? "scan " + (*tap)->number : "uid " + to_hex((*tap)->uid);
    PARETO_CHECK(drivers::scripted::parse_line(again) == tap);
}
