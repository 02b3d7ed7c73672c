// A CSV file of anybody's making, read in steps of any size: the same records come out.
#include <vector>

#include "hq/import/csv_reader.h"
#include "hq/import/expression.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

struct Kept {
    std::int64_t line = 0;
    std::vector<std::string> fields;
    bool flawed = false;
    bool operator==(const Kept&) const = default;
};

struct Contents {
    std::vector<Kept> records;
    bool failed = false;
    bool operator==(const Contents&) const = default;
};

Contents read(BytesView text, std::size_t step) {
    Contents contents;
    hq::import::CsvReader reader{hq::import::from_text(Bytes{text}, step)};
    hq::import::CsvRecord record;
    for (;;) {
        const auto more = reader.next(record);
        if (!more) {
            contents.failed = true;
            return contents;
        }
        if (!*more) return contents;
        PARETO_CHECK(record.fields.size() <= hq::import::CsvReader::kFieldsMax);
        Kept kept{
            record.line, {record.fields.begin(), record.fields.end()}, record.flaw.has_value()};
        PARETO_CHECK(contents.records.empty() || contents.records.back().line < kept.line);
        for (const auto& field : record.fields)
            static_cast<void>(hq::import::shown(field));
        contents.records.push_back(std::move(kept));
    }
}

/// A record as RFC 4180 writes it.
std::string written(const std::vector<std::string>& fields) {
    std::string line;
    for (const auto& field : fields) {
        if (!line.empty()) line += ',';
        line += '"';
        for (const char c : field)
            line += c == '"' ? std::string{"\"\""} : std::string{c};
        line += '"';
    }
    return line + "\r\n";
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(csv) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    fuzz::Decisions decisions{input};
    const std::size_t step = 1U + decisions.byte();
    const Contents contents = read(decisions.rest(), step);
    PARETO_CHECK(contents == read(decisions.rest(), 1U << 16U));
    // What was sound is read back the same when it is written again.
    std::string again = "header\r\n";
    std::vector<std::vector<std::string>> sound;
    for (const Kept& kept : contents.records) {
        if (kept.flawed || kept.fields.empty()) continue;
        again += written(kept.fields);
        sound.push_back(kept.fields);
    }
    const Contents reread = read(again, step);
    PARETO_CHECK(!reread.failed && reread.records.size() == sound.size() + 1);
    for (std::size_t i = 0; i < sound.size(); ++i)
        PARETO_CHECK(!reread.records[i + 1].flawed && reread.records[i + 1].fields == sound[i]);
}
