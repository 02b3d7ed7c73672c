#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/database/any_database.h"

namespace pareto::database {
namespace {

/// What a process of its own is told.
FaultCode asked_elsewhere(const std::string& path, bool& acquired) {
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = FileLock::acquire(path);
        ::_exit(lock ? 100 : static_cast<int>(lock.error().code));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    acquired = WEXITSTATUS(status) == 100;
    return static_cast<FaultCode>(WEXITSTATUS(status));
}

TEST(FileLockTest, KeepsASecondProcessOut) {
    const test::TemporaryDirectory directory;
    const std::string path = directory.file("lock");
    bool acquired = false;
    {
        const auto lock = FileLock::acquire(path);
        ASSERT_TRUE(lock);
        EXPECT_EQ(asked_elsewhere(path, acquired), FaultCode::Denied);
        EXPECT_FALSE(acquired);
    }
    asked_elsewhere(path, acquired);
    EXPECT_TRUE(acquired) << "free again";
}

TEST(FileLockTest, KeepsASecondHolderInTheSameProcessOut) {
    const test::TemporaryDirectory directory;
    auto lock = FileLock::acquire(directory.file("lock"));
    ASSERT_TRUE(lock);
    const FileLock moved = std::move(*lock);
    PARETO_EXPECT_FAULT(FileLock::acquire(directory.file("lock")), FaultCode::Denied);
}

TEST(FileLockTest, MakesAFileForItsOwnerOnly) {
    const test::TemporaryDirectory directory;
    const auto lock = FileLock::acquire(directory.file("lock"));
    ASSERT_TRUE(lock);

    struct stat status {};

    ASSERT_EQ(::stat(directory.file("lock").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(FileLockTest, SaysWhyItCannot) {
    const test::TemporaryDirectory directory;
    PARETO_EXPECT_FAULT(FileLock::acquire(directory.file("missing/lock")), FaultCode::Unavailable);
}

}  // namespace
}  // namespace pareto::database
