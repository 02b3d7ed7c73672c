// Which printed card numbers HQ knows, as an import meets them.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/base/bytes.h"
#include "common/database/database.h"

namespace pareto::hq::import {

class Cards {
public:
    explicit Cards(Bytes card_key_secret) : secret_(std::move(card_key_secret)) {}

    /// Looks up which of these numbers are printed on cards that prove themselves: those are known
    /// by another key than their number's. To be called before key_of().
    [[nodiscard]] Result<void> find_secure(pareto::database::Connection& connection,
                                           std::span<const std::string> numbers);
    [[nodiscard]] Bytes key_of(const std::string& number) const;
    /// Those of `keys` that no member has, each once, in the order given.
    [[nodiscard]] Result<std::vector<Bytes>> unknown_of(pareto::database::Connection& connection,
                                                        std::span<const Bytes> keys);

    /// After the commit that enrolled it, or in a dry run.
    void add(Bytes key) { known_.insert(std::move(key)); }

private:
    Bytes secret_;
    std::unordered_set<Bytes> known_;
    std::unordered_map<std::string, Bytes> secure_;  ///< by printed number
};

}  // namespace pareto::hq::import
