#include "hq/database/card_orders.h"

#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;
using pareto::database::Row;
using pareto::database::Rows;
using pareto::database::Value;

constexpr std::size_t kShortKeyDigits = 12;

const std::string kOrders =
    "select o.card_number, o.member_id, m.member_number, o.family, o.state, o.card_key from "
    "card_order o join member m on m.member_id = o.member_id where ";
const std::string kCards =
    "select c.card_key, c.member_id, m.member_number, c.card_number, c.family, c.blocked from card "
    "c join member m on m.member_id = c.member_id ";

CardOrder order_of(const Row& row) {
    return {.card_number = row.text(0),
            .member = MemberId{row.integer(1)},
            .member_number = row.text(2),
            .family = static_cast<loyalty::CardFamily>(row.integer(3)),
            .state = row.text(4),
            .card_key = row.is_null(5) ? Bytes{} : row.bytes(5)};
}

Result<std::vector<CardOrder>> orders(Connection& connection,
                                      const std::string& where,
                                      std::initializer_list<Value> parameters) {
    PARETO_TRY(const Rows rows, connection.execute(kOrders + where, parameters));
    std::vector<CardOrder> found;
    for (const Row& row : rows)
        found.push_back(order_of(row));
    return found;
}

Result<std::vector<CardOfMember>> cards(Connection& connection,
                                        const std::string& where,
                                        std::initializer_list<Value> parameters) {
    PARETO_TRY(const Rows rows, connection.execute(kCards + where, parameters));
    std::vector<CardOfMember> found;
    for (const Row& row : rows) {
        found.push_back({.card_key = row.bytes(0),
                         .member = MemberId{row.integer(1)},
                         .member_number = row.text(2),
                         .card_number = row.text(3),
                         .family = static_cast<loyalty::CardFamily>(row.integer(4)),
                         .blocked = row.integer(5) != 0});
    }
    return found;
}

template <typename Item>
std::optional<Item> first_of(std::vector<Item> items) {
    if (items.empty()) return std::nullopt;
    return std::move(items.front());
}

// A card that HQ changed no key of holds nothing of any order.
Result<bool> any_key_changed(Connection& connection, const Bytes& card_key) {
    PARETO_TRY(const Rows rows,
               connection.execute("select 1 from card_key_version where card_key = $1 limit 1",
                                  {Blob{card_key}}));
    return !rows.empty();
}

Result<std::optional<CardOrder>> wanted_order(Connection& connection,
                                              const Bytes& card_key,
                                              const std::string& number) {
    if (!number.empty()) return find_order(connection, number);
    PARETO_TRY(auto own,
               orders(connection,
                      "o.card_key = $1 and o.state <> 'cancelled' order by case o.state when "
                      "'ordered' then 0 else 1 end, o.settled_ms desc limit 1",
                      {Blob{card_key}}));
    if (!own.empty()) return std::optional{std::move(own.front())};
    // An order whose card was taken away before anything was changed on it is as good as new, but
    // perhaps it is being begun at this moment: it comes last.
    PARETO_TRY(auto open,
               orders(connection,
                      "o.state = 'ordered' and (o.card_key is null or not exists (select 1 from "
                      "card_key_version v where v.card_key = o.card_key)) order by case when "
                      "o.card_key is null then 0 else 1 end, o.ordered_ms, o.card_number limit 1",
                      {}));
    return first_of(std::move(open));
}

Result<std::optional<OrderRefusal>> refusal_of(Connection& connection,
                                               const Bytes& card_key,
                                               const CardOrder& order) {
    const bool own = order.card_key == card_key;
    if (order.state == "cancelled") return std::optional{OrderRefusal::OrderCancelled};
    if (order.state == "written" && !own) return std::optional{OrderRefusal::OrderWritten};
    PARETO_TRY(const auto card, find_card(connection, card_key));
    if (card && card->member != order.member) return std::optional{OrderRefusal::OtherMember};
    if (own) return std::optional<OrderRefusal>{};
    if (!order.card_key.empty()) {
        PARETO_TRY(const bool begun, any_key_changed(connection, order.card_key));
        if (begun) return std::optional{OrderRefusal::OrderBegun};
    }
    PARETO_TRY(
        const auto others,
        orders(connection, "o.card_key = $1 and o.state = 'ordered' limit 1", {Blob{card_key}}));
    PARETO_TRY(const bool changed, any_key_changed(connection, card_key));
    if (!others.empty() && changed) return std::optional{OrderRefusal::OtherOrder};
    return std::optional<OrderRefusal>{};
}

}  // namespace

std::string_view name_of(OrderRefusal refusal) {
    switch (refusal) {
        case OrderRefusal::NoOrder:
            return "NoOrder";
        case OrderRefusal::OrderCancelled:
            return "OrderCancelled";
        case OrderRefusal::OrderWritten:
            return "OrderWritten";
        case OrderRefusal::OtherMember:
            return "OtherMember";
        case OrderRefusal::OrderBegun:
            return "OrderBegun";
        case OrderRefusal::OtherOrder:
            return "OtherOrder";
    }
    return "";
}

