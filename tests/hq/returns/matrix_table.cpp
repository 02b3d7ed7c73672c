#include "tests/hq/returns/matrix_table.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include "common/money/money.h"

namespace pareto::hq::test {
namespace {

constexpr std::size_t kColumns = 13;  // the last one, the working, may be missing

[[noreturn]] void stop(int line, const std::string& why) {
    std::cerr << PARETO_RETURN_MATRIX << ":" << line << ": " << why << "\n";
    std::abort();
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> split(const std::string& text, char by) {
    std::vector<std::string> parts;
    std::istringstream in{text};
    for (std::string part; std::getline(in, part, by);)
        parts.push_back(trimmed(part));
    return parts;
}

template <std::size_t count>
std::size_t index_of(const std::array<const char*, count>& names,
                     const std::string& name,
                     int line) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) stop(line, "what is \"" + name + "\"?");
    return static_cast<std::size_t>(found - names.begin());
}

/// "-32.50" with two decimals; empty = `none`.
std::int64_t minor_of(const std::string& text, std::int64_t none, int line) {
    if (text.empty()) return none;
    if (text.size() < 4 || text[text.size() - 3] != '.') stop(line, text + " is no money");
    std::string digits = text;
    digits.erase(digits.size() - 3, 1);
    return std::stoll(digits);
}

/// Both of "any", else the one.
std::vector<bool> sides(const std::string& said, const std::string& no, const std::string& yes) {
    if (said == "any") return {false, true};
    return said == yes ? std::vector{true} : said == no ? std::vector{false} : std::vector<bool>{};
}

/// Of a fate's column: one figure for each policy.
std::vector<std::string> figures(const std::string& column, Fate fate, int line) {
    const auto parts = split(column, ';');
    if (parts.empty() || parts.size() > 2) stop(line, "a fate without figures");
    const std::string& of_fate = fate == Fate::Expired ? parts.back() : parts.front();
    auto by_policy = split(of_fate, ' ');
    if (by_policy.size() == 1) by_policy.resize(kPolicies.size(), by_policy.front());
    if (by_policy.size() != kPolicies.size()) stop(line, "one figure, or three: " + of_fate);
    return by_policy;
}

void add_cells(Row& row, const Cell& like, const std::vector<std::string>& columns, int line) {
    for (const Fate fate : {Fate::Pending, Fate::Usable, Fate::Spent, Fate::Expired}) {
        const std::size_t column = 10 + std::min<std::size_t>(static_cast<std::size_t>(fate), 2);
        const auto by_policy = figures(columns[column], fate, line);
        for (std::size_t policy = 0; policy < kPolicies.size(); ++policy) {
            Cell cell = like;
            cell.fate = fate;
            cell.policy = kPolicies.at(policy);
            cell.expected = by_policy[policy];
            row.cells.push_back(std::move(cell));
        }
    }
}

Row read_row(const std::string& text, int line) {
    const auto columns = split(text, '|');
    if (columns.size() < kColumns) stop(line, "columns are missing");
    Cell like;
    like.sold = static_cast<Sold>(index_of(kSoldNames, columns[0], line));
    like.back = static_cast<Back>(index_of(kBackNames, columns[1], line));
    like.row = {.cash_minor = minor_of(columns[4], 0, line),
                .points_given = columns[5].empty() ? 0 : std::stoll(columns[5]),
                .voucher_minor = minor_of(columns[6], -1, line),
                .value_minor = minor_of(columns[7], -1, line),
                .spend_minor = minor_of(columns[8], 0, line),
                .listed = columns[9]};
    Row row;
    row.name = columns[0] + "__" + columns[1];
    for (const std::size_t side : {std::size_t{2}, std::size_t{3}}) {
        if (columns[side] != "any") row.name += "__" + columns[side];
    }
    std::replace_if(
        row.name.begin(),
        row.name.end(),
        [](char c) { return c == ' ' || c == '-' || c == ','; },
        '_');
    const auto places = sides(columns[2], "here", "elsewhere");
    const auto links = sides(columns[3], "online", "offline");
    if (places.empty() || links.empty()) stop(line, "where, and by which link?");
    for (const bool elsewhere : places) {
        for (const bool offline : links) {
            like.elsewhere = elsewhere;
            like.offline = offline;
            add_cells(row, like, columns, line);
        }
    }
    return row;
}

std::vector<Row> read_rows() {
    std::ifstream file{PARETO_RETURN_MATRIX};
    std::vector<Row> rows;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (!line.empty() && line.front() != '#') rows.push_back(read_row(line, number));
    }
    if (rows.empty()) stop(number, "there is no matrix");
    return rows;
}

}  // namespace

std::string Cell::text() const {
    constexpr std::array kPolicyNames{"unlimited", "within_balance", "only_pending"};
    return std::string{kSoldNames.at(static_cast<std::size_t>(sold))} + ", " +
           kBackNames.at(static_cast<std::size_t>(back)) + ", " +
           (elsewhere ? "elsewhere" : "here") + ", " + (offline ? "offline" : "online") + ", " +
           kPolicyNames.at(static_cast<std::size_t>(policy)) + ", points " +
           kFateNames.at(static_cast<std::size_t>(fate));
}

const std::vector<Row>& matrix_rows() {
    static const std::vector<Row> rows = read_rows();
    return rows;
}

}  // namespace pareto::hq::test
