// The sync session's half of the journal: HELLO, batches, WELCOME, acks, lost entries, the feed.
#include <algorithm>
#include <utility>

#include "terminal/database/feed_tables.h"
#include "terminal/database/offline.h"
#include "terminal/database/projections.h"
#include "terminal/database/rewards.h"
#include "terminal/database/sqlite_journal.h"
#include "terminal/database/watermark.h"

namespace pareto::terminal::database {

using pareto::database::Blob;
using pareto::database::Row;

namespace {

// Rows read at a time: a batch is rarely longer, and entries of the greatest length stay within a
// few megabytes.
constexpr std::int64_t kRowsAtOnce = 32;
constexpr std::int64_t kAnsweredWithinMs = 60'000;

std::size_t bytes_of(const sync::BatchEntry& entry) {
    return entry.bytes.size() + entry.personal.size() + entry.personal_salt.size();
}

sync::BatchEntry entry_of(const Row& row) {
    sync::BatchEntry entry;
    entry.kind = static_cast<std::int32_t>(row.integer(1));
    entry.bytes = row.bytes(2);
    if (!row.is_null(3)) {
        entry.personal_salt = row.bytes(3);
        entry.personal = row.bytes(4);
    }
    return entry;
}

// What is deleted was acknowledged long ago; an HQ that lost it must be restored from a newer
// backup.
tl::unexpected<Fault> deleted_before(Sequence first) {
    return fault(FaultCode::Exhausted,
                 "HQ asks again for entry " + std::to_string(first) +
                     ", which was deleted long after HQ acknowledged it");
}

// Nothing to send, nothing to get back, and acknowledged by the HQ that is there now: what an HQ of
// another term acknowledged may have been lost with it.
bool is_settled(const HeadRow& head, std::int64_t hq_term) {
    return head.last == head.acked && !head.lost && (head.acked == 0 || head.acked_term == hq_term);
}

std::string reason_for(const sync::Welcome& welcome, Registration current) {
    for (const auto& watermark : welcome.watermarks) {
        if (watermark.registration == current && watermark.outcome == sync::HeadOutcome::Fork)
            return "fork";
    }
    return "restored";
}

}  // namespace

Result<sync::Hello> SqliteJournal::hello() {
    sync::Hello hello;
    Books now;
    {
        const std::lock_guard writing{writing_};
        if (failed_) return unexpected{*failed_};
        now = books_;
        hello.needs_spare = anchored_.spare == 0;
    }
    if (now.heads.empty()) return fault(FaultCode::Denied, "this terminal is not enrolled");
    hello.program_version = program_version_;
    hello.branch_code = now.state.branch_code;
    hello.terminal_code = now.state.terminal_code;
    hello.feed_cursor = now.feed_cursor;
    hello.known_term = now.hq_term;
    hello.boot_id = boot_id_;
    hello.wall_ms = to_ms(clock_.now());
    hello.anchor_ahead = now.current().lost;
    for (const auto& head : now.heads) {
        if (is_settled(head, now.hq_term) && head.registration != now.state.registration) continue;
        hello.heads.push_back({head.registration,
                               head.last,
                               head.last_hash,
                               head.acked,
                               head.acked_hash,
                               head.acked_term});
    }
    return hello;
}

Result<sync::Batch> SqliteJournal::read(Registration registration, Sequence first) {
    Books now = books();
    const HeadRow* const head = now.head(registration);
    if (head == nullptr)
        return fault(FaultCode::Corrupt,
                     "a batch was asked for of a registration that is not this terminal's");
    sync::Batch batch;
    batch.registration = registration;
    batch.first = first;
    if (first > head->last) return batch;
    const Reading source = reading();
    PARETO_TRY(const auto previous, own_hash(source.connection, *head, first - 1));
    if (!previous) return deleted_before(first);
    batch.previous = *previous;
    std::size_t bytes = 0;
    Sequence next = first;
    while (batch.entries.size() < sync::kBatchEntriesMax) {
        PARETO_TRY(const auto rows,
                   source.connection.execute(
                       "select j.entry_id, j.kind, j.bytes, p.salt, p.bytes from journal j "
                       "left join personal_data p on p.entry_id = j.entry_id "
                       "where j.entry_id between $1 and $2 order by j.entry_id limit $3",
                       {EntryId::of(registration, next).value,
                        EntryId::of(registration, kSequenceMax).value,
                        kRowsAtOnce}));
        for (const auto& row : rows) {
            if (EntryId{row.integer(0)}.sequence() != next) {
                if (batch.entries.empty()) return deleted_before(first);
                return fault(FaultCode::Corrupt,
                             "the journal has a gap at " + std::to_string(registration) + ":" +
                                 std::to_string(next));
            }
            sync::BatchEntry entry = entry_of(row);
            bytes += bytes_of(entry);
            if (!batch.entries.empty() && bytes > sync::kBatchBytesMax) return batch;
            batch.entries.push_back(std::move(entry));
            ++next;
            if (batch.entries.size() == sync::kBatchEntriesMax) return batch;
        }
        if (rows.size() < static_cast<std::size_t>(kRowsAtOnce)) break;
    }
    return batch;
}

Result<void> SqliteJournal::take_watermark(Books& books,
                                           const sync::Welcome& welcome,
                                           const sync::Watermark& watermark) {
    HeadRow* const head = books.head(watermark.registration);
    if (head == nullptr)
        return fault(FaultCode::Corrupt, "HQ welcomes a registration that is not this terminal's");
    std::optional<Hash> own;
    if (watermark.sequence <= head->last) {
        PARETO_TRY(own, own_hash(*writer_, *head, watermark.sequence));
    }
    const HeadRow before = *head;
    const AckedPosition position = acked_after(*head, watermark, own);
    head->acked = position.sequence;
    head->acked_hash = position.hash;
    head->acked_term = welcome.term;
    restoring_.erase(watermark.registration);
    PARETO_TRY_VOID(forget_stand_in(*writer_, *head));
    if (watermark.outcome == sync::HeadOutcome::Fork) {
        PARETO_TRY_VOID(give_allowances_up(*writer_));
        PARETO_TRY_VOID(give_rewards_up(*writer_));
    }
    if (watermark.outcome == sync::HeadOutcome::Restored) {
        // Remembered in the file, so that a crash before the last lost entry came makes the
        // terminal ask again.
        head->lost = true;
        restoring_[watermark.registration] = watermark;
    } else if (head->registration != books.state.registration) {
        head->lost = false;
    }
    return *head == before ? Result<void>{} : write_head(*writer_, *head);
}

Result<void> SqliteJournal::take_watermarks(Books& books, const sync::Welcome& welcome) {
    for (const auto& watermark : welcome.watermarks) {
        PARETO_TRY_VOID(take_watermark(books, welcome, watermark));
    }
    if (welcome.term == books.hq_term) return {};
    // Another HQ counts its feed from its own beginning; changes that come again do no harm.
    PARETO_TRY_VOID(write_setting(*writer_, setting::kHqTerm, std::to_string(welcome.term)));
    PARETO_TRY_VOID(write_setting(*writer_, setting::kFeedCursor, "0"));
    books.hq_term = welcome.term;
    books.feed_cursor = 0;
    return {};
}

Result<void> SqliteJournal::record_welcome(const sync::Welcome& welcome) {
    return write([&](Books& books) -> Result<void> {
        if (books.heads.empty())
            return fault(FaultCode::Corrupt, "WELCOME for a terminal that is not enrolled");
        // With an expired certificate HQ compares nothing; it echoes what HELLO said.
        if (welcome.standing != sync::TerminalStanding::CertificateExpired) {
            PARETO_TRY_VOID(take_watermarks(books, welcome));
        }
        books.hq_time_ms = std::max(books.hq_time_ms, welcome.hq_time_ms);
        PARETO_TRY_VOID(
            write_setting(*writer_, setting::kHqTime, std::to_string(books.hq_time_ms)));
        PARETO_TRY_VOID(write_setting(
            *writer_, setting::kStanding, std::to_string(static_cast<int>(welcome.standing))));
        books.standing = welcome.standing;
        PARETO_TRY_VOID(keep_hq_answered(books));
        if (!welcome.allowance_key.empty() &&
            welcome.allowance_key != books.state.offline.allowance_key) {
            PARETO_TRY_VOID(
                write_setting(*writer_, setting::kAllowanceKey, to_hex(welcome.allowance_key)));
            books.state.offline.allowance_key = welcome.allowance_key;
        }
        if (welcome.receipt_number >= books.state.next_receipt_number) {
            PARETO_TRY_VOID(write_setting(
                *writer_, setting::kReceiptFloor, std::to_string(welcome.receipt_number)));
            books.state.next_receipt_number = welcome.receipt_number + 1;
        }
        if (!welcome.certificate_pem.empty()) {
            PARETO_TRY_VOID(
                write_setting(*writer_, setting::kCertificate, welcome.certificate_pem));
        }
        const std::string reason = reason_for(welcome, books.state.registration);
        Registration spare = welcome.spare;
        if (welcome.granted != 0 && books.head(welcome.granted) == nullptr) {
            PARETO_TRY_VOID(open_registration(books, welcome.granted, reason));
        } else if (books.current().lost && welcome.granted == 0 && spare != 0 &&
                   books.head(spare) == nullptr) {
            // HQ never got what the anchor remembers, so it sees nothing wrong; the sequences were
            // used all the same.
            PARETO_TRY_VOID(open_registration(books, std::exchange(spare, 0), reason));
        }
        if (spare != 0 && books.head(spare) == nullptr) anchored_.spare = spare;
        return forget_lost(books, welcome);
    });
}

// What HQ does not give back of a closed journal, it never had: nobody waits for it any more.
Result<void> SqliteJournal::forget_lost(Books& books, const sync::Welcome& welcome) {
    if (welcome.standing == sync::TerminalStanding::CertificateExpired) return {};
    for (const auto& watermark : welcome.watermarks) {
        HeadRow* const head = books.head(watermark.registration);
        const bool open = watermark.registration == books.current().registration;
        if (head == nullptr || open || !head->lost) continue;
        if (watermark.outcome == sync::HeadOutcome::Restored) continue;
        head->lost = false;
        PARETO_TRY_VOID(write_head(*writer_, *head));
    }
    return {};
}

Result<void> SqliteJournal::record_ack(const sync::Ack& ack) {
    return write([&](Books& books) -> Result<void> {
        HeadRow* const head = books.head(ack.registration);
        if (head == nullptr || ack.sequence > head->last) {
            return fault(FaultCode::Conflict,
                         "HQ acknowledges entries that this terminal never wrote");
        }
        // An acknowledgement that a later one overtook, or that HQ's rewinding made meaningless,
        // changes nothing.
        if (ack.sequence < head->acked) return {};
        PARETO_TRY(const auto own, own_hash(*writer_, *head, ack.sequence));
        if (!own || *own != ack.hash)
            return fault(FaultCode::Conflict,
                         "HQ acknowledges another history than this terminal's");
        if (ack.sequence == head->acked && ack.term == head->acked_term) return {};
        head->acked = ack.sequence;
        head->acked_hash = ack.hash;
        head->acked_term = ack.term;
        PARETO_TRY_VOID(forget_stand_in(*writer_, *head));
        PARETO_TRY_VOID(keep_hq_answered(books));
        return write_head(*writer_, *head);
    });
}

// False when the terminal has gone another way from here on: then HQ will say so at the next HELLO.
Result<bool> SqliteJournal::restore_one(Books& books,
                                        HeadRow& head,
                                        Sequence sequence,
                                        const sync::BatchEntry& given) {
    if (sequence > head.last + 1)
        return fault(FaultCode::Corrupt, "HQ gives entries back with a gap before them");
    if (sequence <= head.last) {
        PARETO_TRY(const auto previous, own_hash(*writer_, head, sequence - 1));
        PARETO_TRY(const auto own, own_hash(*writer_, head, sequence));
        return !previous || !own || journal::chain(*previous, given.bytes) == *own;
    }
    PARETO_TRY(const auto entry, journal::decode(given.bytes));
    if (journal::kind_of(entry.body) != given.kind)
        return fault(FaultCode::Corrupt, "HQ gives an entry back under another kind");
    // A sale given back may be a replayed one: its source receipt was its intent.
    std::string intent;
    if (const auto* sale = std::get_if<sale::Sale>(&entry.body)) {
        PARETO_TRY(
            const auto taken,
            writer_->execute("select 1 from sale where intent = $1", {sale->source_receipt}));
        if (taken.empty()) intent = sale->source_receipt;
    }
    const EntryId id = EntryId::of(head.registration, sequence);
    const Hash hash = journal::chain(head.last_hash, given.bytes);
    PARETO_TRY_VOID(
        writer_->execute("insert into journal(entry_id, kind, bytes, hash, recorded_at_ms) values "
                         "($1, $2, $3, $4, $5)",
                         {id.value,
                          std::int64_t{given.kind},
                          Blob{given.bytes},
                          Blob{Bytes{hash.view()}},
                          std::max(to_ms(clock_.now()), books.hq_time_ms)}));
    if (given.personal_salt.size() == 16) {
        PARETO_TRY_VOID(
            writer_->execute("insert into personal_data(entry_id, salt, bytes) values ($1, $2, $3)",
                             {id.value, Blob{given.personal_salt}, Blob{given.personal}}));
    }
    head.last = sequence;
    head.last_hash = hash;
    // `head` may move when the projection opens nothing but reads the books, so it is complete
    // before.
    PARETO_TRY_VOID(project(*writer_, books, id, entry, intent));
    return true;
}

Result<void> SqliteJournal::restore_missing(const sync::Missing& missing) {
    return write([&](Books& books) -> Result<void> {
        HeadRow* const head = books.head(missing.registration);
        if (head == nullptr)
            return fault(FaultCode::Corrupt,
                         "HQ gives back entries of a registration that is not this terminal's");
        Sequence sequence = missing.first;
        bool joins = true;
        for (const auto& entry : missing.entries) {
            PARETO_TRY(joins, restore_one(books, *head, sequence, entry));
            if (!joins) break;
            ++sequence;
        }
        const auto named = restoring_.find(missing.registration);
        const bool complete = named != restoring_.end() && head->last == named->second.sequence;
        if (missing.last && joins && complete && head->last_hash != named->second.hash) {
            return fault(FaultCode::Corrupt,
                         "what HQ gave back does not end with the hash HQ named");
        }
        // HQ has all of it: the hash at the end says so, or every entry before was acknowledged.
        if (joins &&
            (complete ? head->last_hash == named->second.hash : head->acked >= missing.first - 1)) {
            head->acked = std::max(head->acked, head->last);
            head->acked_hash = head->last_hash;
        }
        if (missing.last) head->lost = false;
        PARETO_TRY_VOID(write_head(*writer_, *head));
        PARETO_TRY_VOID(forget_stand_in(*writer_, *head));
        return reload_shift_and_sales(*writer_, books);
    });
}

Result<void> SqliteJournal::note_hq_answered() {
    const std::int64_t now_ms = to_ms(clock_.now());
    if (std::abs(now_ms - books().state.offline.hq_answered_ms) < kAnsweredWithinMs) return {};
    return write([&](Books& books) { return keep_hq_answered(books); });
}

// To the minute, so that an ack costs no page more.
Result<void> SqliteJournal::keep_hq_answered(Books& books) {
    const std::int64_t now_ms = to_ms(clock_.now());
    std::int64_t& kept_ms = books.state.offline.hq_answered_ms;
    if (std::abs(now_ms - kept_ms) < kAnsweredWithinMs) return {};
    kept_ms = now_ms;
    return write_setting(*writer_, setting::kHqAnswered, std::to_string(now_ms));
}

Result<UtcTime> SqliteJournal::keep_group_keys(const Bytes& sealed) {
    UtcTime at = clock_.now();
    const auto kept = write([&](Books& books) -> Result<void> {
        at = std::max(at, from_ms(books.hq_time_ms));
        PARETO_TRY_VOID(write_setting(*writer_, setting::kGroupKeys, to_hex(sealed)));
        return write_setting(*writer_, setting::kGroupKeysAt, std::to_string(to_ms(at)));
    });
    if (!kept) return unexpected{kept.error()};
    return at;
}

Result<void> SqliteJournal::apply_feed(const sync::Feed& feed) {
    return write([&](Books& books) -> Result<void> {
        if (feed.from > books.feed_cursor)
            return fault(FaultCode::Conflict, "the feed leaves changes out");
        if (feed.to == books.feed_cursor && feed.changes.empty()) return {};
        for (const auto& change : feed.changes)
            PARETO_TRY_VOID(apply_change(*writer_, books, change));
        PARETO_TRY_VOID(write_setting(*writer_, setting::kFeedCursor, std::to_string(feed.to)));
        books.feed_cursor = feed.to;
        return {};
    });
}

}  // namespace pareto::terminal::database
