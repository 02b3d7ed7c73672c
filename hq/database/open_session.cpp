// HELLO answered: which journals join, what is handed out, who may go on. The table is in
// common/sync/README.md.
#include "common/database/text.h"
#include "hq/database/registrations.h"
#include "hq/database/sync_service.h"
#include "hq/database/terminals.h"
#include "hq/database/writing.h"

namespace pareto::hq::database {
namespace {

using pareto::database::Connection;
using sync::Head;
using sync::HeadOutcome;
using sync::TerminalStanding;

/// A restored HQ has continued far beyond what it may have handed out; see begin_term.
constexpr std::int64_t kLostMax = 4'000'000;

/// One HELLO, inside its transaction.
class Opening {
public:
    Opening(Connection& connection, TerminalRow terminal, std::int64_t now_ms)
        : connection_(connection), terminal_(std::move(terminal)), now_ms_(now_ms) {}

    [[nodiscard]] Result<void> compare(const sync::Hello& hello);

    [[nodiscard]] sync::OpenResult& result() { return result_; }

    [[nodiscard]] bool good() const { return result_.welcome.standing == TerminalStanding::Good; }

private:
    [[nodiscard]] Result<void> compare(const Head& head, bool current, bool anchor_ahead);
    [[nodiscard]] Result<HeadOutcome> outcome_of(const Head& head, const RegistrationRow& ours);
    [[nodiscard]] Result<void> settle_current(Registration current, std::string_view standing);
    [[nodiscard]] Result<void> send_missing(Registration registration,
                                            Sequence after,
                                            Sequence last);

    void refuse(std::string reason) { result_.refusal = std::move(reason); }

