#include "tests/sync/fake_hq.h"

#include <algorithm>
#include <utility>

namespace pareto::sync::test {

namespace {

constexpr std::int64_t kPositionsAtOnce = 3;

}  // namespace

OpenResult FakeHq::open(const Hello& hello) {
    OpenResult result;
    result.welcome.term = term_;
    result.welcome.session_token = ++token_;
    result.welcome.granted = std::exchange(granted_, 0);
    for (const Head& head : hello.heads) {
        const Kept& known = kept[head.registration];
        const auto sequence = static_cast<Sequence>(known.entries.size());
        result.welcome.watermarks.push_back(
            {head.registration,
             sequence,
             known.hashes.back(),
             head.acked > sequence ? HeadOutcome::HqBehind : HeadOutcome::Resume});
    }
    return result;
}

IngestResult FakeHq::ingest(const IngestBatch& work) {
    IngestResult result;
    result.registration = work.batch.registration;
    result.term = term_;
    if (work.session_token != token_) {
        result.kind = IngestResult::Kind::Fenced;
        return result;
    }
    Kept& known = kept[work.batch.registration];
    const auto before = static_cast<std::size_t>(work.batch.first - 1);
    if (before >= known.hashes.size() || known.hashes[before] != work.batch.previous) {
        result.kind = IngestResult::Kind::Gap;
        result.sequence = static_cast<Sequence>(known.hashes.size());
        return result;
    }
    std::size_t place = before;
    for (const BatchEntry& entry : work.batch.entries) {
        const Hash hash = journal::chain(known.hashes[place], entry.bytes);
        if (++place < known.hashes.size()) {
            if (known.hashes[place] == hash) continue;
            result.kind = IngestResult::Kind::Failed;
            result.detail = "a second history";
            return result;
        }
        known.entries.push_back(entry.bytes);
        known.hashes.push_back(hash);
    }
    result.kind = IngestResult::Kind::Acked;
    result.sequence = static_cast<Sequence>(place);
    result.hash = known.hashes[place];
    return result;
}

Feed FakeHq::read_feed(const ReadFeed& work) const {
    Feed feed{work.cursor, std::min(work.cursor + kPositionsAtOnce, feed_end()), {}};
    feed.to = std::max(feed.from, feed.to);
    for (std::int64_t position = feed.from + 1; position <= feed.to; ++position) {
        const Position& one = feed_[static_cast<std::size_t>(position - 1)];
        if (one.for_this_branch) feed.changes.push_back(one.change);
    }
    return feed;
}

Response FakeHq::answer(const AnswerRequest& work) {
    Response response;
    response.number = work.request.number;
    response.outcome = AuthoriseOutcome::Approved;
    return response;
}

void FakeHq::change(std::string subject, Bytes bytes, bool for_this_branch) {
    feed_.push_back({{2, std::move(subject), std::move(bytes)}, for_this_branch});
}

std::map<std::string, Bytes> FakeHq::subjects() const {
    std::map<std::string, Bytes> newest;
    for (const Position& one : feed_) {
        if (one.for_this_branch) newest[one.change.subject] = one.change.bytes;
    }
    return newest;
}

void FakeHq::restore(std::size_t entries, std::size_t positions) {
    for (auto& [registration, known] : kept) {
        const std::size_t left = known.entries.size() - std::min(entries, known.entries.size());
        known.entries.resize(left);
        known.hashes.resize(left + 1);
    }
    feed_.resize(feed_.size() - std::min(positions, feed_.size()));
    ++term_;
}

}  // namespace pareto::sync::test
