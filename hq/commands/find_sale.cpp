#include "hq/commands/find_sale.h"

#include <charconv>
#include <optional>

namespace pareto::hq::commands {
namespace {

using pareto::database::Connection;

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
    Number number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// "12:3"
std::optional<EntryId> entry_in(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto registration = number_in<Registration>(text.substr(0, colon));
    const auto sequence = number_in<Sequence>(text.substr(colon + 1));
    if (!registration || !sequence) return std::nullopt;
    return EntryId::of(*registration, *sequence);
}

Result<std::optional<EntryId>> find_receipt(Connection& connection, std::string_view text) {
    const std::size_t last = text.rfind('-');
    if (last == std::string_view::npos || last == 0) return std::nullopt;
    const std::size_t middle = text.rfind('-', last - 1);
    if (middle == std::string_view::npos) return std::nullopt;
    const std::string branch{text.substr(0, middle)};
    const std::string terminal{text.substr(middle + 1, last - middle - 1)};
    const std::string number{text.substr(last + 1)};
    PARETO_TRY(const auto imported,
               connection.execute("select r.sale_id from import_receipt r join branch b on "
                                  "b.branch_id = r.branch_id where b.code = $1 and "
                                  "r.terminal_code = $2 and r.receipt = $3 order by "
                                  "r.business_date desc limit 1",
                                  {branch, terminal, number}));
    if (!imported.empty()) return EntryId{imported[0].integer(0)};
    const auto running = number_in<std::int64_t>(number);
    if (!running) return std::nullopt;
    PARETO_TRY(const auto rows,
               connection.execute("select s.sale_id from sale s join branch b on b.branch_id = "
                                  "s.branch_id join terminal t on t.terminal_id = s.terminal_id "
                                  "where b.code = $1 and t.code = $2 and s.receipt_number = $3 "
                                  "order by s.occurred_ms desc, s.sale_id desc limit 1",
                                  {branch, terminal, *running}));
    if (rows.empty()) return std::nullopt;
    return EntryId{rows[0].integer(0)};
}

}  // namespace

Result<EntryId> find_sale(Connection& connection, const std::string& text) {
    std::optional<EntryId> found = entry_in(text);
    if (!found) {
        PARETO_TRY(found, find_receipt(connection, text));
    }
    if (found) {
        PARETO_TRY(const auto rows,
                   connection.execute("select 1 from sale where sale_id = $1", {found->value}));
        if (!rows.empty()) return *found;
    }
    return fault(FaultCode::Unsupported,
                 "there is no sale " + text + "; say a receipt's number or an entry, such as 12:3");
}

}  // namespace pareto::hq::commands
