// Which cell becomes which field: --map, --const, calculations, times.
#include <gtest/gtest.h>

#include "hq/import/columns.h"
#include "hq/import/row_file.h"
#include "hq/import/sold_at.h"

namespace pareto::hq::import {
namespace {

constexpr FieldSpec kTestFields[] = {{"branch", true}, {"amount", true, true}, {"card"}};

// "branch|amount in thousandths|card" of the only row, or what is wrong.
std::string mapped(const std::string& csv, const std::vector<Assignment>& assignments) {
    auto rows = RowFile::open(from_text(csv, 100), "t.csv", kTestFields, assignments);
    if (!rows) return rows.error().detail;
    const auto found = rows->next();
    if (!found || !*found) return "no row";
    if (rows->record().flaw) return "flaw: " + rows->record().flaw->reason;
    const auto amount = rows->columns().number(1, rows->record());
    if (!amount)
        return rows->columns().name_of(amount.error().column) + ": " + amount.error().reason;
    std::string number = "-";
    if (*amount) number = std::to_string(rescale(**amount, 3)->value);
    return std::string{rows->columns().text(0, rows->record())} + "|" + number + "|" +
           std::string{rows->columns().text(2, rows->record())};
}

Assignment map_to(std::string field, std::string value) {
    return {std::move(field), std::move(value), false};
}

Assignment constant(std::string field, std::string value) {
    return {std::move(field), std::move(value), true};
}

TEST(ColumnsTest, TakesFieldsByTheirOwnName) {
    EXPECT_EQ(mapped("branch,amount,card\nA,1.50,77\n", {}), "A|1500|77");
    EXPECT_EQ(mapped(" branch , amount\n A , 2 \n", {}), "A|2000|");
}

TEST(ColumnsTest, MapsAndSetsFields) {
    EXPECT_EQ(mapped("where,amount\nA,1\n", {map_to("branch", "where")}), "A|1000|");
    EXPECT_EQ(mapped("amount\n1\n", {constant("branch", "UK01")}), "UK01|1000|");
    EXPECT_EQ(mapped("branch,Unit Price\nA,3\n", {map_to("amount", "Unit Price")}), "A|3000|");
}

TEST(ColumnsTest, CalculatesExactly) {
    const std::string row = "branch,quantity,unit_price,off\nA,3,0.10,0.05\n";
    EXPECT_EQ(mapped(row, {map_to("amount", "quantity*unit_price")}), "A|300|");
    EXPECT_EQ(mapped(row, {map_to("amount", "quantity*unit_price - off")}), "A|250|");
    EXPECT_EQ(mapped(row, {map_to("amount", "quantity*(unit_price-off)")}), "A|150|");
    EXPECT_EQ(mapped(row, {map_to("amount", "-quantity*2.5+\"off\"")}), "A|-7450|");
    EXPECT_EQ(mapped("branch,a,b\nA,999999999999,9999999999\n", {map_to("amount", "a*b")}),
              "b: the calculation has more than 18 digits");
}

TEST(ColumnsTest, NamesWhatIsWrongInTheHeader) {
    EXPECT_EQ(mapped("branch,price\nA,1\n", {}),
              "t.csv: line 1: there is no column amount (its columns are branch, price); give one "
              "with --map amount=COLUMN");
    EXPECT_EQ(mapped("branch,price\nA,1\n", {map_to("amount", "prize")}),
              "t.csv: line 1: --map amount=prize: the file has no column \"prize\" (its columns "
              "are branch, price)");
    EXPECT_EQ(mapped("branch,amount,branch\nA,1,B\n", {}),
              "t.csv: line 1, column 3: \"branch\" is named twice, first as column 1");
    EXPECT_EQ(mapped("branch;amount\nA;1\n", {}),
              "t.csv: line 1, column 1: the columns are not separated by commas");
    EXPECT_EQ(mapped("", {}), "t.csv: line 1: the file is empty; a header is required");
    EXPECT_EQ(mapped("branch,amount\nA,1\n", {map_to("card", "branch*2")}),
              "t.csv: line 1: --map card=branch*2: card is taken from a column, not calculated");
    EXPECT_EQ(mapped("branch,amount\nA,1\n", {map_to("amount", "amount*(2")}),
              "t.csv: line 1: --map amount=amount*(2: a closing bracket is missing (its columns "
              "are branch, amount)");
    EXPECT_EQ(
        mapped("branch,amount\nA,1\n", {map_to("amount", std::string(1'000, '('))}).substr(0, 40),
        "t.csv: line 1: --map amount=((((((((((((");
}

TEST(ColumnsTest, NamesWhatIsWrongInARow) {
    EXPECT_EQ(mapped("branch,amount\nA,1x\n", {}), "amount: \"1x\" is not a number");
    EXPECT_EQ(mapped("branch,amount\nA,1,2\n", {}),
              "flaw: 3 fields where the header names 2 columns");
    EXPECT_EQ(mapped("branch,amount\nA\n", {}), "flaw: 1 fields where the header names 2 columns");
    EXPECT_EQ(mapped("branch,q,p\nA,two,3\n", {map_to("amount", "q*p")}),
              "q: \"two\" is not a number");
}

// The trace of the only row and its branch: "file source line branch".
std::string traced(const std::string& csv, const std::vector<Assignment>& assignments = {}) {
    auto rows = RowFile::open(from_text(csv, 100), "r.csv", kTestFields, assignments);
    if (!rows) return rows.error().detail;
    if (!*rows->next()) return "no row";
    const Trace& trace = rows->trace();
    return (rows->traced() ? "" : "untraced ") + trace.file + " " + trace.source + " " +
           std::to_string(trace.line) + " " + std::string{rows->columns().text(0, rows->record())};
}

TEST(ColumnsTest, AFileOfRejectsSaysWhereItsRowsStood) {
    EXPECT_EQ(
        traced(
            "file,line,column,reason,source,branch,amount\ns.csv,17,amount,bad,s.csv#ab:17,A,5\n"),
        "s.csv s.csv#ab 17 A");
    EXPECT_EQ(traced("source,branch,amount\ns.csv#ab:17,A,5\n"), "s.csv s.csv#ab 17 A");
    EXPECT_EQ(traced("source,line,branch,amount\ns.csv,17,A,5\n"), "s.csv s.csv 17 A");
    EXPECT_EQ(traced("file,line,branch,amount\ns.csv,17,A,5\n"), "s.csv s.csv 17 A");
    EXPECT_EQ(traced("file,line,branch,amount\ns.csv,x,A,5\n"), "r.csv  2 A");
    EXPECT_EQ(traced("branch,amount\nA,5\n"), "untraced r.csv  2 A");
    // A column that a field is taken from is the row's own.
    EXPECT_EQ(traced("source,amount\nweb,5\n", {map_to("branch", "source")}),
              "untraced r.csv  2 web");
}

TEST(AssignmentTest, IsFieldAndValue) {
    EXPECT_EQ(assignment_of("branch=UK01", true)->value, "UK01");
    EXPECT_EQ(assignment_of("a = b*c", false)->field, "a");
    EXPECT_EQ(assignment_of("a=", true)->value, "");
    EXPECT_FALSE(assignment_of("a=", false));
    EXPECT_FALSE(assignment_of("=b", false));
    EXPECT_FALSE(assignment_of("nothing", true));
}

TEST(SimilarTest, FindsSlipsOfTheKey) {
    EXPECT_TRUE(is_similar("quantiy", "quantity"));
    EXPECT_TRUE(is_similar("discont", "discount"));
    EXPECT_FALSE(is_similar("retail_disc", "discount"));
    EXPECT_FALSE(is_similar("week", "sku"));
}

std::string written(const std::string& text) {
    const auto time = read_written_time(text);
    if (!time) return "no";
    std::string out = std::to_string(time->since_epoch.count());
    if (time->utc_offset) out += " " + std::to_string(time->utc_offset->count());
    return out;
}

TEST(SoldAtTest, ReadsIso8601) {
    EXPECT_EQ(written("2017-01-01T00:00:00Z"), "1483228800000 0");
    EXPECT_EQ(written("2017-01-01 00:00"), "1483228800000");
    EXPECT_EQ(written("2017-01-01 00:00:01.25+08:00"), "1483228801250 480");
    EXPECT_EQ(written("2017-01-01T00:00:01-0330"), "1483228801000 -210");
    EXPECT_EQ(written("2017-01-01T00:00 +08"), "1483228800000 480");
    EXPECT_EQ(written("2017-01-01"), "1483272000000");
    for (const char* bad : {"",
                            "2017-13-01",
                            "2017-02-29 10:00",
                            "01/02/2017",
                            "2017-01-01T24:00",
                            "2017-01-01 10",
                            "2017-01-01 10:60",
                            "2017-01-01 10:00:60",
                            "2017-01-01T10:00+8",
                            "2017-01-01T10:00Zx",
                            "2017-01-01Z",
                            "2017-1-1"}) {
        EXPECT_EQ(written(bad), "no") << bad;
    }
}

std::string moment(const std::string& zone_name, const std::string& text) {
    const auto zone = Zone::find(zone_name);
    const auto time = read_written_time(text);
    if (!zone || !time) return "no";
    const auto moment = zone->moment_of(*time);
    const char* oddity = moment.oddity == Zone::Oddity::None      ? ""
                         : moment.oddity == Zone::Oddity::Skipped ? " skipped"
                                                                  : " repeated";
    return std::to_string(to_ms(moment.at) / 1000) + " " + to_string(moment.date) + oddity;
}

TEST(ZoneTest, PutsATimeIntoTheBranchesZone) {
    EXPECT_EQ(moment("Asia/Hong_Kong", "2017-01-01 07:30"), "1483227000 2017-01-01");
    EXPECT_EQ(moment("Asia/Hong_Kong", "2016-12-31T23:30:00Z"), "1483227000 2017-01-01");
    EXPECT_EQ(moment("America/New_York", "2017-03-12 02:30"), "1489303800 2017-03-12 skipped");
    EXPECT_EQ(moment("America/New_York", "2017-11-05 01:30"), "1509859800 2017-11-05 repeated");
    EXPECT_EQ(moment("America/New_York", "2017-11-05T01:30:00-05:00"), "1509863400 2017-11-05");
    EXPECT_FALSE(Zone::find("Atlantis/Capital"));
}

TEST(ZoneTest, SaysTheMinuteOfTheBranchsDay) {
    const auto minute = [](const char* zone, std::int64_t second) {
        return Zone::find(zone)->minute_of(from_ms(second * 1000));
    };
    EXPECT_EQ(minute("Asia/Hong_Kong", 1483227000), 7 * 60 + 30);
    EXPECT_EQ(minute("UTC", 1483227059), 23 * 60 + 30);
    // The same hour twice on the day the clocks go back.
    EXPECT_EQ(minute("America/New_York", 1509859800), 60 + 30);
    EXPECT_EQ(minute("America/New_York", 1509863400), 60 + 30);
}

}  // namespace
}  // namespace pareto::hq::import
