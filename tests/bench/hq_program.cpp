#include "tests/bench/hq_program.h"

#include <poll.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace pareto::bench {

HqProgram::HqProgram(std::string program, std::string directory, std::string database_url, int members)
    : program_(std::move(program)), directory_(std::move(directory)), database_url_(std::move(database_url)) {
    std::filesystem::create_directories(directory_);
    const std::string data = directory_ + "/hq";
    command({"init", "--data", data, "--company", "Bench", "--currency", "HKD", "--time-zone", "Asia/Hong_Kong"});
    std::ofstream{directory_ + "/branches.csv"} << "branch,name,region,time_zone,opened_on\nB1,Bench,,Asia/Hong_Kong,2020-01-01\n";
    std::ofstream file{directory_ + "/members.csv"};
    file << "card,name,joined_on,home_branch\n";
    for (int i = 0; i < members; ++i) file << "C" << i << ",Member " << i << ",2025-01-01,B1\n";
    file.close();
    command({"import", "--data", data, "--branches", directory_ + "/branches.csv", "--members", directory_ + "/members.csv"});
    std::vector<std::string> serve{program_, "serve", "--data", data, "--sync-port", "0"};
    if (!database_url_.empty()) serve.insert(serve.end(), {"--database", database_url_});
    auto started = hq::replay::ChildProcess::start(serve, directory_ + "/serve.log");
    if (!started) throw std::runtime_error(describe(started.error()));
    server_.emplace(std::move(*started));
    const std::string mark = "pareto-hq: syncing on ";
    while (address_.port == 0 && !server_->closed()) {
        pollfd readable{server_->output(), POLLIN, 0};
        static_cast<void>(::poll(&readable, 1, 10'000));
        for (const std::string& line : server_->exchange()) {
            if (line.starts_with(mark)) address_ = terminal::uplink::read_address(line.substr(mark.size())).value_or(address_);
        }
    }
    if (address_.port == 0) throw std::runtime_error("HQ does not serve: see " + directory_ + "/serve.log");
}

HqProgram::~HqProgram() = default;

std::vector<std::string> HqProgram::command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program_);
    if (!database_url_.empty()) arguments.insert(arguments.end(), {"--database", database_url_});
    const auto finished = hq::replay::run_to_end(arguments, directory_ + "/command.log");
    if (!finished || finished->status != 0) throw std::runtime_error(arguments[1] + " failed: see " + directory_ + "/command.log");
    return finished->lines;
}

terminal::uplink::Enrolled HqProgram::enrol(const std::string& code) {
    const auto lines = command({"enrol", "--data", directory_ + "/hq", "--branch", "B1", "--terminal", code});
    if (lines.empty()) throw std::runtime_error("enrol printed no code");
    auto enrolled = terminal::uplink::enrol_at_hq(address_, lines.back());
    if (!enrolled) throw std::runtime_error(describe(enrolled.error()));
    return std::move(*enrolled);
}

}  // namespace pareto::bench
