// Replays corpora through the fuzz targets, in an ordinary build: `pareto_fuzz_replay TARGET
// FOLDER`. Each file is also given cut off in the middle and at its end, and with one byte changed,
// so that a small corpus reaches more.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace pareto::fuzz {
namespace {

std::map<std::string_view, Run>& targets() {
    static std::map<std::string_view, Run> known;
    return known;
}

Bytes read(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void replay(Run run, const Bytes& input) {
    run(input);
    run(BytesView{input}.substr(0, input.size() / 2));
    if (input.empty()) return;
    run(BytesView{input}.substr(0, input.size() - 1));
    Bytes changed = input;
    const std::size_t steps = std::min<std::size_t>(input.size(), 64);
    for (std::size_t step = 0; step < steps; ++step) {
        char& byte = changed[step * input.size() / steps];
        const char before = byte;
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (step % 8U)));
        run(changed);
        byte = before;
    }
}

int replay_folder(Run run, const std::string& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error})
        files.push_back(entry.path());
    if (error || files.empty()) {
        static_cast<void>(std::fprintf(stderr, "no corpus in %s\n", folder.c_str()));
        return 1;
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        // Told before it runs: a crash then names its input.
        static_cast<void>(std::printf("%s\n", file.c_str()));
        static_cast<void>(std::fflush(stdout));
        replay(run, read(file));
    }
    return 0;
}

}  // namespace

bool add_target(std::string_view name, Run run) {
    return targets().emplace(name, run).second;
}

}  // namespace pareto::fuzz

int main(int count, char** arguments) {
    using pareto::fuzz::targets;
    const auto target = count == 3 ? targets().find(arguments[1]) : targets().end();
    if (target == targets().end()) {
        static_cast<void>(
            std::fprintf(stderr, "usage: pareto_fuzz_replay TARGET FOLDER, with TARGET one of:"));
        for (const auto& [name, run] : targets())
            static_cast<void>(std::fprintf(stderr, " %s", std::string{name}.c_str()));
        static_cast<void>(std::fprintf(stderr, "\n"));
        return 2;
    }
    return pareto::fuzz::replay_folder(target->second, arguments[2]);
}
