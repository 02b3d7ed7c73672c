#include "tests/simulation/trace.h"

#include <cinttypes>
#include <cstdio>

namespace pareto::simulation {

void Trace::fold(std::string_view bytes) {
    for (const char byte : bytes) {
        digest_ ^= static_cast<unsigned char>(byte);
        digest_ *= 0x100000001B3U;
    }
    fold(static_cast<std::int64_t>(bytes.size()));
}

void Trace::fold(std::int64_t value) {
    auto mixed = static_cast<std::uint64_t>(value) ^ digest_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    digest_ = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
}

void Trace::note(std::string_view what, std::initializer_list<std::int64_t> values, std::string_view text) {
    const std::int64_t ms = scheduler_.now_ms();
    fold(what);
    fold(ms);
    for (const auto value : values) fold(value);
    fold(text);
    if (!print_) return;
    std::printf("%8" PRIu64 " %7" PRId64 ".%03d  %.*s", scheduler_.steps(), ms / 1000, static_cast<int>(ms % 1000),
                static_cast<int>(what.size()), what.data());
    for (const auto value : values) {
        if (value >> 32 != 0 && value > 0) {
            std::printf(" %" PRId64 ":%" PRId64, value >> 32, value & 0xFFFFFFFF);
        } else {
            std::printf(" %" PRId64, value);
        }
    }
    if (!text.empty()) std::printf(" %.*s", static_cast<int>(text.size()), text.data());
    std::printf("\n");
}

void Trace::fault(const std::string& kind, std::initializer_list<std::int64_t> values) {
    ++faults_[kind];
    note("fault: " + kind, values);
}

}  // namespace pareto::simulation
