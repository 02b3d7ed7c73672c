// Web addresses that may be GS1 Digital Links.
#include "common/goods/digital_link.h"
#include "tests/fuzz/fuzz.h"

PARETO_FUZZ(digital_link) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto link = goods::parse_digital_link(input);
    if (!link) {
        PARETO_CHECK(!goods::explain(link.error()).empty());
        return;
    }
    PARETO_CHECK(!link->elements.empty() && input.substr(0, link->stem.size()) == link->stem);
    for (const auto& element : link->elements)
        PARETO_CHECK(!goods::refuse_value(element.ai, element.value));
    const auto address = goods::to_digital_link(*link);
    PARETO_CHECK(address.has_value());
    // Escapes make it longer, perhaps too long.
    if (address->size() > goods::kElementBytesMax) return;
    const auto again = goods::parse_digital_link(*address);
    PARETO_CHECK(again && again->stem == link->stem &&
                 again->elements.size() == link->elements.size());
    PARETO_CHECK(again->elements.front() == link->elements.front());
    for (const auto& element : link->elements)
        PARETO_CHECK(*goods::find(again->elements, element.ai) == element.value);
}
