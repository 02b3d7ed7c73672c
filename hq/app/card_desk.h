// Speaking with cards that lie on terminals' readers, as the books see it: whoever has the keys
// speaks, and each turn wants a command said to the card, or a change of key recorded, or is the
// end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/sync/group_keys.h"
#include "common/sync/request.h"

namespace pareto::hq {

/// What a conversation is about. Given back with each turn, so that nobody else needs to keep it.
struct CardSubject {
    sync::CardPurpose purpose = sync::CardPurpose::Identify;
    Bytes card_key = {};
    loyalty::CardFamily family = loyalty::CardFamily::Ntag424;  ///< a secure one
    std::string card_number = {};                               ///< Personalise: what is written
    std::string member_number = {};
};

/// A key of the card is about to change from one version to another; 0 is the factory's.
struct CardKeyChange {
    unsigned slot = 0;
    unsigned from_version = 0;
    unsigned to_version = 0;
    bool operator==(const CardKeyChange&) const = default;
};

enum class CardTurnKind {
    Say,      ///< `command` to the card, and then answered()
    Record,   ///< make `change` durable, and then recorded()
    Done,     ///< the card proved itself and has these numbers
    Refused,  ///< `reason`
    Lost,     ///< the card or the terminal was out of reach: nothing is known of the card
};

struct CardTurn {
    CardTurnKind kind = CardTurnKind::Lost;
    std::int64_t conversation = 0;
    CardSubject about = {};
    Bytes command = {};
    CardKeyChange change = {};
    std::string reason = {};         ///< a code, see drivers/card
    std::string card_number = {};    ///< as they stand on the card
    std::string member_number = {};  ///< …
};

/// One conversation a terminal: a new one ends the old one. Used by one thread at a time.
class CardDesk {
public:
    virtual ~CardDesk() = default;
    /// The UID is needed as long as the conversation lasts and kept no longer. Exhausted when there
    /// are too many conversations.
    [[nodiscard]] virtual Result<CardTurn> begin(TerminalId terminal,
                                                 CardSubject about,
                                                 BytesView uid) = 0;
    /// `answer` with its status word; empty when the card could not be reached. Lost when this
    /// terminal has no such conversation (any more).
    [[nodiscard]] virtual CardTurn answered(TerminalId terminal,
                                            std::int64_t conversation,
                                            BytesView answer) = 0;
    /// Whether the change is durable. After a fault nothing more is said to the card.
    [[nodiscard]] virtual CardTurn recorded(TerminalId terminal,
                                            std::int64_t conversation,
                                            const Result<void>& outcome) = 0;
    /// Ends conversations of which nothing was heard for long; to be called now and then.
    virtual void end_silent() = 0;
    /// What the terminals of a branch may have while HQ is out of reach.
    [[nodiscard]] virtual std::vector<sync::GroupKey> group_keys(BranchId branch) const = 0;
};

}  // namespace pareto::hq
