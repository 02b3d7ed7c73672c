#include "tests/sync/show.h"

namespace pareto::sync::test {
namespace {

template <typename... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};

template <typename... Cases>
Overload(Cases...) -> Overload<Cases...>;

std::string text(std::int64_t number) {
    return std::to_string(number);
}

std::string span(Registration registration, Sequence first, std::size_t count) {
    if (count == 0) return text(registration) + ":" + text(first) + " empty";
    return text(registration) + ":" + text(first) + "-" +
           text(first + static_cast<Sequence>(count) - 1);
}

template <typename Items, typename Show>
std::string joined(const Items& items, const char* between, Show show_one) {
    std::string all;
    for (const auto& item : items)
        all += (all.empty() ? "" : between) + show_one(item);
    return all;
}

std::string show_hello(const Hello& hello) {
    std::string shown = "hello";
    for (const Head& head : hello.heads)
        shown += " " + text(head.registration) + ":" + text(head.last) + "/" + text(head.acked);
    return shown;
}

std::string show_feed(const Feed& feed) {
    std::string shown = "feed " + text(feed.from) + "-" + text(feed.to);
    for (const Change& change : feed.changes)
        shown += " \"" + change.subject + "\"";
    return shown;
}

std::string show_request(const Request& request) {
    const std::string number = text(request.number) + ": ";
    if (const auto* authorise = std::get_if<Authorise>(&request.body))
        return "ask " + number + text(authorise->points.value) + " of member " +
               text(authorise->member.value);
    if (const auto* census = std::get_if<Census>(&request.body))
        return "ask " + number + "census of " + text(census->registration);
    if (const auto* value = std::get_if<AuthoriseValue>(&request.body))
        return "ask " + number + text(value->minor) + " of stored value";
    return "ask " + number + "nothing";
}

}  // namespace

std::string show(const Message& message) {
    return std::visit(
        Overload{
            [](const Hello& hello) { return show_hello(hello); },
            [](const Welcome& welcome) { return "welcome, credits " + text(welcome.credits); },
            [](const Batch& batch) {
                return "batch " + span(batch.registration, batch.first, batch.entries.size());
            },
            [](const Ack& ack) {
                return "ack " + text(ack.registration) + ":" + text(ack.sequence);
            },
            [](const Nack& nack) {
                return "nack " + text(nack.registration) + ":" + text(nack.expected);
            },
            [](const Missing& missing) {
                return "missing " +
                       span(missing.registration, missing.first, missing.entries.size());
            },
            [](const Feed& feed) { return show_feed(feed); },
            [](const FeedAck& ack) { return "feed ack " + text(ack.cursor); },
            [](const Request& request) { return show_request(request); },
            [](const Response& response) {
                return "answer " + text(response.number) +
                       (response.error.empty() ? "" : ": " + response.error);
            },
            [](const Ping&) { return std::string{"ping"}; },
            [](const Pong&) { return std::string{"pong"}; },
            [](const Bye& bye) { return "bye: " + bye.reason; },
            [](const EnrolRequest& request) { return "enrol with " + request.secret; },
            [](const EnrolResponse& response) {
                return response.refusal.empty() ? "enrolled as " + text(response.registration)
                                                : "not enrolled: " + response.refusal;
            },
        },
        message);
}

std::string show(const std::vector<Bytes>& frames) {
    return joined(frames, " | ", [](const Bytes& frame) {
        const auto message = decode(frame);
        return message ? show(*message) : describe(message.error());
    });
}

std::string show(const HqWork& work) {
    return std::visit(
        Overload{
            [](const OpenSession& open) { return "open for " + show_hello(open.hello); },
            [](const IngestBatch& ingest) {
                return "ingest " +
                       span(ingest.batch.registration,
                            ingest.batch.first,
                            ingest.batch.entries.size()) +
                       ", token " + text(ingest.session_token);
            },
            [](const ReadFeed& read) { return "read feed after " + text(read.cursor); },
            [](const AnswerRequest& answer) { return show_request(answer.request); },
            [](const EnrolTerminal& enrol) { return "enrol with " + enrol.request.secret; },
        },
        work);
}

std::string show(const std::vector<HqWork>& works) {
    return joined(works, " | ", [](const HqWork& work) { return show(work); });
}

std::string show(const Result<void>& result) {
    return result ? "" : describe(result.error());
}

std::string show(const Result<std::vector<HqWork>>& result) {
    return result ? show(*result) : describe(result.error());
}

}  // namespace pareto::sync::test
