// Known answers: the examples of the EPC Tag Data Standard, those in the table of this folder and,
// where they are, those of the shared data.
#include "tests/goods/epc_examples.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "common/goods/article_number.h"

namespace pareto::goods {
namespace {

namespace json = boost::json;
using test::bytes_of;

/// All that a tag says, one form a line; or why it is refused.
std::string read(BytesView bytes) {
    const auto epc = decode_epc(bytes);
    if (!epc) return "refused: it " + std::string{explain(epc.error())};
    return tag_uri(*epc) + "\n" + identity_uri(*epc) + "\n" + to_bracketed(to_elements(*epc));
}

/// The words, without the zeros that fill the last one.
std::string written(const Expected<Epc, EpcRefusal>& epc, std::string_view as_printed) {
    if (!epc) return "refused: it " + std::string{explain(epc.error())};
    const auto bytes = encode_epc(*epc);
    if (!bytes) return "refused: it " + std::string{explain(bytes.error())};
    std::string hex = to_hex(*bytes);
    std::transform(hex.begin(), hex.end(), hex.begin(), [](char c) {
        return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const bool only_zeros =
        hex.find_first_not_of('0', std::min(hex.size(), as_printed.size())) == std::string::npos;
    return only_zeros ? hex.substr(0, as_printed.size()) : hex;
}

class EpcExamplesTest : public testing::TestWithParam<test::EpcExample> {};

TEST_P(EpcExamplesTest, IsTheSameInAllFourForms) {
    const auto& example = GetParam();
    const auto forms = std::string{example.tag_uri} + "\n" + std::string{example.identity_uri} +
                       "\n" + std::string{example.elements};
    EXPECT_EQ(read(bytes_of(example.hex)), forms);
    EXPECT_EQ(written(parse_tag_uri(example.tag_uri), example.hex), example.hex);

    auto identity = parse_identity_uri(example.identity_uri, 3);
    ASSERT_TRUE(identity) << explain(identity.error());
    EXPECT_EQ(identity_uri(*identity), example.identity_uri);
    if (example.elements.empty()) return;
    const auto elements = parse_bracketed(example.elements);
    ASSERT_TRUE(elements) << explain(elements.error());
    EXPECT_EQ(written(epc_of(*elements, example.scheme, 7, 3), example.hex), example.hex);
    EXPECT_EQ(parse_elements(to_element_string(*elements)), elements);
}

INSTANTIATE_TEST_SUITE_P(Standard,
                         EpcExamplesTest,
                         testing::ValuesIn(test::kEpcExamples),
                         [](const auto& tested) {
                             std::string name{name_of(tested.param.scheme)};
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(EpcExamplesTest, HaveOneOfEachScheme) {
    std::set<EpcScheme> schemes;
    for (const auto& example : test::kEpcExamples)
        schemes.insert(example.scheme);
    EXPECT_EQ(schemes.size(), static_cast<std::size_t>(EpcScheme::AdiVar) + 1);
}

TEST(EpcExamplesTest, HaveOthersOfOtherSources) {
    EXPECT_EQ(read(bytes_of("31105E30A7055F2CC0000000")),
              "urn:epc:tag:sscc-96:0.12345678.090123456\n"
              "urn:epc:id:sscc:12345678.090123456\n(00)012345678901234560");
    EXPECT_EQ(read(bytes_of("31AC16465751CCD0C2000000")),
              "urn:epc:tag:sscc-96:5.023356789.30200002\n"
              "urn:epc:id:sscc:023356789.30200002\n(00)302335678902000022");
    EXPECT_EQ(read(bytes_of("331800004000004000000001")),
              "urn:epc:tag:grai-96:0.000001.000001.1\n"
              "urn:epc:id:grai:000001.000001.1\n(8003)000000100000141");
}

/// The shared data, or nothing where it is absent.
json::value shared_vectors() {
    const char* given = std::getenv("PARETO_DATA");  // NOLINT(concurrency-mt-unsafe)
    const std::string folder = given != nullptr ? given : PARETO_SOURCE_DIR "/../shared/data";
    std::ifstream file{folder + "/epc_tds_vectors.json"};
    if (!file) return nullptr;
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

std::string text_of(const json::value& vector, const char* name) {
    const auto* value = vector.as_object().if_contains(name);
    return value == nullptr ? std::string{} : json::value_to<std::string>(*value);
}

class SharedVectorsTest : public testing::Test {
protected:
    void SetUp() override {
        vectors = shared_vectors();
        if (vectors.is_null())
            GTEST_SKIP() << "the shared data is not there: set PARETO_DATA to its folder";
    }

    json::value vectors;
};

TEST_F(SharedVectorsTest, AreAllRead) {
    ASSERT_EQ(vectors.at("vectors").as_array().size(), 21U);
    for (const auto& vector : vectors.at("vectors").as_array()) {
        const std::string hex = text_of(vector, "hex");
        const std::string uri = text_of(vector, "tag_uri");
        EXPECT_EQ(read(bytes_of(hex)),
                  uri + "\n" + text_of(vector, "pure_identity_uri") + "\n" +
                      text_of(vector, "gs1_element_string"));
        EXPECT_EQ(written(parse_tag_uri(uri), hex), hex);
    }
    for (const auto& vector : vectors.at("extra").as_array()) {
        const auto epc = decode_epc(bytes_of(text_of(vector, "hex")));
        ASSERT_TRUE(epc) << text_of(vector, "hex");
        // Each of them is given in some of the forms only.
        const auto is_given = [&](const char* name, const std::string& form) {
            return text_of(vector, name).empty() || text_of(vector, name) == form;
        };
        EXPECT_TRUE(is_given("tag_uri", tag_uri(*epc))) << tag_uri(*epc);
        EXPECT_TRUE(is_given("pure_identity_uri", identity_uri(*epc))) << identity_uri(*epc);
        EXPECT_TRUE(is_given("sscc", to_elements(*epc).front().value)) << tag_uri(*epc);
    }
}

TEST_F(SharedVectorsTest, AreRefusedWhereTheyMustBe) {
    for (const auto& vector : vectors.at("negative").as_array()) {
        const bool accepted = text_of(vector, "expect") == "accept";
        if (const auto hex = text_of(vector, "hex"); !hex.empty()) {
            EXPECT_EQ(decode_epc(bytes_of(hex)).has_value(), accepted) << hex;
        } else if (const auto gtin = text_of(vector, "gtin"); !gtin.empty()) {
            EXPECT_EQ(parse_gtin(gtin).has_value(), accepted);
        } else {
            const auto serial =
                std::to_string(vector.at("sgtin96_serial").to_number<std::uint64_t>());
            EXPECT_EQ(
                encode_epc({EpcScheme::Sgtin96, 3, {"0614141", "812345", serial}}).has_value(),
                accepted);
        }
    }
}

}  // namespace
}  // namespace pareto::goods
