#include "common/database/fault_text.h"

#include <cstddef>

namespace pareto::database {

std::string with_statement(std::string_view reason, std::string_view sql) {
    constexpr std::size_t kShown = 60;
    std::string text{reason};
    if (sql.empty()) return text;
    text += ": ";
    const std::size_t start = text.size();
    bool space = false;
    for (const char character : sql) {
        if (character == ' ' || character == '\n' || character == '\t' || character == '\r') {
            space = text.size() > start;
            continue;
        }
        if (text.size() - start >= kShown) {
            text += "…";
            break;
        }
        if (space) text += ' ';
        space = false;
        text += character;
    }
    return text;
}

}  // namespace pareto::database
