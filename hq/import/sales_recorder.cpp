// One turn of a sales import: look up, decide, append, remember.
#include "hq/import/sales_recorder.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#include "hq/app/posting.h"
#include "hq/database/setup.h"
#include "hq/database/writing.h"

namespace pareto::hq::import {

/// A receipt that HQ has.
struct SalesRecorder::Stored {
    RowsDigest digest;  ///< of the rows it was first made of
    SaleId sale;
};

/// A row that was rejected alone, and what became of its repair.
struct SalesRecorder::Supplement {
    std::string source;
    std::int64_t line = 0;
    RowsDigest digest;
    SaleId sale;  ///< 0 = not repaired yet
};

/// A sale to be appended, and the rows beside it.
struct SalesRecorder::Planned {
    WholeReceipt* receipt = nullptr;
    BranchId branch;
    std::optional<SaleId> replaces;
    std::vector<std::size_t> plain;  ///< rows that make the receipt's own digest
    std::vector<std::pair<std::size_t, Supplement>> supplements;
    journal::Entry entry;
    Bytes card_key;
    std::string card;
};

namespace {

constexpr std::size_t kReceiptsAtOnce = 64;
constexpr std::string_view kSalesOperator = "import";
constexpr std::string_view kVoidReason = "import_supplement";

using StoredKey = std::tuple<std::int64_t, std::string, std::string, std::string>;

std::string receipts_question() {
    std::string sql = "with wanted(branch_id, terminal_code, receipt, business_date) as (values ";
    std::size_t parameter = 0;
    for (std::size_t index = 0; index < kReceiptsAtOnce; ++index) {
        sql += index > 0 ? ", (" : "(";
        for (const std::string_view type : {"bigint", "text", "text", "text"}) {
            sql += parameter % 4 > 0 ? ", " : "";
            sql += "cast($" + std::to_string(++parameter) + " as " + std::string{type} + ")";
        }
        sql += ")";
    }
    return sql +
           ") select r.branch_id, r.terminal_code, r.receipt, r.business_date, r.digest, r.sale_id "
           "from wanted w "
           "join import_receipt r on r.branch_id = w.branch_id and r.terminal_code = "
           "w.terminal_code "
           "and r.receipt = w.receipt and r.business_date = w.business_date";
}

std::string_view name_part(std::string_view source) {
    return source.substr(0, source.rfind('#'));
}

std::string_view content_part(std::string_view source) {
    const std::size_t mark = source.rfind('#');
    return mark == std::string_view::npos ? std::string_view{} : source.substr(mark + 1);
}

sale::Line line_of(const SalesRow& row, std::size_t number) {
    return sale::Line{.number = static_cast<std::int32_t>(number),
                      .sku = row.sku,
                      .description = row.description,
                      .category = row.category,
                      .quantity = Quantity{row.quantity_thousandths},
                      .unit_price_minor = row.unit_price_minor,
                      .discount_minor = row.discount_minor,
                      .amount_minor = row.amount_minor,
                      .original = std::nullopt};
}

void settle_tenders(sale::Sale& sale) {
    sale.tenders.clear();
    const std::int64_t total = sale.total_minor();
    if (total != 0)
        sale.tenders.push_back(sale::Tender{sale::TenderKind::Cash, total, Points{}, EntryId{}});
}

}  // namespace

class SalesRecorder::Work {
public:
    Work(SalesRecorder& owner,
         pareto::database::Connection& connection,
         std::vector<WholeReceipt>& receipts,
         const Trace& file)
        : owner_(owner), connection_(connection), receipts_(receipts), file_(file) {}

    [[nodiscard]] Result<void> run(std::span<const LoneRow> lone_rows) {
        if (dry()) {
            PARETO_TRY_VOID(decide());
            PARETO_TRY_VOID(enrol_cards());
        } else {
            PARETO_TRY(auto transaction, hq::database::begin_writing(connection_));
            PARETO_TRY_VOID(decide());
            PARETO_TRY_VOID(enrol_cards());
            PARETO_TRY_VOID(append());
            PARETO_TRY_VOID(expect_repairs(lone_rows));
            PARETO_TRY_VOID(transaction.commit());
        }
        return keep();
    }

private:
    [[nodiscard]] bool dry() const { return owner_.context_.dry_run; }

