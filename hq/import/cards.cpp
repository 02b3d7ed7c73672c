// Asks HQ for cards, many at a time.
#include "hq/import/cards.h"

#include <algorithm>

#include "common/journal/entry.h"

namespace pareto::hq::import {
namespace {

constexpr std::size_t kKeysAtOnce = 64;

// One text for any number of values, so that it is prepared once: a short list repeats its last
// one.
std::string question(const std::string& beginning) {
    std::string sql = beginning + " in (";
    for (std::size_t index = 1; index <= kKeysAtOnce; ++index)
        sql += (index > 1 ? ", $" : "$") + std::to_string(index);
    return sql + ")";
}

}  // namespace

Result<void> Cards::find_secure(pareto::database::Connection& connection,
                                std::span<const std::string> numbers) {
    static const std::string text =
        question("select card_number, card_key from card where family > 0 and card_number");
    for (std::size_t at = 0; at < numbers.size(); at += kKeysAtOnce) {
        std::vector<pareto::database::Value> parameters;
        for (std::size_t index = 0; index < kKeysAtOnce; ++index)
            parameters.emplace_back(numbers[std::min(at + index, numbers.size() - 1)]);
        PARETO_TRY(const auto rows, connection.execute(text, parameters));
        for (const auto& row : rows)
            secure_.insert_or_assign(row.text(0), row.bytes(1));
    }
    return {};
}

Bytes Cards::key_of(const std::string& number) const {
    if (const auto secure = secure_.find(number); secure != secure_.end()) return secure->second;
    return journal::card_key(secret_, "number", number);
}

Result<std::vector<Bytes>> Cards::unknown_of(pareto::database::Connection& connection,
                                             std::span<const Bytes> keys) {
    static const std::string text = question("select card_key from card where card_key");
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
