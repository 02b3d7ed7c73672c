// What tests of stored value share: sales that sell it and sales that it pays, and questions to HQ.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/sale/earning.h"
#include "hq/database/expire.h"
#include "hq/database/local_journal.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {

inline sale::Line value_sold(std::int32_t number, Bytes gift_card, std::int64_t minor) {
    sale::Line line = sold(number, 1, minor);
    line.kind = sale::LineKind::StoredValue;
    line.gift_card = std::move(gift_card);
    return line;
}

inline sale::Line value_back(
    std::int32_t number, EntryId sale, std::int32_t original, Bytes gift_card, std::int64_t minor) {
    sale::Line line = brought_back(number, sale, original, 1, minor);
    line.kind = sale::LineKind::StoredValue;
    line.gift_card = std::move(gift_card);
    return line;
}

inline sale::Tender by_value(std::int64_t minor, EntryId redemption, Bytes gift_card) {
    return {sale::TenderKind::StoredValue,
            minor,
            {},
            redemption,
            loyalty::RedemptionMeans::Hq,
            std::move(gift_card)};
}

/// What is not paid with `tenders` is paid in cash.
inline sale::Sale paid(Bytes card_key,
                       std::vector<sale::Line> lines,
                       std::vector<sale::Tender> tenders) {
    sale::Sale sale = cash_sale(std::move(card_key), std::move(lines));
    std::int64_t rest = sale.total_minor();
    for (const sale::Tender& tender : tenders)
        rest -= tender.amount_minor;
    sale.tenders = std::move(tenders);
    if (rest != 0) sale.tenders.push_back({sale::TenderKind::Cash, rest, {}, {}});
    const bool returns = std::any_of(sale.lines.begin(), sale.lines.end(), [](const auto& line) {
        return line.original.has_value();
    });
    if (!returns) sale::write_shares(sale, loyalty::RuleSet{});
    return sale;
}

class StoredValueTest : public BooksTest {
protected:
    void SetUp() override {
        BooksTest::SetUp();
        if (world_ == nullptr) return;
        till_ = std::make_unique<TestTerminal>(world_->terminal("HK01", "1"));
        other_ = std::make_unique<TestTerminal>(world_->terminal("HK02", "1"));
        anna_ = MemberId{till_->append(enrolled(card("anna"))).value};
        till_->send();
    }

    EntryId sells_card(std::int64_t minor, std::string_view day = "2026-03-10") {
        const EntryId id = till_->append(paid("", {value_sold(1, gift_, minor)}, {}), day);
        till_->send();
        return id;
    }

    EntryId tops_up(std::int64_t minor, std::string_view day = "2026-03-10") {
        sale::Sale sale = paid("", {value_sold(1, "", minor)}, {});
        sale.facts.member = anna_;
        const EntryId id = till_->append(sale, day);
        till_->send();
        return id;
    }

    std::string ask(TestTerminal& terminal,
                    EntryId redemption,
                    std::int64_t minor,
                    sale::ValueAccount account) {
        const auto response = must(world_->service().answer(
            terminal.id(), {1, sync::AuthoriseValue{redemption, std::move(account), minor}}));
        return told(response);
    }

    std::string ask(TestTerminal& terminal, EntryId redemption, std::int64_t minor) {
        return ask(terminal, redemption, minor, {{}, gift_});
    }

    static std::string told(const sync::Response& response) {
        constexpr std::array kNames{"", "approved", "insufficient", "unknown", "not allowed"};
        std::string text = kNames.at(static_cast<std::size_t>(response.outcome));
        if (response.stored_value) {
            text += " " + std::to_string(response.stored_value->minor);
            if (response.stored_value->last_day)
                text += " until " + to_string(*response.stored_value->last_day);
        }
        return text;
    }

    EntryId wanted(TestTerminal& terminal, std::int64_t minor) {
        journal::RedemptionRequested request{};
        request.value_minor = minor;
        request.gift_card = gift_;
        return terminal.append(request);
    }

    /// Held at HQ and spent with a sale of one line.
    EntryId spends(TestTerminal& terminal, std::int64_t price, std::int64_t minor) {
        const EntryId redemption = wanted(terminal, minor);
        EXPECT_EQ(ask(terminal, redemption, minor).substr(0, 8), "approved");
        return terminal.append(paid("", {sold(1, 1, price)}, {by_value(minor, redemption, gift_)}));
    }

    std::string accounts() {
        return world_->rows(
            "select value_minor, held_minor from value_account order by member_id, account_key");
    }

    std::string suspense() { return world_->rows("select reason from suspense order by reason"); }

    void local(journal::Body body) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        const database::LocalEntry entry{.entry = {.occurred_at = world_->clock.now(),
                                                   .business_date = date("2026-03-10"),
                                                   .operator_id = "7",
                                                   .body = std::move(body)},
                                         .branch = {},
                                         .terminal_code = "",
                                         .personal = std::nullopt};
        static_cast<void>(must(journal.append({&entry, 1})));
    }

    void use_rules(std::int32_t stored_value_days) {
        loyalty::RuleSet rules;
        rules.version = 2;
        rules.stored_value_days = stored_value_days;
        auto transaction = must(pareto::database::Transaction::begin(world_->connection()));
        must(database::put_rules(world_->connection(), rules));
        must(transaction.commit());
    }

    /// "5000 of 1" for one chunk of the job, or "done", "done before".
    std::string expire(std::string_view over, std::int64_t accounts_max = 1'000) {
        database::LocalJournal journal{
            world_->connection(), world_->clock, world_->own_registration, 0};
        const auto chunk = must(database::expire_some_value(
            world_->connection(), world_->clock, journal, date(over), accounts_max));
        if (chunk.done_before) return "done before";
        if (chunk.done) return "done";
        return std::to_string(chunk.minor) + " of " + std::to_string(chunk.accounts);
    }

    const Bytes gift_ = card("gift");
    std::unique_ptr<TestTerminal> till_, other_;
    MemberId anna_;
};

}  // namespace pareto::hq::test
