#include "tests/bench/made_journal.h"

#include "common/journal/entry.h"

namespace pareto::bench {
namespace {

journal::Entry entry_of(const MadeSales& made, int number) {
    journal::Entry entry;
    entry.occurred_at = from_ms(1'772'000'000'000 + number);
    entry.business_date = from_day_number(20'500 + number / 500);
    entry.operator_id = "anna";
    sale::Sale sale;
    sale.receipt_number = number;
    sale.rules_version = 1;
    if (number % 2 == 0)
        sale.card_key = journal::card_key(made.card_key_secret, "number", "C" + std::to_string(number * 7 % made.members));
    std::int64_t total = 0;
    for (int i = 0; i < 10; ++i) {
        sale::Line line;
        line.number = i + 1;
        line.sku = "S" + std::to_string(100 + (number + i * 13) % 400);
        line.description = "Article number " + line.sku;
        line.category = "food";
        line.quantity = Quantity{1000};
        line.unit_price_minor = line.amount_minor = 1'000 + i * 100;
        total += line.amount_minor;
        sale.lines.push_back(line);
    }
    sale.tenders.push_back({sale::TenderKind::Cash, total, {}, {}});
    sale.points_promised = sale.card_key.empty() ? Points{0} : loyalty::earn(total, loyalty::RuleSet{});
    entry.body = std::move(sale);
    return entry;
}

}  // namespace

MadeJournal::MadeJournal(const MadeSales& made) : registration_(made.registration) {
    for (int number = 1; number <= made.sales; ++number) {
        sync::BatchEntry entry;
        entry.kind = static_cast<std::int32_t>(journal::Kind::Sale);
        entry.bytes = journal::encode(entry_of(made, number));
        hashes_.push_back(journal::chain(hashes_.back(), entry.bytes));
        bytes_ += entry.bytes.size();
        entries_.push_back(std::move(entry));
    }
}

Result<sync::Hello> MadeJournal::hello() {
    sync::Hello hello;
    hello.program_version = "bench";
    hello.branch_code = "B1";
    const std::int64_t acked = again_ ? 0 : acked_.load();
    hello.heads.push_back({registration_, last(), hashes_.back(), acked, hashes_[static_cast<std::size_t>(acked)], term_});
    hello.feed_cursor = feed_cursor_;
    hello.known_term = term_;
    return hello;
}

Result<sync::Batch> MadeJournal::read(Registration registration, Sequence first) {
    sync::Batch batch;
    batch.registration = registration;
    batch.first = first;
    std::size_t bytes = 0;
    for (auto i = static_cast<std::size_t>(first) - 1; i < entries_.size() && batch.entries.size() < sync::kBatchEntriesMax; ++i) {
        bytes += entries_[i].bytes.size();
        if (!batch.entries.empty() && bytes > sync::kBatchBytesMax) break;
        batch.entries.push_back(entries_[i]);
    }
    batch.previous = hashes_[static_cast<std::size_t>(first) - 1];
    return batch;
}

Result<void> MadeJournal::record_welcome(const sync::Welcome& welcome) {
    term_ = welcome.term;
    if (!again_) {
        for (const auto& watermark : welcome.watermarks) acked_ = watermark.sequence;
    } else {
        acked_ = 0;
    }
    return {};
}

Result<void> MadeJournal::record_ack(const sync::Ack& ack) {
    if (ack.hash != hashes_[static_cast<std::size_t>(ack.sequence)]) return fault(FaultCode::Conflict, "another hash");
    if (ack.sequence > acked_) acked_ = ack.sequence;
    return {};
}

Result<void> MadeJournal::restore_missing(const sync::Missing& /*missing*/) { return {}; }

Result<void> MadeJournal::apply_feed(const sync::Feed& feed) {
    feed_cursor_ = feed.to;
    return {};
}

}  // namespace pareto::bench
