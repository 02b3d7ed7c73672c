// What a cashier sees of each thing that may be found out about a card.
#include <gtest/gtest.h>

#include "common/sync/feed.h"
#include "terminal/app/checkout.h"
#include "terminal/app/enrol_member.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using loyalty::CardFamily;
using loyalty::CardProof;
using terminal::CardFinding;
using terminal::CardVerdict;

const Bytes kAnnasUid = *from_hex("04a1b2c3d4e501");
const Bytes kBensUid = *from_hex("04a1b2c3d4e502");
const Bytes kStrangersUid = *from_hex("04a1b2c3d4e5ff");

/// Finds what the test says.
class ScriptedProver final : public terminal::CardProver {
public:
    [[nodiscard]] CardFinding prove(const terminal::CardOnReader& card) override {
        asked.push_back(card);
        return finding;
    }

    CardFinding finding;
    std::vector<terminal::CardOnReader> asked;
};

class FixedRandom final : public ports::Random {
public:
    [[nodiscard]] Bytes bytes(std::size_t count) override { return Bytes(count, 'r'); }

    [[nodiscard]] std::uint64_t below(std::uint64_t /*bound*/) override { return 0; }
};

class CheckoutCardsTest : public testing::Test {
protected:
    CheckoutCardsTest() {
        const sync::Change rules{
            1, "current", sync::encode(sync::RulesChange{loyalty::RuleSet{.version = 1}})};
        const Bytes lost = key(*from_hex("04a1b2c3d4e5aa"));
        EXPECT_TRUE(file.journal->apply_feed(
            {0,
             9,
             {rules,
              {3, "101", sync::encode(member(101, kAnnasUid, CardFamily::DesfireEv2))},
              {3, "102", sync::encode(member(102, kBensUid, CardFamily::UidOnly))},
              {4, to_hex(lost), sync::encode(sync::BlockedCardChange{lost})}}}));
        open_shift(file);
    }

    static Bytes key(const Bytes& uid) {
        return journal::card_key(Bytes(32, 'k'), uid.size() < 7 ? "number" : "uid", uid);
    }

    static sync::MemberChange member(std::int64_t id, const Bytes& uid, CardFamily family) {
        sync::MemberChange member;
        member.facts = {MemberId{id}, "gold", false, Points{500}};
        member.member_number = loyalty::member_number(id);
        member.cards = {{.card_key = key(uid), .family = family},
                        {.card_key = key("4711"), .family = family}};
        member.cards.resize(id == 101 ? 2 : 1);
        return member;
    }

    std::string tap(const Bytes& uid, CardVerdict verdict, std::string detail = {}) {
        prover.finding = {verdict, {}, std::move(detail)};
        return tap_as_scripted(uid);
    }

    std::string tap_as_scripted(const Bytes& uid) {
        const auto card = checkout.tap({uid, {}, "test"});
        if (!card) return text_of(card);
        return (card->member ? std::to_string(card->member->facts.member.value) : "nobody") + ", " +
               std::string{loyalty::name_of(card->family)} + ", proof " +
               std::to_string(static_cast<int>(card->proof));
    }

    std::vector<journal::CardRefused> refusals() {
        std::vector<journal::CardRefused> found;
        const auto entries = file.journal->entries(kRegistration, 1, 1'000).value();
        for (const auto& raw : entries) {
            const auto entry = journal::decode(raw.bytes).value();
            if (const auto* const refused = std::get_if<journal::CardRefused>(&entry.body))
                found.push_back(*refused);
        }
        return found;
    }

    sale::Sale sell() {
        EXPECT_TRUE(checkout.add_line(line("x", 1, 1'000)));
        EXPECT_TRUE(checkout.tender(sale::TenderKind::Cash, 1'000));
        const auto recorded = checkout.complete({});
        EXPECT_TRUE(recorded) << text_of(recorded);
        const auto entry = file.journal->find(EntryId{recorded->id.value}).value();
        return std::get<sale::Sale>(entry->body);
    }

    TerminalFile file;
    ScriptedProver prover;
    FixedRandom random;
    terminal::Checkout checkout{*file.journal, file.uplink, file.clock, prover};
};

TEST_F(CheckoutCardsTest, GivesEachVerdictItsOutcome) {
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::ProvedByHq), "101, desfire-ev2, proof 1");
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::ProvedByGroup), "101, desfire-ev2, proof 2");
    EXPECT_EQ(tap(kBensUid, CardVerdict::KnownUidOnly), "102, uid, proof 0");
    EXPECT_EQ(tap(kStrangersUid, CardVerdict::Unknown), "nobody, uid, proof 0");
    EXPECT_EQ(tap(kStrangersUid, CardVerdict::Blocked), "CardBlocked: ask for another card");
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::Refused, "WrongKey"),
              "CardRefused: WrongKey: ask for another card");
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::Lost, "present the card again"),
              "CardLost: present the card again");
}

