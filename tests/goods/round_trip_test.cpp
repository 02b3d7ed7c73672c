// Properties: every form of a value gives the value back.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/goods/article_number.h"
#include "common/goods/characters.h"
#include "common/goods/digital_link.h"
#include "common/goods/digits.h"
#include "common/goods/epc_schemes.h"

namespace pareto::goods {
namespace {

rc::Gen<std::string> digits_of(std::size_t length) {
    return rc::gen::container<std::string>(length, rc::gen::inRange<char>('0', '9' + 1));
}

rc::Gen<std::string> text_of(bool (*is_allowed)(char), std::size_t longest) {
    return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::string>(
                            rc::gen::suchThat(rc::gen::inRange<char>('!', '\x7F'), is_allowed))),
                        [longest](const std::string& text) { return text.substr(0, longest); });
}

std::string number_below(int bits, int longest) {
    const std::uint64_t limit = (std::uint64_t{1} << static_cast<unsigned>(bits)) - 1;
    std::string text = std::to_string(*rc::gen::arbitrary<std::uint64_t>() & limit);
    if (longest > 0 && text.size() > static_cast<std::size_t>(longest))
        text = std::to_string(number_of(text.substr(0, static_cast<std::size_t>(longest))).value());
    return text;
}

/// Any text that the field may hold.
std::string any_text(const Field& field) {
    const auto length = static_cast<std::size_t>(field.length);
    switch (field.kind) {
        case FieldKind::Prefix:
        case FieldKind::Reference:
            return *digits_of(length);
        case FieldKind::Digits:
            return *rc::gen::element<std::string>("01", "02", "03");
        case FieldKind::RestInteger:
        case FieldKind::Integer:
            return number_below(field.bits, field.length);
        case FieldKind::AfterOne:
            return *digits_of(*rc::gen::inRange<std::size_t>(1, length + 1));
        case FieldKind::RestText:
        case FieldKind::Text:
            return *text_of(is_character_82, length);
        case FieldKind::RestText6:
            return *text_of(is_character_39, length);
        case FieldKind::Part6:
        case FieldKind::Serial6:
            return *digits_of(*rc::gen::inRange<std::size_t>(1, length + 1));
        case FieldKind::Code6:
        case FieldKind::Code8:
            return *rc::gen::element<std::string>("35962", "CAGEY", "ABCDE9");
        case FieldKind::None:
            break;
    }
    return {};
}

Epc any_epc() {
    const auto rows = scheme_rows();
    const SchemeRow& row = rows[*rc::gen::inRange<std::size_t>(0, rows.size())];
    const std::size_t prefix_digits =
        row.has_prefix() ? *rc::gen::inRange<std::size_t>(kPrefixDigitsMin, kPrefixDigitsMax + 1)
                         : 0;
    Epc epc{row.scheme, *rc::gen::inRange(0, 1 << row.filter_bits), {}};
    for (std::size_t i = 0; i < row.field_count(); ++i)
        epc.fields.push_back(any_text(sized(row.fields[i], prefix_digits)));
    // Pieces of an item are 1 to 3 of 3.
    if (row.fields[3].kind == FieldKind::Digits) epc.fields[3] = "03";
    return epc;
}

RC_GTEST_PROP(EpcRoundTrip, ComesBackFromEachOfItsForms, ()) {
    const Epc epc = any_epc();
    const auto bytes = encode_epc(epc);
    if (!bytes) RC_FAIL(std::string{explain(bytes.error())});
    RC_ASSERT(bytes->size() % 2 == 0U);
    RC_ASSERT(decode_epc(*bytes).value() == epc);
    RC_ASSERT(decode_epc(*bytes + std::string(2, '\0')).value() == epc);
    RC_ASSERT(parse_tag_uri(tag_uri(epc)).value() == epc);
    // Its identity may fit a shorter scheme, which then says the same.
    RC_ASSERT(identity_uri(parse_identity_uri(identity_uri(epc), epc.filter).value()) ==
              identity_uri(epc));
    const auto elements = to_elements(epc);
    if (elements.empty()) return;
    const auto back = epc_of(elements, epc.scheme, epc.fields.front().size(), epc.filter);
    if (!back) RC_FAIL(std::string{explain(back.error())});
    RC_ASSERT(*back == epc);
    RC_ASSERT(parse_elements(to_element_string(elements)).value().size() == elements.size());
}

RC_GTEST_PROP(EpcRoundTrip, IsTheSameBytesAgainWheneverBytesAreOne, ()) {
    const auto rows = scheme_rows();
    const SchemeRow& row = rows[*rc::gen::inRange<std::size_t>(0, rows.size())];
    Bytes bytes(26, '\0');
    bytes[0] = static_cast<char>(row.header);
    for (std::size_t i = 1; i < 12; ++i)
        bytes[i] = *rc::gen::arbitrary<char>();
    const auto epc = decode_epc(bytes);
    if (!epc) RC_DISCARD();
    const Bytes again = encode_epc(*epc).value();
    RC_ASSERT(bytes.substr(0, again.size()) == again.substr(0, bytes.size()));
}

RC_GTEST_PROP(ElementRoundTrip, ComesBackFromABarcodeAndALink, ()) {
    std::string gtin = *digits_of(13);
    gtin += check_digit(gtin);
    const std::vector<Element> elements{{"01", gtin},
                                        {"10", *text_of(is_character_82, 20)},
                                        {"21", *text_of(is_character_82, 20)},
                                        {"3103", *digits_of(6)}};
    const auto read = parse_elements(to_element_string(elements)).value();
    for (const Element& element : elements)
        RC_ASSERT(*find(read, element.ai) == element.value);
    RC_ASSERT(read.size() == elements.size());
    const auto link =
        parse_digital_link(to_digital_link({"https://example.com/a", elements}).value());
    RC_ASSERT(link.value().elements == elements);
    RC_ASSERT(link.value().stem == "https://example.com/a");
}

RC_GTEST_PROP(UpcERoundTrip, ComesBackFromUpcA, ()) {
    const std::string six = *digits_of(6);
    const std::string upc_a = parse_upc_e(six).value();
    RC_ASSERT(has_check_digit(upc_a));
    // Several spellings may stand for one UPC-A; the canonical one is found again.
    if (const auto upc_e = to_upc_e(upc_a)) RC_ASSERT(parse_upc_e(*upc_e).value() == upc_a);
}

}  // namespace
}  // namespace pareto::goods