    [[nodiscard]] Result<void> decide() {
        std::vector<BranchId> branches;
        for (const WholeReceipt& receipt : receipts_) {
            BranchId branch = owner_.branches_.find(receipt.identity.branch);
            if (!branch && dry()) owner_.branches_.note_missing(receipt.identity.branch);
            if (!branch && !dry()) {
                PARETO_TRY(branch,
                           owner_.branches_.find_or_make(connection_, receipt.identity.branch));
            }
            branches.push_back(branch);
        }
        PARETO_TRY_VOID(look_up(branches));
        PARETO_TRY_VOID(owner_.cards_.find_secure(connection_, card_numbers()));
        for (std::size_t index = 0; index < receipts_.size(); ++index)
            PARETO_TRY_VOID(decide(receipts_[index], branches[index]));
        return {};
    }

    [[nodiscard]] std::vector<std::string> card_numbers() const {
        std::vector<std::string> numbers;
        for (const WholeReceipt& receipt : receipts_) {
            for (const RowOfReceipt& row : receipt.rows) {
                const std::string& card = row.row.card;
                if (!card.empty() && (numbers.empty() || numbers.back() != card))
                    numbers.push_back(card);
            }
        }
        return numbers;
    }

    static StoredKey stored_key(const ReceiptIdentity& identity, BranchId branch) {
        return {branch.value, identity.terminal, identity.receipt, to_string(identity.date)};
    }

    [[nodiscard]] Result<void> look_up(const std::vector<BranchId>& branches) {
        static const std::string question = receipts_question();
        for (std::size_t at = 0; at < receipts_.size(); at += kReceiptsAtOnce) {
            std::vector<pareto::database::Value> parameters;
            for (std::size_t index = 0; index < kReceiptsAtOnce; ++index) {
                const std::size_t which = std::min(at + index, receipts_.size() - 1);
                auto [branch, terminal, receipt, date] =
                    stored_key(receipts_[which].identity, branches[which]);
                parameters.insert(
                    parameters.end(),
                    {branch, std::move(terminal), std::move(receipt), std::move(date)});
            }
            PARETO_TRY(const auto rows, connection_.execute(question, parameters));
            for (const auto& row : rows) {
                const auto digest = RowsDigest::from(row.bytes(4));
                if (!digest)
                    return fault(FaultCode::Corrupt, "import_receipt: a digest of another length");
                stored_.insert_or_assign(
                    StoredKey{row.integer(0), row.text(1), row.text(2), row.text(3)},
                    Stored{*digest, SaleId{row.integer(5)}});
            }
        }
        return {};
    }

    [[nodiscard]] Result<void> load_supplements() {
        if (supplements_loaded_) return {};
        PARETO_TRY(
            const auto rows,
            connection_.execute("select source, line, digest, sale_id from import_supplement"));
        for (const auto& row : rows) {
            supplements_.push_back(Supplement{row.text(0),
                                              row.integer(1),
                                              RowsDigest::from(row.bytes(2)).value_or(RowsDigest{}),
                                              SaleId{row.integer(3)}});
        }
        supplements_loaded_ = true;
        return {};
    }

    // By name and content, by content under another name, or by a name that only one file had.
    [[nodiscard]] const Supplement* find_supplement(const Trace& trace) const {
        const Supplement* by_name = nullptr;
        bool ambiguous = false;
        const std::string name =
            std::filesystem::path(std::string{name_part(trace.source)}).filename().string();
        for (const Supplement& candidate : supplements_) {
            if (candidate.line != trace.line) continue;
            const std::string_view content = content_part(trace.source);
            if (!content.empty() && content == content_part(candidate.source)) return &candidate;
            if (content.empty() && name == name_part(candidate.source)) {
                ambiguous = by_name != nullptr;
                by_name = &candidate;
            }
        }
        return ambiguous ? nullptr : by_name;
    }

