// What was printed is in the journal, however often the program is killed.
#include <csignal>
#include <cstdio>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminal/app/record_sale.h"
#include "terminal/app/shift.h"
#include "terminal/database/data_directory.h"
#include "tests/terminal/terminal_file.h"

namespace pareto::test {
namespace {

using terminal::database::DataDirectory;

/// Sells for ever, and prints the id of each sale after it was recorded. Runs in a process of its
/// own.
[[noreturn]] void sell_for_ever(const std::string& path, int printer) {
    const ManualClock clock;
    auto directory = DataDirectory::open({path, {}, {}, "test"}, clock);
    if (!directory) {
        std::fprintf(stderr, "%s\n", describe(directory.error()).c_str());
        ::_exit(3);
    }
    auto& journal = (*directory)->journal();
    if (!journal.state().enrolled && !journal.enrol(enrolment())) ::_exit(4);
    if (!journal.state().shift && !terminal::open_shift(journal, clock, {"anna", 0, kToday, {}}))
        ::_exit(5);
    for (int n = 0;; ++n) {
        terminal::Basket basket;
        basket.add(line("x", 1, 100));
        basket.tenders.push_back({sale::TenderKind::Cash, 100, {}, {}});
        const auto recorded = terminal::record_sale(journal, clock, basket, {});
        if (!recorded) ::_exit(6);
        const std::int64_t id = recorded->id.value;
        if (::write(printer, &id, sizeof id) != static_cast<ssize_t>(sizeof id)) ::_exit(7);
        if (n % 7 == 6 && !journal.maintain()) ::_exit(8);
    }
}

TEST(KillTest, LosesNothingThatWasPrintedAndUsesNoSequenceTwice) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("t1");
    std::set<std::int64_t> printed;
    for (int life = 1; life <= 12; ++life) {
        int printer[2];
        ASSERT_EQ(::pipe(printer), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(printer[0]);
            sell_for_ever(path, printer[1]);
        }
        ::close(printer[1]);
        std::int64_t id = 0;
        for (int receipts = 0;
             ::read(printer[0], &id, sizeof id) == static_cast<ssize_t>(sizeof id);) {
            EXPECT_TRUE(printed.insert(id).second) << "printed twice";
            // Killed after a few receipts; what it printed until it was dead is read as well.
            if (++receipts == life * 2) {
                ASSERT_EQ(::kill(child, SIGKILL), 0);
            }
        }
        ::close(printer[0]);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << "ended by itself: " << WEXITSTATUS(status);
    }
    const ManualClock clock;
    auto opened = DataDirectory::open({path, {}, {}, "test"}, clock);
    ASSERT_TRUE(opened) << describe(opened.error());
    auto& journal = (*opened)->journal();
    EXPECT_TRUE(journal.verify());
    for (const std::int64_t id : printed)
        EXPECT_TRUE(journal.find(EntryId{id}).value()) << id;
    EXPECT_EQ(journal.state().registration, kRegistration)
        << "a killed program is not a restored file";
    EXPECT_GE(journal.census(kRegistration)->sales, static_cast<std::int64_t>(printed.size()));
    EXPECT_EQ(journal.state().shift_sale_count, journal.census(kRegistration)->sales);
}

}  // namespace
}  // namespace pareto::test
