// Enrolling and selling with a real sync port at the other end.
#include <gtest/gtest.h>

#include "common/net/sealed.h"
#include "terminal/uplink/enrol.h"
#include "terminal/uplink/net_uplink.h"
#include "tests/terminal/small_hq.h"

namespace pareto::test {
namespace {

using terminal::uplink::enrol_at_hq;
using terminal::uplink::Identity;
using terminal::uplink::NetUplink;
using terminal::uplink::read_address;

constexpr std::chrono::seconds kSoon{20};

/// A terminal's file that is enrolled with `hq`, and its uplink.
class Branch {
public:
    explicit Branch(SmallHq& hq) {
        auto writer = pareto::database::open_sqlite(directory.file("terminal.sqlite"));
        auto opened = terminal::database::SqliteJournal::open(
            {std::move(*writer), nullptr, anchor, clock, "test"});
        EXPECT_TRUE(opened);
        journal = std::move(*opened);
        const auto enrolled = enrol_at_hq(*read_address(hq.address()), hq.code());
        EXPECT_TRUE(enrolled) << describe(enrolled.error());
        EXPECT_TRUE(journal->enrol({enrolled->response, enrolled->key_pem, hq.address()}));
        uplink = std::make_unique<NetUplink>(NetUplink::Parts{
            *journal,
            clock,
            random,
            [this]() -> Result<Identity> {
                PARETO_TRY(const auto settings, journal->settings());
                return Identity{terminal::database::text_of(settings, "key_pem"),
                                terminal::database::text_of(settings, "certificate_pem"),
                                terminal::database::text_of(settings, "authority_pem")};
            },
            *read_address(hq.address()),
            [this](const Bytes& sealed) {
                EXPECT_TRUE(journal->keep_group_keys(sealed));
            }});
        uplink->start();
        const auto opened_shift = terminal::open_shift(*journal, clock, {"anna", 0, kToday, {}});
        EXPECT_TRUE(opened_shift) << text_of(opened_shift);
    }

    void sell() {
        terminal::Basket basket;
        basket.add(line("x", 1, 100));
        basket.tenders.push_back({sale::TenderKind::Cash, 100, {}, {}});
        const auto recorded = terminal::record_sale(*journal, clock, basket, {});
        EXPECT_TRUE(recorded) << text_of(recorded);
        uplink->wake();
    }

    bool synced() {
        return uplink->wait_until([this] { return journal->status().unsent == 0; }, kSoon);
    }