TEST_F(CheckoutCardsTest, RefusesABlockedCardWithoutAskingAnybody) {
    EXPECT_EQ(tap(*from_hex("04a1b2c3d4e5aa"), CardVerdict::Unknown),
              "CardBlocked: ask for another card")
        << "whose member is not known here";
    ASSERT_TRUE(file.journal->apply_feed(
        {9,
         10,
         {{4, to_hex(key(kAnnasUid)), sync::encode(sync::BlockedCardChange{key(kAnnasUid)})}}}));
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::ProvedByHq), "CardBlocked: ask for another card");
    EXPECT_TRUE(prover.asked.empty());
    EXPECT_FALSE(checkout.has_basket());
}

TEST_F(CheckoutCardsTest, TellsTheProverWhatIsKnownHere) {
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::NotProvable), "101, desfire-ev2, proof 0");
    EXPECT_EQ(tap(kStrangersUid, CardVerdict::Unknown), "nobody, uid, proof 0");
    ASSERT_EQ(prover.asked.size(), 2U);
    EXPECT_EQ(prover.asked[0].card_key, key(kAnnasUid));
    EXPECT_EQ(prover.asked[0].tap.uid, kAnnasUid);
    EXPECT_EQ(prover.asked[0].known.family, CardFamily::DesfireEv2);
    ASSERT_TRUE(prover.asked[0].known.member);
    EXPECT_FALSE(prover.asked[1].known.member);
}

TEST_F(CheckoutCardsTest, PutsTheProofIntoTheSalesEntry) {
    const std::pair<CardVerdict, CardProof> table[] = {
        {CardVerdict::ProvedByHq, CardProof::Hq},
        {CardVerdict::ProvedByGroup, CardProof::Group},
        {CardVerdict::NotProvable, CardProof::None},
    };
    for (const auto& [verdict, proof] : table) {
        tap(kAnnasUid, verdict);
        const sale::Sale sale = sell();
        EXPECT_EQ(sale.card_proof, proof);
        EXPECT_EQ(sale.card_key, key(kAnnasUid));
        EXPECT_EQ(sale.facts.member, MemberId{101});
        EXPECT_EQ(sale.points_promised.value, 10);
    }
}

TEST_F(CheckoutCardsTest, TakesWhatHqSaysOfACardThatThisTerminalDoesNotKnow) {
    prover.finding = {CardVerdict::KnownUidOnly, member(900, kStrangersUid, CardFamily::UidOnly)};
    EXPECT_EQ(tap_as_scripted(kStrangersUid), "900, uid, proof 0");
    prover.finding = {CardVerdict::ProvedByHq, member(900, kStrangersUid, CardFamily::Ntag424)};
    EXPECT_EQ(tap_as_scripted(kStrangersUid), "900, ntag424, proof 1");
    const sale::Sale sale = sell();
    EXPECT_EQ(sale.facts.member, MemberId{900});
    EXPECT_EQ(sale.facts.available, Points{500}) << "a visiting member's balance shows";
    EXPECT_EQ(sale.card_proof, CardProof::Hq);
}

