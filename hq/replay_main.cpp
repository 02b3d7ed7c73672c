// pareto-replay: sells a file of sales through real terminals, or makes a sample chain to do that with.
//
// Exit status 0: every receipt is in HQ exactly once; 1: not, or it failed, with one line on stderr; 2: usage.
#include "hq/replay/company.h"
#include "hq/replay/replay.h"
#include "hq/replay/sales_file.h"
#include "hq/replay/sample_chain.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <iostream>

namespace {

using namespace pareto;  // NOLINT(google-build-using-namespace)

struct Options {
    std::string generate, hq, data, sales, codes, terminal_program, speed = "max";
    std::vector<std::string> maps, constants;
    std::size_t terminals = 20;
};

int fail(const std::string& why, int status = 1) {
    static_cast<void>(std::fprintf(stderr, "pareto-replay: %s\n", why.c_str()));
    return status;
}

// The terminal program is installed, and built, beside this one.
std::string beside_this_program(const std::string& name) {
    std::array<char, 4096> path{};
    const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
    const std::string own{path.data(), length > 0 ? static_cast<std::size_t>(length) : 0U};
    return own.substr(0, own.rfind('/') + 1) + name;
}

std::optional<std::int64_t> speed_of(std::string text) {
    if (text == "max") return 0;
    if (text.ends_with('x')) text.pop_back();
    std::int64_t speed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), speed);
    if (error != std::errc{} || end != text.data() + text.size() || speed < 1) return std::nullopt;
    return speed;
}

int generate(const Options& options) {
    const auto chain = hq::replay::parse_sample_chain(options.generate);
    if (!chain) return fail("--generate: " + chain.error().detail, 2);
    const auto files = hq::replay::write_sample_chain(*chain, options.data);
    if (!files) return fail(describe(files.error()));
    fmt::print("{} branches, {} members, {} months to {}: {} receipts with {} lines\n{}\n{}\n{}\n{}\n", chain->branches,
               chain->members, chain->months, chain->last_day, files->receipts, files->lines, files->branches, files->items,
               files->members, files->sales);
    return 0;
}

int replay(const Options& options) {
    std::vector<hq::import::Assignment> assignments;
    for (const bool constant : {false, true}) {
        for (const std::string& text : constant ? options.constants : options.maps) {
            auto assignment = hq::import::assignment_of(text, constant);
            if (!assignment) return fail(assignment.error(), 2);
            assignments.push_back(std::move(*assignment));
        }
    }
    const auto speed = speed_of(options.speed);
    if (!speed) return fail("--speed: max, or a whole number such as 60x", 2);
    hq::replay::ReplaySettings settings{options.terminal_program, options.data, options.hq, options.terminals, *speed};
    if (!options.codes.empty()) {
        const auto codes = hq::replay::read_codes(options.codes);
        if (!codes) return fail(describe(codes.error()));
        std::cout << codes->size() << " terminals to enrol\n" << std::flush;
        const auto enrolled = hq::replay::enrol_terminals(settings, *codes);
        if (!enrolled) return fail("cannot enrol: " + describe(enrolled.error()));
    }
    const auto company = hq::replay::company_of(settings);
    if (!company) return fail(describe(company.error()));
    auto receipts = hq::replay::read_sales_file(options.sales, assignments, *company);
    if (!receipts) return fail(describe(receipts.error()));

    const auto report = hq::replay::replay(settings, std::move(*receipts), std::cout);
    const auto rate = report.milliseconds == 0 ? 0 : report.recorded * 1000 / report.milliseconds;
    fmt::print("{} receipts through {} terminals in {}.{:01} s ({} a second); {} restarts of a terminal\n", report.recorded,
               report.terminals, report.milliseconds / 1000, report.milliseconds % 1000 / 100, rate, report.restarts);
    fmt::print("every receipt is in HQ exactly once: {} ({} in the file, {} recorded, {} counted at HQ; {} of {} terminals agree with HQ on the set)\n",
               report.exactly_once() ? "yes" : "NO", report.receipts, report.recorded, report.at_hq, report.digests_equal,
               report.terminals);
    for (const std::string& failure : report.failures) static_cast<void>(fail(failure));
    return report.exactly_once() ? 0 : 1;
}

int command_line(int argc, char** argv) {
    Options options;
    options.terminal_program = beside_this_program("pareto-terminal");
    CLI::App app{"Sells a file of sales through real terminal programs, and tells whether HQ has every receipt exactly once."};
    app.add_option("--generate", options.generate,
                   "Write a made-up chain below --data and stop: branches=20,members=5000,months=14,seed=1[,last_day=YYYY-MM-DD]");
    app.add_option("--hq", options.hq, "HOST:PORT of HQ");
    app.add_option("--data", options.data, "Directory: each terminal's own folder is made in it")->required();
    app.add_option("--sales", options.sales, "CSV of sales, as for pareto-hq import (.zst is read as it is)");
    app.add_option("--map", options.maps, "FIELD=COLUMN or FIELD=CALCULATION")->allow_extra_args(false);
    app.add_option("--const", options.constants, "FIELD=VALUE")->allow_extra_args(false);
    app.add_option("--terminals", options.terminals, "Terminal programs running at a time")->check(CLI::Range(1, 1000));
    app.add_option("--enrol-with", options.codes, "File of one-time codes: branch,terminal,code on a line");
    app.add_option("--speed", options.speed, "max, or N times as fast as it was sold: 60x");
    app.add_option("--terminal-program", options.terminal_program, "Path of pareto-terminal");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (!options.generate.empty()) return generate(options);
    if (options.hq.empty() || options.sales.empty()) return fail("--hq and --sales are needed (or --generate)", 2);
    return replay(options);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return command_line(argc, argv);
    } catch (const std::exception& error) {
        return fail(error.what());
    }
}
