#include "tests/fault/terminal.h"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>

namespace pareto::fault_test {
namespace {

namespace fs = std::filesystem;

void copy_directory(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

}  // namespace

std::int64_t next_amount() {
    static std::int64_t amount = 1'000;
    return ++amount;
}

std::string sale_command(std::int64_t amount_minor, const std::string& card, const std::string& intent) {
    json::object command{{"command", "sale"}, {"lines", json::array{json::object{{"sku", "A"}, {"amount_minor", amount_minor}}}}};
    if (!card.empty()) command["card"] = card;
    if (!intent.empty()) command["intent"] = intent;
    return json::serialize(command);
}

std::string difference(const Hq& hq, const std::vector<const Terminal*>& terminals) {
    std::vector<std::int64_t> amounts;
    for (const Terminal* terminal : terminals) {
        for (const Sold& sold : terminal->sold()) amounts.push_back(sold.amount_minor);
    }
    std::sort(amounts.begin(), amounts.end());
    std::string wanted;
    for (const std::int64_t amount : amounts) wanted += (wanted.empty() ? "" : ", ") + std::to_string(amount);
    const std::string there = hq.rows("select total_minor from sale order by total_minor");
    return there == wanted ? std::string{} : "HQ has " + there + "\nbut sold was " + wanted;
}

Terminal::Terminal(const Hq& hq, const std::string& branch, const std::string& code) : Terminal(hq, hq.enrol(branch, code)) {}

Terminal::Terminal(const Hq& hq, const std::string& one_time_code) : hq_(hq.address()) {
    const Ran ran = command("enrol", {"--hq", hq_, "--code", one_time_code});
    if (ran.status != 0) throw Broken("pareto-terminal enrol: " + ran.error);
}

Terminal Terminal::clone() const {
    Terminal other;
    other.hq_ = hq_;
    copy_directory(data(), other.data());
    fs::copy_file(anchor(), other.anchor());
    return other;
}

std::vector<std::string> Terminal::run_arguments() const {
    return {PARETO_TERMINAL_PROGRAM, "run", "--data", data(), "--anchor", anchor(), "--hq", hq_};
}

Ran Terminal::command(const std::string& name, const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{PARETO_TERMINAL_PROGRAM, name, "--data", data()};
    if (name == "enrol" || name == "run") all.insert(all.end(), {"--anchor", anchor()});
    all.insert(all.end(), arguments.begin(), arguments.end());
    return fault_test::run(all);
}

void Terminal::start() { start(run_arguments()); }

void Terminal::start(const std::vector<std::string>& arguments) {
    program_.emplace(arguments, place_->file("terminal.err"));
}

void Terminal::kill() {
    program_->kill();
    program_.reset();
}

int Terminal::quit() {
    done(R"({"command":"quit"})");
    const int status = program_->wait();
    program_.reset();
    return status;
}

json::object Terminal::tell(const std::string& command) {
    program_->write_line(command);
    while (true) {
        auto answer = json::parse(program_->read_line()).as_object();
        // A tap comes by itself, and is no answer.
        if (!answer.contains("event")) return answer;
    }
}

json::object Terminal::done(const std::string& command) {
    json::object answer = tell(command);
    if (!answer.at("ok").as_bool()) throw Broken(command + " was answered " + json::serialize(answer));
    return answer;
}

void Terminal::open_shift() { done(R"({"command":"open_shift","operator":"ann","business_date":"2026-03-10"})"); }

void Terminal::sell(int count, const std::string& card) {
    for (int i = 0; i < count; ++i) {
        note(done(sale_command(next_amount(), card)));
    }
}

void Terminal::note(const json::object& answer) {
    sold_.push_back({std::string{answer.at("sale_id").as_string()}, std::string{answer.at("receipt").as_string()},
                     answer.at("total_minor").as_int64()});
}

bool Terminal::synced(std::chrono::milliseconds within) {
    return tell(R"({"command":"wait_synced","timeout_ms":)" + std::to_string(within.count()) + "}").at("ok").as_bool();
}

bool Terminal::shows(const std::string& field, const json::value& value, std::chrono::milliseconds within) {
    return eventually([&] { return status().at(field) == value; }, within);
}

bool Terminal::census_equal() {
    return eventually([&] {
        const auto answer = tell(R"({"command":"census"})");
        return answer.at("ok").as_bool() && answer.at("equal").as_bool();
    });
}

void Terminal::backup(const std::string& name) const { copy_directory(data(), place_->file(name)); }

void Terminal::restore(const std::string& name) { copy_directory(place_->file(name), data()); }

void Terminal::lose_anchor() const { fs::remove(anchor()); }

}  // namespace pareto::fault_test