TEST_F(CheckoutCardsTest, LeavesTheBasketAsItWasAndJournalsTheRefusal) {
    EXPECT_EQ(tap(kBensUid, CardVerdict::KnownUidOnly), "102, uid, proof 0");
    EXPECT_TRUE(checkout.add_line(line("x", 1, 1'000)));
    tap(kAnnasUid, CardVerdict::Refused, "NotGenuine");
    tap(kAnnasUid, CardVerdict::Lost, "present the card again");
    EXPECT_EQ(checkout.basket().card->facts().member, MemberId{102});
    EXPECT_EQ(checkout.basket().lines.size(), 1U);
    EXPECT_EQ(refusals(), (std::vector<journal::CardRefused>{{key(kAnnasUid), "NotGenuine"}}));
    EXPECT_TRUE(checkout.void_basket());
    tap(kAnnasUid, CardVerdict::Refused, "WrongKey");
    EXPECT_FALSE(checkout.has_basket()) << "a refused card opens none";
}

TEST_F(CheckoutCardsTest, RefusesThePrintedNumberOfACardThatProvesItself) {
    const auto card = checkout.tap({{}, "4711", "test"});
    EXPECT_EQ(text_of(card), "CardRefused: UidOnly: this card has to be tapped");
    EXPECT_TRUE(prover.asked.empty());
    EXPECT_EQ(refusals(), (std::vector<journal::CardRefused>{{key("4711"), "UidOnly"}}));
}

TEST_F(CheckoutCardsTest, RedeemsNothingWithACardThatCouldNotProveItself) {
    sync::Response approved;
    approved.outcome = sync::AuthoriseOutcome::Approved;
    file.uplink.answer = approved;
    tap(kAnnasUid, CardVerdict::NotProvable);
    EXPECT_TRUE(checkout.add_line(line("x", 1, 1'000)));
    EXPECT_EQ(text_of(checkout.redeem(Points{10})),
              "RedemptionRefused: the card could not prove itself yet: present it again");
    EXPECT_TRUE(file.uplink.asked.empty());
    tap(kAnnasUid, CardVerdict::ProvedByHq);
    EXPECT_EQ(text_of(checkout.redeem(Points{10})), "ok");
    EXPECT_TRUE(checkout.void_basket());
    tap(kBensUid, CardVerdict::KnownUidOnly);
    EXPECT_TRUE(checkout.add_line(line("x", 1, 1'000)));
    EXPECT_EQ(text_of(checkout.redeem(Points{10})), "ok") << "online, as ever";
}

TEST_F(CheckoutCardsTest, KeepsTheProofOfACardThatIsToldOfAgain) {
    tap(kAnnasUid, CardVerdict::ProvedByHq);
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::NotProvable), "101, desfire-ev2, proof 1");
    EXPECT_TRUE(checkout.void_basket());
    EXPECT_EQ(tap(kAnnasUid, CardVerdict::NotProvable), "101, desfire-ev2, proof 0")
        << "in another basket it has to be proved anew";
}

TEST_F(CheckoutCardsTest, EnrolsOnlyWithACardThatIsNobodys) {
    const auto enrol = [&](const Bytes& uid, CardFinding finding) {
        prover.finding = std::move(finding);
        terminal::NewMember applicant;
        applicant.card = ports::Tap{uid, {}, "test"};
        return text_of(
            terminal::enrol_member(*file.journal, prover, file.clock, random, applicant));
    };
    const std::string annas = "CardTaken: member " + loyalty::member_number(101);
    EXPECT_EQ(enrol(kAnnasUid, {CardVerdict::ProvedByHq}), annas);
    EXPECT_EQ(enrol(kAnnasUid, {CardVerdict::NotProvable}), annas);
    EXPECT_EQ(enrol(kAnnasUid, {CardVerdict::Refused, {}, "WrongKey"}),
              "CardRefused: WrongKey: ask for another card");
    EXPECT_EQ(enrol(kStrangersUid, {CardVerdict::Blocked}), "CardBlocked: ask for another card");
    EXPECT_EQ(enrol(kStrangersUid, {CardVerdict::Lost, {}, "again"}), "CardLost: again");
    EXPECT_EQ(enrol(kStrangersUid,
                    {CardVerdict::KnownUidOnly, member(900, kStrangersUid, CardFamily::UidOnly)}),
              "CardTaken: member " + loyalty::member_number(900));
    EXPECT_EQ(enrol(kStrangersUid, {CardVerdict::Unknown}), "ok");
}

TEST_F(CheckoutCardsTest, WithoutReadersKnowsNoMoreThanItIsTold) {
    terminal::Checkout without{*file.journal, file.uplink, file.clock, file.no_prover};
    for (const Bytes& uid : {kAnnasUid, kBensUid, kStrangersUid}) {
        const auto card = without.tap({uid, {}, "test"});
        ASSERT_TRUE(card) << text_of(card);
        EXPECT_EQ(card->proof, CardProof::None);
        EXPECT_EQ(card->member.has_value(), uid != kStrangersUid);
    }
}

}  // namespace
}  // namespace pareto::test
