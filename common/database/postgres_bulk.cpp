// Many rows into PostgreSQL: COPY, or arrays where a conflict clause is wanted (COPY knows none).
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

#include <pqxx/except>
#include <pqxx/stream_to>

#include "common/database/postgres_connection.h"
#include "common/database/postgres_value.h"

namespace pareto::database {

/// Lines of COPY's text form, escaped, without the last newline.
struct CopyBlock {
    std::string lines;
};

}  // namespace pareto::database

namespace pqxx::internal {

// stream_to takes rows as tuples only, whose number of columns the compiler knows, and escapes each
// byte by itself. Ours is a tuple of one block that is escaped already.
template <>
inline std::string TypedCopyEscaper::operator()(const pareto::database::CopyBlock* block) const {
    return block->lines;
}

}  // namespace pqxx::internal

namespace pareto::database {
namespace {

constexpr std::size_t kCopyBytesMax = std::size_t{64} << 10U;
constexpr std::size_t kChunkRowsMax = 10'000;
constexpr std::size_t kChunkBytesMax = std::size_t{8} << 20U;

std::string lower_trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    std::string word{text.substr(first, text.find_last_not_of(kBlank) - first + 1)};
    for (char& character : word) {
        if (character >= 'A' && character <= 'Z')
            character = static_cast<char>(character - 'A' + 'a');
    }
    return word;
}

/// "on conflict(member_id, day) do …" gives the places of member_id and day among the columns,
/// nothing when there is no such list or not of plain columns.
std::vector<std::size_t> key_columns(const BulkInsert& insert) {
    const std::string_view clause = insert.conflict;
    const auto open = clause.find('(');
    const auto close = clause.find(')', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    if (lower_trimmed(clause.substr(0, open)) != "on conflict") return {};

    std::vector<std::size_t> places;
    std::string_view names = clause.substr(open + 1, close - open - 1);
    while (true) {
        const auto comma = names.find(',');
        const std::string name = lower_trimmed(names.substr(0, comma));
        const auto place = std::find(insert.columns.begin(), insert.columns.end(), name);
        if (place == insert.columns.end()) return {};
        places.push_back(static_cast<std::size_t>(place - insert.columns.begin()));
        if (comma == std::string_view::npos) return places;
        names.remove_prefix(comma + 1);
    }
}

std::string key_of(const std::vector<Value>& row, const std::vector<std::size_t>& places) {
    std::string key;
    for (const std::size_t place : places) {
        append_array_element(key, row[place]);
        key += ',';
    }
    return key;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

}  // namespace

/// insert into t(a, b) select * from unnest(cast($1 as bigint[]), cast($2 as text[])) on conflict …
const std::string& PostgresSession::array_insert(const BulkInsert& insert) {
    const std::string names = joined(insert.columns);
    const std::string head = "insert into " + insert.table + "(" + names + ") ";
    std::string& text = array_inserts_[head + insert.conflict];
    if (!text.empty()) return text;

    // Without the length of a varchar(n): an explicit cast to it would cut silently.
    const auto catalogue = execute(
        "select attname, format_type(atttypid, null) from pg_attribute "
        "where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
        std::vector<Value>{insert.table});
    std::map<std::string, std::string> types;
    for (const auto& row : catalogue)
        types[row[0].c_str()] = row[1].c_str();

    std::vector<std::string> arrays;
    for (const auto& column : insert.columns) {
        const auto type = types.find(column);
        if (type == types.end()) throw pqxx::undefined_column{"no column " + column, head, "42703"};
        arrays.push_back("cast($" + std::to_string(arrays.size() + 1) + " as " + type->second +
                         "[])");
    }
    text = head + "select * from unnest(" + joined(arrays) + ") " + insert.conflict;
    return text;
}

void insert_arrays(PostgresSession& session, const BulkInsert& insert) {
    const std::string sql = session.array_insert(insert);
    // One statement may meet a row only once ("cannot affect row a second time"); SQLite, row by
    // row, may meet it often. So a chunk ends where a key comes again, and both do the same.
    const auto key_places = key_columns(insert);
    std::unordered_set<std::string> keys;
    std::vector<Value> arrays(insert.columns.size(), Value{std::string{"{"}});
    std::size_t rows = 0;
    std::size_t bytes = 0;
    const auto flush = [&] {
        for (auto& array : arrays)
            std::get<std::string>(array) += '}';
        std::ignore = session.execute(sql, arrays);
        arrays.assign(insert.columns.size(), Value{std::string{"{"}});
        keys.clear();
        rows = 0;
        bytes = 0;
    };
    for (const auto& row : insert.rows) {
        if (!key_places.empty() && !keys.insert(key_of(row, key_places)).second) {
            flush();
            keys.insert(key_of(row, key_places));
        }
        for (std::size_t column = 0; column < row.size(); ++column) {
            auto& array = std::get<std::string>(arrays[column]);
            const std::size_t before = array.size();
            if (rows > 0) array += ',';
            append_array_element(array, row[column]);
            bytes += array.size() - before;
        }
        if (++rows >= kChunkRowsMax || bytes >= kChunkBytesMax) flush();
    }
    if (rows > 0) flush();
}

void copy_rows(PostgresSession& session, const BulkInsert& insert) {
    pqxx::stream_to stream{session.transaction(), insert.table, insert.columns};
    std::tuple<CopyBlock> block;
    std::string& lines = std::get<0>(block).lines;
    const auto flush = [&] {
        lines.pop_back();  // stream_to ends the line itself
        stream << block;
        lines.clear();
    };
    for (const auto& row : insert.rows) {
        append_copy_line(lines, row);
        lines += '\n';
        if (lines.size() >= kCopyBytesMax) flush();
    }
    if (!lines.empty()) flush();
    stream.complete();
}

}  // namespace pareto::database
