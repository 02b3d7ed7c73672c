#include "tests/fault/hq.h"

#include "common/database/database.h"

#include <fstream>
#include <variant>

namespace pareto::fault_test {
namespace {

constexpr std::string_view kSyncing = "pareto-hq: syncing on ";

pareto::database::Rows rows_of(const std::string& path, const std::string& sql) {
    const auto connection = must(pareto::database::open_sqlite(path, {.read_only = true, .vfs = {}}));
    return must(connection->execute(sql));
}

}  // namespace

Hq::Hq() { done("init", {"--company", "Test Company", "--currency", "HKD", "--time-zone", "Asia/Hong_Kong"}); }

Ran Hq::command(const std::string& name, const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{PARETO_HQ_PROGRAM, name};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--data", folder()});
    return run(all);
}

Ran Hq::terminal(const std::string& what, const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{what};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return command("terminal", all);
}

std::string Hq::done(const std::string& name, const std::vector<std::string>& arguments) const {
    const Ran ran = command(name, arguments);
    if (ran.status != 0) throw Broken("pareto-hq " + name + " ended with " + std::to_string(ran.status) + ": " + ran.error);
    return ran.out;
}

std::string Hq::enrol(const std::string& branch, const std::string& terminal) const {
    const std::string out = done("enrol", {"--branch", branch, "--terminal", terminal});
    return out.substr(0, out.find('\n'));
}

void Hq::import_members(const std::vector<std::string>& cards) const {
    const std::string path = directory_.file("members.csv");
    std::ofstream file{path};
    file << "card\n";
    for (const std::string& card : cards) file << card << "\n";
    file.close();
    done("import", {"--members", path});
}

bool Hq::serve(const std::string& inject) {
    const std::string port = address_.substr(address_.rfind(':') + 1);
    std::vector<std::string> arguments{PARETO_HQ_PROGRAM, "serve", "--data", folder(), "--sync-port", port};
    if (!inject.empty()) {
        arguments = under_strace(inject, arguments);
        // The tracer as a grandchild: our child is HQ itself, and dies with us.
        arguments.insert(arguments.begin() + 1, "-D");
    }
    serving_.emplace(arguments, directory_.file("hq.log"));
    std::string line;
    try {
        line = serving_->read_line();
    } catch (const Broken&) {
        if (inject.empty()) throw;
        return false;
    }
    if (!line.starts_with(kSyncing)) throw Broken("pareto-hq serve said: " + line);
    address_ = line.substr(kSyncing.size());
    return true;
}

void Hq::kill() {
    serving_->kill();
    serving_.reset();
}

int Hq::stop() {
    const int status = serving_->terminate();
    serving_.reset();
    return status;
}

std::string Hq::verify() const {
    const Ran ran = command("verify");
    return ran.status == 0 ? std::string{} : ran.out + ran.error;
}

std::int64_t Hq::number(const std::string& sql) const {
    const auto rows = rows_of(folder() + "/hq.sqlite", sql);
    return rows.empty() || rows[0].is_null(0) ? 0 : rows[0].integer(0);
}

std::string Hq::rows(const std::string& sql) const {
    std::string text;
    for (const auto& row : rows_of(folder() + "/hq.sqlite", sql)) {
        if (!text.empty()) text += ", ";
        for (std::size_t column = 0; column < row.values().size(); ++column) {
            if (column > 0) text += "|";
            if (const auto* number = std::get_if<std::int64_t>(&row.values()[column])) text += std::to_string(*number);
            if (const auto* word = std::get_if<std::string>(&row.values()[column])) text += *word;
        }
    }
    return text;
}

}  // namespace pareto::fault_test
