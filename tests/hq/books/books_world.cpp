#include "tests/hq/books/books_world.h"

#include <algorithm>
#include <stdexcept>

#include "common/database/migrator.h"
#include "hq/app/posting.h"
#include "hq/database/allowances.h"
#include "hq/database/verify.h"
#include "tests/support/postgres_cluster.h"

namespace pareto::hq::test {
namespace {

std::string place(Engine engine, const pareto::test::TemporaryDirectory& directory) {
    return engine == Engine::Sqlite ? directory.file("hq.db") : pareto::test::fresh_database();
}

std::unique_ptr<pareto::database::Connection> open(Engine engine, const std::string& place) {
    if (engine == Engine::Sqlite) return must(pareto::database::open_sqlite(place));
    return must(pareto::database::open_postgres(place));
}

std::string text_of(const pareto::database::Value& value) {
    if (const auto* const integer = std::get_if<std::int64_t>(&value))
        return std::to_string(*integer);
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
    if (const auto* const blob = std::get_if<pareto::database::Blob>(&value))
        return to_hex(blob->bytes);
    return "null";
}

}  // namespace

Bytes SeededRandom::bytes(std::size_t count) {
    Bytes bytes;
    for (std::size_t index = 0; index < count; ++index)
        bytes.push_back(static_cast<char>(engine_() & 0x7FU));
    return bytes;
}

BusinessDate date(std::string_view text) {
    return parse_date(text).value();
}

Bytes card(std::string_view name) {
    return Bytes{journal::sha256(name).view()};
}

TestTerminal::TestTerminal(BooksWorld& world, TerminalId id, Registration registration)
    : terminal_id(id), world_(world), registration_(registration) {}

EntryId TestTerminal::append_raw(std::int32_t kind, Bytes bytes) {
    hashes_.push_back(journal::chain(hash(last()), bytes));
    entries_.push_back({kind, std::move(bytes), {}, {}});
    return EntryId::of(registration_, last());
}

EntryId TestTerminal::append(const journal::Entry& entry) {
    return append_raw(journal::kind_of(entry.body), journal::encode(entry));
}

EntryId TestTerminal::append(journal::Body body, std::string_view business_date) {
    const BusinessDate day = date(business_date);
    const UtcTime occurred = std::chrono::sys_days{day} + std::chrono::hours{10} +
                             std::chrono::seconds{last()} + clock_error;
    return append(journal::Entry{.occurred_at = occurred,
                                 .business_date = day,
                                 .operator_id = "7",
                                 .body = std::move(body)});
}

void TestTerminal::set_personal(EntryId entry, Bytes salt, Bytes bytes) {
    sync::BatchEntry& sent = entries_.at(static_cast<std::size_t>(entry.sequence()) - 1);
    sent.personal_salt = std::move(salt);
    sent.personal = std::move(bytes);
}

Hash TestTerminal::hash(Sequence sequence) const {
    return sequence == 0 ? Hash{} : hashes_.at(static_cast<std::size_t>(sequence) - 1);
}

sync::Batch TestTerminal::batch(Sequence first, Sequence last) const {
    return {.registration = registration_,
            .first = first,
            .previous = hash(first - 1),
            .entries = {entries_.begin() + (first - 1), entries_.begin() + last}};
}

database::IngestWork TestTerminal::work(Sequence first, Sequence last) const {
    return {terminal_id, token, batch(first, last)};
}

sync::OpenResult TestTerminal::hello(Sequence acked,
                                     const std::function<void(sync::Hello&)>& change) {
    sync::Hello hello;
    hello.branch_code = branch_code;
    hello.terminal_code = terminal_code;
    hello.heads = {{registration_, last(), hash(last()), acked, hash(acked), 1}};
    if (change) change(hello);
    auto result = must(world_.service().open_session(
        {.terminal = terminal_id, .certificate_expired = false, .certificate_pem = ""}, hello));
    if (result.refusal.empty()) token = result.welcome.session_token;
    return result;
}

sync::IngestResult TestTerminal::send(Sequence first, Sequence last) {
    const std::vector<database::IngestWork> works{work(first, last)};
    return must(world_.service().ingest(works)).at(0);
}

sync::IngestResult TestTerminal::send() {
    auto result = send(sent_ + 1, last());
    if (result.kind == sync::IngestResult::Kind::Acked) sent_ = last();
    return result;
}

void TestTerminal::forget_after(Sequence last) {
    entries_.resize(static_cast<std::size_t>(last));
    hashes_.resize(static_cast<std::size_t>(last));
    sent_ = std::min(sent_, last);
}

BooksWorld::BooksWorld(Engine engine)
    : place_(place(engine, directory_)), connection_(open(engine, place_)) {
    static_cast<void>(must(pareto::database::migrate(
        *connection_, pareto::database::hq_migrations(connection_->dialect()))));
    loyalty::RuleSet rules;
    rules.version = 1;
    must(
        database::begin_books(*connection_, clock, {"Test", "HKD", "Asia/Hong_Kong", "en"}, rules));
    restart();
}

void BooksWorld::restart() {
    own_registration = must(database::open_process(*connection_, clock));
    database::SyncServiceOptions options;
    options.own_registration = own_registration;
    options.card_key_secret = "k_uid";
    options.authority_pem = "authority";
    options.sign = [](const std::string& request,
                      const std::string& old,
                      TerminalId terminal,
                      const std::string& name) -> Result<std::string> {
        if (request == "bad") return fault(FaultCode::Denied, "a bad signature");
        return std::string{old.empty() ? "certificate of " : "renewed certificate of "} + name +
               " " + std::to_string(terminal.value);
    };
    options.same_key = [](const std::string& request, const std::string&) {
        return request == "request";
    };
    options.renewal_due = [](const std::string& certificate) {
        return certificate == "old";
    };
    options.card_desk = card_desk;
    options.allowance_key = kAllowanceKey;
    must(database::keep_allowance_key(*connection_, journal::public_key_of(kAllowanceKey)));
    options.seal = [](BytesView plain, const std::string& certificate) -> Result<Bytes> {
        if (certificate.empty()) return fault(FaultCode::Corrupt, "no certificate");
        return certificate + ": " + Bytes{plain};
    };
    service_ =
        std::make_unique<database::SyncService>(*connection_, clock, random, std::move(options));
}

BranchId BooksWorld::branch(const std::string& code) {
    if (const auto known = must(database::find_branch(*connection_, code))) return *known;
    auto transaction = must(pareto::database::Transaction::begin(*connection_));
    const BranchId id = must(database::put_branch(*connection_, {code, "", "", "", ""}));
    must(transaction.commit());
    return id;
}

TestTerminal BooksWorld::terminal(const std::string& branch_code, const std::string& code) {
    const Bytes secret =
        "secret " + branch_code + code + std::to_string(random.below(1'000'000'000));
    must(database::add_enrolment_code(*connection_, clock, branch(branch_code), code, secret));
    const auto response = must(service_->enrol({secret, "request"}));
    if (!response.refusal.empty()) throw std::runtime_error(response.refusal);
    TestTerminal terminal{*this, TerminalId{response.terminal_id}, response.registration};
    terminal.branch_code = branch_code;
    terminal.terminal_code = code;
    static_cast<void>(terminal.hello(0));
    return terminal;
}

std::int64_t BooksWorld::number(const std::string& sql) {
    const auto rows = must(connection_->execute(sql));
    return rows.empty() || rows[0].is_null(0) ? 0 : rows[0].integer(0);
}

std::string BooksWorld::rows(const std::string& sql) {
    const auto rows = must(connection_->execute(sql));
    std::string text;
    for (const auto& row : rows) {
        if (!text.empty()) text += ", ";
        for (std::size_t column = 0; column < row.values().size(); ++column) {
            text += (column > 0 ? "|" : "") + text_of(row.values()[column]);
        }
    }
    return text;
}

void BooksWorld::verify() {
    for (const auto& violation : must(database::verify_books(*connection_))) {
        ADD_FAILURE() << violation.oracle << ": " << violation.text;
    }
}

sale::Line sold(std::int32_t number, std::int64_t quantity, std::int64_t price_minor) {
    sale::Line line;
    line.number = number;
    line.sku = "sku" + std::to_string(number);
    line.description = "thing";
    line.quantity = Quantity{quantity * 1000};
    line.unit_price_minor = price_minor;
    line.amount_minor = quantity * price_minor;
    return line;
}

sale::Line brought_back(std::int32_t number,
                        EntryId sale,
                        std::int32_t original,
                        std::int64_t quantity,
                        std::int64_t amount_minor) {
    sale::Line line = sold(number, -quantity, 0);
    line.amount_minor = -amount_minor;
    line.original = sale::OriginalLine{SaleId{sale.value}, original};
    return line;
}

sale::Sale cash_sale(Bytes card_key, std::vector<sale::Line> lines) {
    sale::Sale sale;
    sale.card_key = std::move(card_key);
    sale.rules_version = 1;
    sale.lines = std::move(lines);
    sale.tenders = {{sale::TenderKind::Cash, sale.total_minor(), {}, {}}};
    loyalty::RuleSet rules;
    sale.points_promised = promised_points(sale, rules);
    return sale;
}

sale::Sale points_sale(Bytes card_key,
                       MemberId member,
                       std::vector<sale::Line> lines,
                       EntryId redemption,
                       std::int64_t points) {
    sale::Sale sale = cash_sale(std::move(card_key), std::move(lines));
    sale.facts.member = member;
    sale.tenders = {{sale::TenderKind::Cash, sale.total_minor() - points, {}, {}},
                    {sale::TenderKind::Points, points, Points{points}, redemption}};
    sale.points_promised = promised_points(sale, loyalty::RuleSet{});
    return sale;
}

journal::MemberEnrolled enrolled(Bytes card_key, std::string card_number) {
    journal::MemberEnrolled body;
    body.card_key = std::move(card_key);
    body.card_number = std::move(card_number);
    return body;
}

void BooksTest::SetUp() {
    if (GetParam() == Engine::Postgres) {
        const std::string why = pareto::test::PostgresCluster::unavailable();
        if (!why.empty()) GTEST_SKIP() << why;
    }
    world_ = std::make_unique<BooksWorld>(GetParam());
}

}  // namespace pareto::hq::test
