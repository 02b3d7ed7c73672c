#include "hq/replay/sample_chain.h"

#include "common/journal/entry.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

namespace pareto::hq::replay {
namespace {

std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

/// The four files of a chain as one text.
std::string chain(const std::string& specification) {
    const pareto::test::TemporaryDirectory directory;
    const auto files = write_sample_chain(*parse_sample_chain(specification), directory.path().string());
    if (!files) return describe(files.error());
    return text_of(files->branches) + text_of(files->items) + text_of(files->members) + text_of(files->sales);
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        else if (c == ',' && !quoted) cells.emplace_back();
        else cells.back() += c;
    }
    return cells;
}

std::int64_t minor_of(std::string amount) {
    amount.erase(std::remove(amount.begin(), amount.end(), '.'), amount.end());
    return std::stoll(amount);
}

TEST(SampleChainTest, TheSameSeedGivesTheSameFilesEverywhere) {
    const std::string small = chain("branches=3,members=50,months=2,seed=1,last_day=2026-10-31");
    EXPECT_EQ(to_hex(journal::sha256(small).view()).substr(0, 16), "e17f149db73074a0");
    EXPECT_EQ(small, chain("branches=3,members=50,months=2,seed=1,last_day=2026-10-31"));
    EXPECT_NE(small, chain("branches=3,members=50,months=2,seed=2,last_day=2026-10-31"));
}

TEST(SampleChainTest, AFifthOfTheMembersBringsMostOfWhatMembersSpend) {
    std::istringstream text{chain("branches=5,members=800,months=12,seed=1")};
    std::map<std::string, std::int64_t> spend;
    bool in_sales = false;
    std::int64_t returned = 0;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("branch,terminal")) in_sales = true;
        else if (in_sales) {
            const auto cells = cells_of(line);
            ASSERT_EQ(cells.size(), 12U) << line;
            const std::int64_t amount = minor_of(cells[10]);
            if (!cells[4].empty()) spend[cells[4]] += amount;
            if (amount < 0) ++returned;
        }
    }
    std::vector<std::int64_t> ranked;
    for (const auto& [card, minor] : spend) {
        if (minor > 0) ranked.push_back(minor);
    }
    std::sort(ranked.rbegin(), ranked.rend());
    const auto fifth = static_cast<std::ptrdiff_t>((ranked.size() + 4) / 5);
    const auto top = std::accumulate(ranked.begin(), ranked.begin() + fifth, std::int64_t{0});
    const auto all = std::accumulate(ranked.begin(), ranked.end(), std::int64_t{0});
    EXPECT_GE(top * 100 / all, 70);
    EXPECT_LE(top * 100 / all, 90);
    EXPECT_GT(ranked.size(), 600U);
    EXPECT_GT(returned, 0);
}

TEST(SampleChainTest, AWrongSpecificationIsNamed) {
    EXPECT_EQ(parse_sample_chain("branches=0").error().detail, "branches: a whole number from 1 to 999, not \"0\"");
    EXPECT_EQ(parse_sample_chain("members=5,colour=red").error().detail, "\"colour=red\": branches=, members=, months=, seed= or last_day=");
    EXPECT_EQ(parse_sample_chain("last_day=2026-02-30").error().detail, "last_day: YYYY-MM-DD, not \"2026-02-30\"");
    const auto defaults = parse_sample_chain("seed=9");
    ASSERT_TRUE(defaults);
    EXPECT_EQ(defaults->branches, 20);
    EXPECT_EQ(defaults->seed, 9U);
}

}  // namespace
}  // namespace pareto::hq::replay
