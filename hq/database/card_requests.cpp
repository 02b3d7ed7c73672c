// What terminals ask about cards: whose is the card that lies here, write an ordered one, and the
// keys for when HQ is out of reach. What a card must prove is for HQ's books to say, not for the
// terminal.
#include "hq/app/card_desk.h"
#include "hq/database/card_orders.h"
#include "hq/database/local_journal.h"
#include "hq/database/member_changes.h"
#include "hq/database/sync_service.h"
#include "hq/database/terminals.h"
#include "hq/database/usable_on.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using sync::CardOutcome;
using sync::CardStep;

CardStep only(CardOutcome outcome) {
    CardStep step;
    step.outcome = outcome;
    return step;
}

CardStep refused(std::string_view reason) {
    CardStep step = only(CardOutcome::Refused);
    step.reason = reason;
    return step;
}

bool is_own_uid(const Bytes& secret, const sync::CardTapped& tapped) {
    return journal::card_key(secret, "uid", tapped.uid) == tapped.card_key;
}

}  // namespace

Result<sync::Response> SyncService::answer_about_cards(TerminalId id,
                                                       const sync::Request& request) {
    sync::Response response;
    PARETO_TRY(const auto terminal, find_terminal(connection_, id));
    if (!terminal || terminal->standing != "enrolled") {
        response.error = "this terminal is not in good standing";
        return response;
    }
    if (std::holds_alternative<sync::GroupKeys>(request.body)) return seal_group_keys(*terminal);
    Result<CardStep> step = only(CardOutcome::Lost);
    if (const auto* const answered = std::get_if<sync::CardAnswered>(&request.body)) {
        if (options_.card_desk != nullptr) {
            step =
                go_on(*terminal,
                      options_.card_desk->answered(id, answered->conversation, answered->answer));
        }
    } else if (const auto* const tapped = std::get_if<sync::CardTapped>(&request.body)) {
        step = card_tapped(*terminal, *tapped);
    }
    // Nobody here speaks with cards, or with too many.
    if (!step && (step.error().code == FaultCode::Unsupported ||
                  step.error().code == FaultCode::Exhausted)) {
        response.error = step.error().detail;
        return response;
    }
    if (!step) return unexpected{step.error()};
    response.card = std::move(*step);
    return response;
}

Result<sync::Response> SyncService::seal_group_keys(const TerminalRow& terminal) {
    sync::Response response;
    if (options_.card_desk == nullptr || !options_.seal) return response;
    PARETO_TRY(const auto rows,
               connection_.execute("select certificate_pem from terminal where terminal_id = $1",
                                   {terminal.id.value}));
    auto sealed = options_.seal(sync::encode(options_.card_desk->group_keys(terminal.branch)),
                                rows[0].text(0));
    if (sealed) {
        response.sealed_keys = std::move(*sealed);
    } else {
        response.error = "the keys cannot be sealed for this terminal's certificate";
    }
    return response;
}

Result<CardStep> SyncService::card_tapped(const TerminalRow& terminal,
                                          const sync::CardTapped& tapped) {
    const bool writes = tapped.purpose == sync::CardPurpose::Personalise;
    if (!tapped.uid.empty() && !is_own_uid(options_.card_key_secret, tapped))
        return refused("UidMismatch");
    PARETO_TRY(const bool blocked, is_blocked(connection_, tapped.card_key));
    if (blocked) return only(CardOutcome::Blocked);
    if (writes) return begin_writing_card(terminal, tapped);
    PARETO_TRY(const auto card, find_card(connection_, tapped.card_key));
    if (!card) return only(CardOutcome::Unknown);
    if (!loyalty::is_secure(card->family))
        return tell_member(terminal, only(CardOutcome::Known), card->member);
    if (tapped.uid.empty()) return refused("UidOnly");
    return begin_talk(terminal,
                      {.purpose = tapped.purpose,
                       .card_key = tapped.card_key,
                       .family = card->family,
                       .card_number = card->card_number,
                       .member_number = card->member_number},
                      tapped.uid);
}

Result<CardStep> SyncService::begin_writing_card(const TerminalRow& terminal,
                                                 const sync::CardTapped& tapped) {
    if (tapped.uid.empty()) return refused("UidOnly");
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(const auto order, take_order(connection_, tapped.card_key, tapped.card_number));
    if (!order) return refused(name_of(order.error()));
    PARETO_TRY_VOID(transaction.commit());
    return begin_talk(terminal,
                      {.purpose = tapped.purpose,
                       .card_key = tapped.card_key,
                       .family = order->family,
                       .card_number = order->card_number,
                       .member_number = order->member_number},
                      tapped.uid);
}

