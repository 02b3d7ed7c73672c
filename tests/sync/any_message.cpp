#include "tests/sync/any_message.h"

#include <limits>

#include <rapidcheck.h>

namespace pareto::sync::test {
namespace {

template <typename Whole>
Whole whole(Whole from, Whole to) {
    return *rc::gen::oneOf(rc::gen::inRange<Whole>(from, to),
                           rc::gen::elementOf(std::vector<Whole>{from, to}));
}

Registration registration() {
    return whole<Registration>(1, std::numeric_limits<Registration>::max());
}

Sequence sequence() {
    return whole<Sequence>(0, kSequenceMax);
}

std::int64_t natural() {
    return whole<std::int64_t>(0, std::numeric_limits<std::int64_t>::max());
}

std::int64_t any64() {
    return *rc::gen::arbitrary<std::int64_t>();
}

std::uint32_t any32() {
    return *rc::gen::arbitrary<std::uint32_t>();
}

bool maybe() {
    return *rc::gen::arbitrary<bool>();
}

Bytes bytes(std::size_t count) {
    return *rc::gen::container<Bytes>(count, rc::gen::arbitrary<char>());
}

Bytes some_bytes() {
    return *rc::gen::arbitrary<Bytes>();
}

Hash hash() {
    return maybe() ? *Hash::from(bytes(32)) : Hash{};
}

std::string text() {
    return *rc::gen::element<std::string>(
        "", "HK01", "T2", "0.1.0", "頁骨", std::string("a\0b", 3), std::string(300, 'x'));
}

Points points() {
    return Points{whole<std::int64_t>(-kMinorMax, kMinorMax)};
}

template <typename Item>
std::vector<Item> several(Item (*make)()) {
    return *rc::gen::container<std::vector<Item>>(*rc::gen::inRange<std::size_t>(0, 5),
                                                  rc::gen::exec(make));
}

BatchEntry entry() {
    BatchEntry made{*rc::gen::arbitrary<std::int32_t>(), some_bytes(), {}, {}};
    if (maybe()) {
        made.personal_salt = bytes(16);
        made.personal = some_bytes();
    }
    return made;
}

Head head() {
    const Sequence last = sequence();
    return {registration(), last, hash(), whole<Sequence>(0, last), hash(), any64()};
}

Hello hello() {
    Hello made;
    made.version_min = any32();
    made.version_max = any32();
    made.program_version = text();
    made.branch_code = text();
    made.terminal_code = text();
    made.heads = several(head);
    made.feed_cursor = natural();
    made.known_term = any64();
    made.boot_id = any64();
    made.wall_ms = any64();
    made.anchor_ahead = maybe();
    made.needs_spare = maybe();
    return made;
}

Watermark watermark() {
    return {registration(),
            sequence(),
            hash(),
            *rc::gen::element(HeadOutcome::Resume,
                              HeadOutcome::Restored,
                              HeadOutcome::Fork,
                              HeadOutcome::HqBehind,
                              HeadOutcome::Stale)};
}

Welcome welcome() {
    Welcome made;
    made.version = any32();
    made.standing = *rc::gen::element(TerminalStanding::Good,
                                      TerminalStanding::Replaced,
                                      TerminalStanding::Revoked,
                                      TerminalStanding::CertificateExpired);
    made.session_token = any64();
    made.term = any64();
    made.watermarks = several(watermark);
    made.granted = whole<Registration>(0, 100);
    made.spare = whole<Registration>(0, std::numeric_limits<Registration>::max());
    made.receipt_number = natural();
    made.credits = any32();
    made.hq_time_ms = any64();
    made.certificate_pem = text();
    made.allowance_key = Bytes(32, 'a');
    return made;
}

Change change() {
    return {*rc::gen::arbitrary<std::int32_t>(), text(), some_bytes()};
}

Feed feed() {
    const auto from = natural();
    return {
        from, whole<std::int64_t>(from, std::numeric_limits<std::int64_t>::max()), several(change)};
}

Request request() {
    Request made{any64(), {}};
    switch (*rc::gen::inRange(0, 3)) {
        case 0:
            break;
        case 1:
            made.body = Authorise{EntryId{natural()}, MemberId{natural()}, points()};
            break;
        default:
            made.body = Census{whole<Registration>(0, 9)};
            break;
    }
    return made;
}

Response response() {
    return {any64(),
            *rc::gen::element(AuthoriseOutcome::Approved,
                              AuthoriseOutcome::InsufficientPoints,
                              AuthoriseOutcome::UnknownMember,
                              AuthoriseOutcome::NotAllowed),
            points(),
            natural(),
            hash(),
            text()};
}

EnrolResponse enrol_response() {
    return {text(),
            text(),
            text(),
            bytes(32),
            natural(),
            natural(),
            text(),
            text(),
            text(),
            text(),
            text(),
            registration(),
            registration()};
}

}  // namespace

Message any_message() {
    switch (*rc::gen::inRange(0, 15)) {
        case 0:
            return hello();
        case 1:
            return welcome();
        case 2:
            return Batch{registration(), sequence(), hash(), several(entry)};
        case 3:
            return Ack{registration(), sequence(), hash(), any64(), any32()};
        case 4:
            return Nack{registration(), sequence()};
        case 5:
            return Missing{registration(), sequence(), several(entry), maybe()};
        case 6:
            return feed();
        case 7:
            return FeedAck{natural()};
        case 8:
            return request();
        case 9:
            return response();
        case 10:
            return Ping{};
        case 11:
            return Pong{};
        case 12:
            return Bye{text()};
        case 13:
            return EnrolRequest{"secret", text()};
        default:
            return enrol_response();
    }
}

std::vector<Message> one_of_each() {
    const auto hash = [](char letter) {
        return *Hash::from(Bytes(32, letter));
    };
    const std::vector<BatchEntry> entries{{12, Bytes("a\0b", 3), Bytes(16, 's'), "陳大文"},
                                          {99, "", {}, {}}};
    return {
        Hello{1,
              3,
              "0.1.0",
              "HK01",
              "T2",
              {{7, 20, hash('a'), 10, hash('b'), 5}, {9, 1, hash('c'), 0, {}, 0}},
              400,
              5,
              -6,
              7,
              true,
              true},
        Welcome{2,
                TerminalStanding::Revoked,
                11,
                -12,
                {{7, 10, hash('d'), HeadOutcome::Stale}},
                13,
                14,
                15,
                16,
                -17,
                "-----BEGIN"},
        Batch{7, 11, hash('e'), entries},
        Ack{7, 20, hash('f'), 5, 1},
        Nack{7, 11},
        Missing{7, 21, entries, true},
        Feed{3, 9, {{1, "current", "r"}, {3, "42", ""}}},
        FeedAck{9},
        Request{1, Authorise{EntryId{2}, MemberId{3}, Points{4}}},
        Response{1,
                 AuthoriseOutcome::InsufficientPoints,
                 Points{-5},
                 6,
                 hash('g'),
                 "ask again",
                 {CardOutcome::Refused, 8, Bytes("\x90\x5A", 2), "not genuine", "member", "42"},
                 "sealed"},
        Ping{},
        Pong{},
        Bye{"maintenance"},
        EnrolRequest{Bytes("\0\xff", 2), "-----BEGIN"},
        EnrolResponse{"no",
                      "c",
                      "a",
                      Bytes(32, '\xfe'),
                      21,
                      22,
                      "HK01",
                      "T2",
                      "Pareto",
                      "HKD",
                      "Asia/Hong_Kong",
                      23,
                      24},
    };
}

}  // namespace pareto::sync::test
