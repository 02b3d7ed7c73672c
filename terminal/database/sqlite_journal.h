// The terminal's journal in one SQLite file: the use cases' Journal and the sync session's
// SyncJournal over the same tables.
//
// Invariants: one writing connection, one transaction a call, published (books, anchor) only after
// its commit. Reading goes over a connection of its own where there is one: syncing never makes a
// sale wait. The simulator gives one, which both use.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/ports/clock.h"
#include "common/sync/terminal_session.h"
#include "terminal/app/journal.h"
#include "terminal/database/anchor.h"
#include "terminal/database/books.h"
#include "terminal/database/figures.h"
#include "terminal/database/settings.h"

namespace pareto::terminal::database {

class SqliteJournal final : public Journal, public sync::SyncJournal {
public:
    struct Parts {
        std::unique_ptr<pareto::database::Connection> writer;
        std::unique_ptr<pareto::database::Connection> reader;  ///< may be null
        Anchor& anchor;
        const ports::Clock& clock;
        std::string program_version;
    };

    /// Migrates. A file behind its anchor opens the spare registration, or will not sell.
    [[nodiscard]] static Result<std::unique_ptr<SqliteJournal>> open(Parts parts);

    /// All of an enrolment in one transaction. Conflict when this file is enrolled already.
    [[nodiscard]] Result<void> enrol(const Enrolment& enrolment);
    [[nodiscard]] State state() const override;
    [[nodiscard]] Result<EntryId> append(const journal::Entry& entry,
                                         const std::string& intent,
                                         const PersonalData& personal) override;
    [[nodiscard]] Result<std::optional<journal::Entry>> find(EntryId id) override;
    [[nodiscard]] Result<std::optional<SaleId>> find_intent(const std::string& intent) override;
    [[nodiscard]] Result<std::optional<SaleId>> find_receipt(std::int64_t receipt_number) override;
    [[nodiscard]] Result<Returned> returned(SaleId sale) override;
    [[nodiscard]] Result<std::vector<EntryId>> open_redemptions() override;
    [[nodiscard]] Result<std::vector<HeldAllowance>> allowances(MemberId member) override;
    [[nodiscard]] Result<loyalty::StandInCounters> stand_in(const Bytes& card_key) override;
    [[nodiscard]] Result<void> note_hq_answered() override;
    [[nodiscard]] Result<std::optional<HeldVoucher>> held_voucher(const Bytes& key) override;
    [[nodiscard]] Result<std::vector<KnownGift>> gifts(const std::string& code) override;
    [[nodiscard]] Result<std::vector<HeldCoupon>> held_coupons(const std::string& code,
                                                               MemberId member) override;
    [[nodiscard]] Result<KnownCard> find_card(const Bytes& card_key) override;
    [[nodiscard]] Result<std::optional<sync::MemberChange>> find_member(MemberId member) override;
    [[nodiscard]] Result<std::optional<sync::ItemChange>> find_item(
        const std::string& sku_or_barcode) override;
    [[nodiscard]] Result<std::optional<sync::ItemChange>> find_barcode(
        const std::string& gtin) override;
    [[nodiscard]] Result<std::vector<SaleId>> sold_with(const goods::TaggedUnit& unit) override;
    [[nodiscard]] Result<std::vector<CampaignUse>> campaign_uses(MemberId member,
                                                                 BusinessDate date) override;
    [[nodiscard]] Result<std::optional<loyalty::RuleSet>> find_rules(std::int32_t version) override;

    [[nodiscard]] Result<sync::Hello> hello() override;
    [[nodiscard]] Result<sync::Batch> read(Registration registration, Sequence first) override;
    [[nodiscard]] Result<void> record_welcome(const sync::Welcome& welcome) override;
    [[nodiscard]] Result<void> record_ack(const sync::Ack& ack) override;
    [[nodiscard]] Result<void> restore_missing(const sync::Missing& missing) override;
    [[nodiscard]] Result<void> apply_feed(const sync::Feed& feed) override;

    /// Checkpoints a long write-ahead log and deletes old acknowledged entries, a little at a time.
    /// Call it when nobody waits: a sale waits for it.
    [[nodiscard]] Result<void> maintain();
    [[nodiscard]] JournalStatus status() const;
    [[nodiscard]] Result<CensusFigures> census(Registration registration);
    [[nodiscard]] Result<Settings> settings();
    /// The sealed keys of this terminal's group as HQ gives them now; empty = none. Returns when
    /// that was: the later one of the wall clock and HQ's own time.
    [[nodiscard]] Result<UtcTime> keep_group_keys(const Bytes& sealed);
    /// Entries of one registration from `first` on, at most `limit`, as stored.
    [[nodiscard]] Result<std::vector<journal::RawEntry>> entries(Registration registration,
                                                                 Sequence first,
                                                                 std::int64_t limit);
    [[nodiscard]] std::vector<HeadRow> heads() const;
    /// See verify_chain.
    [[nodiscard]] Result<std::int64_t> verify();
    using Work = std::function<Result<void>(pareto::database::Connection&)>;
    /// Tables beside the journal: changed in a transaction of their own, or read.
    [[nodiscard]] Result<void> change_beside(const Work& work);
    [[nodiscard]] Result<void> read_beside(const Work& work);
    /// A commit's outcome is unknown, or the file is unusable: end the program, open it anew.
    [[nodiscard]] bool failed() const;

private:
    struct Reading {
        std::unique_lock<std::mutex> lock;
        pareto::database::Connection& connection;
    };

    explicit SqliteJournal(Parts parts);
    [[nodiscard]] Reading reading();
    [[nodiscard]] Books books() const;
    /// Runs `work` in one transaction on a copy of the books, then publishes both.
    [[nodiscard]] Result<void> write(const std::function<Result<void>(Books&)>& work);
    [[nodiscard]] Result<void> check_anchor();
    void write_anchor(const Books& books);
    void give_up(const Fault& fault);
    [[nodiscard]] Result<EntryId> add(Books& books,
                                      const journal::Entry& entry,
                                      const Bytes& bytes,
                                      const std::string& intent);
    [[nodiscard]] Result<void> open_registration(Books& books,
                                                 Registration registration,
                                                 const std::string& reason);
    [[nodiscard]] Result<void> keep_hq_answered(Books& books);
    [[nodiscard]] Result<void> take_watermark(Books& books,
                                              const sync::Welcome& welcome,
                                              const sync::Watermark& watermark);
    [[nodiscard]] Result<void> take_watermarks(Books& books, const sync::Welcome& welcome);
    [[nodiscard]] Result<void> forget_lost(Books& books, const sync::Welcome& welcome);
    [[nodiscard]] Result<bool> restore_one(Books& books,
                                           HeadRow& head,
                                           Sequence sequence,
                                           const sync::BatchEntry& given);
    [[nodiscard]] Result<bool> delete_old_entries();

    std::unique_ptr<pareto::database::Connection> writer_;
    std::unique_ptr<pareto::database::Connection> reader_;
    Anchor& anchor_;
    const ports::Clock& clock_;
    const std::string program_version_;
    const std::int64_t boot_id_;
    std::mutex writing_;             ///< held for a whole transaction of writer_
    std::mutex reading_;             ///< held while reader_ is used
    mutable std::mutex publishing_;  ///< guards what follows, never held during I/O
    Books books_;
    AnchorRecord anchored_;
    std::string anchor_fault_;
    std::optional<Fault> failed_;  ///< see failed()
    std::map<Registration, sync::Watermark> restoring_;
    UtcTime delete_again_at_;  ///< used by maintain() only, by one thread
};

}  // namespace pareto::terminal::database
