// The CSV reader, as tables: text in, records out. Every text is read in pieces of several sizes
// with the same result.
#include "hq/import/csv_reader.h"

#include <gtest/gtest.h>

namespace pareto::hq::import {
namespace {

using namespace std::string_literals;

std::string records_of(const std::string& text, std::size_t step) {
    CsvReader reader(from_text(text, step));
    CsvRecord record;
    std::string out;
    while (true) {
        const auto found = reader.next(record);
        if (!found) return out + "fault: " + found.error().detail;
        if (!*found) return out;
        out += std::to_string(record.line) + ":";
        for (const std::string_view field : record.fields) {
            out += "[";
            for (const char c : field)
                out += c == '\n' ? std::string{"\\n"} : std::string(1, c);
            out += "]";
        }
        if (record.flaw)
            out += " !" + std::to_string(record.flaw->field) + " " + record.flaw->reason;
        out += "\n";
    }
}

std::string records_of(const std::string& text) {
    std::string whole = records_of(text, 1'000'000);
    for (const std::size_t step : {1U, 2U, 7U})
        EXPECT_EQ(records_of(text, step), whole) << "read " << step << " bytes at a time";
    return whole;
}

TEST(CsvReaderTest, SplitsPlainRecords) {
    EXPECT_EQ(records_of("a,b,c\n1,,3\n"), "1:[a][b][c]\n2:[1][][3]\n");
    EXPECT_EQ(records_of("a,b\r\n1,2\r\n"), "1:[a][b]\n2:[1][2]\n");
    EXPECT_EQ(records_of("a,b\n1,2"), "1:[a][b]\n2:[1][2]\n");
    EXPECT_EQ(records_of("a,b\n1,2\r"), "1:[a][b]\n2:[1][2]\n");
    EXPECT_EQ(records_of("a\n,\n"), "1:[a]\n2:[][]\n");
}

TEST(CsvReaderTest, SkipsBlankLinesAndAByteOrderMark) {
    EXPECT_EQ(records_of("\xEF\xBB\xBF"
                         "a,b\n\n\r\n1,2\n\n"),
              "1:[a][b]\n4:[1][2]\n");
    EXPECT_EQ(records_of(""), "");
    EXPECT_EQ(records_of("\xEF\xBB\xBF"), "");
}

TEST(CsvReaderTest, ReadsQuotedFields) {
    EXPECT_EQ(records_of("\"a\",\"b,c\"\n"), "1:[a][b,c]\n");
    EXPECT_EQ(records_of("\"say \"\"hi\"\"\",x\n"), "1:[say \"hi\"][x]\n");
    EXPECT_EQ(records_of("\"two\nlines\",x\n3,4\n"), "1:[two\\nlines][x]\n3:[3][4]\n");
    EXPECT_EQ(records_of("\"\",\"\"\r\n"), "1:[][]\n");
    EXPECT_EQ(records_of("5\" pipe,x\n"), "1:[5\" pipe][x]\n");
}

TEST(CsvReaderTest, ABrokenQuoteTakesOnlyItsOwnLine) {
    EXPECT_EQ(
        records_of("a,\"open,1\nb,2\nc,3\n"),
        "1:[a][\"open,1] !1 the quote that opens this field is never closed\n2:[b][2]\n3:[c][3]\n");
    EXPECT_EQ(records_of("a,\"x\"y,1\nb,2\n"),
              "1:[a][\"x\"y,1] !1 text behind the quote that closes this field\n2:[b][2]\n");
    // The quote of the third line closes the one of the first: both lines are broken, the second is
    // not lost.
    EXPECT_EQ(records_of("a,\"open\nb,2\nc,\"q\"\nd,4\n"),
              "1:[a][\"open] !1 text behind the quote that closes this "
              "field\n2:[b][2]\n3:[c][q]\n4:[d][4]\n");
}

TEST(CsvReaderTest, NamesBytesThatAreNotText) {
    EXPECT_EQ(records_of("a,b\xE9,c\n"),
              "1:[a][b\xE9][c] !1 byte 2 of the field (e9) is not UTF-8\n");
    EXPECT_EQ(records_of("a,b\0c\n1,2\n"s),
              "1:[a][b\0c] !1 byte 2 of the field is NUL\n2:[1][2]\n"s);
    EXPECT_EQ(records_of("\xE9\xBB\x83,\xF0\x9F\x98\x80\n"),
              "1:[\xE9\xBB\x83][\xF0\x9F\x98\x80]\n");
    EXPECT_EQ(records_of("\xC0\xAF\n"), "1:[\xC0\xAF] !0 byte 1 of the field (c0) is not UTF-8\n");
    EXPECT_EQ(records_of("\xED\xA0\x80\n"),
              "1:[\xED\xA0\x80] !0 byte 1 of the field (ed) is not UTF-8\n");
    EXPECT_EQ(records_of("\xFF\xFE"
                         "a\n"),
              "fault: line 1, column 1: the file is UTF-16; write it as UTF-8");
}

TEST(CsvReaderTest, ATooLongLineIsOneBrokenRecord) {
    const std::string text = "h1,h2\nfirst," + std::string(10'000'000, 'x') + ",last\nb,2\n";
    CsvReader reader(from_text(text, 65'536));
    CsvRecord record;
    ASSERT_TRUE(*reader.next(record));
    ASSERT_TRUE(*reader.next(record));
    EXPECT_EQ(record.line, 2);
    ASSERT_TRUE(record.flaw);
    EXPECT_EQ(record.flaw->field, 1U);
    EXPECT_EQ(record.flaw->reason, "the line is longer than 1048576 bytes");
    ASSERT_EQ(record.fields.size(), 2U);
    EXPECT_EQ(record.fields[0], "first");
    EXPECT_EQ(record.fields[1].size(), CsvReader::kTruncatedBytes);
    ASSERT_TRUE(*reader.next(record));
    EXPECT_EQ(record.line, 3);
    EXPECT_EQ(record.fields[0], "b");
    EXPECT_FALSE(*reader.next(record));
}

TEST(CsvReaderTest, ARecordOfExactlyTheLimitIsRead) {
    const std::string fits(CsvReader::kRecordBytesMax, 'x');
    CsvReader reader(from_text(fits + "\n" + fits + "y\nz", 10'000));
    CsvRecord record;
    ASSERT_TRUE(*reader.next(record));
    EXPECT_FALSE(record.flaw);
    EXPECT_EQ(record.fields[0].size(), CsvReader::kRecordBytesMax);
    ASSERT_TRUE(*reader.next(record));
    EXPECT_TRUE(record.flaw);
    ASSERT_TRUE(*reader.next(record));
    EXPECT_EQ(record.fields[0], "z");
}

}  // namespace
}  // namespace pareto::hq::import
