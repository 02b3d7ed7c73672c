#include "terminal/cards/hq_conversation.h"

#include <utility>

namespace pareto::terminal::cards {

namespace {

Result<sync::CardStep> ask(Uplink& uplink,
                           Uplink::Question question,
                           std::chrono::milliseconds timeout) {
    PARETO_TRY(auto response, uplink.ask(std::move(question), timeout));
    if (!response.error.empty()) return fault(FaultCode::Unavailable, "HQ: " + response.error);
    if (response.card.outcome == sync::CardOutcome::None)
        return fault(FaultCode::Unavailable, "HQ does not answer about cards");
    return std::move(response.card);
}

}  // namespace

Result<sync::CardStep> ask_hq(Uplink& uplink, sync::CardTapped tapped) {
    return ask(uplink, std::move(tapped), kFirstAnswerWithin);
}

Result<sync::CardStep> converse(Uplink& uplink, sync::CardStep first, CardOnWire& card) {
    sync::CardStep step = std::move(first);
    for (int command = 0; command < kCommandsMax; ++command) {
        if (step.outcome != sync::CardOutcome::Command) return step;
        const auto answer = card.transmit(step.command);
        const bool lost = !answer;
        auto next = ask(uplink,
                        sync::CardAnswered{step.conversation, lost ? Bytes{} : *answer},
                        kNextAnswerWithin);
        if (lost) {
            // HQ was told only so that it need not wait.
            step = {};
            step.outcome = sync::CardOutcome::Lost;
            step.reason = card.fault()->detail;
            return step;
        }
        if (!next) return next;
        step = std::move(*next);
    }
    return fault(FaultCode::Unavailable, "HQ does not come to an end with the card");
}

}  // namespace pareto::terminal::cards