    [[nodiscard]] Result<void> decide(WholeReceipt& receipt, BranchId branch) {
        const auto found = stored_.find(stored_key(receipt.identity, branch));
        const Stored* stored = found == stored_.end() ? nullptr : &found->second;
        Planned planned;
        planned.receipt = &receipt;
        planned.branch = branch;
        for (std::size_t index = 0; index < receipt.rows.size(); ++index) {
            const RowOfReceipt& row = receipt.rows[index];
            const Supplement* supplement = nullptr;
            if (row.came_from) {
                PARETO_TRY_VOID(load_supplements());
                supplement = find_supplement(*row.came_from);
            }
            if (supplement == nullptr) {
                planned.plain.push_back(index);
            } else if (!supplement->sale) {
                planned.supplements.emplace_back(index, *supplement);
            } else if (supplement->digest == digest_of(row.row)) {
                ++counts_.known_rows;
            } else {
                return refuse(receipt,
                              "line",
                              "this row was repaired and imported before, with other content");
            }
        }
        return stored == nullptr ? decide_new(std::move(planned))
                                 : decide_known(std::move(planned), *stored);
    }

    [[nodiscard]] Result<void> decide_new(Planned planned) {
        if (planned.plain.empty() && planned.supplements.empty()) return {};
        return plan(std::move(planned), journal::Entry{}, sale::Sale{});
    }

    [[nodiscard]] Result<void> decide_known(Planned planned, const Stored& stored) {
        if (!planned.plain.empty()) {
            RowsDigest digest;
            for (const std::size_t index : planned.plain)
                digest.add(digest_of(planned.receipt->rows[index].row));
            if (digest != stored.digest) {
                PARETO_TRY_VOID(load_supplements());
                RowsDigest whole = stored.digest;
                for (const Supplement& supplement : supplements_) {
                    if (supplement.sale == stored.sale) whole.add(supplement.digest);
                }
                if (digest != whole)
                    return refuse(*planned.receipt,
                                  "receipt",
                                  "this receipt was imported before, with other rows");
            }
            counts_.known_rows += static_cast<std::int64_t>(planned.plain.size());
            planned.plain.clear();
        }
        if (planned.supplements.empty()) {
            ++counts_.known_receipts;
            return {};
        }
        PARETO_TRY(const auto rows,
                   connection_.execute(
                       "select bytes from entry where registration = $1 and sequence = $2",
                       {std::int64_t{stored.sale.registration()}, stored.sale.sequence()}));
        if (rows.empty())
            return fault(FaultCode::Corrupt, "import_receipt names a sale that is not there");
        PARETO_TRY(const journal::Entry entry, journal::decode(rows[0].bytes(0)));
        const auto* sale = std::get_if<sale::Sale>(&entry.body);
        if (sale == nullptr)
            return fault(FaultCode::Corrupt, "import_receipt names an entry that is not a sale");
        planned.replaces = stored.sale;
        return plan(std::move(planned), entry, *sale);
    }

    // Makes the sale's entry from what it was before (nothing for a new one) and the planned rows.
    [[nodiscard]] Result<void> plan(Planned planned,
                                    const journal::Entry& before,
                                    sale::Sale sale) {
        std::vector<std::size_t> indexes = planned.plain;
        for (const auto& [index, supplement] : planned.supplements)
            indexes.push_back(index);
        std::sort(indexes.begin(), indexes.end());
        std::optional<UtcTime> occurred_at;
        if (planned.replaces) occurred_at = before.occurred_at;
        for (const std::size_t index : indexes) {
            const SalesRow& row = planned.receipt->rows[index].row;
            if (!row.card.empty() && !planned.card.empty() && row.card != planned.card) {
                return refuse(
                    *planned.receipt, "card", "the rows of this receipt name different cards");
            }
            if (!row.card.empty()) planned.card = row.card;
            occurred_at = std::min(occurred_at.value_or(row.sold_at), row.sold_at);
            sale.lines.push_back(line_of(row, sale.lines.size() + 1));
        }
        if (!planned.card.empty()) {
            planned.card_key = owner_.cards_.key_of(planned.card);
            if (!sale.card_key.empty() && sale.card_key != planned.card_key) {
                return refuse(
                    *planned.receipt, "card", "the receipt was imported before with another card");
            }
            sale.card_key = planned.card_key;
        }
        sale.source_receipt = planned.receipt->identity.receipt;
        sale.rules_version = owner_.rules_.version;
        settle_tenders(sale);
        sale.points_promised = promised_points(sale, owner_.rules_);
        if (const auto refusal = sale::check(sale)) {
            return refuse(*planned.receipt,
                          "amount",
                          "the receipt cannot be a sale: " + std::string{sale::name_of(*refusal)});
        }
        planned.entry = journal::Entry{*occurred_at,
                                       planned.receipt->identity.date,
                                       std::string{kSalesOperator},
                                       std::move(sale)};
        if (journal::encode(planned.entry).size() > journal::kEntryBytesMax) {
            return refuse(
                *planned.receipt, "receipt", "the receipt has too many rows for one sale");
        }
        count(planned, indexes);
        planned_.push_back(std::move(planned));
        return {};
    }

