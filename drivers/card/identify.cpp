#include "drivers/card/identify.h"

#include "common/base/check.h"
#include "drivers/card/secure_card.h"

namespace pareto::drivers::card {
namespace {

using Identified = Expected<MemberFile, IdentifyError>;

tl::unexpected<IdentifyError> refused(IdentifyRefusal refusal) {
    return tl::unexpected<IdentifyError>{IdentifyError{refusal}};
}

tl::unexpected<IdentifyError> failed(Fault fault) {
    return tl::unexpected<IdentifyError>{IdentifyError{std::move(fault)}};
}

// A card that says no is refused; one that says nothing, or nonsense, may only have been moved.
bool says_no(const Fault& fault) {
    return fault.code == FaultCode::Denied || fault.code == FaultCode::Unsupported;
}

Identified read_member(CardChannel& channel, Family family, BytesView proof, KeyHolder& holder) {
    const auto body = holder.accept(proof);
    if (!body && body.error().code == FaultCode::Denied)
        return refused(IdentifyRefusal::NotGenuine);
    if (!body) return failed(body.error());
    const auto answer = exchange(channel, read_command(family, 0, 1, CommMode::Full).ins, *body);
    if (!answer) return failed(answer.error());
    if (answer->status == Status::PermissionDenied || answer->status == Status::NoSuchFile)
        return refused(IdentifyRefusal::NotPersonalised);
    const auto data = data_of(*answer, "a reading");
    if (!data) return failed(data.error());
    auto member = holder.open(*data);
    if (!member) return failed(member.error());
    if (!*member) return refused(IdentifyRefusal::NotPersonalised);
    return std::move(**member);
}

}  // namespace

std::string_view name_of(IdentifyRefusal refusal) {
    switch (refusal) {
        case IdentifyRefusal::UidOnly:
            return "UidOnly";
        case IdentifyRefusal::NoKey:
            return "NoKey";
        case IdentifyRefusal::WrongKey:
            return "WrongKey";
        case IdentifyRefusal::NotGenuine:
            return "NotGenuine";
        case IdentifyRefusal::NotPersonalised:
            return "NotPersonalised";
    }
    return "";
}

Identified identify(CardChannel& channel, const Presented& presented, KeyHolder& holder) {
    PARETO_CHECK(is_secure(presented.pinned));
    const auto there = SecureCard{channel, presented.pinned}.select_application();
    if (!there && !says_no(there.error())) return failed(there.error());
    if (!there || !*there) return refused(IdentifyRefusal::UidOnly);
    const Scheme scheme = scheme_of(presented.pinned);
    for (unsigned attempt = 0; attempt < kAttemptsMax; ++attempt) {
        auto challenge = ask_challenge(channel, scheme, presented.slot);
        if (!challenge && says_no(challenge.error())) return refused(IdentifyRefusal::WrongKey);
        if (!challenge) return failed(challenge.error());
        const auto answer =
            holder.answer({presented.pinned, presented.uid, presented.slot, attempt, *challenge});
        if (!answer && answer.error().code == FaultCode::Denied)
            return refused(attempt == 0 ? IdentifyRefusal::NoKey : IdentifyRefusal::WrongKey);
        if (!answer && answer.error().code == FaultCode::Unsupported)
            return refused(IdentifyRefusal::NotGenuine);
        if (!answer) return failed(answer.error());
        const auto proof = give_answer(channel, *answer);
        if (proof) return read_member(channel, presented.pinned, *proof, holder);
        if (!says_no(proof.error())) return failed(proof.error());
    }
    return refused(IdentifyRefusal::WrongKey);
}

}  // namespace pareto::drivers::card
