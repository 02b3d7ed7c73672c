#include "tests/support/pn532/chip.h"

#include <algorithm>
#include <utility>

namespace pareto::test {
namespace {

constexpr char kDone = '\x00';
constexpr char kNoAnswer = '\x01';
constexpr char kChecksum = '\x02';
constexpr char kProtocol = '\x13';
constexpr char kWrongContext = '\x27';
constexpr char kMore = '\x40';
constexpr std::size_t kAnswerMax = 262;
constexpr char kTypeA106 = '\x00';
constexpr char kFound = '\x10';     // what automatic polling calls an ISO 14443 A card
constexpr char kFoundIso = '\x20';  // and one that speaks ISO 14443-4

unsigned number_at(BytesView bytes, std::size_t index) {
    return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0;
}

Bytes answer_to(BytesView command, BytesView rest = {}) {
    return static_cast<char>(command[0] + 1) + Bytes{rest};
}

/// With the cascade tag 88 before each part that is not the last, as hosts name a UID.
Bytes cascaded(BytesView uid) {
    if (uid.size() == 7) return "\x88" + Bytes{uid};
    if (uid.size() == 10) return "\x88" + Bytes{uid.substr(0, 3)} + "\x88" + Bytes{uid.substr(3)};
    return Bytes{uid};
}

}  // namespace

void Pn532Chip::put_on(std::shared_ptr<RfTag> tag) {
    placed_.push_back({.tag = std::move(tag)});
}

void Pn532Chip::take_away() {
    for (const Placed& each : placed_)
        each.tag->lose_power();
    placed_.clear();
}

void Pn532Chip::take_away(const RfTag* tag) {
    for (const Placed& each : placed_) {
        if (each.tag.get() == tag) each.tag->lose_power();
    }
    std::erase_if(placed_, [&](const Placed& each) { return each.tag.get() == tag; });
}

void Pn532Chip::set_field(bool on) {
    field_ = on;
    found_any_ = false;
    if (on) return;
    for (Placed& each : placed_) {
        each.tag->lose_power();
        each.state = State::Idle;
        each.speaks_iso = false;
    }
}

void Pn532Chip::reset() {
    set_field(false);
    registers_.clear();
    waiting_.reset();
    chained_.clear();
    automatic_rats_ = true;
    activation_retries_ = 0xFF;
}

Pn532Chip::Placed* Pn532Chip::selected() {
    const auto found = std::find_if(placed_.begin(), placed_.end(), [](const Placed& each) {
        return each.state == State::Selected;
    });
    return found == placed_.end() ? nullptr : &*found;
}

void Pn532Chip::release() {
    for (Placed& each : placed_) {
        if (each.state == State::Selected) each.state = State::Halted;
        each.speaks_iso = false;
    }
    chained_.clear();
}

std::vector<Pn532Chip::Placed*> Pn532Chip::find(unsigned most, BytesView wanted) {
    std::vector<Placed*> found;
    field_ = true;  // the chip raises it by itself
    for (Placed& each : placed_) {
        if (found.size() == most) break;
        // One that is called by its name wakes from its halt; libfreefare counts on it.
        const bool is_quiet = wanted.empty() && each.state == State::Halted;
        if (is_quiet || each.speaks_iso) continue;
        if (!wanted.empty() && cascaded(each.tag->uid()) != wanted) continue;
        each.state = State::Selected;
        each.speaks_iso = automatic_rats_ && !each.tag->ats().empty();
        found.push_back(&each);
    }
    return found;
}

Bytes Pn532Chip::target_of(const Placed& placed, char number) {
    const Bytes uid = placed.tag->uid();
    Bytes target{number};
    target += placed.tag->atqa();
    target += placed.tag->sak();
    target += static_cast<char>(uid.size());
    target += uid;
    if (placed.speaks_iso) target += placed.tag->ats();
    return target;
}

Pn532Chip::Response Pn532Chip::list(BytesView command) {
    const unsigned most = std::min(number_at(command, 1), 2U);
    std::vector<Placed*> found;
    if (command.size() > 2 && command[2] == kTypeA106) found = find(most, command.substr(3));
    if (found.empty() && activation_retries_ == 0xFF) {
        waiting_ = Waiting{.command = Bytes{command}, .until = std::nullopt};
        return {.reaction = Reaction::Waits};
    }
    ++listings_;
    if (!found.empty()) found_any_ = true;
    if (!found_any_) ++empty_looks_;
    Bytes targets{static_cast<char>(found.size())};
    for (std::size_t i = 0; i < found.size(); ++i)
        targets += target_of(*found[i], static_cast<char>(i + 1));
    return {.answer = answer_to(command, targets)};
}

Pn532Chip::Response Pn532Chip::auto_poll(BytesView command, Time now) {
    const BytesView types = command.substr(std::min<std::size_t>(3, command.size()));
    const auto found = find(1, {});
    const bool is_wanted =
        types.find(kFound) != BytesView::npos || types.find(kFoundIso) != BytesView::npos;
    if (!found.empty() && is_wanted) {
        const Bytes target = target_of(*found.front(), 1);
        Bytes rest{'\x01',
                   found.front()->speaks_iso ? kFoundIso : kFound,
                   static_cast<char>(target.size())};
        return {.answer = answer_to(command, rest + target)};
    }
    Waiting waiting{.command = Bytes{command}, .until = std::nullopt};
    if (number_at(command, 1) != 0xFF) {
        const auto periods = number_at(command, 1) * number_at(command, 2) * types.size();
        waiting.until = now + std::chrono::milliseconds{150} * periods;
    }
    waiting_ = std::move(waiting);
    return {.reaction = Reaction::Waits};
}

std::optional<Bytes> Pn532Chip::late_answer(Time now) {
    if (!waiting_) return std::nullopt;
    const auto waiting = *std::exchange(waiting_, std::nullopt);
    if (waiting.until && *waiting.until <= now)
        return answer_to(waiting.command, BytesView{"\0", 1});
    const auto response = on_command(waiting.command, now);
    if (response.reaction == Reaction::Answers) return response.answer;
    waiting_ = waiting;
    return std::nullopt;
}

Bytes Pn532Chip::registers(BytesView command) {
    const bool writes = command[0] == '\x08';
    Bytes values;
    for (std::size_t at = 1; at + 1 < command.size(); at += writes ? 3 : 2) {
        const auto address =
            static_cast<std::uint16_t>(number_at(command, at) * 256 + number_at(command, at + 1));
        if (writes) registers_[address] = static_cast<char>(number_at(command, at + 2));
        if (!writes) values += registers_[address];
    }
    return answer_to(command, values);
}

Bytes Pn532Chip::configure(BytesView command) {
    constexpr unsigned kField = 1;
    constexpr unsigned kRetries = 5;
    if (number_at(command, 1) == kField) set_field((number_at(command, 2) & 1U) != 0);
    if (number_at(command, 1) == kRetries)
        activation_retries_ = static_cast<unsigned char>(number_at(command, 4));
    return answer_to(command);
}

std::optional<RfAnswer> Pn532Chip::ask(BytesView command) {
    Placed* const placed = selected();
    if (placed == nullptr || !field_) return std::nullopt;
    ++exchanges_;
    const auto tag = placed->tag;
    const bool torn = tear_ && --tear_->at_exchange == 0;
    const bool answers = !torn || tear_->after_it_answered;
    auto answer = answers ? tag->answer(command) : std::nullopt;
    if (!torn) return answer;
    tear_.reset();
    take_away(tag.get());
    return std::nullopt;
}

Bytes Pn532Chip::exchange(BytesView command) {
    const Placed* const placed = selected();
    if (placed == nullptr) return answer_to(command, BytesView{&kWrongContext, 1});
    if (failing_ > 0) {
        --failing_;
        return answer_to(command, BytesView{&kChecksum, 1});
    }
    const bool continues = command.size() <= 2 && !chained_.empty();
    if (!continues) {
        const auto answer = ask(command.substr(std::min<std::size_t>(2, command.size())));
        if (!answer) return answer_to(command, BytesView{&kNoAnswer, 1});
        if (answer->nibble && *answer->nibble != 0xA)
            return answer_to(command, BytesView{&kProtocol, 1});
        chained_ = answer->bytes;
    }
    const Bytes part = chained_.substr(0, kAnswerMax);
    chained_.erase(0, part.size());
    return answer_to(command, (chained_.empty() ? kDone : kMore) + part);
}

Bytes Pn532Chip::raw(BytesView command) {
    const Placed* const placed = selected();
    if (placed == nullptr) return answer_to(command, BytesView{&kNoAnswer, 1});
    const BytesView frame = command.substr(1);
    // The blocks of ISO 14443-4 that hosts send by hand: are you there, leave, and an APDU.
    if (placed->speaks_iso && frame == BytesView{"\xB2", 1})
        return answer_to(command, BytesView{"\x00\xA3", 2});
    if (placed->speaks_iso && frame == BytesView{"\xC2", 1})
        return answer_to(command, BytesView{"\x00\xC2", 2});
    const bool is_block = placed->speaks_iso && !frame.empty() && (frame[0] & '\xFE') == '\x02';
    if (failing_ > 0) {
        --failing_;
        return answer_to(command, BytesView{&kChecksum, 1});
    }
    const auto answer = ask(is_block ? frame.substr(1) : frame);
    if (!answer) return answer_to(command, BytesView{&kNoAnswer, 1});
    // Four bits have no checksum, and the chip wants one.
    if (answer->nibble) return answer_to(command, BytesView{&kChecksum, 1});
    return answer_to(command, kDone + (is_block ? frame[0] + answer->bytes : answer->bytes));
}

Pn532Chip::Response Pn532Chip::on_command(BytesView command, Time now) {
    const auto done = [&](BytesView rest = {}) {
        return Response{.answer = answer_to(command, rest)};
    };
    waiting_.reset();
    if (command.empty()) return {.reaction = Reaction::DoesNotKnow};
    switch (command[0]) {
        case '\x00':  // Diagnose: the test of the line, and whether a card is there
            if (number_at(command, 1) == 0) return done(command.substr(1));
            return done(BytesView{selected() != nullptr ? &kDone : &kNoAnswer, 1});
        case '\x02':  // GetFirmwareVersion
            return done(BytesView{"\x32\x01\x06\x07", 4});
        case '\x04':  // GetGeneralStatus
            return done(Bytes{'\0', static_cast<char>(field_), '\0', '\0'});
        case '\x06':
        case '\x08':
            return {.answer = registers(command)};
        case '\x12':  // SetParameters
            automatic_rats_ = (number_at(command, 1) & 0x10U) != 0;
            return done();
        case '\x10':  // SetSerialBaudRate
        case '\x14':  // SAMConfiguration
            return done();
        case '\x16':  // PowerDown
            set_field(false);
            return done(BytesView{&kDone, 1});
        case '\x32':
            return {.answer = configure(command)};
        case '\x40':
            return {.answer = exchange(command)};
        case '\x42':
            return {.answer = raw(command)};
        case '\x44':  // InDeselect
        case '\x52':  // InRelease
            release();
            return done(BytesView{&kDone, 1});
        case '\x4A':
            return list(command);
        case '\x4E':  // InPSL
            return done(BytesView{&kDone, 1});
        case '\x60':
            return auto_poll(command, now);
        default:
            return {.reaction = Reaction::DoesNotKnow};
    }
}

}  // namespace pareto::test
