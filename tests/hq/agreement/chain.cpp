#include "tests/hq/agreement/chain.h"

namespace pareto::hq::test {
namespace {

template <typename Value>
Value done(terminal::Outcome<Value> outcome) {
    if (!outcome) {
        const auto* const refused = std::get_if<terminal::Refused>(&outcome.error());
        ADD_FAILURE() << (refused != nullptr ? std::string{terminal::name_of(refused->refusal)} +
                                                   ": " + refused->detail
                                             : describe(std::get<Fault>(outcome.error())));
        std::abort();
    }
    if constexpr (!std::is_void_v<Value>) return std::move(*outcome);
}

}  // namespace

Bytes key_of_number(const std::string& number) {
    return journal::card_key("k_uid", "number", number);
}

Result<sync::Response> DirectUplink::ask(Question question, std::chrono::milliseconds /*timeout*/) {
    if (!reachable) return fault(FaultCode::Unavailable, "HQ is out of reach");
    return hq_.service().answer(terminal_, {++asked_, std::move(question)});
}

ChainTerminal::ChainTerminal(BooksWorld& hq, const std::string& branch, const std::string& code)
    : hq_(hq) {
    const Bytes secret = "secret " + branch + code + std::to_string(hq.random.below(1'000'000'000));
    must(database::add_enrolment_code(hq.connection(), hq.clock, hq.branch(branch), code, secret));
    terminal::database::Enrolment enrolment;
    enrolment.response = must(hq.service().enrol({secret, "request"}));
    enrolment.key_pem = "key";
    enrolment.hq_address = "localhost:7443";
    id_ = TerminalId{enrolment.response.terminal_id};
    registration_ = enrolment.response.registration;
    uplink_ = std::make_unique<DirectUplink>(hq, id_);
    open();
    must(journal_->enrol(enrolment));
    const auto opened = must(hq.service().open_session(
        {.terminal = id_, .certificate_expired = false, .certificate_pem = ""},
        must(journal_->hello())));
    EXPECT_EQ(opened.refusal, "");
    token_ = opened.welcome.session_token;
    must(journal_->record_welcome(opened.welcome));
}

void ChainTerminal::open() {
    auto writer = must(pareto::database::open_sqlite(directory_.file("terminal.sqlite")));
    journal_ = must(terminal::database::SqliteJournal::open(
        {std::move(writer), nullptr, anchor_, hq_.clock, "test"}));
}

void ChainTerminal::restart() {
    journal_.reset();
    open();
}

terminal::Checkout ChainTerminal::checkout(std::int32_t local_minute) {
    return terminal::Checkout{*journal_, *uplink_, hq_.clock, no_prover_, {}, [=](UtcTime) {
                                  return local_minute;
                              }};
}

EntryId ChainTerminal::append(journal::Body body) {
    const terminal::Journal::State state = journal_->state();
    return must(journal_->append({hq_.clock.now(),
                                  state.shift_date.value_or(date("2026-03-10")),
                                  state.operator_id,
                                  std::move(body)},
                                 {},
                                 {}));
}

void ChainTerminal::send() {
    while (true) {
        sync::Batch batch = must(journal_->read(registration_, sent_ + 1));
        if (batch.entries.empty()) return;
        const std::vector<database::IngestWork> works{{id_, token_, std::move(batch)}};
        const auto result = must(hq_.service().ingest(works)).at(0);
        ASSERT_EQ(result.kind, sync::IngestResult::Kind::Acked) << result.detail;
        must(journal_->record_ack(
            {result.registration, result.sequence, result.hash, result.term, 1}));
        sent_ = result.sequence;
    }
}

void ChainTerminal::take_feed(const std::function<void(sync::MemberChange&)>& change) {
    while (true) {
        sync::Feed feed = must(hq_.service().read_feed(id_, cursor_));
        if (feed.to == cursor_) return;
        for (sync::Change& one : feed.changes) {
            if (!change || one.kind != static_cast<std::int32_t>(sync::ChangeKind::Member) ||
                one.bytes.empty())
                continue;
            sync::MemberChange member = must(sync::decode_member(one.bytes));
            change(member);
            one.bytes = sync::encode(member);
        }
        must(journal_->apply_feed(feed));
        cursor_ = feed.to;
    }
}

void ChainTerminal::open_shift(BusinessDate business_date) {
    static_cast<void>(
        done(terminal::open_shift(*journal_, hq_.clock, {"7", 0, business_date, {}})));
}

void ChainTerminal::close_shift() {
    const terminal::Checkout idle = checkout(0);
    static_cast<void>(done(terminal::close_shift(*journal_, hq_.clock, idle, {})));
}

}  // namespace pareto::hq::test
