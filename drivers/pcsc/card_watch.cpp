#include "drivers/pcsc/card_watch.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace pareto::drivers::pcsc {
namespace {

using std::chrono::milliseconds;

// A lost card is tried again for longer than the 400 ms between two looks of pcscd, so that a card
// which left is seen as gone rather than complained about while it is there.
constexpr std::array kAfterLost{
    milliseconds{10}, milliseconds{30}, milliseconds{80}, milliseconds{200}, milliseconds{400}};
constexpr std::array kAfterBusy{
    milliseconds{50}, milliseconds{100}, milliseconds{250}, milliseconds{600}};
constexpr std::array kAfterMute{milliseconds{100}, milliseconds{300}};

// Together longer than the 400 ms between two looks of pcscd.
constexpr std::array kWakings{
    milliseconds{50}, milliseconds{100}, milliseconds{150}, milliseconds{200}, milliseconds{200}};

template <std::size_t count>
std::optional<milliseconds> pause_of(const std::array<milliseconds, count>& pauses,
                                     unsigned attempt) {
    if (attempt >= count) return std::nullopt;
    return pauses[attempt];
}

/// How long to wait before the next attempt; nothing when there have been enough.
std::optional<milliseconds> pause_after(Unread why, unsigned attempt) {
    switch (why) {
        case Unread::Lost:
            return pause_of(kAfterLost, attempt);
        case Unread::Busy:
            return pause_of(kAfterBusy, attempt);
        case Unread::Mute:
            return pause_of(kAfterMute, attempt);
        case Unread::NoUid:
        case Unread::OddLength:
        case Unread::Random:
            return std::nullopt;
    }
    return std::nullopt;
}

std::string join(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

}  // namespace

void CardWatch::be_in_trouble(Fault why) {
    if (trouble_ == why) return;
    trouble_ = why;
    outcomes_.emplace_back("", std::move(why));
}

void CardWatch::lose_service(Fault why) {
    readers_.clear();
    be_in_trouble(std::move(why));
}

void CardWatch::list(const std::vector<std::string>& readers) {
    for (auto each = readers_.begin(); each != readers_.end();) {
        const bool is_gone =
            std::find(readers.begin(), readers.end(), each->first) == readers.end();
        if (is_gone) end_presentation(each->first, each->second);
        each = is_gone ? readers_.erase(each) : std::next(each);
    }
    for (const std::string& name : readers) {
        if (name.find(filter_) != std::string::npos) readers_.try_emplace(name);
    }
    if (!readers_.empty()) {
        trouble_.reset();
    } else if (readers.empty()) {
        be_in_trouble({FaultCode::Unavailable, "no card reader is connected: plug one in"});
    } else {
        be_in_trouble(
            {FaultCode::Unavailable,
             "no card reader whose name contains \"" + filter_ + "\"; there is: " + join(readers)});
    }
}

void CardWatch::end_presentation(const std::string& name, Reader& reader) {
    if (reader.failing == Unread::Lost && !reader.resting && !reader.told)
        tell(name, reader, Unread::Lost);
    reader.resting.reset();
    reader.told.reset();
    reader.failing.reset();
    reader.attempts = 0;
    reader.due.reset();
}

void CardWatch::see(const std::string& name, Sight sight, Time now) {
    const auto found = readers_.find(name);
    if (found == readers_.end()) return;
    Reader& reader = found->second;
    if (!sight.answers) {
        // Whether the card stayed will be seen when the reader answers again.
        const auto resting = std::exchange(reader.resting, std::nullopt);
        reader = Reader{};
        reader.silent = true;
        reader.resting = resting;
        return;
    }
    reader.silent = false;
    const auto before = std::exchange(reader.sight, sight);
    reader.asleep.reset();
    reader.wakings = 0;
    if (before && before->present && !sight.present && before->counter == sight.counter)
        reader.asleep = now + kWakings.front();
    if (!sight.present) {
        end_presentation(name, reader);
        return;
    }
    if (before && before->present && before->counter == sight.counter) return;
    if (before) end_presentation(name, reader);
    reader.due = now;
}

void CardWatch::read(const std::string& name, const UidReading& reading, Time now) {
    const auto found = readers_.find(name);
    if (found == readers_.end() || !found->second.due) return;
    Reader& reader = found->second;
    if (!reading) {
        fail(name, reader, reading.error(), now);
        return;
    }
    reader.failing.reset();
    reader.told.reset();
    reader.attempts = 0;
    reader.due = now + kRestLook;
    if (reader.resting == *reading) return;
    reader.resting = *reading;
    outcomes_.emplace_back(name, ports::Tap{.uid = *reading, .number = {}, .reader = name});
}

void CardWatch::fail(const std::string& name, Reader& reader, Unread why, Time now) {
    reader.failing = why;
    if (const auto pause = pause_after(why, reader.attempts)) {
        ++reader.attempts;
        reader.due = now + *pause;
        return;
    }
    reader.due = now + kRestLook;
    // A card that was told already may be used by another program as long as that likes.
    if (why == Unread::Busy && reader.resting) return;
    if (!reader.told) tell(name, reader, why);
}

void CardWatch::tell(const std::string& name, Reader& reader, Unread why) {
    reader.told = why;
    reader.resting
        .reset();  // after a fault the next card that can be read is news, whichever it is
    outcomes_.emplace_back(name, explain(why, name));
}

void CardWatch::forget(const std::string& name, Time now) {
    const auto found = readers_.find(name);
    if (found == readers_.end()) return;
    Reader& reader = found->second;
    reader.resting.reset();
    reader.told.reset();
    reader.failing.reset();
    reader.attempts = 0;
    if (reader.sight && reader.sight->present) reader.due = now;
}

std::vector<std::string> CardWatch::watched() const {
    std::vector<std::string> names;
    for (const auto& [name, reader] : readers_)
        names.push_back(name);
    return names;
}

std::vector<std::string> CardWatch::due(Time now) const {
    std::vector<std::string> names;
    for (const auto& [name, reader] : readers_) {
        if (reader.due && *reader.due <= now) names.push_back(name);
    }
    return names;
}

std::vector<std::string> CardWatch::asleep(Time now) const {
    std::vector<std::string> names;
    for (const auto& [name, reader] : readers_) {
        if (reader.asleep && *reader.asleep <= now) names.push_back(name);
    }
    return names;
}

void CardWatch::woken(const std::string& name, Time now) {
    const auto found = readers_.find(name);
    if (found == readers_.end() || !found->second.asleep) return;
    Reader& reader = found->second;
    reader.asleep.reset();
    if (const auto pause = pause_of(kWakings, ++reader.wakings)) reader.asleep = now + *pause;
}

std::optional<CardWatch::Time> CardWatch::next_due() const {
    std::optional<Time> next;
    for (const auto& [name, reader] : readers_) {
        for (const auto& due : {reader.due, reader.asleep}) {
            if (due && (!next || *due < *next)) next = due;
        }
    }
    return next;
}

std::vector<std::pair<std::string, Outcome>> CardWatch::take() {
    return std::exchange(outcomes_, {});
}

std::string CardWatch::health() const {
    if (trouble_) return trouble_->detail;
    const auto names = watched();
    std::string text = std::to_string(names.size()) +
                       (names.size() == 1 ? " card reader: " : " card readers: ") + join(names);
    for (const auto& [name, reader] : readers_) {
        if (reader.silent) text += "; " + name + " does not answer: unplug it and plug it in again";
        if (reader.told) text += "; " + explain(*reader.told, name).detail;
    }
    return text;
}

}  // namespace pareto::drivers::pcsc
