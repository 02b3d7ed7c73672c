// DeskBook over the journal's file.
#pragma once

#include "terminal/app/desk_book.h"
#include "terminal/database/sqlite_journal.h"

namespace pareto::terminal::database {

class SqliteDeskBook final : public DeskBook {
public:
    explicit SqliteDeskBook(SqliteJournal& journal) : journal_{journal} {}

    [[nodiscard]] Result<std::vector<sync::ItemChange>> search_items(
        std::string_view text) override;
    [[nodiscard]] Result<std::vector<FoundMember>> search_members(std::string_view text) override;
    [[nodiscard]] Result<std::optional<PresentedCard>> present_member(MemberId member) override;
    [[nodiscard]] Result<std::vector<PastSale>> recent_sales(std::int64_t limit) override;
    [[nodiscard]] Result<void> park(UtcTime at, const Bytes& basket) override;
    [[nodiscard]] Result<std::vector<ParkedBasket>> parked() override;
    [[nodiscard]] Result<void> forget_parked(std::int64_t id) override;
    [[nodiscard]] Result<void> keep_paid(const PaidBasket& basket) override;
    [[nodiscard]] Result<std::optional<PaidBasket>> paid() override;
    [[nodiscard]] Result<void> forget_paid() override;
    [[nodiscard]] Result<void> forget_paid(UtcTime at, const ports::Slip& receipt) override;
    [[nodiscard]] Result<std::optional<ZReport>> unprinted_z() override;
    [[nodiscard]] Result<void> print_z(std::int64_t number,
                                       UtcTime at,
                                       const ports::Slip& slip) override;
    [[nodiscard]] Result<std::string> preference(std::string_view name) override;
    [[nodiscard]] Result<void> prefer(std::string_view name, std::string value) override;

private:
    [[nodiscard]] Result<pareto::database::Rows> read(
        std::string_view sql, std::initializer_list<pareto::database::Value> parameters);
    [[nodiscard]] Result<void> change(std::string_view sql,
                                      std::initializer_list<pareto::database::Value> parameters);

    SqliteJournal& journal_;
};

}  // namespace pareto::terminal::database
