// Runs the real pareto-hq and takes what it prints.
#pragma once

#include <csignal>
#include <string>
#include <vector>

namespace pareto::hq {

struct Ran {
    int status = -1;  ///< exit status; -1 when a signal ended it
    std::string out;
    std::string error;
};

/// Waits for its end.
Ran run_program(const std::vector<std::string>& arguments);

/// A program that goes on running.
class RunningProgram {
public:
    explicit RunningProgram(const std::vector<std::string>& arguments);
    ~RunningProgram();
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;

    /// The next line of its standard output, without the line break; empty when it ended.
    std::string next_line();
    /// Sends the signal and waits for the end; the exit status.
    int stop(int signal = SIGTERM);

private:
    int process_ = -1;
    int out_ = -1;
    std::string read_;
};

}  // namespace pareto::hq
