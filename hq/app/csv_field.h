// One field of a CSV file as RFC 4180 writes it.
#pragma once

#include <string>
#include <string_view>

namespace pareto::hq {

/// Appends `field`, in quotes when it holds a comma, a quote or a line break, or begins or ends
/// with a blank.
inline void append_csv_field(std::string& out, std::string_view field) {
    const bool blank_edge = !field.empty() && (field.front() == ' ' || field.back() == ' ');
    if (!blank_edge && field.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace pareto::hq
