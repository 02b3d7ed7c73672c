#include "hq/replay/company.h"

#include "hq/replay/child_process.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

namespace pareto::hq::replay {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words(1);
    for (const char c : line) {
        const bool separates = c == ',' || c == ';' || c == ' ' || c == '\t' || c == '\r';
        if (!separates) words.back().push_back(c);
        else if (!words.back().empty()) words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

// What `pareto-terminal status` says: a name, blanks, and the rest of the line.
using Status = std::map<std::string, std::string>;

Result<Status> status_of(const std::string& program, const std::string& directory) {
    PARETO_TRY(const auto finished, run_to_end({program, "status", "--data", directory}, directory + "/stderr.log"));
    if (finished.status != 0)
        return fault(FaultCode::Unavailable, fmt::format("{}: the terminal does not say who it is", directory));
    constexpr std::size_t kNameWidth = 13;
    Status status;
    for (const std::string& line : finished.lines) {
        if (line.size() <= kNameWidth) continue;
        const std::string name = line.substr(0, kNameWidth);
        status[name.substr(0, name.find_last_not_of(' ') + 1)] = line.substr(kNameWidth);
    }
    return status;
}

std::string last_line(const std::string& path) {
    std::ifstream file{path};
    std::string line;
    std::string last;
    while (std::getline(file, line)) last = line;
    return last;
}

Result<void> enrol(const ReplaySettings& settings, const std::string& directory, const std::string& code) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) return fault(FaultCode::Denied, directory + ": " + error.message());
    const std::string log = directory + "/stderr.log";
    PARETO_TRY(const auto finished,
               run_to_end({settings.program, "enrol", "--data", directory, "--hq", settings.hq, "--code", code}, log));
    if (finished.status != 0) return fault(FaultCode::Denied, fmt::format("{}: {}", directory, last_line(log)));
    return {};
}

}  // namespace

Result<std::vector<TerminalCode>> read_codes(const std::string& path) {
    std::ifstream file{path};
    if (!file) return fault(FaultCode::Denied, path + ": cannot be read");
    std::vector<TerminalCode> codes;
    std::string line;
    for (std::int64_t number = 1; std::getline(file, line); ++number) {
        if (line.starts_with('#')) continue;
        const auto words = words_of(line);
        if (words.empty() || (number == 1 && words.back() == "code")) continue;
        if (words.size() == 1) codes.push_back({{}, {}, words[0]});
        else if (words.size() == 3) codes.push_back({words[0], words[1], words[2]});
        else return fault(FaultCode::Corrupt, fmt::format("{}:{}: expected branch,terminal,code", path, number));
    }
    return codes;
}

Result<void> enrol_terminals(const ReplaySettings& settings, const std::vector<TerminalCode>& codes) {
    for (const TerminalCode& code : codes) {
        if (!code.branch.empty()) {
            const std::string directory = fmt::format("{}/{}-{}", settings.directory, code.branch, code.terminal);
            if (fs::exists(directory + "/terminal.sqlite") && status_of(settings.program, directory)) continue;
            PARETO_TRY_VOID(enrol(settings, directory, code.code));
            continue;
        }
        const std::string directory = settings.directory + "/being-enrolled";
        std::error_code error;
        fs::remove_all(directory, error);
        PARETO_TRY_VOID(enrol(settings, directory, code.code));
        PARETO_TRY(auto status, status_of(settings.program, directory));
        std::string name = status["terminal"];
        std::replace(name.begin(), name.end(), '/', '-');
        fs::rename(directory, settings.directory + "/" + name, error);
        if (error) return fault(FaultCode::Conflict, fmt::format("{}/{}: {}", settings.directory, name, error.message()));
    }
    return {};
}

Result<Company> company_of(const ReplaySettings& settings) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{settings.directory, error}) {
        if (!fs::exists(entry.path() / "terminal.sqlite")) continue;
        PARETO_TRY(auto status, status_of(settings.program, entry.path().string()));
        const auto currency = find_currency(status["currency"]);
        if (!currency) return fault(FaultCode::Corrupt, entry.path().string() + ": the terminal names no currency");
        return Company{*currency, status["time zone"]};
    }
    return fault(FaultCode::Unavailable,
                 settings.directory + ": no terminal is enrolled there; give their one-time codes with --enrol-with");
}

}  // namespace pareto::hq::replay
