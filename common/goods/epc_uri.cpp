// The two URI forms of an EPC.
#include <algorithm>

#include "common/goods/characters.h"
#include "common/goods/digits.h"
#include "common/goods/epc.h"
#include "common/goods/epc_schemes.h"

namespace pareto::goods {
namespace {

constexpr std::string_view kTag = "urn:epc:tag:";
constexpr std::string_view kIdentity = "urn:epc:id:";
constexpr std::size_t kUriBytesMax = 512;

/// Those that a URI cannot hold as they are; all others stand for themselves.
bool is_escaped(char c) {
    return std::string_view{"\"%&/<>?#"}.find(c) != std::string_view::npos;
}

std::string escaped(std::string_view text) {
    std::string uri;
    for (const char c : text)
        uri += is_escaped(c) ? percent_encoded(c) : std::string{c};
    return uri;
}

/// Nothing when an escape is broken or not needed, or a character should have been escaped: each
/// value has one way to be written.
std::optional<std::string> unescaped(std::string_view uri) {
    std::string text;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] != '%') {
            if (is_escaped(uri[i])) return std::nullopt;
            text += uri[i];
            continue;
        }
        if (i + 2 >= uri.size()) return std::nullopt;
        const auto byte = from_hex_pair(uri[i + 1], uri[i + 2]);
        if (!byte || !is_escaped(*byte)) return std::nullopt;
        text += *byte;
        i += 2;
    }
    return text;
}

/// The part before `separator`, taken off the text with it; nothing when it is not there.
std::optional<std::string_view> take_until(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end + 1);
    return taken;
}

/// The fields of a row, divided by points. The last one takes what is left: a text may hold points.
Expected<Epc, EpcRefusal> parse_fields(const SchemeRow& row, std::string_view text, int filter) {
    Epc epc{row.scheme, filter, {}};
    const std::size_t count = row.field_count();
    for (std::size_t i = 0; i < count; ++i) {
        auto field = std::optional{text};
        if (i + 1 < count) field = take_until(text, '.');
        if (!field) return unexpected{EpcRefusal::WrongFields};
        auto plain = unescaped(*field);
        if (!plain) return unexpected{EpcRefusal::WrongCharacter};
        epc.fields.push_back(*std::move(plain));
    }
    if (const auto refusal = refuse(epc)) return unexpected{*refusal};
    return epc;
}

std::string joined(const Epc& epc) {
    std::string text;
    for (const std::string& field : epc.fields)
        text.append(".").append(escaped(field));
    return text.substr(std::min<std::size_t>(1, text.size()));
}

}  // namespace

Expected<Epc, EpcRefusal> parse_tag_uri(std::string_view uri) {
    if (uri.substr(0, kTag.size()) != kTag) return unexpected{EpcRefusal::NoUri};
    if (uri.size() > kUriBytesMax) return unexpected{EpcRefusal::WrongLength};
    std::string_view text = uri.substr(kTag.size());
    const auto name = take_until(text, ':');
    const auto rows = scheme_rows();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const SchemeRow& candidate) {
        return candidate.name == name;
    });
    if (row == rows.end()) return unexpected{EpcRefusal::UnknownScheme};
    if (row->filter_bits == 0) return parse_fields(*row, text, 0);
    const auto filter_text = take_until(text, '.');
    if (!filter_text) return unexpected{EpcRefusal::WrongFields};
    const auto filter = number_of(*filter_text);
    if (!filter || *filter >= 1U << static_cast<unsigned>(row->filter_bits) ||
        (filter_text->size() > 1 && filter_text->front() == '0'))
        return unexpected{EpcRefusal::WrongFilter};
    return parse_fields(*row, text, static_cast<int>(*filter));
}

Expected<Epc, EpcRefusal> parse_identity_uri(std::string_view uri, int filter) {
    if (uri.substr(0, kIdentity.size()) != kIdentity) return unexpected{EpcRefusal::NoUri};
    if (uri.size() > kUriBytesMax) return unexpected{EpcRefusal::WrongLength};
    std::string_view text = uri.substr(kIdentity.size());
    const auto name = take_until(text, ':');
    // The table has the shorter scheme first; the refusal told is that of the longest.
    EpcRefusal refusal = EpcRefusal::UnknownScheme;
    for (const SchemeRow& row : scheme_rows()) {
        if (row.identity != name) continue;
        auto epc = parse_fields(row, text, row.filter_bits == 0 ? 0 : filter);
        if (epc) return epc;
        refusal = epc.error();
    }
    return unexpected{refusal};
}

std::string tag_uri(const Epc& epc) {
    const SchemeRow& row = row_of(epc.scheme);
    std::string uri = std::string{kTag}.append(row.name).append(":");
    if (row.filter_bits > 0) uri.append(std::to_string(epc.filter)).append(".");
    return uri + joined(epc);
}

std::string identity_uri(const Epc& epc) {
    return std::string{kIdentity}.append(row_of(epc.scheme).identity).append(":") + joined(epc);
}

}  // namespace pareto::goods
