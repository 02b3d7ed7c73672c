#include "common/net/enrolment_code.h"

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace pareto::net {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

EnrolmentCode example(unsigned seed = 1) {
    EnrolmentCode code;
    for (unsigned i = 0; i < 20; ++i) {
        seed = seed * 1'103'515'245U + 12'345U;
        (i < 10 ? code.secret : code.authority_fingerprint)
            .push_back(static_cast<char>(seed >> 16U));
    }
    return code;
}

std::string outcome(std::string_view text) {
    const auto code = parse_enrolment_code(text);
    return code ? to_text(*code) : std::string{explain(code.error())};
}

TEST(EnrolmentCodeTest, IsReadAsItWasWritten) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const EnrolmentCode code = example(seed);
        const auto read = parse_enrolment_code(to_text(code));
        ASSERT_TRUE(read);
        EXPECT_EQ(*read, code);
    }
}

TEST(EnrolmentCodeTest, LooksLikeEightGroupsOfWhichTheLastHoldsTheCheck) {
    const EnrolmentCode zero{Bytes(10, '\0'), Bytes(10, '\0')};
    EXPECT_EQ(to_text(zero), "0000-0000-0000-0000-0000-0000-0000-00000");
    const EnrolmentCode ones{Bytes(10, '\xFF'), Bytes(10, '\xFF')};
    EXPECT_EQ(to_text(ones).substr(0, 39), "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ");
}

TEST(EnrolmentCodeTest, DoesNotMindCaseSpacesAndLettersThatLookLikeDigits) {
    const std::string text = to_text(example());
    std::string typed = " ";
    for (const char character : text) {
        if (character == '-') {
            typed += "  ";
        } else if (character == '0') {
            typed += 'o';
        } else if (character == '1') {
            typed += 'l';
        } else if (character >= 'A' && character <= 'Z') {
            typed += static_cast<char>(character - 'A' + 'a');
        } else {
            typed += character;
        }
    }
    EXPECT_EQ(outcome(typed + "\n"), text);
    const EnrolmentCode zero{Bytes(10, '\0'), Bytes(10, '\0')};
    EXPECT_EQ(outcome("OOOO-oooo-0000-0000-0000-0000-0000-0000O"), to_text(zero));
}

TEST(EnrolmentCodeTest, NoticesEverySingleWrongCharacter) {
    const std::string text = to_text(example());
    unsigned tried = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '-') continue;
        for (const char other : kAlphabet) {
            if (other == text[i]) continue;
            std::string typed = text;
            typed[i] = other;
            const auto code = parse_enrolment_code(typed);
            ASSERT_FALSE(code) << typed;
            ASSERT_EQ(code.error(), EnrolmentCodeRefusal::MistypedCharacter);
            ++tried;
        }
    }
    EXPECT_EQ(tried, 33U * 31U);
}

TEST(EnrolmentCodeTest, NoticesTwoCharactersThatChangedPlaces) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::string text;
        for (const char character : to_text(example(seed))) {
            if (character != '-') text.push_back(character);
        }
        for (std::size_t i = 0; i < text.size(); ++i) {
            for (std::size_t j = i + 1; j < text.size() && j - i < 31; ++j) {
                if (text[i] == text[j]) continue;
                std::string typed = text;
                std::swap(typed[i], typed[j]);
                ASSERT_FALSE(parse_enrolment_code(typed)) << typed;
            }
        }
    }
}

TEST(EnrolmentCodeTest, SaysWhetherItIsTooShortTooLongOrHasAWrongCharacter) {
    const std::string text = to_text(example());
    EXPECT_EQ(outcome(""), "the enrolment code is too short: it has 33 characters");
    EXPECT_EQ(outcome(text.substr(1)), "the enrolment code is too short: it has 33 characters");
    EXPECT_EQ(outcome(text + "7"), "the enrolment code is too long: it has 33 characters");
    EXPECT_EQ(outcome("U" + text), "the enrolment code has a character that no code has");
    EXPECT_EQ(outcome(text + std::string(1, '\0')),
              "the enrolment code has a character that no code has");
    EXPECT_EQ(outcome("\xEF\xBC\x90" + text),
              "the enrolment code has a character that no code has");
}

}  // namespace
}  // namespace pareto::net
