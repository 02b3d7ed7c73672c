#include "tests/support/cards/other_program.h"

#include <array>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <winscard.h>

namespace pareto::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kIsOther = "--other-program";
constexpr std::chrono::seconds kSeenWithin{10};
constexpr char kReported = '+';

struct Started {
    pid_t process = 0;
    int leash = -1;   // its standard input
    int report = -1;  // its standard output
};

Started start(const std::string& task, const std::string& reader) {
    std::array<int, 2> leash{-1, -1};
    std::array<int, 2> report{-1, -1};
    if (::pipe2(leash.data(), O_CLOEXEC) != 0 || ::pipe2(report.data(), O_CLOEXEC) != 0) return {};
    const pid_t process = ::fork();
    if (process == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(leash[0], 0);
        ::dup2(report[1], 1);
        ::execl("/proc/self/exe", "other", kIsOther, task.c_str(), reader.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(leash[0]);
    ::close(report[1]);
    return {.process = process, .leash = leash[1], .report = report[0]};
}

/// Waits for the program's report that it has done what it was started for.
bool has_done(const Started& other) {
    char word = 0;
    const bool done = ::read(other.report, &word, 1) == 1 && word == kReported;
    ::close(other.report);
    return done;
}

void say_done() {
    [[maybe_unused]] const auto written = ::write(1, &kReported, 1);
}

int hold(SCARDCONTEXT context, const char* reader, bool exclusively) {
    SCARDHANDLE card = 0;
    DWORD protocol = 0;
    const DWORD mode = exclusively ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED;
    const DWORD protocols = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;
    if (SCardConnect(context, reader, mode, protocols, &card, &protocol) != SCARD_S_SUCCESS)
        return 1;
    if (!exclusively && SCardBeginTransaction(card) != SCARD_S_SUCCESS) return 1;
    say_done();
    char end = 0;
    while (::read(0, &end, 1) > 0) {
    }
    return SCardDisconnect(card, SCARD_LEAVE_CARD) == SCARD_S_SUCCESS ? 0 : 1;
}

int watch(SCARDCONTEXT context, const char* reader, DWORD wanted) {
    SCARD_READERSTATE state{};
    state.szReader = reader;
    for (const auto deadline = Clock::now() + kSeenWithin; Clock::now() < deadline;) {
        const LONG code = SCardGetStatusChange(context, 500, &state, 1);
        if ((state.dwEventState & wanted) != 0) {
            say_done();
            return 0;
        }
        // The reader is not there yet, and only asking again tells when it is.
        if (code == SCARD_E_UNKNOWN_READER)
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        state.dwCurrentState = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
    }
    return 1;
}

}  // namespace

OtherProgram::OtherProgram(const std::string& reader, Holds how) {
    const Started other = start(how == Holds::Exclusively ? "keep" : "transact", reader);
    process_ = other.process;
    leash_ = other.leash;
    holds_ = has_done(other);
}

OtherProgram::~OtherProgram() {
    ::close(leash_);
    if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

bool wait_until_card(const std::string& reader, bool lies_there) {
    const Started other = start(lies_there ? "present" : "absent", reader);
    const bool seen = has_done(other);
    ::close(other.leash);
    if (other.process > 0) ::waitpid(other.process, nullptr, 0);
    return seen;
}

std::optional<int> run_as_other_program(int argc, char** argv) {
    if (argc != 4 || std::string{argv[1]} != kIsOther) return std::nullopt;
    const std::string task{argv[2]};
    SCARDCONTEXT context = 0;
    if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) != SCARD_S_SUCCESS)
        return 1;
    if (task == "keep" || task == "transact") return hold(context, argv[3], task == "keep");
    return watch(context, argv[3], task == "present" ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY);
}

}  // namespace pareto::test
