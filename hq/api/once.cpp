#include "hq/api/once.h"

#include <algorithm>

#include "common/journal/entry.h"
#include "common/log/log.h"
#include "hq/access/sealed.h"
#include "hq/api/api.h"

namespace pareto::hq::api {
namespace {

using pareto::database::Blob;
using pareto::database::Connection;

struct Asked {
    std::string secret_name;  ///< of the asker alone: what the answer is sealed with
    Bytes name;               ///< its SHA-256
    Bytes request;            ///< SHA-256 of what is asked
};

bool is_key(const std::string& key) {
    return !key.empty() && key.size() <= kOnceKeyMax &&
           std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

Asked asked_of(const Call& call, const std::string& key) {
    Asked asked;
    asked.secret_name = call.session->user.name + '\n' + key;
    asked.name = Bytes{journal::sha256(asked.secret_name).view()};
    std::string request{name_of(call.request.method)};
    for (const std::string& segment : call.request.path)
        request += '/' + segment;
    for (const auto& [name, value] : call.request.query)
        request.append("\n").append(name).append("=").append(value);
    request += "\n\n" + call.request.body;
    asked.request = Bytes{journal::sha256(request).view()};
    return asked;
}

/// What is known of the key; nothing when it is new, and then it is written down.
struct Known {
    Bytes request;
    std::int64_t status = 0;
    Bytes answer;
};

Result<std::optional<Known>> begin(Connection& books, const Asked& asked, std::int64_t now_ms) {
    const std::int64_t kept_ms = std::chrono::milliseconds{kOnceKept}.count();
    PARETO_TRY_VOID(
        books.execute("delete from web_answer where begun_ms < $1", {now_ms - kept_ms}));
    PARETO_TRY(const auto rows,
               books.execute("select request, status, answer from web_answer where name = $1",
                             {Blob{asked.name}}));
    if (!rows.empty())
        return std::optional{Known{rows[0].bytes(0), rows[0].integer(1), rows[0].bytes(2)}};
    PARETO_TRY_VOID(books.execute(
        "insert into web_answer(name, request, status, answer, begun_ms) values ($1, $2, 0, $3, "
        "$4)",
        {Blob{asked.name}, Blob{asked.request}, Blob{}, now_ms}));
    return std::optional<Known>{};
}

Answer answer_again(const Call& call, const Asked& asked, const Known& known) {
    if (known.request != asked.request) {
        return problem(422,
                       "key-reused",
                       "This Idempotency-Key was used for something else",
                       "Each intention has a key of its own.");
    }
    if (known.status == 0) {
        return problem(409,
                       "unfinished",
                       "It is not known whether this was done",
                       "It is under way, or HQ ended meanwhile. Look before you ask anew.");
    }
    const auto body =
        access::unseal(call.api.options().pepper, asked.secret_name, known.answer);
    if (!body) return problem(409, "unfinished", "The answer cannot be read any more", {});
    Response response;
    response.status = static_cast<int>(known.status);
    response.body = *body;
    response.headers.emplace_back("Idempotent-Replayed", "true");
    return response;
}

Result<void> finish(const Call& call, const Asked& asked, const Answer& answer) {
    return call.api.write([&](Connection& books) -> Result<void> {
        if (!answer) {
            PARETO_TRY_VOID(
                books.execute("delete from web_answer where name = $1", {Blob{asked.name}}));
            return {};
        }
        const Bytes sealed = access::seal(call.api.options().pepper,
                                          asked.secret_name,
                                          answer->body,
                                          call.api.random());
        PARETO_TRY_VOID(
            books.execute("update web_answer set status = $2, answer = $3 where name = $1",
                          {Blob{asked.name}, std::int64_t{answer->status}, Blob{sealed}}));
        return {};
    });
}

}  // namespace

Answer answer_once(Call& call, Answer (*handle)(Call& call)) {
    const std::string key = call.request.header("idempotency-key");
    if (!is_key(key)) {
        return problem(400,
                       "key-missing",
                       "An Idempotency-Key is missing",
                       "What changes something bears a header Idempotency-Key of 1 to 100 visible "
                       "characters, another one for each intention.");
    }
    const Asked asked = asked_of(call, key);
    std::optional<Known> known;
    const auto begun = call.api.write([&](Connection& books) -> Result<void> {
        PARETO_TRY(known, begin(books, asked, to_ms(call.api.clock().now())));
        return {};
    });
    if (!begun) return unexpected{problem_of(begun.error())};
    if (known) return answer_again(call, asked, *known);
    Answer answer = handle(call);
    // A server's own failure may have left something behind.
    if (!answer && answer.error().status >= 500) return answer;
    if (const auto kept = finish(call, asked, answer); !kept)
        log::warning("web.answer_not_kept", {{"fault", describe(kept.error())}});
    return answer;
}

}  // namespace pareto::hq::api
