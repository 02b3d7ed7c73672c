// What happened, as a digest always and as lines when asked for. The same seed gives the same trace.
#pragma once

#include "tests/simulation/scheduler.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace pareto::simulation {

class Trace {
public:
    Trace(const Scheduler& scheduler, bool print) : scheduler_(scheduler), print_(print) {}
    void note(std::string_view what, std::initializer_list<std::int64_t> values = {}, std::string_view text = {});
    /// The same, and counted: a fault was injected.
    void fault(const std::string& kind, std::initializer_list<std::int64_t> values = {});
    [[nodiscard]] std::uint64_t digest() const { return digest_; }
    [[nodiscard]] const std::map<std::string, std::int64_t>& faults() const { return faults_; }

private:
    void fold(std::string_view bytes);
    void fold(std::int64_t value);

    const Scheduler& scheduler_;
    bool print_;
    std::uint64_t digest_ = 0xCBF29CE484222325U;
    std::map<std::string, std::int64_t> faults_;
};

}  // namespace pareto::simulation