    void count(const Planned& planned, const std::vector<std::size_t>& indexes) {
        for (const std::size_t index : indexes) {
            const SalesRow& row = planned.receipt->rows[index].row;
            counts_.rounded_rows += row.rounded ? 1 : 0;
            counts_.skipped_times += row.oddity == Zone::Oddity::Skipped ? 1 : 0;
            counts_.repeated_times += row.oddity == Zone::Oddity::Repeated ? 1 : 0;
            counts_.net_minor += row.amount_minor;
        }
        const auto rows = static_cast<std::int64_t>(indexes.size());
        (planned.replaces ? counts_.supplemented_receipts : counts_.imported_receipts) += 1;
        (planned.replaces ? counts_.supplemented_rows : counts_.imported_rows) += rows;
    }

    [[nodiscard]] Result<void> refuse(const WholeReceipt& receipt,
                                      std::string_view column,
                                      const std::string& reason) {
        for (const RowOfReceipt& row : receipt.rows) {
            Trace trace = row.came_from ? *row.came_from : file_;
            if (!row.came_from) trace.line = row.line;
            refused_.push_back(Reject{std::move(trace), std::string{column}, reason, row.text});
        }
        return {};
    }

    [[nodiscard]] Result<void> enrol_cards() {
        std::vector<Bytes> keys;
        for (const Planned& planned : planned_) {
            if (!planned.card.empty()) keys.push_back(planned.card_key);
        }
        PARETO_TRY(const std::vector<Bytes> unknown, owner_.cards_.unknown_of(connection_, keys));
        to_enrol_.insert(unknown.begin(), unknown.end());
        counts_.enrolled_members += static_cast<std::int64_t>(unknown.size());
        return {};
    }

    [[nodiscard]] Result<void> append() {
        std::vector<hq::database::LocalEntry> entries;
        std::vector<std::size_t> position_of_sale;
        std::set<Bytes> waiting = to_enrol_;
        for (const Planned& planned : planned_) {
            const std::string& terminal = planned.receipt->identity.terminal;
            const auto local = [&](journal::Body body, std::string terminal_code) {
                entries.push_back({journal::Entry{planned.entry.occurred_at,
                                                  planned.entry.business_date,
                                                  std::string{kSalesOperator},
                                                  std::move(body)},
                                   planned.branch,
                                   std::move(terminal_code),
                                   std::nullopt,
                                   true});
            };
            if (!planned.card.empty() && waiting.erase(planned.card_key) > 0) {
                local(
                    journal::MemberEnrolled{
                        planned.card_key, {}, planned.card, planned.branch, {}, {}},
                    {});
            }
            if (planned.replaces)
                local(sale::PostVoid{*planned.replaces, 0, std::string{kVoidReason}}, terminal);
            position_of_sale.push_back(entries.size());
            local(planned.entry.body, terminal);
        }
        if (entries.empty()) return {};
        PARETO_TRY(const Registration registration, owner_.turns_.registration(connection_));
        hq::database::LocalJournal journal(
            connection_, owner_.clock_, registration, owner_.context_.slot);
        PARETO_TRY(const std::vector<EntryId> ids, journal.append_within(entries));
        pareto::database::BulkInsert receipts{
            "import_receipt",
            {"branch_id", "terminal_code", "receipt", "business_date", "digest", "sale_id"},
            {},
            {}};
        for (std::size_t index = 0; index < planned_.size(); ++index) {
            PARETO_TRY_VOID(
                remember(planned_[index], SaleId{ids[position_of_sale[index]].value}, receipts));
        }
        if (receipts.rows.empty()) return {};
        return connection_.insert_many(receipts);
    }

