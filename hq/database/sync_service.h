// What the sessions of terminals need from HQ's books: one object, one writing connection, one
// thread.
//
// Every call is one transaction. The sync server calls it from its database thread, the simulator
// directly.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/ports/clock.h"
#include "common/ports/random.h"
#include "common/sync/hq_session.h"
#include "hq/app/card_desk.h"
#include "hq/database/preamble.h"

namespace pareto::hq::database {

struct IngestWork {
    TerminalId terminal;
    std::int64_t session_token = 0;
    sync::Batch batch;
};

/// The parts of HQ that are not tables: who signs, and the secrets that terminals share. Given by
/// main or a test.
struct SyncServiceOptions {
    Registration own_registration =
        0;                  ///< of this HQ process, drawn at its start (see open_process)
    std::int64_t slot = 0;  ///< this process's slot in chain-level roll-ups
    Bytes card_key_secret;  ///< k_uid
    std::string authority_pem;
    /// Signs a request, or renews when `request_pem` is empty and `certificate_pem` is not.
    std::function<Result<std::string>(const std::string& request_pem,
                                      const std::string& certificate_pem,
                                      TerminalId terminal,
                                      const std::string& common_name)>
        sign;
    /// Whether a signing request is by the key of a certificate; none given = never. A terminal
    /// that died before it stored what its code was answered with asks again, and is known by its
    /// key.
    std::function<bool(const std::string& request_pem, const std::string& certificate_pem)>
        same_key;
    /// Whether a certificate is in the last third of its life; none given = never. It is then
    /// renewed unasked.
    std::function<bool(const std::string& certificate_pem)> renewal_due;
    /// "BRANCH/TERMINAL" as the certificate says; none given = believe HELLO. Only asked when HQ
    /// lost the terminal.
    std::function<Result<std::string>(const std::string& certificate_pem)> common_name_of;
    /// Speaks with cards; none given = requests about cards that prove themselves are answered by
    /// an error, and there are no keys for terminals. Outlives the service.
    CardDesk* card_desk = nullptr;
    /// Makes bytes that only the key behind a certificate opens; none given = no keys for
    /// terminals.
    std::function<Result<Bytes>(BytesView plain, const std::string& certificate_pem)> seal;
    Bytes allowance_key = {};  ///< private: signs allowances; empty = none are granted
};

struct TerminalRow;

class SyncService {
public:
    SyncService(pareto::database::Connection& connection,
                ports::Clock& clock,
                ports::Random& random,
                SyncServiceOptions options);

    /// WELCOME. A terminal or registration that HQ lost (it was restored) is adopted.
    [[nodiscard]] Result<sync::OpenResult> open_session(const sync::SessionPeer& peer,
                                                        const sync::Hello& hello);
    /// All batches in one transaction; one result each, in order. A fault means nothing of them was
    /// kept.
    [[nodiscard]] Result<std::vector<sync::IngestResult>> ingest(std::span<const IngestWork> work);
    /// The next chunk for the terminal's branch; `to` is the highest position fully covered.
    [[nodiscard]] Result<sync::Feed> read_feed(TerminalId terminal, std::int64_t cursor);
    /// The last feed position given to any branch.
    [[nodiscard]] Result<std::int64_t> feed_end();
    [[nodiscard]] Result<sync::Response> answer(TerminalId terminal, const sync::Request& request);
    /// A used code is answered again, the same way, for the same key within the code's life, until
    /// the terminal connected.
    [[nodiscard]] Result<sync::EnrolResponse> enrol(const sync::EnrolRequest& request);

private:
    [[nodiscard]] Result<sync::EnrolResponse> enrol_again(const sync::EnrolRequest& request,
                                                          const TerminalRow& wanted);
    [[nodiscard]] Result<sync::EnrolResponse> describe_enrolment(const TerminalRow& terminal,
                                                                 std::string certificate_pem);
    [[nodiscard]] Result<sync::Response> authorise(TerminalId terminal,
                                                   const sync::Authorise& wanted);
    // Allowances (allowance_requests.cpp).
    [[nodiscard]] Result<sync::Response> grant_allowance(TerminalId terminal,
                                                         const sync::AllowanceWanted& wanted);
    [[nodiscard]] Result<std::optional<loyalty::Allowance>> reserve_allowance(
        const TerminalRow& terminal, MemberId only);

    // Stored value (value_requests.cpp).
    [[nodiscard]] Result<sync::Response> authorise_value(TerminalId terminal,
                                                         const sync::AuthoriseValue& wanted);
    [[nodiscard]] Result<sync::Response> tell_value(TerminalId terminal,
                                                    const sync::ValueAsked& asked);

    [[nodiscard]] Result<sync::Response> census(TerminalId terminal, const sync::Census& wanted);

    // Vouchers and coupons (reward_requests.cpp).
    [[nodiscard]] Result<sync::Response> answer_about_rewards(TerminalId terminal,
                                                              const sync::Request& request);

    // Cards (card_requests.cpp).
    [[nodiscard]] Result<sync::Response> answer_about_cards(TerminalId terminal,
                                                            const sync::Request& request);
    [[nodiscard]] Result<sync::Response> seal_group_keys(const TerminalRow& terminal);
    [[nodiscard]] Result<sync::CardStep> card_tapped(const TerminalRow& terminal,
                                                     const sync::CardTapped& tapped);
    [[nodiscard]] Result<sync::CardStep> begin_writing_card(const TerminalRow& terminal,
                                                            const sync::CardTapped& tapped);
    [[nodiscard]] Result<sync::CardStep> begin_talk(const TerminalRow& terminal,
                                                    CardSubject about,
                                                    const Bytes& uid);
    /// Until something is to be said to the card, or the end.
    [[nodiscard]] Result<sync::CardStep> go_on(const TerminalRow& terminal, CardTurn turn);
    [[nodiscard]] Result<sync::CardStep> prove(const TerminalRow& terminal, const CardTurn& turn);
    [[nodiscard]] Result<sync::CardStep> link_written_card(const TerminalRow& terminal,
                                                           const CardTurn& turn);
    [[nodiscard]] Result<sync::CardStep> tell_member(const TerminalRow& terminal,
                                                     sync::CardStep step,
                                                     MemberId member);

    pareto::database::Connection& connection_;
    ports::Clock& clock_;
    ports::Random& random_;
    SyncServiceOptions options_;
    PreambleReader preamble_;
};

/// Draws a registration for this process. Call once at start, before SyncService.
[[nodiscard]] Result<Registration> open_process(pareto::database::Connection& connection,
                                                ports::Clock& clock);

}  // namespace pareto::hq::database
