// card: ordering, blocking and replacing members' cards, and which there are.
#include <algorithm>
#include <tuple>

#include "hq/cards/card_number.h"
#include "hq/commands/card_keys.h"
#include "hq/commands/commands.h"
#include "hq/database/card_orders.h"
#include "hq/database/local_journal.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::commands {
namespace {

using hq::database::CardOfMember;
using hq::database::CardOrder;
using loyalty::CardFamily;
using pareto::database::Connection;

constexpr std::size_t kShortKeyDigits = 12;

tl::unexpected<Fault> refuse(std::string why) {
    return fault(FaultCode::Unsupported, std::move(why));
}

std::string name_of(const CardOfMember& card) {
    return card.card_number.empty() ? hq::database::short_key(card.card_key) : card.card_number;
}

/// What a person named: an open order, or a card (in several rows when it is known by its UID and
/// by its number).
struct Named {
    std::optional<CardOrder> order;
    std::vector<CardOfMember> cards;

    [[nodiscard]] MemberId member() const { return order ? order->member : cards.front().member; }

    [[nodiscard]] const std::string& member_number() const {
        return order ? order->member_number : cards.front().member_number;
    }
};

Result<std::vector<CardOfMember>> cards_named(Connection& connection, const std::string& name) {
    if (!name.starts_with('#')) return hq::database::cards_of_number(connection, name);
    const auto first = from_hex(std::string_view{name}.substr(1));
    if (!first || first->size() * 2 != kShortKeyDigits)
        return refuse(name + " is not a # and 12 hexadecimal digits, as card list shows it");
    return hq::database::cards_of_key(connection, *first);
}

Result<Named> find_named(Connection& connection, const std::string& name) {
    Named named;
    PARETO_TRY(named.order, hq::database::find_order(connection, name));
    const bool cancelled = named.order && named.order->state == "cancelled";
    if (named.order && named.order->state != "ordered") named.order.reset();
    PARETO_TRY(named.cards, cards_named(connection, name));
    if (named.cards.empty() && !named.order)
        return refuse(cancelled ? "the order of card " + name + " was cancelled"
                                : "there is no card " + name);
    const bool one_member =
        std::all_of(named.cards.begin(), named.cards.end(), [&](const CardOfMember& card) {
            return card.member == named.member();
        });
    if (one_member) return named;
    std::string which;
    for (const CardOfMember& card : named.cards)
        which +=
            " " + hq::database::short_key(card.card_key) + " (member " + card.member_number + ")";
    return refuse("several members have a card " + name + "; name one of" + which);
}

/// The work of one command, inside its writing transaction.
class Desk {
public:
    Desk(const WritingSession& session, Connection& connection)
        : session_(session), connection_(connection) {}

    [[nodiscard]] Result<std::string> order(const std::string& member_number,
                                            CardFamily family,
                                            std::string card_number);
    /// False when there was nothing left to block or to cancel.
    [[nodiscard]] Result<bool> end(const Named& named, const std::string& reason);

private:
    [[nodiscard]] Result<std::string> draw_number();

    [[nodiscard]] std::int64_t now_ms() const { return to_ms(session_.surroundings.clock.now()); }

