#include "hq/cards/relaying_desk.h"

#include "common/base/check.h"
#include "drivers/card/identify.h"

namespace pareto::hq::cards {
namespace {

using drivers::card::CardChannel;
using drivers::card::KeyRing;
using drivers::card::MemberFile;
using drivers::card::PersonalisationPlan;
using drivers::card::PersonalisationRecord;

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

// A refusal says something about the card, a fault only about the way to it.
template <typename Error>
Outcome failed(const Error& error) {
    return std::visit(Overload{
                          [](const Fault&) { return Outcome{.kind = Outcome::Kind::Lost}; },
                          [](auto refusal) {
                              return Outcome{
                                  .kind = Outcome::Kind::Refused,
                                  .reason = std::string{drivers::card::name_of(refusal)}};
                          },
                      },
                      error);
}

CardTurnKind kind_of(Outcome::Kind kind) {
    switch (kind) {
        case Outcome::Kind::Done:
            return CardTurnKind::Done;
        case Outcome::Kind::Refused:
            return CardTurnKind::Refused;
        case Outcome::Kind::Lost:
            break;
    }
    return CardTurnKind::Lost;
}

}  // namespace

RelayingDesk::RelayingDesk(std::vector<drivers::card::MasterKey> keys,
                           ports::Clock& clock,
                           ports::Random& random)
    : keys_(std::move(keys)), ring_(keys_), clock_(clock), random_(random) {}

Conversation::Talk RelayingDesk::talk_of(const CardSubject& about, Bytes uid) {
    if (about.purpose == sync::CardPurpose::Identify) {
        return [this, family = about.family, uid = std::move(uid)](CardChannel& channel,
                                                                   PersonalisationRecord&) {
            drivers::card::LocalKeyHolder holder{ring_, random_};
            auto file = drivers::card::identify(
                channel, {.pinned = family, .uid = uid, .slot = drivers::card::kHqSlot}, holder);
            if (!file) return failed(file.error());
            return Outcome{.kind = Outcome::Kind::Done, .reason = {}, .file = std::move(*file)};
        };
    }
    PersonalisationPlan plan{.family = about.family,
                             .uid = std::move(uid),
                             .member = {about.card_number, about.member_number}};
    return [this, plan = std::move(plan)](CardChannel& channel, PersonalisationRecord& record) {
        const auto done = drivers::card::Personaliser{channel, ring_, random_, record}.run(plan);
        if (!done) return failed(done.error());
        return Outcome{.kind = Outcome::Kind::Done, .reason = {}, .file = plan.member};
    };
}

Result<CardTurn> RelayingDesk::begin(TerminalId terminal, CardSubject about, BytesView uid) {
    PARETO_CHECK(loyalty::is_secure(about.family));
    end_silent();
    open_.erase(terminal);
    if (open_.size() >= kConversationsMax)
        return fault(FaultCode::Exhausted, "HQ speaks with too many cards at once");
    auto conversation = std::make_unique<Conversation>(talk_of(about, Bytes{uid}));
    PARETO_TRY(Step step, conversation->begin());
    const auto place = open_
                           .emplace(terminal,
                                    Open{.number = ++last_number_,
                                         .about = std::move(about),
                                         .conversation = std::move(conversation),
                                         .heard_at = clock_.steady()})
                           .first;
    return turn_of(place, std::move(step));
}

RelayingDesk::Place RelayingDesk::find(TerminalId terminal, std::int64_t conversation) {
    end_silent();
    const auto found = open_.find(terminal);
    if (found == open_.end() || found->second.number != conversation) return open_.end();
    found->second.heard_at = clock_.steady();
    return found;
}

CardTurn RelayingDesk::answered(TerminalId terminal, std::int64_t conversation, BytesView answer) {
    const auto place = find(terminal, conversation);
    if (place == open_.end()) return {.conversation = conversation};
    Result<Bytes> heard = Bytes{answer};
    if (answer.empty()) heard = fault(FaultCode::Unavailable, "the card could not be reached");
    return turn_of(place, place->second.conversation->answered(std::move(heard)));
}

CardTurn RelayingDesk::recorded(TerminalId terminal,
                                std::int64_t conversation,
                                const Result<void>& outcome) {
    const auto place = find(terminal, conversation);
    if (place == open_.end()) return {.conversation = conversation};
    return turn_of(place, place->second.conversation->recorded(outcome));
}

CardTurn RelayingDesk::turn_of(Place place, Step step) {
    CardTurn turn{.conversation = place->second.number, .about = place->second.about};
    if (auto* const say = std::get_if<Say>(&step)) {
        turn.kind = CardTurnKind::Say;
        turn.command = std::move(say->command);
        return turn;
    }
    if (const auto* const change = std::get_if<drivers::card::KeyChange>(&step)) {
        turn.kind = CardTurnKind::Record;
        turn.change = {change->slot, change->from_version, change->to_version};
        return turn;
    }
    auto& outcome = std::get<Outcome>(step);
    turn.kind = kind_of(outcome.kind);
    turn.reason = std::move(outcome.reason);
    turn.card_number = std::move(outcome.file.card_number);
    turn.member_number = std::move(outcome.file.member_number);
    open_.erase(place);
    return turn;
}

void RelayingDesk::end_silent() {
    const SteadyTime now = clock_.steady();
    std::erase_if(open_,
                  [&](const auto& open) { return now - open.second.heard_at >= kSilenceMax; });
}

std::vector<sync::GroupKey> RelayingDesk::group_keys(BranchId branch) const {
    std::vector<sync::GroupKey> keys;
    for (const drivers::card::MasterKey& key : keys_) {
        const auto groups = std::int64_t{drivers::card::group_count(key.family)};
        const auto group = static_cast<unsigned>(branch.value % groups);
        if (key.slot != drivers::card::kFirstGroupSlot + group) continue;
        keys.push_back({key.family, key.slot, key.version, Bytes{key.key.view()}});
    }
    return keys;
}

}  // namespace pareto::hq::cards
