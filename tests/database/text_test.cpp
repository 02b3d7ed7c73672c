#include "common/database/text.h"

#include <string>

#include <gtest/gtest.h>

namespace pareto::database {
namespace {

TEST(StorableTextTest, TakesUtf8) {
    for (const char* text : {"",
                             "a",
                             "12345678",
                             "123456789",
                             "é",
                             "\xC2\x80",
                             "\xDF\xBF",
                             "\xE0\xA0\x80",
                             "\xED\x9F\xBF",
                             "\xEE\x80\x80",
                             "\xEF\xBF\xBF",
                             "\xF0\x90\x80\x80",
                             "\xF4\x8F\xBF\xBF",
                             "陳大文 12345678 🎁"}) {
        EXPECT_TRUE(is_storable_text(text)) << text;
    }
}

TEST(StorableTextTest, RefusesEverythingElse) {
    for (const char* text : {"\x80",
                             "\xBF",
                             "\xC0\x80",
                             "\xC1\xBF",
                             "\xC2",
                             "\xC2 ",
                             "\xE0\x9F\xBF",
                             "\xE4\xBD",
                             "\xED\xA0\x80",
                             "\xF0\x8F\xBF\xBF",
                             "\xF4\x90\x80\x80",
                             "\xF5\x80\x80\x80",
                             "\xFE",
                             "\xFF",
                             "12345678\xFF"}) {
        EXPECT_FALSE(is_storable_text(text));
    }
}

TEST(StorableTextTest, RefusesANulAnywhere) {
    for (std::size_t place = 0; place < 20; ++place) {
        std::string text(20, 'a');
        text[place] = '\0';
        EXPECT_FALSE(is_storable_text(text)) << place;
    }
}

}  // namespace
}  // namespace pareto::database
