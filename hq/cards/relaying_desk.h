// Speaks with the cards of all terminals, with all keys: what is said travels as requests and
// responses beside the journal, and no key leaves HQ.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "drivers/card/key_ring.h"
#include "hq/app/card_desk.h"
#include "hq/cards/conversation.h"

namespace pareto::hq::cards {

class RelayingDesk final : public CardDesk {
public:
    static constexpr std::size_t kConversationsMax = 256;
    static constexpr std::chrono::seconds kSilenceMax{10};

    /// `keys`: every slot of every secure family.
    RelayingDesk(std::vector<drivers::card::MasterKey> keys,
                 ports::Clock& clock,
                 ports::Random& random);

    [[nodiscard]] Result<CardTurn> begin(TerminalId terminal,
                                         CardSubject about,
                                         BytesView uid) override;
    [[nodiscard]] CardTurn answered(TerminalId terminal,
                                    std::int64_t conversation,
                                    BytesView answer) override;
    [[nodiscard]] CardTurn recorded(TerminalId terminal,
                                    std::int64_t conversation,
                                    const Result<void>& outcome) override;
    void end_silent() override;
    [[nodiscard]] std::vector<sync::GroupKey> group_keys(BranchId branch) const override;

    [[nodiscard]] std::size_t conversations() const { return open_.size(); }

private:
    struct Open {
        std::int64_t number = 0;
        CardSubject about;
        std::unique_ptr<Conversation> conversation;
        SteadyTime heard_at;
    };

    using Place = std::map<TerminalId, Open>::iterator;

    [[nodiscard]] Place find(TerminalId terminal, std::int64_t conversation);
    [[nodiscard]] Conversation::Talk talk_of(const CardSubject& about, Bytes uid);
    /// What the step means for the books; the conversation is gone when it is an end.
    [[nodiscard]] CardTurn turn_of(Place place, Step step);

    const std::vector<drivers::card::MasterKey> keys_;
    const drivers::card::KeyRing ring_;
    ports::Clock& clock_;
    ports::Random& random_;
    std::int64_t last_number_ = 0;
    std::map<TerminalId, Open> open_;
};

}  // namespace pareto::hq::cards
