#include "terminal/configuration/receipt_settings.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <toml++/toml.h>

namespace pareto::terminal::configuration {

namespace {

constexpr std::int64_t kWide = 80;
constexpr std::int64_t kNarrow = 58;

tl::unexpected<Fault> wrong(const std::string& what) {
    return fault(FaultCode::Corrupt, "terminal.toml: " + what);
}

Result<ReceiptSettings> settings_of(const toml::table& file) {
    ReceiptSettings settings;
    const auto* const node = file.get("receipt");
    if (node == nullptr) return settings;
    const auto* const receipt = node->as_table();
    if (receipt == nullptr) return wrong("receipt is no table: write [receipt]");
    for (const auto& [key, value] : *receipt) {
        if (key == "printer" && value.is_string()) {
            settings.printer = value.value_or(std::string{});
        } else if (key == "language" && value.is_string()) {
            settings.language = value.value_or(std::string{});
        } else if (key == "paper_mm" && value.is_integer()) {
            const std::int64_t mm = value.value_or(std::int64_t{0});
            if (mm != kWide && mm != kNarrow) return wrong("receipt.paper_mm is not 80 or 58");
            settings.paper_mm = static_cast<int>(mm);
        } else {
            return wrong("receipt." + std::string{key.str()} +
                         " is no setting, or has a value of another kind");
        }
    }
    const bool known =
        settings.language.empty() || settings.language == "en" || settings.language == "zh-Hant";
    if (!known) return wrong("receipt.language is neither en nor zh-Hant");
    return settings;
}

}  // namespace

Result<ReceiptSettings> read_receipt_settings(std::string_view toml) {
    try {
        return settings_of(toml::parse(toml));
    } catch (const toml::parse_error& error) {
        return wrong("line " + std::to_string(error.source().begin.line) + ": " +
                     std::string{error.description()});
    }
}

Result<ReceiptSettings> load_receipt_settings(const std::string& path) {
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown) && !unknown) return ReceiptSettings{};
    std::ifstream file{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) return fault(FaultCode::Unavailable, path + " cannot be read");
    return read_receipt_settings(text);
}

}  // namespace pareto::terminal::configuration
