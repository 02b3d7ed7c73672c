#include "drivers/card/key_holder.h"

#include "drivers/card/secure_card.h"

namespace pareto::drivers::card {

LocalKeyHolder::LocalKeyHolder(const KeyRing& ring, ports::Random& random)
    : ring_(ring), random_(random) {}

Result<Bytes> LocalKeyHolder::answer(const Challenge& challenge) {
    authentication_.reset();
    session_.reset();
    const auto file = file_of_slot(challenge.family, challenge.slot);
    const auto versions = ring_.versions(challenge.family, challenge.slot);
    if (!is_secure(challenge.family) || !file || challenge.attempt >= versions.size())
        return fault(FaultCode::Denied, "no key for this slot of the card");
    const auto key = ring_.card_key(
        challenge.family, challenge.slot, versions[challenge.attempt], challenge.uid);
    reading_ = read_command(challenge.family, *file, kMemberFileBytes, CommMode::Full);
    authentication_ = std::make_unique<Authentication>(scheme_of(challenge.family), *key, random_);
    return authentication_->answer(challenge.bytes);
}

Result<Bytes> LocalKeyHolder::accept(BytesView proof) {
    if (!authentication_) return fault(FaultCode::Conflict, "a card's proof before its challenge");
    auto session = authentication_->finish(proof);
    authentication_.reset();
    if (!session) return unexpected{session.error()};
    session_ = std::move(*session);
    return session_->protect(reading_);
}

Result<std::optional<MemberFile>> LocalKeyHolder::open(BytesView answer) {
    if (!session_) return fault(FaultCode::Conflict, "a card's file before its proof");
    const std::unique_ptr<SecureMessaging> session = std::move(session_);
    PARETO_TRY(const Bytes bytes, session->open(reading_, answer));
    return decode_member_file(bytes);
}

}  // namespace pareto::drivers::card
