// GS1 element strings, as barcodes hold them and as they are printed, and article numbers.
#include "common/goods/article_number.h"
#include "common/goods/digits.h"
#include "common/goods/element.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

void check(const std::vector<goods::Element>& elements) {
    PARETO_CHECK(!elements.empty());
    bool has_bracket = false;
    for (const auto& element : elements) {
        PARETO_CHECK(!goods::refuse_value(element.ai, element.value));
        PARETO_CHECK(goods::identifier_in_front(element.ai) == element.ai);
        has_bracket = has_bracket || element.value.find('(') != std::string::npos;
    }
    const auto again = goods::parse_elements(goods::to_element_string(elements));
    PARETO_CHECK(again && again->size() == elements.size());
    for (const auto& element : elements)
        PARETO_CHECK(*goods::find(*again, element.ai) == element.value);
    // A value may look like the next identifier in brackets.
    if (!has_bracket)
        PARETO_CHECK(goods::parse_bracketed(goods::to_bracketed(elements)) == elements);
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(elements) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto barcode = goods::parse_elements(input);
    if (barcode) {
        check(*barcode);
    } else {
        PARETO_CHECK(!goods::explain(barcode.error()).empty());
    }
    if (const auto printed = goods::parse_bracketed(input)) check(*printed);
    if (const auto gtin = goods::parse_gtin(input))
        PARETO_CHECK(gtin->size() == 14 && goods::has_check_digit(*gtin));
    if (const auto upc_a = goods::parse_upc_e(input)) {
        PARETO_CHECK(upc_a->size() == 12 && goods::parse_gtin(*upc_a));
        if (const auto upc_e = goods::to_upc_e(*upc_a))
            PARETO_CHECK(goods::parse_upc_e(*upc_e) == upc_a);
    }
}
