// Writing and reading the feed's tables.
#include "terminal/database/feed_tables.h"

#include <charconv>
#include <utility>
#include <vector>

#include "common/goods/article_number.h"
#include "terminal/database/campaigns.h"
#include "terminal/database/gifts.h"
#include "terminal/database/rewards.h"
#include "terminal/database/settings.h"
#include "terminal/database/sqlite_staff_book.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;

namespace {

constexpr std::size_t kSpellingsMax = 5;

Result<void> put_rules(Connection& connection, Books& books, const sync::Change& change) {
    if (change.bytes.empty()) return {};
    PARETO_TRY(const auto rules, sync::decode_rules(change.bytes));
    PARETO_TRY_VOID(
        connection.execute("insert into rule_set(version, bytes) values ($1, $2) on "
                           "conflict(version) do update set bytes = excluded.bytes",
                           {std::int64_t{rules.rules.version}, Blob{change.bytes}}));
    PARETO_TRY_VOID(
        write_setting(connection, setting::kRulesVersion, std::to_string(rules.rules.version)));
    books.state.rules = rules.rules;
    return {};
}

Result<void> put_item(Connection& connection, const sync::Change& change) {
    if (change.bytes.empty()) {
        PARETO_TRY_VOID(connection.execute("delete from item where sku = $1", {change.subject}));
        return {};
    }
    PARETO_TRY(const auto item, sync::decode_item(change.bytes));
    PARETO_TRY_VOID(connection.execute(
        "insert into item(sku, name, category, barcode, unit, price_minor) values ($1, $2, $3, $4, "
        "$5, $6) on conflict(sku) "
        "do update set name = excluded.name, category = excluded.category, barcode = "
        "excluded.barcode, unit = excluded.unit, "
        "price_minor = excluded.price_minor",
        {item.sku, item.name, item.category, item.barcode, item.unit, item.price_minor}));
    return {};
}

Result<void> put_card(Connection& connection, MemberId member, const sync::MemberCard& card) {
    PARETO_TRY_VOID(connection.execute(
        "insert into card(card_key, member_id, blocked, family) values ($1, $2, $3, $4) "
        "on conflict(card_key) do update set member_id = excluded.member_id, "
        "blocked = excluded.blocked, family = excluded.family",
        {Blob{card.card_key},
         member.value,
         std::int64_t{card.blocked ? 1 : 0},
         static_cast<std::int64_t>(card.family)}));
    return {};
}

Result<void> put_member(Connection& connection, const sync::Change& change) {
    if (change.bytes.empty()) {
        std::int64_t member = 0;
        const char* const end = change.subject.data() + change.subject.size();
        const auto [stopped, error] = std::from_chars(change.subject.data(), end, member);
        if (error != std::errc{} || stopped != end)
            return fault(FaultCode::Corrupt, "a change of a member names no member");
        PARETO_TRY_VOID(connection.execute("delete from card where member_id = $1", {member}));
        PARETO_TRY_VOID(connection.execute("delete from member where member_id = $1", {member}));
        return {};
    }
    PARETO_TRY(const auto change_body, sync::decode_member(change.bytes));
    const loyalty::MemberFacts& facts = change_body.facts;
    PARETO_TRY_VOID(connection.execute(
        "insert into member(member_id, member_number, name, tier, vip, "
        "available, as_of_ms, pending, campaign_facts) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        "on conflict(member_id) do update set member_number = "
        "excluded.member_number, name = excluded.name, "
        "tier = excluded.tier, vip = excluded.vip, available = "
        "excluded.available, as_of_ms = excluded.as_of_ms, pending = excluded.pending, "
        "campaign_facts = excluded.campaign_facts",
        {facts.member.value,
         change_body.member_number,
         change_body.name,
         facts.tier,
         std::int64_t{facts.vip ? 1 : 0},
         facts.available.value,
         change_body.as_of_ms,
         facts.pending.value,
         Blob{sync::encode(change_body.campaigns)}}));
    PARETO_TRY_VOID(
        connection.execute("delete from card where member_id = $1", {facts.member.value}));
    for (const sync::MemberCard& card : change_body.cards)
        PARETO_TRY_VOID(put_card(connection, facts.member, card));
    return {};
}

// The subject is the card key, also when the card is blocked no more.
Result<void> put_blocked_card(Connection& connection, const sync::Change& change) {
    const auto card_key = from_hex(change.subject);
    if (!card_key || card_key->empty())
        return fault(FaultCode::Corrupt, "a change of a blocked card names no card");
    if (change.bytes.empty()) {
        PARETO_TRY_VOID(
            connection.execute("delete from blocked_card where card_key = $1", {Blob{*card_key}}));
        return {};
    }
    PARETO_TRY(const auto blocked, sync::decode_blocked_card(change.bytes));
    if (blocked.card_key != *card_key)
        return fault(FaultCode::Corrupt, "a change of a blocked card names two cards");
    PARETO_TRY_VOID(connection.execute(
        "insert into blocked_card(card_key) values ($1) on conflict(card_key) do nothing",
        {Blob{*card_key}}));
    return {};
}

Result<sync::MemberChange> member_of(const Row& row) {
    sync::MemberChange member;
    member.facts.member = MemberId{row.integer(0)};
    member.member_number = row.text(1);
    member.name = row.text(2);
    member.facts.tier = row.text(3);
    member.facts.vip = row.integer(4) != 0;
    member.facts.available = Points{row.integer(5)};
    member.as_of_ms = row.integer(6);
    member.facts.pending = Points{row.integer(7)};
    PARETO_TRY(member.campaigns, sync::decode_campaign_facts(row.bytes(8)));
    return member;
}

sync::ItemChange item_of(const Row& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5)};
}

}  // namespace

