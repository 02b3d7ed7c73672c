// HQ as a bench runs it: the real program on its own data, and terminals with certificates of their own.
#pragma once

#include "hq/replay/child_process.h"
#include "terminal/uplink/enrol.h"
#include "terminal/uplink/net_uplink.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto::bench {

class HqProgram {
public:
    /// `init`, the members C0 … C(members-1), branch B1, and `serve` on a free port. Throws std::runtime_error.
    HqProgram(std::string program, std::string directory, std::string database_url, int members);
    ~HqProgram();
    HqProgram(const HqProgram&) = delete;
    HqProgram& operator=(const HqProgram&) = delete;

    /// Enrols a terminal of branch B1.
    [[nodiscard]] terminal::uplink::Enrolled enrol(const std::string& code);
    [[nodiscard]] const terminal::uplink::Address& address() const { return address_; }
    /// Runs a command; its lines. Throws when it fails.
    std::vector<std::string> command(std::vector<std::string> arguments);

private:
    std::string program_, directory_, database_url_;
    std::optional<hq::replay::ChildProcess> server_;
    terminal::uplink::Address address_;
};

}  // namespace pareto::bench