    TemporaryDirectory directory;
    system::SystemClock clock;
    system::SystemRandom random;
    MemoryAnchor anchor;
    std::unique_ptr<terminal::database::SqliteJournal> journal;
    std::unique_ptr<NetUplink> uplink;
};

TEST(UplinkTest, EnrolsWithACodeOnceAndSendsWhatIsSold) {
    SmallHq hq;
    Branch branch{hq};
    for (int n = 0; n < 20; ++n)
        branch.sell();
    ASSERT_TRUE(branch.synced()) << branch.uplink->status().last_fault;
    EXPECT_EQ(hq.count(kRegistration), 21U);
    EXPECT_TRUE(branch.uplink->wait_until(
        [&] { return branch.journal->state().rules.version == 4; }, kSoon))
        << "the feed";
    EXPECT_TRUE(branch.uplink->status().online);
    const auto again = enrol_at_hq(*read_address(hq.address()), hq.code());
    ASSERT_FALSE(again);
    EXPECT_EQ(describe(again.error()), "denied: HQ refused: the code is not valid");
}

TEST(UplinkTest, RefusesAnHqThatTheCodeIsNotFrom) {
    SmallHq hq;
    SmallHq impostor;
    const auto enrolled = enrol_at_hq(*read_address(impostor.address()), hq.code());
    ASSERT_FALSE(enrolled);
    EXPECT_FALSE(impostor.books().code_spent) << "the secret was not even shown to it";
    EXPECT_EQ(enrol_at_hq(*read_address(hq.address()), "0123").error().code, FaultCode::Denied);
}

TEST(UplinkTest, SellsOnWhileHqIsAwayAndCatchesUp) {
    SmallHq hq;
    Branch branch{hq};
    branch.sell();
    ASSERT_TRUE(branch.synced());
    hq.stop();
    for (int n = 0; n < 300; ++n)
        branch.sell();
    EXPECT_EQ(branch.journal->status().unsent, 300);
    const auto asked = branch.uplink->ask(
        sync::Authorise{EntryId::of(5, 1), MemberId{1}, Points{1}}, std::chrono::milliseconds{500});
    ASSERT_FALSE(asked);
    hq.start();
    ASSERT_TRUE(branch.synced()) << branch.uplink->status().last_fault;
    EXPECT_EQ(hq.count(kRegistration), 302U);
    EXPECT_TRUE(branch.journal->verify());
}

TEST(UplinkTest, KeepsTheGroupKeysSealedAfterEachWelcome) {
    namespace setting = terminal::database::setting;
    SmallHq hq;
    Branch branch{hq};
    const auto stored = [&] {
        return terminal::database::text_of(branch.journal->settings().value(), setting::kGroupKeys);
    };
    const auto at = [&] {
        return terminal::database::integer_of(branch.journal->settings().value(),
                                              setting::kGroupKeysAt);
    };
    ASSERT_TRUE(branch.uplink->wait_until([&] { return at() > 0; }, kSoon));
    EXPECT_EQ(stored(), "") << "HQ has none for this terminal";
    hq.stop();
    hq.books().group_keys = {
        {loyalty::CardFamily::Ntag424, 3, 1, Bytes(16, 'n')},
        {loyalty::CardFamily::DesfireEv2, 6, 2, Bytes(16, 'd')},
    };
    hq.start();
    ASSERT_TRUE(branch.uplink->wait_until([&] { return !stored().empty(); }, kSoon));
    EXPECT_GE(at(), branch.journal->status().hq_time_ms);
    const Bytes sealed = *from_hex(stored());
    EXPECT_EQ(sealed.find(Bytes(16, 'n')), Bytes::npos);
    const std::string key =
        terminal::database::text_of(branch.journal->settings().value(), setting::kKey);
    const auto plain = net::open_sealed(sealed, key);
    ASSERT_TRUE(plain) << describe(plain.error());
    EXPECT_EQ(sync::decode_group_keys(*plain).value(), hq.books().group_keys);
    // HQ took them away: nothing is left of them here.
    hq.stop();
    hq.books().group_keys.clear();
    hq.start();
    EXPECT_TRUE(branch.uplink->wait_until([&] { return stored().empty(); }, kSoon));
}

TEST(UplinkTest, AsksAndCounts) {
    SmallHq hq;
    Branch branch{hq};
    branch.sell();
    branch.sell();
    ASSERT_TRUE(branch.synced());
    const auto approved =
        branch.uplink->ask(sync::Authorise{EntryId::of(5, 9), MemberId{1}, Points{1}}, kSoon);
    ASSERT_TRUE(approved) << describe(approved.error());
    EXPECT_EQ(approved->outcome, sync::AuthoriseOutcome::Approved);
    EXPECT_EQ(approved->available.value, 33);
    const auto census = branch.uplink->ask(sync::Census{kRegistration}, kSoon);
    ASSERT_TRUE(census);
    const auto own = branch.journal->census(kRegistration);
    EXPECT_EQ(census->sales, own->sales);
    EXPECT_EQ(census->digest, own->digest);
}

TEST(UplinkTest, EndsWhileItIsConnecting) {
    SmallHq hq;
    Branch branch{hq};
    hq.stop();
    branch.uplink.reset();
}

TEST(UplinkTest, ReadsAddresses) {
    EXPECT_EQ(read_address("hq.example:7443")->host, "hq.example");
    EXPECT_EQ(read_address("[::1]:7443")->host, "::1");
    EXPECT_EQ(read_address("[::1]:7443")->port, 7443);
    for (const char* const bad : {"", "hq", "hq:", ":7443", "hq:0", "hq:65536", "hq:12a", "[]:1"})
        EXPECT_FALSE(read_address(bad)) << bad;
}

}  // namespace
}  // namespace pareto::test