    const WritingSession& session_;
    Connection& connection_;
};

Result<std::string> Desk::draw_number() {
    while (true) {
        PARETO_TRY(const std::int64_t running, hq::database::draw(connection_, "card_number", 1));
        std::string number = cards::drawn_card_number(running);
        PARETO_TRY(const bool is_new, hq::database::is_new_card_number(connection_, number));
        if (is_new) return number;
    }
}

Result<std::string> Desk::order(const std::string& member_number,
                                CardFamily family,
                                std::string card_number) {
    PARETO_TRY(const auto members,
               connection_.execute("select member_id from member where member_number = $1",
                                   {member_number}));
    if (members.empty()) return refuse("there is no member " + member_number);
    if (card_number.empty()) {
        PARETO_TRY(card_number, draw_number());
    } else {
        PARETO_TRY(const bool is_new, hq::database::is_new_card_number(connection_, card_number));
        if (!is_new) return refuse("the card number " + card_number + " is taken");
    }
    if (!cards::fits_on_card(card_number, member_number)) {
        return refuse("member number " + member_number +
                      " cannot be written on a card: it has not 13 digits");
    }
    const CardOrder order{.card_number = card_number,
                          .member = MemberId{members[0].integer(0)},
                          .member_number = member_number,
                          .family = family,
                          .state = {},
                          .card_key = {}};
    PARETO_TRY_VOID(hq::database::add_order(connection_, order, now_ms()));
    return card_number;
}

Result<bool> Desk::end(const Named& named, const std::string& reason) {
    bool any = named.order.has_value();
    if (any) {
        PARETO_TRY_VOID(hq::database::settle_order(
            connection_, named.order->card_number, "cancelled", now_ms()));
    }
    PARETO_TRY(const BusinessDate date,
               hq::database::usable_on(connection_, session_.surroundings.clock, BranchId{}));
    std::vector<hq::database::LocalEntry> entries;
    for (const CardOfMember& card : named.cards) {
        if (card.blocked) continue;
        entries.push_back({.entry = {.occurred_at = session_.surroundings.clock.now(),
                                     .business_date = date,
                                     .operator_id = {},
                                     .body = journal::CardBlocked{card.card_key, reason}},
                           .branch = {},
                           .terminal_code = {},
                           .personal = std::nullopt});
    }
    if (entries.empty()) return any;
    PARETO_TRY(const Registration registration, session_.turns.registration(connection_));
    hq::database::LocalJournal journal{connection_, session_.surroundings.clock, registration, 0};
    PARETO_TRY_VOID(journal.append_within(entries));
    return true;
}

Result<reports::Report> list(Connection& connection, const std::string& member_number) {
    std::optional<MemberId> member;
    if (!member_number.empty()) {
        PARETO_TRY(const auto rows,
                   connection.execute("select member_id from member where member_number = $1",
                                      {member_number}));
        if (rows.empty()) return refuse("there is no member " + member_number);
        member = MemberId{rows[0].integer(0)};
    }
    reports::Report table;
    PARETO_TRY(const CompanyFacts company, read_company(connection));
    table.currency = company.currency;
    table.title = "Cards";
    table.columns = {{"card", reports::CellKind::Text},
                     {"member", reports::CellKind::Text},
                     {"family", reports::CellKind::Text},
                     {"state", reports::CellKind::Text}};
    const auto add = [&](const std::string& card,
                         const std::string& of,
                         CardFamily family,
                         const char* state) {
        table.rows.push_back({card, of, std::string{loyalty::name_of(family)}, std::string{state}});
    };
    PARETO_TRY(const auto cards, hq::database::list_cards(connection, member));
    for (const CardOfMember& card : cards)
        add(name_of(card), card.member_number, card.family, card.blocked ? "blocked" : "active");
    PARETO_TRY(const auto orders, hq::database::open_orders(connection));
    for (const CardOrder& order : orders) {
        if (!member || order.member == *member)
            add(order.card_number, order.member_number, order.family, "ordered");
    }
    std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
        return std::get<std::string>(a[1]) < std::get<std::string>(b[1]);
    });
    return table;
}

Result<Bytes> rendered_list(Connection& connection, const CardOptions& options) {
    PARETO_TRY(const reports::Report table, list(connection, options.member));
    return reports::render(table, options.format);
}

/// What a command that changed something has to say.
struct Said {
    std::string number;  ///< of the card that was ordered; empty = none
    std::string done;
};

Result<Said> change(const WritingSession& session,
                    Connection& connection,
                    const CardOptions& options) {
    using What = CardOptions::What;
    Said said;
    // A card that is ordered without keys could never be written.
    if (options.what != What::Block) {
        PARETO_TRY_VOID(
            open_card_keys(session.folder.path(), connection, session.surroundings.random));
    }
    PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
    Desk desk{session, connection};
    if (options.what == What::Issue) {
        PARETO_TRY(said.number, desk.order(options.member, options.family.value(), options.card));
        PARETO_TRY_VOID(transaction.commit());
        return said;
    }
    PARETO_TRY(const Named named, find_named(connection, options.card));
    PARETO_TRY(const bool ended, desk.end(named, options.reason));
    if (options.what == What::Block && !ended)
        return refuse("card " + options.card + " is blocked already");
    if (ended) {
        said.done = (named.order ? "cancelled the order of card " : "blocked card ") +
                    options.card + " of member " + named.member_number();
    }
    if (options.what == What::Replace) {
        auto family = options.family;
        if (!family && named.order) family = named.order->family;
        for (const CardOfMember& card : named.cards) {
            if (!family && loyalty::is_secure(card.family)) family = card.family;
        }
        if (!family)
            return refuse("card " + options.card +
                          " is of no family that can be written; give "
                          "--family");
        PARETO_TRY(said.number, desk.order(named.member_number(), *family, {}));
    }
    PARETO_TRY_VOID(transaction.commit());
    return said;
}

}  // namespace

int manage_card(const CardOptions& options, const WritingSession& session) {
    const control::Output& output = session.surroundings.output;
    Bytes listed;
    Said said;
    const auto done = session.turns.take([&](Connection& connection) -> Result<void> {
        if (options.what == CardOptions::What::List) {
            PARETO_TRY(listed, rendered_list(connection, options));
        } else {
            PARETO_TRY(said, change(session, connection, options));
        }
        return {};
    });
    if (!done) return fail(session.surroundings, done.error());
    output.out(listed);
    if (!said.number.empty()) {
        output.out(said.number + "\n");
        if (!said.done.empty()) output.error("pareto-hq: " + said.done + "\n");
        output.error(
            "pareto-hq: now present a blank card: pareto-terminal --data DIR --reader "
            "NAME --personalise " +
            said.number + "\n");
    } else if (!said.done.empty()) {
        output.out(said.done + "\n");
    }
    return kDone;
}

}  // namespace pareto::hq::commands