    [[nodiscard]] Result<void> remember(const Planned& planned,
                                        SaleId sale,
                                        pareto::database::BulkInsert& receipts) {
        const ReceiptIdentity& identity = planned.receipt->identity;
        if (planned.replaces) {
            PARETO_TRY_VOID(connection_.execute(
                "update import_receipt set sale_id = $1 where branch_id = $2 and "
                "terminal_code = $3 and receipt = $4 and business_date = $5",
                {sale.value,
                 planned.branch.value,
                 identity.terminal,
                 identity.receipt,
                 to_string(identity.date)}));
            PARETO_TRY_VOID(
                connection_.execute("update import_supplement set sale_id = $1 where sale_id = $2",
                                    {sale.value, planned.replaces->value}));
        } else {
            RowsDigest digest;
            for (const std::size_t index : planned.plain)
                digest.add(digest_of(planned.receipt->rows[index].row));
            receipts.rows.push_back({planned.branch.value,
                                     identity.terminal,
                                     identity.receipt,
                                     to_string(identity.date),
                                     pareto::database::Blob{digest.bytes()},
                                     sale.value});
        }
        for (const auto& [index, supplement] : planned.supplements) {
            PARETO_TRY(
                const auto rows,
                connection_.execute(
                    "update import_supplement set digest = $1, sale_id = $2 "
                    "where source = $3 and line = $4 and sale_id = 0",
                    {pareto::database::Blob{digest_of(planned.receipt->rows[index].row).bytes()},
                     sale.value,
                     supplement.source,
                     supplement.line}));
            if (rows.affected != 1)
                return fault(FaultCode::Conflict,
                             "another import repairs the same rows; run this one again");
        }
        return {};
    }

    [[nodiscard]] Result<void> expect_repairs(std::span<const LoneRow> lone_rows) {
        for (const LoneRow& row : lone_rows) {
            PARETO_TRY_VOID(
                connection_.execute("insert into import_supplement(source, line, digest, sale_id) "
                                    "values ($1, $2, $3, 0) on conflict do nothing",
                                    {row.source, row.line, pareto::database::Blob{}}));
        }
        return {};
    }

    // Only what is committed is remembered and told.
    [[nodiscard]] Result<void> keep() {
        owner_.branches_.keep_made();
        for (const Bytes& key : to_enrol_)
            owner_.cards_.add(key);
        SalesCounts& total = owner_.counts_;
        total.imported_receipts += counts_.imported_receipts;
        total.imported_rows += counts_.imported_rows;
        total.known_receipts += counts_.known_receipts;
        total.known_rows += counts_.known_rows;
        total.supplemented_receipts += counts_.supplemented_receipts;
        total.supplemented_rows += counts_.supplemented_rows;
        total.enrolled_members += counts_.enrolled_members;
        total.rounded_rows += counts_.rounded_rows;
        total.skipped_times += counts_.skipped_times;
        total.repeated_times += counts_.repeated_times;
        total.net_minor += counts_.net_minor;
        for (const Reject& reject : refused_)
            PARETO_TRY_VOID(owner_.rejects_.add(reject));
        return {};
    }

    SalesRecorder& owner_;
    pareto::database::Connection& connection_;
    std::vector<WholeReceipt>& receipts_;
    const Trace& file_;
    std::map<StoredKey, Stored> stored_;
    bool supplements_loaded_ = false;
    std::vector<Supplement> supplements_;
    std::vector<Planned> planned_;
    std::set<Bytes> to_enrol_;
    std::vector<Reject> refused_;
    SalesCounts counts_;
};

SalesRecorder::SalesRecorder(
    Turns& turns, ports::Clock& clock, SalesContext context, Branches& branches, Rejects& rejects)
    : turns_(turns),
      clock_(clock),
      context_(std::move(context)),
      branches_(branches),
      rejects_(rejects),
      cards_(context_.card_key_secret) {}

Result<void> SalesRecorder::load() {
    return turns_.take([this](pareto::database::Connection& connection) -> Result<void> {
        PARETO_TRY(rules_, hq::database::current_rules(connection));
        return branches_.load(connection);
    });
}

Result<void> SalesRecorder::record(std::vector<WholeReceipt> receipts,
                                   std::vector<LoneRow> lone_rows,
                                   const Trace& file) {
    if (receipts.empty() && lone_rows.empty()) return {};
    auto done = turns_.take([&](pareto::database::Connection& connection) -> Result<void> {
        return Work{*this, connection, receipts, file}.run(lone_rows);
    });
    if (!done) branches_.forget_made();
    return done;
}

}  // namespace pareto::hq::import
