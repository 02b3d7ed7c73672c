// A program that this one starts, hears on its standard output, and ends.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "common/base/fault.h"
#include "drivers/readerd/descriptor.h"

namespace pareto::drivers::readerd {

class Child {
public:
    /// `arguments` begins with the program's path. It inherits no descriptor but its standard ones:
    /// input is empty, output is for output(), errors go to the end of `log_file`, or to ours when
    /// that is "". Call on a thread that lives as long as the child.
    [[nodiscard]] static Result<Child> start(const std::vector<std::string>& arguments,
                                             const std::string& log_file);

    [[nodiscard]] pid_t process() const { return process_; }

    /// The reading end of its standard output, which does not block; its end is the child's.
    [[nodiscard]] const Descriptor& output() const { return output_; }

    void signal(int number) const;
    /// Whether it has ended. The caller asks until it has: no zombie remains then.
    [[nodiscard]] bool has_ended();

private:
    Child(pid_t process, Descriptor output) : process_(process), output_(std::move(output)) {}

    pid_t process_;
    bool ended_ = false;
    Descriptor output_;
};

}  // namespace pareto::drivers::readerd
