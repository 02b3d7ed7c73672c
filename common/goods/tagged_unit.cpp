#include "common/goods/tagged_unit.h"

#include <vector>

#include "common/goods/epc.h"

namespace pareto::goods {

namespace {

constexpr std::size_t kGtinDigits = 14;

}  // namespace

std::optional<std::string> identity_uri(const TaggedUnit& unit, std::size_t prefix_digits) {
    const std::vector<Element> elements{{"01", unit.gtin}, {"21", unit.serial}};
    if (refuse_value("21", unit.serial)) return std::nullopt;
    const auto epc = epc_of(elements, EpcScheme::Sgtin198, prefix_digits);
    if (!epc) return std::nullopt;
    return identity_uri(*epc);
}

std::optional<TaggedUnit> unit_of(std::string_view identity_uri) {
    const auto epc = parse_identity_uri(identity_uri);
    if (!epc) return std::nullopt;
    const auto elements = to_elements(*epc);
    // A piece of an item (8006) is a part of the one unit that its serial names.
    const std::string* gtin = find(elements, "01");
    if (gtin == nullptr) gtin = find(elements, "8006");
    const std::string* const serial = find(elements, "21");
    if (gtin == nullptr || serial == nullptr) return std::nullopt;
    return TaggedUnit{gtin->substr(0, kGtinDigits), *serial};
}

}  // namespace pareto::goods
