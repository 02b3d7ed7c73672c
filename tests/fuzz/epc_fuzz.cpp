// The EPC memory of a tag, and the URIs of tags.
#include <algorithm>

#include "common/goods/epc.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

using goods::Epc;

/// A value that was accepted once is the same in all its forms.
void check(const Epc& epc) {
    const auto bytes = goods::encode_epc(epc);
    PARETO_CHECK(bytes.has_value() && goods::decode_epc(*bytes) == epc);
    PARETO_CHECK(goods::parse_tag_uri(goods::tag_uri(epc)) == epc);
    const auto identity = goods::parse_identity_uri(goods::identity_uri(epc), epc.filter);
    PARETO_CHECK(identity && goods::identity_uri(*identity) == goods::identity_uri(epc));
    const auto elements = goods::to_elements(epc);
    for (const auto& element : elements)
        PARETO_CHECK(!goods::refuse_value(element.ai, element.value));
    if (elements.empty()) return;
    PARETO_CHECK(goods::epc_of(elements, epc.scheme, epc.fields.front().size(), epc.filter) == epc);
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(epc) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto tag = goods::decode_epc(input);
    if (tag) {
        check(*tag);
        const Bytes again = *goods::encode_epc(*tag);
        // What is behind the code is zeros.
        const std::size_t common = std::min(again.size(), input.size());
        PARETO_CHECK(input.substr(0, common) == again.substr(0, common));
        PARETO_CHECK(input.find_first_not_of('\0', common) == BytesView::npos);
    } else {
        PARETO_CHECK(!goods::explain(tag.error()).empty());
    }
    if (const auto epc = goods::parse_tag_uri(input)) check(*epc);
    if (const auto epc = goods::parse_identity_uri(input, 1)) check(*epc);
}