Result<CardStep> SyncService::begin_talk(const TerminalRow& terminal,
                                         CardSubject about,
                                         const Bytes& uid) {
    if (options_.card_desk == nullptr)
        return fault(FaultCode::Unsupported, "this HQ cannot speak with cards");
    PARETO_TRY(CardTurn turn, options_.card_desk->begin(terminal.id, std::move(about), uid));
    return go_on(terminal, std::move(turn));
}

Result<CardStep> SyncService::go_on(const TerminalRow& terminal, CardTurn turn) {
    while (turn.kind == CardTurnKind::Record) {
        const auto refusal = record_key_change(connection_, turn.about, turn.change);
        Result<void> outcome;
        if (!refusal) outcome = unexpected{refusal.error()};
        if (refusal && *refusal) outcome = fault(FaultCode::Conflict, "the order is gone");
        turn = options_.card_desk->recorded(terminal.id, turn.conversation, outcome);
        if (!refusal) return unexpected{refusal.error()};
        if (*refusal) return refused(name_of(**refusal));
    }
    switch (turn.kind) {
        case CardTurnKind::Say: {
            CardStep step = only(CardOutcome::Command);
            step.conversation = turn.conversation;
            step.command = std::move(turn.command);
            return step;
        }
        case CardTurnKind::Done:
            return turn.about.purpose == sync::CardPurpose::Personalise
                       ? link_written_card(terminal, turn)
                       : prove(terminal, turn);
        case CardTurnKind::Refused:
            if (turn.about.purpose == sync::CardPurpose::Personalise)
                PARETO_TRY_VOID(
                    release_order(connection_, turn.about.card_number, turn.about.card_key));
            return refused(turn.reason);
        case CardTurnKind::Record:
        case CardTurnKind::Lost:
            break;
    }
    return only(CardOutcome::Lost);
}

// The books may have changed while the card was spoken with.
Result<CardStep> SyncService::prove(const TerminalRow& terminal, const CardTurn& turn) {
    PARETO_TRY(const auto card, find_card(connection_, turn.about.card_key));
    if (!card) return only(CardOutcome::Unknown);
    if (card->blocked) return only(CardOutcome::Blocked);
    if (card->card_number != turn.card_number || card->member_number != turn.member_number)
        return refused("OtherMember");
    return tell_member(terminal, only(CardOutcome::Proved), card->member);
}

Result<CardStep> SyncService::link_written_card(const TerminalRow& terminal, const CardTurn& turn) {
    const CardSubject& about = turn.about;
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(const bool blocked, is_blocked(connection_, about.card_key));
    if (blocked) return only(CardOutcome::Blocked);
    PARETO_TRY(const auto order, find_order(connection_, about.card_number));
    if (!order) return refused(name_of(OrderRefusal::NoOrder));
    if (order->state == "cancelled") return refused(name_of(OrderRefusal::OrderCancelled));
    if (order->card_key != about.card_key) return refused(name_of(OrderRefusal::OrderBegun));
    PARETO_TRY(const auto card, find_card(connection_, about.card_key));
    if (card && card->member != order->member) return refused(name_of(OrderRefusal::OtherMember));
    if (order->state == "ordered") {
        PARETO_TRY(const BusinessDate date, usable_on(connection_, clock_, terminal.branch));
        const LocalEntry linked{
            .entry = {.occurred_at = clock_.now(),
                      .business_date = date,
                      .operator_id = {},
                      .body =
                          journal::CardLinked{
                              order->member, about.card_key, order->card_number, order->family}},
            .branch = terminal.branch,
            .terminal_code = {},
            .personal = std::nullopt};
        LocalJournal journal{connection_, clock_, options_.own_registration, options_.slot};
        PARETO_TRY_VOID(journal.append_within({&linked, 1}));
        PARETO_TRY_VOID(
            settle_order(connection_, order->card_number, "written", to_ms(clock_.now())));
        PARETO_TRY_VOID(transaction.commit());
    }
    CardStep written = only(CardOutcome::Written);
    written.card_number = order->card_number;
    return tell_member(terminal, std::move(written), order->member);
}

Result<CardStep> SyncService::tell_member(const TerminalRow& terminal,
                                          CardStep step,
                                          MemberId member) {
    PARETO_TRY(const BusinessDate on, usable_on(connection_, clock_, terminal.branch));
    PARETO_TRY(
        auto changes,
        read_member_changes(connection_, terminal.branch, {member}, on, to_ms(clock_.now())));
    const auto change = changes.find(member);
    if (change == changes.end())
        return fault(FaultCode::Corrupt, "a card belongs to no member: verify tells which");
    step.member = sync::encode(sync::ChangeBody{std::move(change->second)});
    return step;
}

}  // namespace pareto::hq::database
