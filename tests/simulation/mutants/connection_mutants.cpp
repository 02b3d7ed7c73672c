#include "tests/simulation/mutants/connection_mutants.h"

#include "hq/app/accounts.h"

#include <map>
#include <set>
#include <utility>

namespace pareto::simulation::mutants {
namespace {

using database::BulkInsert;
using database::Value;

class Passing : public database::Connection {
public:
    explicit Passing(std::unique_ptr<database::Connection> inner) : inner_(std::move(inner)) {}
    using Connection::execute;
    [[nodiscard]] database::Dialect dialect() const override { return inner_->dialect(); }
    Result<database::Rows> execute(std::string_view sql, std::span<const Value> parameters) override {
        return inner_->execute(sql, parameters);
    }
    Result<void> execute_script(std::string_view sql) override { return inner_->execute_script(sql); }
    Result<void> insert_many(const BulkInsert& insert) override { return inner_->insert_many(insert); }
    Result<void> begin() override { return inner_->begin(); }
    Result<void> commit() override { return inner_->commit(); }
    void rollback() noexcept override { inner_->rollback(); }

protected:
    std::unique_ptr<database::Connection> inner_;
};

std::size_t column(const BulkInsert& insert, std::string_view name) {
    for (std::size_t i = 0; i < insert.columns.size(); ++i) {
        if (insert.columns[i] == name) return i;
    }
    return 0;
}

std::int64_t integer(const BulkInsert& insert, const std::vector<Value>& row, std::string_view name) {
    const auto* value = std::get_if<std::int64_t>(&row[column(insert, name)]);
    return value == nullptr ? 0 : *value;
}

/// A return takes no points back: the transfer is left out, and what it took stays in its lot and balance.
class MissingPointsReversal final : public Passing {
public:
    using Passing::Passing;
    Result<void> begin() override {
        kept_of_lot_.clear();
        kept_of_account_.clear();
        return inner_->begin();
    }
    Result<void> insert_many(const BulkInsert& insert) override {
        BulkInsert changed = insert;
        if (insert.table == "transfer") drop_returns(insert, changed);
        if (insert.table == "lot") {
            for (auto& row : changed.rows) {
                const auto lot = kept_of_lot_.find({integer(insert, row, "shard_key"), integer(insert, row, "cause")});
                if (lot != kept_of_lot_.end()) std::get<std::int64_t>(row[column(insert, "remaining")]) += lot->second;
            }
        }
        if (insert.table == "balance") {
            for (auto& row : changed.rows) {
                const auto account = kept_of_account_.find({integer(insert, row, "shard_key"), integer(insert, row, "account")});
                if (account != kept_of_account_.end()) std::get<std::int64_t>(row[column(insert, "amount")]) += account->second;
            }
        }
        return inner_->insert_many(changed);
    }

private:
    void drop_returns(const BulkInsert& insert, BulkInsert& changed) {
        changed.rows.clear();
        for (const auto& row : insert.rows) {
            const auto* code = std::get_if<std::string>(&row[column(insert, "code")]);
            if (code == nullptr || *code != hq::transfer_code::kReturn) {
                changed.rows.push_back(row);
                continue;
            }
            const std::int64_t member = integer(insert, row, "shard_key");
            const std::int64_t amount = integer(insert, row, "amount");
            kept_of_lot_[{member, integer(insert, row, "lot_cause")}] += amount;
            kept_of_account_[{member, integer(insert, row, "debit_account")}] += amount;
        }
    }
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> kept_of_lot_, kept_of_account_;
};

/// What was held is captured, and debited once more.
class ValueTakenTwice final : public Passing {
public:
    using Passing::Passing;
    Result<void> begin() override {
        taken_.clear();
        return inner_->begin();
    }
    Result<void> insert_many(const BulkInsert& insert) override {
        BulkInsert changed = insert;
        if (insert.table == "value_transfer") {
            for (const auto& row : insert.rows) take_again(insert, row, changed);
        }
        if (insert.table == "value_account") {
            for (auto& row : changed.rows) {
                const auto account = taken_.find(std::get<database::Blob>(row[column(insert, "account_key")]).bytes);
                if (account != taken_.end()) std::get<std::int64_t>(row[column(insert, "value_minor")]) -= account->second;
            }
        }
        return inner_->insert_many(changed);
    }

private:
    void take_again(const BulkInsert& insert, const std::vector<Value>& row, BulkInsert& changed) {
        if (integer(insert, row, "debit_account") != 7 || integer(insert, row, "credit_account") != 31) return;
        std::vector<Value> again = row;
        again[column(insert, "debit_account")] = std::int64_t{6};
        again[column(insert, "number")] = integer(insert, row, "number") + 400'000;
        changed.rows.push_back(again);
        taken_[std::get<database::Blob>(row[column(insert, "account_key")]).bytes] += integer(insert, row, "amount_minor");
    }
    std::map<Bytes, std::int64_t> taken_;
};

/// What a use takes off a voucher stays on it.
class VoucherUseKept final : public Passing {
public:
    using Passing::Passing;
    Result<void> insert_many(const BulkInsert& insert) override {
        if (insert.table != "voucher") return inner_->insert_many(insert);
        BulkInsert changed = insert;
        for (auto& row : changed.rows) {
            row[column(insert, "left_minor")] = integer(insert, row, "value_minor") * integer(insert, row, "uses");
        }
        return inner_->insert_many(changed);
    }
};

/// Nobody remembers which sales wait for a card.
class LostUnknownCardCredit final : public Passing {
public:
    using Passing::Passing;
    Result<void> insert_many(const BulkInsert& insert) override {
        return insert.table == "unknown_card" ? Result<void>{} : inner_->insert_many(insert);
    }
};

/// Whatever the caps, each sale is held against them alone.
class MintCapIgnored final : public Passing {
public:
    using Passing::Passing;
    Result<void> insert_many(const BulkInsert& insert) override {
        return insert.table == "minted_day" ? Result<void>{} : inner_->insert_many(insert);
    }
};

/// Nobody remembers what waits for an entry that is still under way.
class ReturnBeforeSale final : public Passing {
public:
    using Passing::Passing;
    Result<void> insert_many(const BulkInsert& insert) override {
        return insert.table == "waiting_entry" ? Result<void>{} : inner_->insert_many(insert);
    }
};

/// The job finds the lots that it has expired again.
class ExpiryRunTwice final : public Passing {
public:
    using Passing::Passing;
    Result<void> begin() override {
        expired_.clear();
        return inner_->begin();
    }
    Result<void> insert_many(const BulkInsert& insert) override {
        if (insert.table == "transfer") {
            for (const auto& row : insert.rows) {
                const auto* code = std::get_if<std::string>(&row[column(insert, "code")]);
                if (code != nullptr && *code == hq::transfer_code::kExpire) expired_.insert(integer(insert, row, "lot_cause"));
            }
        }
        if (insert.table != "lot") return inner_->insert_many(insert);
        BulkInsert changed = insert;
        std::erase_if(changed.rows, [&](const auto& row) { return expired_.contains(integer(insert, row, "cause")); });
        return inner_->insert_many(changed);
    }

private:
    std::set<std::int64_t> expired_;
};

}  // namespace

std::unique_ptr<database::Connection> mint_cap_ignored(std::unique_ptr<database::Connection> inner) {
    return std::make_unique<MintCapIgnored>(std::move(inner));
}
std::unique_ptr<database::Connection> voucher_use_kept(std::unique_ptr<database::Connection> inner) {
    return std::make_unique<VoucherUseKept>(std::move(inner));
}
std::unique_ptr<database::Connection> value_taken_twice(std::unique_ptr<database::Connection> inner) {
    return std::make_unique<ValueTakenTwice>(std::move(inner));
}
std::unique_ptr<database::Connection> return_before_sale(std::unique_ptr<database::Connection> inner) {
    return std::make_unique<ReturnBeforeSale>(std::move(inner));
}
std::unique_ptr<database::Connection> expiry_run_twice(std::unique_ptr<database::Connection> inner) {
    return std::make_unique<ExpiryRunTwice>(std::move(inner));
}
std::unique_ptr<database::Connection> missing_points_reversal(std::unique_ptr<database::Connection> inner) {
    return std::make_unique<MissingPointsReversal>(std::move(inner));
}
std::unique_ptr<database::Connection> lost_unknown_card_credit(std::unique_ptr<database::Connection> inner) {
    return std::make_unique<LostUnknownCardCredit>(std::move(inner));
}

}  // namespace pareto::simulation::mutants
