// Users and the audit log in the books, on both engines.
#include "hq/access/passwords.h"
#include "hq/access/users.h"
#include "hq/database/audit_log.h"
#include "hq/database/verify.h"
#include "hq/database/writing.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {
namespace {

using access::Role;
using access::User;

class AccessTest : public BooksTest {
protected:
    Result<void> write(const std::function<Result<void>(pareto::database::Connection&)>& work) {
        PARETO_TRY(auto transaction, database::begin_writing(world_->connection()));
        PARETO_TRY_VOID(work(world_->connection()));
        return transaction.commit();
    }

    /// "", or why not.
    std::string add(const std::string& name, Role role, std::vector<std::string> branches = {}) {
        User user;
        user.name = name;
        user.role = role;
        user.branches = std::move(branches);
        const auto done = write([&](auto& books) { return access::add_user(books, user, 0); });
        return done ? "" : done.error().detail;
    }

    User user(const std::string& name) {
        return must(access::find_user(world_->connection(), name)).value();
    }
};

TEST_P(AccessTest, AUserHasAGoodNameARoleAndBranchesThatThereAre) {
    world_->branch("HK01");
    EXPECT_EQ(add("mei.lin-2_x", Role::Marketing), "");
    EXPECT_EQ(add("tom", Role::Manager, {"HK01"}), "");
    EXPECT_EQ(user("tom").branches, std::vector<std::string>{"HK01"});
    EXPECT_EQ(add("tom", Role::Admin), "there is a user tom already");
    EXPECT_EQ(add("eva", Role::Manager), "a manager needs at least one branch");
    EXPECT_EQ(add("eva", Role::Manager, {"HK07"}), "there is no branch HK07");
    EXPECT_EQ(add("eva", Role::Auditor, {"HK01"}), "only managers have branches");
    for (const char* const name : {"", "Mei", "1mei", "mei lin", "mei'", "梅"})
        EXPECT_NE(add(name, Role::Auditor), "") << name;
    EXPECT_EQ(must(access::all_users(world_->connection())).size(), 2U);
}

TEST_P(AccessTest, TheLastAdminStays) {
    EXPECT_EQ(add("ada", Role::Admin), "");
    const auto disable = [&](const std::string& name) {
        const auto done =
            write([&](auto& books) { return access::disable_user(books, user(name), true); });
        return done ? "" : done.error().detail;
    };
    EXPECT_EQ(disable("ada"), "ada is the last admin");
    EXPECT_EQ(add("bob", Role::Admin), "");
    EXPECT_EQ(disable("ada"), "");
    EXPECT_EQ(disable("bob"), "bob is the last admin");
    User demoted = user("bob");
    demoted.role = Role::Auditor;
    EXPECT_FALSE(write([&](auto& books) { return access::change_role(books, demoted); }));
}

TEST_P(AccessTest, TheAuditLogIsChained) {
    for (int index = 0; index < 3; ++index) {
        must(write([&](auto& books) {
            return database::append_audit(
                books, {0, index, "ada", "user.add", "mei\nlin", std::string(500, 'x')});
        }));
    }
    const auto rows = must(database::read_audit(world_->connection(), 0, 2));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].position, 3);
    EXPECT_EQ(rows[0].subject, "mei lin");
    EXPECT_EQ(rows[0].detail.size(), 400U);
    EXPECT_EQ(must(database::read_audit(world_->connection(), 2, 9)).size(), 1U);
    world_->verify();
    for (const char* const damage : {"update audit_row set detail = 'y' where position = 2",
                                     "delete from audit_row where position = 2",
                                     "delete from audit_row where position = 3",
                                     "update audit_row set at_ms = 9 where position = 3"}) {
        must(world_->connection().begin());
        static_cast<void>(must(world_->connection().execute(damage)));
        EXPECT_FALSE(must(database::verify_books(world_->connection())).empty()) << damage;
        world_->connection().rollback();
    }
}

INSTANTIATE_TEST_SUITE_P(Engines,
                         AccessTest,
                         testing::Values(Engine::Sqlite, Engine::Postgres),
                         [](const auto& engine) { return name_of(engine.param); });

TEST(PasswordsTest, NeedTheSecretThatIsNotInTheBooks) {
    const access::Passwords passwords{Bytes(access::kPepperBytes, 'p')};
    const std::string hash = must(passwords.hash("correct horse"));
    EXPECT_TRUE(hash.starts_with("$argon2id$")) << hash;
    EXPECT_TRUE(passwords.matches("correct horse", hash));
    EXPECT_FALSE(passwords.matches("correct horsf", hash));
    EXPECT_FALSE(passwords.matches("", hash));
    EXPECT_FALSE(passwords.matches("correct horse", ""));
    EXPECT_FALSE(
        access::Passwords{Bytes(access::kPepperBytes, 'q')}.matches("correct horse", hash));
}

TEST(PasswordsTest, WeakOnesAreRefused) {
    EXPECT_EQ(access::why_weak("a short sentence", "mei"), "");
    EXPECT_EQ(access::why_weak("雨天要記得帶傘出門喔謝謝", "mei"), "");  // 12 characters
    EXPECT_NE(access::why_weak("elevenchars", "mei"), "");
    EXPECT_NE(access::why_weak("aaaabbbbaaaabbbb", "mei"), "");
    EXPECT_NE(access::why_weak("my name is MEI ok", "mei"), "");
    EXPECT_NE(access::why_weak(std::string(129, 'a') + "bcdef", "mei"), "");
    SeededRandom random;
    const std::string made = access::temporary_password(random);
    EXPECT_EQ(made.size(), 23U);
    EXPECT_EQ(access::why_weak(made, "mei"), "");
}

}  // namespace
}  // namespace pareto::hq::test
