// Asks HQ for cards, many at a time.
#include "hq/import/cards.h"

#include <algorithm>

#include "common/journal/entry.h"

namespace pareto::hq::import {
namespace {

constexpr std::size_t kKeysAtOnce = 64;

// One text for any number of keys, so that it is prepared once: a short list repeats its last key.
std::string question() {
    std::string sql = "select card_key from card where card_key in (";
    for (std::size_t index = 1; index <= kKeysAtOnce; ++index)
        sql += (index > 1 ? ", $" : "$") + std::to_string(index);
    return sql + ")";
}

}  // namespace

Bytes Cards::key_of(std::string_view number) const {
    return journal::card_key(secret_, "number", number);
}

Result<std::vector<Bytes>> Cards::unknown_of(pareto::database::Connection& connection,
                                             std::span<const Bytes> keys) {
    static const std::string text = question();
    std::vector<Bytes> unknown;
    std::unordered_set<Bytes> seen;
    for (const Bytes& key : keys) {
        if (!known_.contains(key) && seen.insert(key).second) unknown.push_back(key);
    }
    for (std::size_t at = 0; at < unknown.size(); at += kKeysAtOnce) {
        std::vector<pareto::database::Value> parameters;
        for (std::size_t index = 0; index < kKeysAtOnce; ++index) {
            parameters.emplace_back(
                pareto::database::Blob{unknown[std::min(at + index, unknown.size() - 1)]});
        }
        PARETO_TRY(const auto rows, connection.execute(text, parameters));
        for (const auto& row : rows)
            known_.insert(row.bytes(0));
    }
    std::erase_if(unknown, [this](const Bytes& key) { return known_.contains(key); });
    return unknown;
}

}  // namespace pareto::hq::import
