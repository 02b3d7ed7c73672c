// A frame from the other end of the sync protocol, before anything is known about it.
#include "common/sync/message.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

void check_entries(const std::vector<sync::BatchEntry>& entries) {
    PARETO_CHECK(entries.size() <= sync::kBatchEntriesMax);
    std::size_t bytes = 0;
    for (const auto& entry : entries) {
        bytes += entry.bytes.size() + entry.personal.size();
        PARETO_CHECK(entry.personal_salt.empty() ? entry.personal.empty()
                                                 : entry.personal_salt.size() == 16);
    }
    PARETO_CHECK(bytes <= sync::kBatchBytesMax);
}

void check_limits(const sync::Message& message) {
    if (const auto* batch = std::get_if<sync::Batch>(&message)) check_entries(batch->entries);
    if (const auto* missing = std::get_if<sync::Missing>(&message)) check_entries(missing->entries);
    if (const auto* feed = std::get_if<sync::Feed>(&message))
        PARETO_CHECK(feed->changes.size() <= 4096 && feed->from <= feed->to);
    if (const auto* welcome = std::get_if<sync::Welcome>(&message))
        PARETO_CHECK(welcome->watermarks.size() <= 64);
    if (const auto* hello = std::get_if<sync::Hello>(&message)) {
        PARETO_CHECK(hello->heads.size() <= 64);
        for (const auto& head : hello->heads)
            PARETO_CHECK(head.registration > 0 && head.acked >= 0 && head.acked <= head.last &&
                         head.last <= kSequenceMax);
    }
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(sync_frame) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const auto message = sync::decode(input);
    if (!message) {
        PARETO_CHECK(message.error().code == FaultCode::Corrupt);
        return;
    }
    check_limits(*message);
    const auto again = sync::decode(sync::encode(*message));
    PARETO_CHECK(again && *again == *message);
}
