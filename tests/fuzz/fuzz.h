// What a fuzz target is made of. A target is one file:
//
//     PARETO_FUZZ(sync_frame) {
//         const auto message = sync::decode(input);   // `input` is a BytesView
//         …
//     }
//
// With libFuzzer it is a program of its own; in an ordinary build all targets are in one program
// that replays the corpora. What must hold is said with PARETO_CHECK: a target that only waits for
// a crash finds half of the bugs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/check.h"

namespace pareto::fuzz {

using Run = void (*)(BytesView input);

/// Makes a target known to the program that replays corpora; returns true.
bool add_target(std::string_view name, Run run);

/// Reads decisions from the front of an input and leaves the rest.
class Decisions {
public:
    explicit Decisions(BytesView input) : rest_(input) {}

    /// 0 at the end of the input.
    [[nodiscard]] std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto taken = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return taken;
    }

    [[nodiscard]] BytesView bytes(std::size_t count) {
        const BytesView taken = rest_.substr(0, count);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    /// Up to the next line feed, which is taken too.
    [[nodiscard]] BytesView line() {
        const BytesView taken = rest_.substr(0, rest_.find('\n'));
        rest_.remove_prefix(taken.size() < rest_.size() ? taken.size() + 1 : taken.size());
        return taken;
    }

    [[nodiscard]] BytesView rest() const { return rest_; }

    [[nodiscard]] bool empty() const { return rest_.empty(); }

private:
    BytesView rest_;
};

}  // namespace pareto::fuzz

#ifdef PARETO_LIBFUZZER
#define PARETO_FUZZ(name)                                                               \
    static void fuzz_##name(::pareto::BytesView input);                                 \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
        fuzz_##name(::pareto::BytesView{reinterpret_cast<const char*>(data), size});    \
        return 0;                                                                       \
    }                                                                                   \
    static void fuzz_##name(::pareto::BytesView input)
#else
#define PARETO_FUZZ(name)                                \
    static void fuzz_##name(::pareto::BytesView input);  \
    [[maybe_unused]] static const bool kAdded_##name =   \
        ::pareto::fuzz::add_target(#name, &fuzz_##name); \
    static void fuzz_##name(::pareto::BytesView input)
#endif