    Connection& connection_;
    TerminalRow terminal_;
    std::int64_t now_ms_;
    sync::OpenResult result_;
};

Result<void> Opening::compare(const sync::Hello& hello) {
    for (std::size_t index = 0; index < hello.heads.size() && result_.refusal.empty(); ++index) {
        PARETO_TRY_VOID(
            compare(hello.heads[index], index + 1 == hello.heads.size(), hello.anchor_ahead));
    }
    if (good() && hello.needs_spare && result_.refusal.empty()) {
        PARETO_TRY(result_.welcome.spare,
                   grant_registration(connection_, terminal_.id, "spare", now_ms_));
    }
    return {};
}

Result<void> Opening::compare(const Head& head, bool current, bool anchor_ahead) {
    PARETO_TRY(const auto ours, find_registration(connection_, head.registration));
    sync::Watermark watermark{.registration = head.registration,
                              .sequence = 0,
                              .hash = {},
                              .outcome = HeadOutcome::HqBehind};
    bool replace = current && anchor_ahead;
    std::string standing = current ? "current" : "superseded";
    if (!ours) {
        // One handed out in the time that was lost; no terminal can make HQ run out of them by
        // naming another.
        PARETO_TRY(const std::int64_t newest, last_drawn(connection_, "registration"));
        if (head.registration < 1 || head.registration > newest + kLostMax) {
            refuse("registration " + std::to_string(head.registration) + " was never handed out");
            return {};
        }
        PARETO_TRY_VOID(
            adopt_registration(connection_, head.registration, terminal_.id, standing, now_ms_));
    } else if (ours->terminal != terminal_.id) {
        refuse("registration " + std::to_string(head.registration) + " is not this terminal's");
        return {};
    } else {
        PARETO_TRY(watermark.outcome, outcome_of(head, *ours));
        watermark.sequence = ours->sequence;
        watermark.hash = ours->hash;
        standing = ours->standing;
        if (watermark.outcome == HeadOutcome::Fork) {
            // Names the terminal's acknowledged entry when HQ has it too: from there the other
            // history is sent.
            PARETO_TRY(
                const bool confirmed,
                knows_entry(connection_, head.registration, head.acked, head.acked_hash, true));
            watermark.sequence = confirmed ? head.acked : 0;
            watermark.hash = confirmed ? head.acked_hash : Hash{};
            if (standing != "forked")
                PARETO_TRY_VOID(set_standing(connection_, head.registration, "forked"));
            standing = "forked";
            replace = current;
        } else if (watermark.outcome == HeadOutcome::Restored) {
            replace = current;
            if (good()) PARETO_TRY_VOID(send_missing(head.registration, head.last, ours->sequence));
        }
    }
    result_.welcome.watermarks.push_back(watermark);
    if (!current || !good()) return {};
    if (replace) {
        if (standing != "forked")
            PARETO_TRY_VOID(set_standing(connection_, head.registration, "superseded"));
        PARETO_TRY(result_.welcome.granted,
                   grant_registration(connection_, terminal_.id, "current", now_ms_));
        return settle_current(result_.welcome.granted, "current");
    }
    return settle_current(head.registration, standing);
}

Result<HeadOutcome> Opening::outcome_of(const Head& head, const RegistrationRow& ours) {
    if (ours.standing == "forked") return HeadOutcome::Fork;
    if (head.last < ours.sequence) {
        PARETO_TRY(const bool same,
                   knows_entry(connection_, head.registration, head.last, head.last_hash, false));
        return same || head.last == 0 ? HeadOutcome::Restored : HeadOutcome::Fork;
    }
    if (head.last == ours.sequence && head.last_hash != ours.hash) return HeadOutcome::Fork;
    if (head.acked > 0 && head.acked <= ours.sequence) {
        // What another HQ acknowledged before this one was restored may be of the other history.
        PARETO_TRY(const bool same,
                   knows_entry(connection_, head.registration, head.acked, head.acked_hash, false));
        if (!same) return HeadOutcome::Fork;
    }
    return head.acked > ours.sequence ? HeadOutcome::HqBehind : HeadOutcome::Resume;
}

/// The current registration is the one that HELLO named last (a spare becomes it), or the one
/// granted now.
Result<void> Opening::settle_current(Registration current, std::string_view standing) {
    if (standing == "spare" || standing == "superseded")
        PARETO_TRY_VOID(set_standing(connection_, current, "current"));
    PARETO_TRY_VOID(connection_.execute(
        "update registration set standing = 'superseded' where terminal_id = $1 and "
        "standing = 'current' and registration <> $2",
        {terminal_.id.value, std::int64_t{current}}));
    return {};
}

Result<void> Opening::send_missing(Registration registration, Sequence after, Sequence last) {
    sync::Missing part{
        .registration = registration, .first = after + 1, .entries = {}, .last = false};
    std::size_t bytes = 0;
    while (after < last) {
        const Sequence to =
            std::min<Sequence>(last, after + static_cast<Sequence>(sync::kBatchEntriesMax));
        PARETO_TRY(
            const auto rows,
            connection_.execute(
                "select e.kind, e.bytes, p.salt, p.bytes from entry e left join personal_data p "
                "on p.entry_id = cast($4 as bigint) + e.sequence where e.registration = $1 and "
                "e.sequence > $2 and e.sequence <= $3 order by e.sequence",
                {std::int64_t{registration}, after, to, EntryId::of(registration, 0).value}));
        if (rows.empty())
            return fault(FaultCode::Corrupt, "HQ's books miss entries below a watermark");
        for (const auto& row : rows) {
            sync::BatchEntry entry{.kind = static_cast<std::int32_t>(row.integer(0)),
                                   .bytes = row.bytes(1),
                                   .personal_salt = {},
                                   .personal = {}};
            if (!row.is_null(2)) {
                entry.personal_salt = row.bytes(2);
                entry.personal = row.bytes(3);
            }
            const std::size_t size =
                entry.bytes.size() + entry.personal.size() + entry.personal_salt.size();
            if (!part.entries.empty() && (part.entries.size() == sync::kBatchEntriesMax ||
                                          bytes + size > sync::kBatchBytesMax)) {
                const Sequence next = part.first + static_cast<Sequence>(part.entries.size());
                result_.missing.push_back(std::exchange(
                    part,
                    {.registration = registration, .first = next, .entries = {}, .last = false}));
                bytes = 0;
            }
            bytes += size;
            part.entries.push_back(std::move(entry));
        }
        after = to;
    }
    part.last = true;
    result_.missing.push_back(std::move(part));
    return {};
}

/// With an expired certificate nothing is compared: each head is told what the terminal believes
/// itself.
void echo_heads(const sync::Hello& hello, sync::Welcome& welcome) {
    for (const Head& head : hello.heads) {
        welcome.watermarks.push_back(
            {head.registration, head.acked, head.acked_hash, HeadOutcome::Resume});
    }
}

TerminalStanding standing_of(const TerminalRow& terminal, const sync::SessionPeer& peer) {
    if (terminal.standing == "revoked") return TerminalStanding::Revoked;
    if (terminal.standing == "replaced") return TerminalStanding::Replaced;
    return peer.certificate_expired ? TerminalStanding::CertificateExpired : TerminalStanding::Good;
}

}  // namespace

Result<sync::OpenResult> SyncService::open_session(const sync::SessionPeer& peer,
                                                   const sync::Hello& hello) {
    const std::int64_t now_ms = to_ms(clock_.now());
    PARETO_TRY(auto transaction, begin_writing(connection_));
    PARETO_TRY(auto found, find_terminal(connection_, peer.terminal));
    if (!found) {
        const std::string common_name = hello.branch_code + "/" + hello.terminal_code;
        if (options_.common_name_of) {
            PARETO_TRY(const std::string certified, options_.common_name_of(peer.certificate_pem));
            if (certified != common_name)
                return sync::OpenResult{
                    {}, {}, "the certificate names another terminal than HELLO"};
        }
        PARETO_TRY(found, adopt_terminal(connection_, peer, hello, now_ms));
        if (!found) return sync::OpenResult{{}, {}, "HQ does not know branch " + hello.branch_code};
    }
    Opening opening{connection_, *found, now_ms};
    sync::Welcome& welcome = opening.result().welcome;
    welcome.standing = standing_of(*found, peer);
    welcome.hq_time_ms = now_ms;
    if (!options_.allowance_key.empty())
        welcome.allowance_key = journal::public_key_of(options_.allowance_key);
    PARETO_TRY(welcome.term, read_term(connection_));
    PARETO_TRY(welcome.session_token, draw(connection_, "session", 1));
    if (welcome.standing == TerminalStanding::CertificateExpired) {
        echo_heads(hello, welcome);
    } else {
        welcome.credits = sync::HqSession::kCredits;
        PARETO_TRY_VOID(opening.compare(hello));
        // A refused HELLO changes nothing.
        if (!opening.result().refusal.empty()) return opening.result();
    }
    PARETO_TRY(welcome.certificate_pem, renewed_certificate(connection_, *found, peer, options_));
    PARETO_TRY(welcome.receipt_number, newest_receipt_number(connection_, *found));
    PARETO_TRY_VOID(note_session(connection_, found->id, welcome.session_token, now_ms));
    PARETO_TRY_VOID(transaction.commit());
    return std::move(opening.result());
}

}  // namespace pareto::hq::database
