#include "tests/sync/fake_journal.h"

#include <algorithm>

#include "common/base/check.h"

namespace pareto::sync::test {

FakeJournal::FakeJournal(Registration registration, std::size_t entries_per_batch)
    : entries_per_batch_(entries_per_batch) {
    open(registration);
}

void FakeJournal::append(int count) {
    Own& current = own_.back();
    for (int i = 0; i < count; ++i) {
        current.entries.push_back("entry " + std::to_string(++written_));
        current.hashes.push_back(journal::chain(current.hashes.back(), current.entries.back()));
    }
}

void FakeJournal::open(Registration registration) {
    Own opened;
    opened.registration = registration;
    opened.hashes = {Hash{}};
    own_.push_back(std::move(opened));
}

FakeJournal::Own& FakeJournal::own(Registration registration) {
    const auto found = std::find_if(
        own_.begin(), own_.end(), [&](const Own& one) { return one.registration == registration; });
    PARETO_CHECK(found != own_.end());
    return *found;
}

Result<Hello> FakeJournal::hello() {
    if (fault_of_hello) return unexpected{*fault_of_hello};
    Hello hello;
    for (const Own& one : own_) {
        const bool current = &one == &own_.back();
        if (!current && one.acked == one.last() && one.acked_term == known_term) continue;
        hello.heads.push_back({one.registration,
                               one.last(),
                               one.hashes.back(),
                               one.acked,
                               one.hashes[static_cast<std::size_t>(one.acked)],
                               one.acked_term});
    }
    hello.feed_cursor = feed_cursor;
    hello.known_term = known_term;
    return hello;
}

Result<Batch> FakeJournal::read(Registration registration, Sequence first) {
    if (fault_of_read) return unexpected{*fault_of_read};
    const Own& from = own(registration);
    Batch batch;
    batch.registration = registration;
    batch.first = first;
    batch.previous = from.hashes[static_cast<std::size_t>(first - 1)];
    for (Sequence next = first; next <= from.last() && batch.entries.size() < entries_per_batch_;
         ++next)
        batch.entries.push_back({12, from.entries[static_cast<std::size_t>(next - 1)], {}, {}});
    return batch;
}

Result<void> FakeJournal::record_welcome(const Welcome& welcome) {
    if (fault_of_welcome) return unexpected{*fault_of_welcome};
    for (const Watermark& watermark : welcome.watermarks) {
        Own& one = own(watermark.registration);
        const bool same =
            watermark.sequence <= one.last() &&
            one.hashes[static_cast<std::size_t>(watermark.sequence)] == watermark.hash;
        const bool resumes =
            watermark.outcome == HeadOutcome::Resume || watermark.outcome == HeadOutcome::HqBehind;
        if (resumes && same) one.acked = watermark.sequence;
        one.acked_term = welcome.term;
    }
    if (welcome.term != known_term) feed_cursor = 0;
    known_term = welcome.term;
    if (welcome.granted != 0) open(welcome.granted);
    return {};
}

Result<void> FakeJournal::record_ack(const Ack& ack) {
    Own& one = own(ack.registration);
    if (ack.sequence > one.last() || one.hashes[static_cast<std::size_t>(ack.sequence)] != ack.hash)
        return fault(FaultCode::Conflict, "HQ acknowledges another history");
    one.acked = std::max(one.acked, ack.sequence);
    one.acked_term = ack.term;
    return {};
}

Result<void> FakeJournal::restore_missing(const Missing& given) {
    missing.push_back(given);
    return {};
}

Result<void> FakeJournal::apply_feed(const Feed& feed) {
    if (fault_of_feed) return unexpected{*fault_of_feed};
    for (const Change& change : feed.changes) {
        if (change.bytes.empty()) {
            subjects.erase(change.subject);
        } else {
            subjects[change.subject] = change.bytes;
        }
    }
    feed_cursor = feed.to;
    return {};
}

}  // namespace pareto::sync::test
