// From a request to its answer: session, page token, grant, snapshot, handler.
#include "hq/api/api.h"

#include "common/log/log.h"
#include "hq/api/once.h"
#include "hq/api/routes.h"
#include "hq/api/session_cookie.h"
#include "hq/api/snapshot.h"
#include "hq/database/audit_log.h"
#include "hq/database/writing.h"

namespace pareto::hq::api {
namespace {

using pareto::database::Connection;

constexpr std::size_t kReadersKept = 4;
constexpr std::size_t kCountedMax = 100'000;
constexpr std::chrono::minutes kWindow{1};

/// What a browser says of where a request comes from. Other programs say nothing.
bool is_of_our_pages(const Request& request) {
    const std::string site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    const std::string origin = request.header("origin");
    const std::string own = (request.is_secure ? "https://" : "http://") + request.header("host");
    return origin.empty() || origin == own;
}

Expected<void, Problem> check_origin(const Request& request) {
    if (request.method == Method::Get) return {};
    if (!is_of_our_pages(request))
        return problem(403, "foreign-page", "This was not asked by one of our pages", {});
    const std::string type = request.header("content-type");
    if (!request.body.empty() && !type.starts_with("application/json"))
        return problem(415, "media-type", "The body must be application/json", {});
    return {};
}

Expected<void, Problem> check_page_token(const Request& request, const std::string& token) {
    if (request.method == Method::Get) return {};
    if (!access::same_secret(request.header("x-csrf-token"), access::page_token(token)))
        return problem(403, "page-token", "This was not asked by one of our pages", {});
    return {};
}

tl::unexpected<Problem> not_signed_in() {
    return problem(401, "sign-in", "Sign in first", {});
}

void add_tag(const Request& request, Response& response) {
    if (request.method != Method::Get || response.status != 200) return;
    const std::string tag = tag_of(response.body);
    response.headers.emplace_back("ETag", tag);
    if (request.header("if-none-match") != tag) return;
    response.status = 304;
    response.body.clear();
}

std::string metric_text(const Metric& metric) {
    const std::string name = "pareto_" + metric.name;
    return "# HELP " + name + " " + metric.about + "\n# TYPE " + name +
           (metric.is_counter ? " counter\n" : " gauge\n") + name + " " +
           std::to_string(metric.value) + "\n";
}

}  // namespace

bool RateLimit::take(const std::string& key, SteadyTime now) {
    const std::lock_guard lock(mutex_);
    if (now - began_ >= kWindow || counts_.size() > kCountedMax) {
        began_ = now;
        counts_.clear();
    }
    return ++counts_[key] <= most_;
}

Api::Api(ApiOptions options, import::Turns& turns, ports::Clock& clock, ports::Random& random)
    : options_(std::move(options)),
      turns_(turns),
      clock_(clock),
      random_(random),
      passwords_(options_.pepper),
      tasks_(random) {}

Result<void> Api::write(const std::function<Result<void>(Connection&)>& work) const {
    return turns_.take([&](Connection& connection) -> Result<void> {
        PARETO_TRY(auto transaction, hq::database::begin_writing(connection));
        PARETO_TRY_VOID(work(connection));
        return transaction.commit();
    });
}

Result<void> Api::audit(const std::string& actor,
                        const std::string& action,
                        const std::string& subject,
                        const std::string& detail) const {
    return write([&](Connection& connection) {
        return hq::database::append_audit(connection,
                                          {0, to_ms(clock_.now()), actor, action, subject, detail});
    });
}

Answer Api::with_books(const std::function<Answer(Connection&)>& ask) {
    std::unique_ptr<Connection> books;
    {
        const std::lock_guard lock(mutex_);
        if (!idle_readers_.empty()) {
            books = std::move(idle_readers_.back());
            idle_readers_.pop_back();
        }
    }
    if (!books) {
        PARETO_ASK(books, options_.open_reader());
    }
    auto answer = [&]() -> Answer {
        Snapshot snapshot(*books);
        if (const auto begun = snapshot.begin(); !begun)
            return unexpected{problem_of(begun.error())};
        return ask(*books);
    }();
    // After a fault of the database a new one is opened.
    const bool is_good = answer || answer.error().status < 500;
    const std::lock_guard lock(mutex_);
    if (is_good && idle_readers_.size() < kReadersKept) idle_readers_.push_back(std::move(books));
    return answer;
}

Answer Api::answer_api(const Request& request) {
    if (auto good = check_origin(request); !good) return unexpected{good.error()};
    auto matched = match(request);
    if (!matched) return unexpected{matched.error()};
    const std::string token = request.cookie(session_cookie_name(request));
    const std::string key = token.empty() ? request.address : token;
    if (!requests_.take(key, clock_.steady()))
        return unexpected{Problem{429, "too-many", "Too many requests in a minute", {}, 60}};
    std::optional<access::Session> seen;
    auto answer = with_books([&](Connection& books) -> Answer {
        Call call{*this, request, books};
        call.parts = std::move(matched->parts);
        const Route& route = *matched->route;
        std::optional<access::Session> session;
        if (route.scope != Scope::Open) {
            if (token.empty()) return not_signed_in();
            PARETO_ASK(session, access::find_session(books, token, to_ms(clock_.now())));
            if (!session) return not_signed_in();
            if (auto good = check_page_token(request, token); !good)
                return unexpected{good.error()};
            if (session->user.password_is_temporary && route.scope != Scope::Session)
                return problem(403,
                               "password-change",
                               "Choose a password of your own first",
                               "The one you have was made by another person.");
            seen = session;
            call.session = &*session;
        }
        if (auto granted = grant(route, call); !granted) return unexpected{granted.error()};
        return route.is_once ? answer_once(call, route.handle) : route.handle(call);
    });
    const std::int64_t now_ms = to_ms(clock_.now());
    if (answer && seen && now_ms - seen->seen_ms >= access::kSeenEvery.count()) {
        const auto noted = write(
            [&](Connection& connection) { return access::note_seen(connection, *seen, now_ms); });
        if (!noted) log::warning("web.session_not_noted", {{"fault", describe(noted.error())}});
    }
    return answer;
}

Response Api::health() {
    const auto answer = with_books([](Connection& books) -> Answer {
        PARETO_ASK(const auto rows, books.execute("select count(*) from setting"));
        return Response{.status = rows.empty() ? 503 : 200,
                        .content_type = "text/plain; charset=utf-8",
                        .body = "ok\n",
                        .headers = {}};
    });
    return answer ? *answer : response_of(answer.error());
}

Response Api::metrics() {
    std::string text;
    if (options_.metrics) {
        for (const Metric& metric : options_.metrics())
            text += metric_text(metric);
    }
    const std::lock_guard lock(mutex_);
    text +=
        "# HELP pareto_web_answers_total Answers by class of status\n"
        "# TYPE pareto_web_answers_total counter\n";
    for (const auto& [status, count] : answered_)
        text +=
            "pareto_web_answers_total{status=\"" + status + "\"} " + std::to_string(count) + "\n";
    return {.status = 200,
            .content_type = "text/plain; version=0.0.4; charset=utf-8",
            .body = std::move(text),
            .headers = {}};
}

Response Api::answer(const Request& request) {
    Response response;
    const auto& path = request.path;
    if (path.size() >= 2 && path[0] == "api" && path[1] == "v1") {
        auto answered = answer_api(request);
        response = answered ? std::move(*answered) : response_of(answered.error());
        add_tag(request, response);
    } else if (path.size() == 1 && path[0] == "healthz") {
        response = health();
    } else if (path.size() == 1 && path[0] == "metrics") {
        // Figures of the machine are for the machine's own people.
        response = request.is_loopback
                       ? metrics()
                       : response_of({403, "not-granted", "From this machine only", {}, {}});
    } else {
        response = options_.console.answer(request);
    }
    const std::lock_guard lock(mutex_);
    ++answered_[std::to_string(response.status / 100) + "xx"];
    return response;
}

}  // namespace pareto::hq::api
