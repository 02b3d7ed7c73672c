// Reading and writing the table `setting`.
#include "terminal/database/settings.h"

#include <charconv>
#include <utility>

namespace pareto::terminal::database {

Result<Settings> load_settings(pareto::database::Connection& connection) {
    PARETO_TRY(const auto rows, connection.execute("select name, value from setting"));
    Settings settings;
    for (const auto& row : rows)
        settings.emplace(row.text(0), row.text(1));
    return settings;
}

Result<void> write_setting(pareto::database::Connection& connection,
                           std::string_view name,
                           std::string value) {
    PARETO_TRY_VOID(
        connection.execute("insert into setting(name, value) values ($1, $2) on conflict(name) do "
                           "update set value = excluded.value",
                           {std::string{name}, std::move(value)}));
    return {};
}

std::string text_of(const Settings& settings, std::string_view name) {
    const auto found = settings.find(name);
    return found == settings.end() ? std::string{} : found->second;
}

std::int64_t integer_of(const Settings& settings, std::string_view name) {
    const auto found = settings.find(name);
    if (found == settings.end()) return 0;
    const std::string& text = found->second;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

}  // namespace pareto::terminal::database
