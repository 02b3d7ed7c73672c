// A keyboard reader's settings up to the first line feed, then its input events: type, code (two
// bytes) and value in a byte each.
#include "drivers/wedge/key_map.h"
#include "drivers/wedge/scanned_card.h"
#include "drivers/wedge/wedge_settings.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(wedge) {
    using namespace pareto;           // NOLINT(google-build-using-namespace)
    using namespace pareto::drivers;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const auto parsed = wedge::parse_settings(decisions.line());
    if (!parsed) PARETO_CHECK(!parsed.error().empty());
    const wedge::WedgeSettings settings = parsed.value_or(wedge::WedgeSettings{});
    PARETO_CHECK(settings.keys.length_min >= 1 &&
                 settings.keys.length_min <= settings.keys.length_max);

    wedge::KeyMap map;
    std::string text;
    while (!decisions.empty()) {
        const std::uint16_t type = decisions.byte();
        const auto code = static_cast<std::uint16_t>(decisions.byte() + 256 * decisions.byte());
        const auto event = map.take(type, code, decisions.byte());
        if (event.kind != wedge::KeyEvent::Kind::Character) continue;
        PARETO_CHECK(event.character > '\0');
        text += event.character;
    }
    const auto tap = wedge::card_of(text, settings, "reader");
    if (!tap) {
        PARETO_CHECK(!tap.error().detail.empty());
        return;
    }
    PARETO_CHECK(tap->uid.empty() != tap->number.empty());
    PARETO_CHECK(tap->uid.empty() || tap->uid.size() == 4 || tap->uid.size() == 7 ||
                 tap->uid.size() == 10);
    PARETO_CHECK(tap->number.size() <= wedge::kScanBytesMax);
}
