// HQ's API over the books of either engine, asked as a browser asks it, without a socket.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "hq/api/api.h"
#include "hq/commands/data_folder.h"
#include "hq/import/turns.h"
#include "tests/hq/books/books_world.h"

namespace pareto::hq::test {

/// The world's own connection, one turn after the other, also where a task takes one.
class WorldTurns final : public import::Turns {
public:
    explicit WorldTurns(BooksWorld& world) : world_(world) {}

    Result<void> take(
        const std::function<Result<void>(pareto::database::Connection&)>& work) override;

    Result<Registration> registration(pareto::database::Connection&) override {
        return world_.own_registration;
    }

private:
    BooksWorld& world_;
    std::mutex mutex_;
};

/// What a browser knows of its session.
struct Visitor {
    std::string token;
    std::string page_token;
};

class ApiWorld {
public:
    explicit ApiWorld(BooksWorld& world);

    /// As a newly started process would be: what was only in memory is gone.
    void restart();

    /// A user with the password kPassword, which is its own already.
    void add(const std::string& name, access::Role role, std::vector<std::string> branches = {});
    /// Signed in without a password, to spare the time of hashing.
    Visitor visitor(const std::string& name);

    api::Response ask(const api::Request& request) { return api_->answer(request); }

    api::Response get(const Visitor& visitor, const std::string& target);
    api::Response post(const Visitor& visitor, const std::string& target, const std::string& body);
    /// As post, with an Idempotency-Key.
    api::Response change(const Visitor& visitor,
                         const std::string& target,
                         const std::string& body,
                         const std::string& key);
    /// Until no task is under way.
    void wait() { api_->tasks().wait(); }
    api::Response sign_in(const std::string& name,
                          const std::string& password,
                          const std::string& code = "",
                          const std::string& address = "192.0.2.7");

    static const std::string kPassword;

private:
    api::Ran run(const api::Errand& errand);

    BooksWorld& world_;
    WorldTurns turns_;
    pareto::test::TemporaryDirectory folder_;
    std::optional<commands::DataFolder> data_;  ///< made when an errand needs it
    std::unique_ptr<api::Api> api_;
    std::string hash_;
};

/// A request of a page of ours; `target` below /api/v1/.
api::Request request_of(api::Method method, const Visitor& visitor, const std::string& target);
/// The last part of the problem's type: "not-granted"; empty for an answer that is none.
std::string problem_of(const api::Response& response);
boost::json::value json_of(const api::Response& response);
/// The member of a JSON pointer, serialized: "/rows/0/name" -> "\"Anna\"".
std::string at(const api::Response& response, const std::string& pointer);
/// The first Set-Cookie of the answer; empty without one.
std::string cookie_of(const api::Response& response);
/// The value of a header; empty without it.
std::string header_of(const api::Response& response, const std::string& name);

/// Two branches, three members and their sales until 2026-03-10, with figures that can be added up
/// by hand:
///
///     HK01  anna (C1) 60.00 on 2026-03-01 and 40.00 on 2026-03-10, carl (C3) 10.00 and a stranger
///           5.00 on 2026-03-10
///     HK02  bert (C2) 30.00 on 2026-03-10
///
/// Anna and carl are at home in HK01, bert in HK02.
class ApiTest : public BooksTest {
protected:
    void SetUp() override;

    /// By its name here: "anna".
    std::string number(const std::string& card) const { return numbers_.at(card); }

    std::unique_ptr<ApiWorld> api_;
    EntryId annas_sale_;

private:
    void sell();

    std::map<std::string, std::string> numbers_;
};

}  // namespace pareto::hq::test
