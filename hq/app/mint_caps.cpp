#include "hq/app/mint_caps.h"

#include <algorithm>

namespace pareto::hq {
namespace {

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;
/// Terminals keep what HQ has acknowledged for so long, and HQ believes them for so long.
constexpr std::int32_t kDaysMax = 35;
constexpr std::string_view kTag = "held";
constexpr std::size_t kKeyBytes = 12;

std::int32_t received_day(const TakenEntry& taken) {
    return static_cast<std::int32_t>(taken.received_ms / kDayMs);
}

// Of a sale whose card was not known when it came, only the day on which it came is known.
std::int32_t counted_day(const KnownSale& known, const Books& books) {
    const std::int32_t received = received_day(*known.entry);
    std::int32_t heard = received;
    const auto last = books.heard.find(known.head.terminal);
    if (known.is_new && last != books.heard.end()) heard = std::min(last->second, received);
    const std::int32_t first = std::max(heard - 1, received - kDaysMax);
    return std::clamp(to_day_number(known.head.business_date), first, received + 1);
}

const loyalty::MintCaps& caps_of(const Books& books) {
    return books.rules.at(books.current_rules).mint_caps;
}

}  // namespace

Bytes withheld_key(SaleId sale) {
    return Bytes{kTag} + member_key(MemberId{sale.value});
}

bool is_withheld(const SaleHead& head) {
    return head.card_key.size() == kKeyBytes;
}

void note_heard(const TakenEntry& taken, Books& books, Plan& plan) {
    if (taken.local || !taken.terminal || !caps_of(books).any()) return;
    const MintedKey key{MintedFor::Heard, taken.terminal.value, received_day(taken)};
    if (books.minted.emplace(key, 0).second) plan.minted.emplace(key, 0);
}

std::optional<std::string> count_minted(const KnownSale& known,
                                        MemberId owner,
                                        Books& books,
                                        Plan& plan) {
    const loyalty::MintCaps& caps = caps_of(books);
    const std::int64_t points = known.head.points;
    if (!caps.any() || points <= 0 || known.entry->local) return std::nullopt;
    const std::int32_t day = counted_day(known, books);
    const MintedKey of_terminal{MintedFor::Terminal, known.head.terminal.value, day};
    const MintedKey of_member{MintedFor::Member, owner.value, day};
    const auto beyond = [&](const MintedKey& key, Points cap, const char* whose) {
        const auto found = books.minted.find(key);
        const std::int64_t before = found == books.minted.end() ? 0 : found->second;
        if (cap.value == 0 || points <= cap.value - before) return std::string{};
        return std::to_string(points) + " points are withheld: " + std::to_string(before) + " of " +
               std::to_string(cap.value) + " are booked for the " + whose + " on " +
               to_string(from_day_number(day));
    };
    std::string why = beyond(of_terminal, caps.of_terminal, "terminal");
    if (why.empty()) why = beyond(of_member, caps.of_member, "member");
    if (!why.empty()) return why;
    for (const MintedKey& key : {of_terminal, of_member}) {
        books.minted[key] += points;
        plan.minted[key] += points;
    }
    return std::nullopt;
}

}  // namespace pareto::hq
