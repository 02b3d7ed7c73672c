#include "tests/drivers/readerd/world.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <poll.h>

namespace pareto::test {

bool eventually(const std::function<bool()>& condition) {
    for (const auto deadline = Clock::now() + kSoon; !condition();) {
        if (Clock::now() >= deadline) return false;
        static_cast<void>(::poll(nullptr, 0, 5));
    }
    return true;
}

bool is_alive(std::int64_t process) {
    std::ifstream status{"/proc/" + std::to_string(process) + "/stat"};
    std::string text;
    if (!std::getline(status, text)) return false;
    const auto state = text.rfind(") ");
    return state != std::string::npos && text[state + 2] != 'Z' && text[state + 2] != 'X';
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all{"/proc/self/fd"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::int64_t resident_kib() {
    std::ifstream memory{"/proc/self/statm"};
    std::int64_t size = 0;
    std::int64_t resident = 0;
    memory >> size >> resident;
    return resident * ::sysconf(_SC_PAGESIZE) / 1'024;
}

}  // namespace pareto::test
