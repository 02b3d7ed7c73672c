#include "hq/app/personal.h"

#include <array>
#include <utility>

namespace pareto::hq {
namespace {

using Field = std::pair<std::string_view, std::string PersonalData::*>;
constexpr std::array<Field, 5> kFields{{
    {"name", &PersonalData::name},
    {"phone", &PersonalData::phone},
    {"email", &PersonalData::email},
    {"birthday", &PersonalData::birthday},
    {"consent_marketing", &PersonalData::consent_marketing},
}};

}  // namespace

Bytes encode_personal(const PersonalData& personal) {
    Bytes bytes;
    for (const auto& [name, member] : kFields) {
        const std::string& value = personal.*member;
        if (value.empty()) continue;
        bytes += name;
        bytes += '=';
        for (const char character : value)
            bytes += character == '\n' || character == '\r' ? ' ' : character;
        bytes += '\n';
    }
    return bytes;
}

PersonalData read_personal(BytesView bytes) {
    PersonalData personal;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const BytesView line = bytes.substr(0, end);
        bytes = end == BytesView::npos ? BytesView{} : bytes.substr(end + 1);
        const auto equals = line.find('=');
        if (equals == BytesView::npos) continue;
        for (const auto& [name, member] : kFields) {
            if (line.substr(0, equals) == name) personal.*member = line.substr(equals + 1);
        }
    }
    return personal;
}

}  // namespace pareto::hq
