#include "terminal/app/enrol_member.h"

#include <string_view>
#include <utility>

#include "terminal/app/shift.h"

namespace pareto::terminal {

namespace {

constexpr std::size_t kSaltBytes = 16;

// One "field=value" line each, as HQ reads it; a line break inside a value would be two fields.
Bytes personal_bytes(const NewMember& member) {
    const std::pair<std::string_view, const std::string&> fields[] = {
        {"name", member.name},
        {"phone", member.phone},
        {"email", member.email},
        {"birthday", member.birthday},
        {"consent_marketing", member.consent_marketing},
    };
    Bytes bytes;
    for (const auto& [name, value] : fields) {
        if (value.empty()) continue;
        bytes.append(name).push_back('=');
        for (const char character : value)
            bytes.push_back(character == '\n' || character == '\r' ? ' ' : character);
        bytes.push_back('\n');
    }
    return bytes;
}

}  // namespace

Outcome<MemberId> enrol_member(Journal& journal,
                               CardProver& prover,
                               const ports::Clock& clock,
                               ports::Random& random,
                               const NewMember& member) {
    const Journal::State state = journal.state();
    if (const auto refused = refuse_to_sell(state)) return unexpected{*refused};
    journal::MemberEnrolled enrolled;
    enrolled.home_branch = state.branch;
    enrolled.member_number = member.member_number;
    if (member.card) {
        PARETO_TRY(const PresentedCard card, identify_card(journal, prover, clock, *member.card));
        if (card.member)
            return refuse(TerminalRefusal::CardTaken, "member " + card.member->member_number);
        enrolled.card_key = card.card_key;
    }
    PersonalData personal;
    personal.bytes = personal_bytes(member);
    if (!personal.bytes.empty()) {
        personal.salt = random.bytes(kSaltBytes);
        enrolled.personal = journal::sha256(personal.salt + personal.bytes);
    }
    const journal::Entry entry{
        time_or_now(member.at, clock), *state.shift_date, state.operator_id, enrolled};
    PARETO_TRY(const EntryId id, journal.append(entry, {}, personal));
    return MemberId{id.value};
}

}  // namespace pareto::terminal