Result<void> apply_change(Connection& connection, Books& books, const sync::Change& change) {
    if (change.kind == static_cast<std::int32_t>(sync::kStaffChange))
        return put_staff(connection, change);
    switch (static_cast<sync::ChangeKind>(change.kind)) {
        case sync::ChangeKind::Rules:
            return put_rules(connection, books, change);
        case sync::ChangeKind::Item:
            return put_item(connection, change);
        case sync::ChangeKind::Member:
            return put_member(connection, change);
        case sync::ChangeKind::BlockedCard:
            return put_blocked_card(connection, change);
        case sync::ChangeKind::HeldVoucher:
        case sync::ChangeKind::HeldCoupon:
            return put_reward(connection, change);
        case sync::ChangeKind::Gift:
        case sync::ChangeKind::GiftStock:
            return put_gift(connection, change);
        case sync::ChangeKind::Campaign:
            return put_campaign(connection, change);
        case sync::ChangeKind::CampaignList: {
            PARETO_TRY_VOID(put_campaign(connection, change));
            PARETO_TRY(books.state.campaigns, load_campaigns(connection));
            return {};
        }
    }
    return {};
}

Result<std::optional<sync::MemberChange>> select_member(Connection& connection, MemberId member) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select member_id, member_number, name, tier, vip, available, as_of_ms, "
                           "pending, campaign_facts from member where member_id = $1",
                           {member.value}));
    if (rows.empty()) return std::nullopt;
    PARETO_TRY(auto found, member_of(rows[0]));
    return std::optional{std::move(found)};
}

Result<KnownCard> select_card(Connection& connection, const Bytes& card_key) {
    PARETO_TRY(const auto rows,
               connection.execute(
                   "select m.member_id, m.member_number, m.name, m.tier, m.vip, m.available, "
                   "m.as_of_ms, m.pending, m.campaign_facts, c.blocked, c.family "
                   "from card c join member m on m.member_id = c.member_id where c.card_key = $1",
                   {Blob{card_key}}));
    PARETO_TRY(
        const auto blocked,
        connection.execute("select 1 from blocked_card where card_key = $1", {Blob{card_key}}));
    KnownCard card;
    card.blocked = !blocked.empty();
    if (rows.empty()) return card;
    const std::int64_t family = rows[0].integer(10);
    if (family > loyalty::kCardFamilyLast)
        return fault(FaultCode::Corrupt, "a card of a family that this program does not know");
    card.family = static_cast<loyalty::CardFamily>(family);
    card.blocked = card.blocked || rows[0].integer(9) != 0;
    PARETO_TRY(card.member, member_of(rows[0]));
    card.member->cards.push_back({card_key, card.family, card.blocked});
    return card;
}

Result<std::optional<sync::ItemChange>> select_item(Connection& connection,
                                                    const std::string& sku_or_barcode) {
    PARETO_TRY(
        const auto rows,
        connection.execute("select sku, name, category, barcode, unit, price_minor from item "
                           "where sku = $1 or (barcode = $1 and barcode <> '') "
                           "order by sku = $1 desc, sku limit 1",
                           {sku_or_barcode}));
    if (rows.empty()) return std::nullopt;
    return item_of(rows[0]);
}

Result<std::optional<sync::ItemChange>> select_barcode(Connection& connection,
                                                       std::string_view gtin) {
    std::vector<std::string> texts = goods::spellings(gtin);
    texts.resize(kSpellingsMax, texts.back());
    PARETO_TRY(
        const auto rows,
        connection.execute("select sku, name, category, barcode, unit, price_minor from item "
                           "where barcode in ($1, $2, $3, $4, $5) order by sku limit 1",
                           {texts[0], texts[1], texts[2], texts[3], texts[4]}));
    if (rows.empty()) return std::nullopt;
    return item_of(rows[0]);
}

Result<std::optional<loyalty::RuleSet>> select_rules(Connection& connection, std::int32_t version) {
    PARETO_TRY(const auto rows,
               connection.execute("select bytes from rule_set where version = $1",
                                  {std::int64_t{version}}));
    if (rows.empty()) return std::nullopt;
    PARETO_TRY(const auto change, sync::decode_rules(rows[0].bytes(0)));
    return change.rules;
}

}  // namespace pareto::terminal::database
