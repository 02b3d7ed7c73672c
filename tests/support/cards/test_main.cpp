// main() of tests that use virtual cards: enters a private machine first, while there is one
// thread; or is the other program that a test starts.
#include <gtest/gtest.h>

#include "tests/support/cards/other_program.h"
#include "tests/support/cards/private_machine.h"

int main(int argc, char** argv) {
    if (const auto status = pareto::test::run_as_other_program(argc, argv)) return *status;
    testing::InitGoogleTest(&argc, argv);
    if (!GTEST_FLAG_GET(list_tests)) pareto::test::enter_private_machine();
    return RUN_ALL_TESTS();
}
