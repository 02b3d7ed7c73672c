// Another program that uses the PC/SC service beside the one under test. It is one: this test
// program started once more, because libpcsclite keeps what it knows of the readers in one place
// for the whole process, without a lock.
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

namespace pareto::test {

/// Keeps a reader for itself, or has a transaction on its card, until destroyed.
class OtherProgram {
public:
    enum class Holds { Exclusively, Transaction };
    OtherProgram(const std::string& reader, Holds how);
    ~OtherProgram();
    OtherProgram(const OtherProgram&) = delete;
    OtherProgram& operator=(const OtherProgram&) = delete;

    [[nodiscard]] bool holds() const { return holds_; }

private:
    pid_t process_ = 0;
    int leash_ = -1;  // closing it ends the program
    bool holds_ = false;
};

/// Whether, within ten seconds, the service says that a card lies on `reader` or that none does.
[[nodiscard]] bool wait_until_card(const std::string& reader, bool lies_there);

/// For main(): what this program is to do as the other program, and its exit status; nothing when
/// it is the test.
[[nodiscard]] std::optional<int> run_as_other_program(int argc, char** argv);

}  // namespace pareto::test
