#include "terminal/configuration/scan_settings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <utility>

#include <toml++/toml.h>

namespace pareto::terminal::configuration {

namespace {

using goods::NumberRule;

constexpr std::int64_t kDigitsMax = 64;

tl::unexpected<Fault> wrong(const std::string& what) {
    return fault(FaultCode::Corrupt, "terminal.toml: " + what);
}

Result<void> refuse_others(const toml::table& table,
                           const std::string& name,
                           std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table) {
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            return wrong("there is no setting " + name + std::string{key.str()});
    }
    return {};
}

// Sets `value` when the setting is there, which must be of the same type.
template <typename Value>
Result<void> take(const toml::table& table,
                  const std::string& name,
                  std::string_view key,
                  Value& value) {
    const auto* const node = table.get(key);
    if (node == nullptr) return {};
    const auto given = node->value_exact<Value>();
    if (!given) return wrong(name + std::string{key} + " has a value of another kind");
    value = *given;
    return {};
}

Result<NumberRule> rule_of(const toml::table& table) {
    constexpr const char* kName = "scan.number.";
    PARETO_TRY_VOID(
        refuse_others(table, kName, {"means", "prefix", "digits", "check_digit", "keep_prefix"}));
    NumberRule rule;
    std::string means = "member";
    std::int64_t digits = 0;
    PARETO_TRY_VOID(take(table, kName, "means", means));
    PARETO_TRY_VOID(take(table, kName, "prefix", rule.prefix));
    PARETO_TRY_VOID(take(table, kName, "digits", digits));
    PARETO_TRY_VOID(take(table, kName, "check_digit", rule.check_digit));
    PARETO_TRY_VOID(take(table, kName, "keep_prefix", rule.keep_prefix));
    if (means == "coupon") rule.meaning = NumberRule::Meaning::Coupon;
    if (means == "receipt") rule.meaning = NumberRule::Meaning::Receipt;
    if (means != "member" && means != "coupon" && means != "receipt")
        return wrong("scan.number.means is none of member, coupon, receipt");
    if (digits < 0 || digits > kDigitsMax) return wrong("scan.number.digits is not 0 to 64");
    // A rule without both would make a member's card of every scan.
    if (rule.prefix.empty() && digits == 0)
        return wrong("a scan.number needs a prefix or a number of digits");
    rule.digits = static_cast<std::size_t>(digits);
    return rule;
}

Result<void> take_rules(const toml::table& scan, goods::ScanSettings& settings) {
    const auto* const node = scan.get("number");
    if (node == nullptr) return {};
    const auto* const rules = node->as_array();
    if (rules == nullptr) return wrong("scan.number is no list of tables: write [[scan.number]]");
    settings.rules.clear();
    for (const auto& element : *rules) {
        const auto* const table = element.as_table();
        if (table == nullptr)
            return wrong("scan.number is no list of tables: write [[scan.number]]");
        PARETO_TRY(NumberRule rule, rule_of(*table));
        settings.rules.push_back(std::move(rule));
    }
    return {};
}

Result<void> take_embedded(const toml::table& scan, goods::ScanSettings& settings) {
    const auto* const node = scan.get("embedded");
    if (node == nullptr) return {};
    const auto* const patterns = node->as_array();
    if (patterns == nullptr) return wrong("scan.embedded is no list");
    for (const auto& element : *patterns) {
        const auto pattern = element.value_exact<std::string>();
        if (!pattern) return wrong("scan.embedded holds something else than texts");
        const auto scheme = goods::parse_embedded_scheme(*pattern);
        if (!scheme) {
            return wrong("scan.embedded: " + *pattern + ": " +
                         std::string{goods::explain(scheme.error())});
        }
        settings.embedded.push_back(*scheme);
    }
    return {};
}

Result<goods::ScanSettings> settings_of(const toml::table& file) {
    PARETO_TRY_VOID(refuse_others(file, "", {"scan", "receipt"}));
    goods::ScanSettings settings;
    const auto* const node = file.get("scan");
    if (node == nullptr) return settings;
    const auto* const scan = node->as_table();
    if (scan == nullptr) return wrong("scan is no table: write [scan]");
    PARETO_TRY_VOID(refuse_others(*scan, "scan.", {"embedded", "upc_e_first", "guess", "number"}));
    PARETO_TRY_VOID(take_embedded(*scan, settings));
    PARETO_TRY_VOID(take(*scan, "scan.", "upc_e_first", settings.upc_e_first));
    PARETO_TRY_VOID(take(*scan, "scan.", "guess", settings.guess));
    PARETO_TRY_VOID(take_rules(*scan, settings));
    return settings;
}

}  // namespace

Result<goods::ScanSettings> read_scan_settings(std::string_view toml) {
    try {
        return settings_of(toml::parse(toml));
    } catch (const toml::parse_error& error) {
        return wrong("line " + std::to_string(error.source().begin.line) + ": " +
                     std::string{error.description()});
    }
}

Result<goods::ScanSettings> load_scan_settings(const std::string& path) {
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown) && !unknown) return goods::ScanSettings{};
    std::ifstream file{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) return fault(FaultCode::Unavailable, path + " cannot be read");
    return read_scan_settings(text);
}

}  // namespace pareto::terminal::configuration
