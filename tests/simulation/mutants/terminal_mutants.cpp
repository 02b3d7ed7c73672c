#include "tests/simulation/mutants/terminal_mutants.h"

#include "common/sync/campaign_list.h"
#include "common/sync/feed.h"
#include "tests/simulation/mutants/passing_journal.h"

#include <utility>

namespace pareto::simulation::mutants {
namespace {

/// Each returned line gives back one minor unit more than its share.
class WrongReturnArithmetic final : public PassingJournal {
public:
    using PassingJournal::PassingJournal;
    Result<EntryId> append(const journal::Entry& entry, const std::string& intent, const terminal::PersonalData& personal) override {
        journal::Entry wrong = entry;
        if (auto* sale = std::get_if<sale::Sale>(&wrong.body); sale != nullptr && !sale->tenders.empty()) {
            for (auto& line : sale->lines) {
                if (!line.original) continue;
                line.amount_minor -= 1;
                sale->tenders.front().amount_minor -= 1;
            }
        }
        return inner_.append(wrong, intent, personal);
    }
};

/// What was redeemed offline pays the member's next sale as well.
class DoubleCapture final : public PassingJournal {
public:
    using PassingJournal::PassingJournal;
    Result<EntryId> append(const journal::Entry& entry, const std::string& intent, const terminal::PersonalData& personal) override {
        journal::Entry wrong = entry;
        if (auto* sale = std::get_if<sale::Sale>(&wrong.body); sale != nullptr && !sale->tenders.empty()) take(*sale);
        return inner_.append(wrong, intent, personal);
    }

private:
    void take(sale::Sale& sale) {
        for (const auto& tender : sale.tenders) {
            if (tender.means == loyalty::RedemptionMeans::Hq || tender.kind != sale::TenderKind::Points) continue;
            last_ = tender;
            return;
        }
        sale::Tender& cash = sale.tenders.front();
        const bool again = last_.redemption && sale.facts.member && cash.kind == sale::TenderKind::Cash &&
                           cash.amount_minor > last_.amount_minor && !sale.lines.front().original;
        if (!again) return;
        cash.amount_minor -= last_.amount_minor;
        sale.tenders.push_back(last_);
        sale.points_promised = loyalty::earn(sale.eligible_minor(), inner_.state().rules);
        last_ = {};
    }
    sale::Tender last_;
};

class PassingSync : public sync::SyncJournal {
public:
    explicit PassingSync(sync::SyncJournal& inner) : inner_(inner) {}
    Result<sync::Hello> hello() override { return inner_.hello(); }
    Result<sync::Batch> read(Registration registration, Sequence first) override { return inner_.read(registration, first); }
    Result<void> record_welcome(const sync::Welcome& welcome) override { return inner_.record_welcome(welcome); }
    Result<void> record_ack(const sync::Ack& ack) override { return inner_.record_ack(ack); }
    Result<void> restore_missing(const sync::Missing& missing) override { return inner_.restore_missing(missing); }
    Result<void> apply_feed(const sync::Feed& feed) override { return inner_.apply_feed(feed); }

protected:
    sync::SyncJournal& inner_;
};

/// Moves the cursor in one transaction and applies the changes in another, when the next chunk comes.
class FeedCursorFirst final : public PassingSync {
public:
    using PassingSync::PassingSync;
    Result<void> record_ack(const sync::Ack& ack) override {
        PARETO_TRY_VOID(apply());
        return inner_.record_ack(ack);
    }
    Result<void> apply_feed(const sync::Feed& feed) override {
        PARETO_TRY_VOID(apply());
        waiting_ = feed;
        sync::Feed only_cursor = feed;
        only_cursor.changes.clear();
        return inner_.apply_feed(only_cursor);
    }
    Result<sync::Batch> read(Registration registration, Sequence first) override {
        PARETO_TRY_VOID(apply());
        return inner_.read(registration, first);
    }

private:
    Result<void> apply() {
        if (waiting_.changes.empty()) return {};
        sync::Feed late = std::exchange(waiting_, {});
        late.from = late.to;
        return inner_.apply_feed(late);
    }
    sync::Feed waiting_;
};

/// Takes each campaign's budgets for its own alone.
class BudgetNotShared final : public PassingSync {
public:
    using PassingSync::PassingSync;
    Result<void> apply_feed(const sync::Feed& feed) override {
        sync::Feed wrong = feed;
        for (auto& change : wrong.changes) {
            if (change.kind != static_cast<std::int32_t>(sync::ChangeKind::CampaignList) || change.bytes.empty()) continue;
            PARETO_TRY(auto list, sync::decode_campaign_list(change.bytes));
            for (auto& campaign : list.campaigns) campaign.terminals = 1;
            change.bytes = sync::encode(list);
        }
        return inner_.apply_feed(wrong);
    }
};

/// Overlooks what the feed says of blocked cards.
class BlockOverlooked final : public PassingSync {
public:
    using PassingSync::PassingSync;
    Result<void> apply_feed(const sync::Feed& feed) override {
        sync::Feed wrong = feed;
        std::erase_if(wrong.changes, [](const sync::Change& change) {
            return change.kind == static_cast<std::int32_t>(sync::ChangeKind::BlockedCard);
        });
        return inner_.apply_feed(wrong);
    }
};

/// Believes the sequence of an ack and puts its own hash in.
class WrongAckAccepted final : public PassingSync {
public:
    using PassingSync::PassingSync;
    Result<void> record_ack(const sync::Ack& ack) override {
        sync::Ack believed = ack;
        PARETO_TRY(const auto next, inner_.read(ack.registration, ack.sequence + 1));
        PARETO_TRY(const auto hello, inner_.hello());
        believed.hash = next.previous;
        for (const auto& head : hello.heads) {
            if (head.registration == ack.registration && head.last <= ack.sequence) {
                believed.sequence = head.last;
                believed.hash = head.last_hash;
            }
        }
        return inner_.record_ack(believed);
    }
};

}  // namespace

std::unique_ptr<terminal::Journal> wrong_return_arithmetic(terminal::Journal& inner) {
    return std::make_unique<WrongReturnArithmetic>(inner);
}
std::unique_ptr<terminal::Journal> double_capture(terminal::Journal& inner) { return std::make_unique<DoubleCapture>(inner); }
std::unique_ptr<sync::SyncJournal> feed_cursor_first(sync::SyncJournal& inner) { return std::make_unique<FeedCursorFirst>(inner); }
std::unique_ptr<sync::SyncJournal> budget_not_shared(sync::SyncJournal& inner) { return std::make_unique<BudgetNotShared>(inner); }
std::unique_ptr<sync::SyncJournal> block_overlooked(sync::SyncJournal& inner) { return std::make_unique<BlockOverlooked>(inner); }
std::unique_ptr<sync::SyncJournal> wrong_ack_accepted(sync::SyncJournal& inner) {
    return std::make_unique<WrongAckAccepted>(inner);
}

}  // namespace pareto::simulation::mutants
