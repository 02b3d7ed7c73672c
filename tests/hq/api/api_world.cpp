#include "tests/hq/api/api_world.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hq/commands/statement.h"
#include "hq/commands/web_errands.h"
#include "hq/database/writing.h"

namespace pareto::hq::test {

const std::string ApiWorld::kPassword = "an umbrella for rain";

Result<void> WorldTurns::take(
    const std::function<Result<void>(pareto::database::Connection&)>& work) {
    const std::lock_guard lock(mutex_);
    auto done = work(world_.connection());
    world_.connection().rollback();
    return done;
}

ApiWorld::ApiWorld(BooksWorld& world) : world_(world), turns_(world) {
    restart();
}

void ApiWorld::restart() {
    const auto language = [](loyalty::Language one) {
        return one == loyalty::Language::English ? commands::Language::English
                                                 : commands::Language::TraditionalChinese;
    };
    api::ApiOptions options;
    const bool is_sqlite = world_.connection().dialect() == pareto::database::Dialect::Sqlite;
    options.open_reader = [place = world_.where(), is_sqlite] {
        pareto::database::SqliteOptions reader;
        reader.read_only = true;
        return is_sqlite ? pareto::database::open_sqlite(place, reader)
                         : pareto::database::open_postgres(place);
    };
    options.statement = [language](auto& books, const auto& member, loyalty::Language one) {
        return commands::make_statement(books, member, language(one));
    };
    options.explain_sale =
        [language](auto& books, const auto& member, EntryId sale, loyalty::Language one) {
            return commands::explain_sale(books, member, sale, language(one));
        };
    options.run_errand = [this](const api::Errand& errand) {
        return run(errand);
    };
    options.pepper = Bytes(access::kPepperBytes, 'p');
    api_ = std::make_unique<api::Api>(std::move(options), turns_, world_.clock, world_.random);
}

api::Ran ApiWorld::run(const api::Errand& errand) {
    const control::Output quiet{[](std::string_view) {}, [](std::string_view) {}, false};
    const commands::Surroundings surroundings{quiet, world_.clock, world_.random};
    if (!data_) {
        auto made = commands::DataFolder::create(
            folder_.path() / "hq", "Test", world_.clock, world_.random);
        data_.emplace(must(std::move(made)));
    }
    const commands::Place place{data_->path(), {}};
    return commands::run_errand(errand, place, *data_, surroundings, turns_);
}

void ApiWorld::add(const std::string& name, access::Role role, std::vector<std::string> branches) {
    if (hash_.empty())
        hash_ = must(access::Passwords{Bytes(access::kPepperBytes, 'p')}.hash(kPassword));
    access::User user;
    user.name = name;
    user.role = role;
    user.branches = std::move(branches);
    user.password_hash = hash_;
    auto transaction = must(database::begin_writing(world_.connection()));
    must(access::add_user(world_.connection(), user, to_ms(world_.clock.now())));
    must(transaction.commit());
}

Visitor ApiWorld::visitor(const std::string& name) {
    auto& books = world_.connection();
    auto transaction = must(database::begin_writing(books));
    const auto user = must(access::find_user(books, name)).value();
    const auto opened =
        must(access::open_session(books, user, 0, world_.random, to_ms(world_.clock.now())));
    must(transaction.commit());
    return {opened.token, access::page_token(opened.token)};
}

api::Request request_of(api::Method method, const Visitor& visitor, const std::string& target) {
    api::Request request;
    request.method = method;
    request.address = "192.0.2.7";
    request.headers["host"] = "hq.example";
    if (!visitor.token.empty()) request.headers["cookie"] = "__Host-pareto=" + visitor.token;
    if (!visitor.page_token.empty()) request.headers["x-csrf-token"] = visitor.page_token;
    EXPECT_TRUE(api::read_target("/api/v1/" + target, request)) << target;
    return request;
}

api::Response ApiWorld::get(const Visitor& visitor, const std::string& target) {
    return ask(request_of(api::Method::Get, visitor, target));
}

api::Response ApiWorld::post(const Visitor& visitor,
                             const std::string& target,
                             const std::string& body) {
    api::Request request = request_of(api::Method::Post, visitor, target);
    request.headers["content-type"] = "application/json";
    request.headers["origin"] = "https://hq.example";
    request.body = body;
    return ask(request);
}

api::Response ApiWorld::change(const Visitor& visitor,
                               const std::string& target,
                               const std::string& body,
                               const std::string& key) {
    api::Request request = request_of(api::Method::Post, visitor, target);
    request.headers["content-type"] = "application/json";
    request.headers["idempotency-key"] = key;
    request.body = body;
    return ask(request);
}

api::Response ApiWorld::sign_in(const std::string& name,
                                const std::string& password,
                                const std::string& code,
                                const std::string& address) {
    boost::json::object body{{"name", name}, {"password", password}};
    if (!code.empty()) body["code"] = code;
    api::Request request = request_of(api::Method::Post, {}, "session");
    request.headers["content-type"] = "application/json";
    request.address = address;
    request.body = boost::json::serialize(body);
    return ask(request);
}

std::string problem_of(const api::Response& response) {
    if (response.content_type != "application/problem+json") return {};
    const std::string type{json_of(response).at("type").as_string().c_str()};
    return type.substr(type.rfind('/') + 1);
}

boost::json::value json_of(const api::Response& response) {
    boost::system::error_code error;
    auto value = boost::json::parse(response.body, error);
    EXPECT_FALSE(error) << response.body;
    return value;
}

std::string at(const api::Response& response, const std::string& pointer) {
    const boost::json::value value = json_of(response);
    boost::system::error_code error;
    const auto* const found = value.find_pointer(pointer, error);
    return found == nullptr ? "nothing at " + pointer + " of " + response.body
                            : boost::json::serialize(*found);
}

std::string cookie_of(const api::Response& response) {
    return header_of(response, "Set-Cookie");
}

std::string header_of(const api::Response& response, const std::string& name) {
    for (const auto& [own, value] : response.headers) {
        if (own == name) return value;
    }
    return {};
}

void ApiTest::SetUp() {
    BooksTest::SetUp();
    if (world_ == nullptr) return;
    sell();
    api_ = std::make_unique<ApiWorld>(*world_);
}

void ApiTest::sell() {
    TestTerminal first = world_->terminal("HK01", "1");
    TestTerminal second = world_->terminal("HK02", "1");
    const auto enrol = [](TestTerminal& till, const std::string& name, const std::string& printed) {
        till.append(enrolled(card(name), printed), "2026-03-01");
    };
    enrol(first, "anna", "C1");
    enrol(first, "carl", "C3");
    enrol(second, "bert", "C2");
    annas_sale_ = first.append(cash_sale(card("anna"), {sold(1, 1, 60'00)}), "2026-03-01");
    first.append(cash_sale(card("anna"), {sold(1, 1, 40'00)}), "2026-03-10");
    first.append(cash_sale(card("carl"), {sold(1, 1, 10'00)}), "2026-03-10");
    first.append(cash_sale("", {sold(1, 1, 5'00)}), "2026-03-10");
    second.append(cash_sale(card("bert"), {sold(1, 1, 30'00)}), "2026-03-10");
    first.send();
    second.send();
    for (const auto& [name, printed] : {std::pair{"anna", "C1"}, {"bert", "C2"}, {"carl", "C3"}}) {
        const std::string of_card =
            std::string{"(select member_id from card where card_number = '"} + printed + "')";
        numbers_[name] =
            world_->rows("select member_number from member where member_id = " + of_card);
        static_cast<void>(must(world_->connection().execute(
            "update member set name = $1 where member_id = " + of_card, {std::string{name}})));
    }
}

}  // namespace pareto::hq::test