Result<Expected<CardOrder, OrderRefusal>> take_order(Connection& connection,
                                                     const Bytes& card_key,
                                                     const std::string& number) {
    using Taken = Expected<CardOrder, OrderRefusal>;
    PARETO_TRY(auto order, wanted_order(connection, card_key, number));
    if (!order) return Taken{unexpected{OrderRefusal::NoOrder}};
    PARETO_TRY(const auto refusal, refusal_of(connection, card_key, *order));
    if (refusal) return Taken{unexpected{*refusal}};
    if (order->card_key != card_key) {
        PARETO_TRY_VOID(connection.execute(
            "update card_order set card_key = null where card_key = $1 and state = 'ordered'",
            {Blob{card_key}}));
        PARETO_TRY_VOID(
            connection.execute("update card_order set card_key = $2 where card_number = $1",
                               {order->card_number, Blob{card_key}}));
        order->card_key = card_key;
    }
    return Taken{std::move(*order)};
}

Result<void> release_order(Connection& connection,
                           const std::string& number,
                           const Bytes& card_key) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY_VOID(
        connection.execute("update card_order set card_key = null where card_number = "
                           "$1 and card_key = $2 and state = 'ordered'",
                           {number, Blob{card_key}}));
    return transaction.commit();
}

Result<std::optional<OrderRefusal>> record_key_change(Connection& connection,
                                                      const CardSubject& about,
                                                      const CardKeyChange& change) {
    PARETO_TRY(auto transaction, begin_writing(connection));
    PARETO_TRY(const auto order, find_order(connection, about.card_number));
    if (!order) return std::optional{OrderRefusal::NoOrder};
    if (order->state == "cancelled") return std::optional{OrderRefusal::OrderCancelled};
    if (order->card_key != about.card_key) return std::optional{OrderRefusal::OrderBegun};
    PARETO_TRY_VOID(connection.execute(
        "insert into card_key_version(card_key, slot, from_version, to_version) values ($1, $2, "
        "$3, $4) on conflict(card_key, slot) do update set from_version = excluded.from_version, "
        "to_version = excluded.to_version",
        {Blob{about.card_key},
         std::int64_t{change.slot},
         std::int64_t{change.from_version},
         std::int64_t{change.to_version}}));
    PARETO_TRY_VOID(transaction.commit());
    return std::optional<OrderRefusal>{};
}

Result<std::optional<CardOrder>> find_order(Connection& connection, const std::string& number) {
    PARETO_TRY(auto found, orders(connection, "o.card_number = $1", {number}));
    return first_of(std::move(found));
}

Result<std::vector<CardOrder>> open_orders(Connection& connection) {
    return orders(connection, "o.state = 'ordered' order by o.ordered_ms, o.card_number", {});
}

Result<void> add_order(Connection& connection, const CardOrder& order, std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute(
        "insert into card_order(card_number, member_id, family, state, ordered_ms) values ($1, $2, "
        "$3, 'ordered', $4)",
        {order.card_number, order.member.value, static_cast<std::int64_t>(order.family), now_ms}));
    return {};
}

Result<void> settle_order(Connection& connection,
                          const std::string& number,
                          std::string_view state,
                          std::int64_t now_ms) {
    PARETO_TRY_VOID(connection.execute(
        "update card_order set state = $2, settled_ms = $3 where card_number = $1",
        {number, std::string{state}, now_ms}));
    return {};
}

Result<bool> is_new_card_number(Connection& connection, const std::string& number) {
    PARETO_TRY(const Rows rows,
               connection.execute("select 1 from card where card_number = $1 union all select 1 "
                                  "from card_order where card_number = $1 limit 1",
                                  {number}));
    return rows.empty();
}

Result<std::optional<CardOfMember>> find_card(Connection& connection, const Bytes& card_key) {
    PARETO_TRY(auto found, cards(connection, "where c.card_key = $1", {Blob{card_key}}));
    return first_of(std::move(found));
}

Result<std::vector<CardOfMember>> cards_of_number(Connection& connection,
                                                  const std::string& number) {
    return cards(connection, "where c.card_number = $1 order by c.card_key", {number});
}

Result<std::vector<CardOfMember>> cards_of_key(Connection& connection, const Bytes& first) {
    constexpr std::size_t kKeyBytes = 32;
    Bytes last = first;
    last.resize(kKeyBytes, '\xFF');
    return cards(connection,
                 "where c.card_key >= $1 and c.card_key <= $2 order by c.card_key",
                 {Blob{first}, Blob{last}});
}

Result<std::vector<CardOfMember>> list_cards(Connection& connection,
                                             std::optional<MemberId> member) {
    const std::string order =
        "order by m.member_number collate \"C\", c.card_number collate \"C\", c.card_key";
    if (!member) return cards(connection, order, {});
    return cards(connection, "where c.member_id = $1 " + order, {member->value});
}

Result<bool> is_blocked(Connection& connection, const Bytes& card_key) {
    PARETO_TRY(
        const Rows rows,
        connection.execute("select 1 from blocked_card where card_key = $1", {Blob{card_key}}));
    return !rows.empty();
}

std::string short_key(BytesView card_key) {
    return "#" + to_hex(card_key).substr(0, kShortKeyDigits);
}

}  // namespace pareto::hq::database
