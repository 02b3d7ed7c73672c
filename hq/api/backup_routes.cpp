// Backups: made with a button as with the command, and which there are. They hold keys, so nobody
// takes one along through the console.
#include <algorithm>
#include <filesystem>

#include "hq/api/api.h"
#include "hq/api/handlers.h"
#include "hq/api/json_answer.h"

namespace pareto::hq::api {
namespace {

namespace fs = std::filesystem;

boost::json::string_view text(const std::string& one) {
    return {one.data(), one.size()};
}

std::string two(unsigned number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// "2026-03-10-120000", by UTC: names sort as they were made.
std::string name_at(UtcTime now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(now - day)};
    return to_string(BusinessDate{day}) + "-" + two(static_cast<unsigned>(time.hours().count())) +
           two(static_cast<unsigned>(time.minutes().count())) +
           two(static_cast<unsigned>(time.seconds().count()));
}

std::int64_t bytes_of(const fs::path& folder) {
    std::int64_t bytes = 0;
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(folder, ignored)) {
        const auto size = file.file_size(ignored);
        if (!ignored) bytes += static_cast<std::int64_t>(size);
    }
    return bytes;
}

}  // namespace

Answer list_backups(Call& call) {
    std::vector<std::string> names;
    std::error_code ignored;
    const fs::path folder = call.api.options().backups_folder;
    for (const auto& one : fs::directory_iterator(folder, ignored)) {
        if (one.is_directory(ignored)) names.push_back(one.path().filename().string());
    }
    std::sort(names.rbegin(), names.rend());
    boost::json::array backups;
    for (const std::string& name : names) {
        backups.push_back(
            boost::json::object{{"name", text(name)}, {"bytes", bytes_of(folder / name)}});
    }
    return json_answer(boost::json::object{{"folder", text(folder.string())},
                                           {"backups", std::move(backups)}});
}

Answer make_backup(Call& call) {
    Errand errand{.what = Errand::What::Backup};
    errand.to = name_at(call.api.clock().now());
    TaskFacts facts;
    facts.kind = "backup";
    facts.subject = errand.to;
    facts.owner = call.session->user.name;
    PARETO_TRY(
        const std::string id,
        call.api.tasks().start(
            std::move(facts),
            [&api = call.api, errand, by = call.session->user.name](
                Progress& /*progress*/) -> Expected<std::string, Problem> {
                const Ran ran = api.options().run_errand(errand);
                if (!ran.is_done) return problem(422, "refused", "This cannot be done", ran.said);
                const auto noted = api.audit(by, "backup.make", errand.to, "");
                if (!noted) return unexpected{problem_of(noted.error())};
                return "\"" + errand.to + "\"";
            }));
    return json_answer(boost::json::object{{"task", text(id)}}, 202);
}

}  // namespace pareto::hq::api
