#include "hq/app/journal_chain.h"

namespace pareto::hq {

bool knows(const JournalEnd& end, Sequence sequence, const Hash& hash) {
    if (sequence == 0) return hash == Hash{};
    if (sequence == end.sequence && hash == end.hash) return true;
    const auto entry = end.entries.find(sequence);
    if (entry != end.entries.end() && entry->second == hash) return true;
    return end.second.contains({sequence, hash.bytes});
}

JoinedBatch join(JournalEnd& end, const sync::Batch& batch) {
    JoinedBatch joined;
    if (!knows(end, batch.first - 1, batch.previous)) {
        joined.gap = batch.first > end.sequence + 1 ? end.sequence + 1 : 1;
        return joined;
    }
    joined.entries.reserve(batch.entries.size());
    Hash previous = batch.previous;
    Sequence sequence = batch.first;
    for (const sync::BatchEntry& sent : batch.entries) {
        JoinedEntry entry{.sequence = sequence,
                          .previous = previous,
                          .hash = journal::chain(previous, sent.bytes)};
        if (!knows(end, sequence, entry.hash)) {
            if (!end.forked && sequence == end.sequence + 1 && previous == end.hash) {
                entry.fate = EntryFate::Append;
                end.sequence = sequence;
                end.hash = entry.hash;
                end.entries[sequence] = entry.hash;
            } else {
                entry.fate = EntryFate::SecondHistory;
                joined.newly_forked |= !end.forked;
                end.forked = true;
                end.second.emplace(std::pair{sequence, entry.hash.bytes}, EntryId{});
            }
        }
        joined.entries.push_back(entry);
        previous = entry.hash;
        ++sequence;
    }
    return joined;
}

}  // namespace pareto::hq
