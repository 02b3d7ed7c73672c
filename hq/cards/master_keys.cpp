#include "hq/cards/master_keys.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "common/base/check.h"
#include "drivers/card/member_application.h"

namespace pareto::hq::cards {
namespace {

using drivers::card::AesKey;
using drivers::card::Family;
using drivers::card::MasterKey;

constexpr std::array kFamilies{Family::Ntag424, Family::DesfireEv1, Family::DesfireEv2};
constexpr unsigned kVersionMax = 255;
constexpr std::string_view kHead =
    "# The master keys of this chain's cards: family slot version key.\n"
    "# Whoever reads this file can copy every card; without it no card can be proved or written.\n";

tl::unexpected<Fault> wrong(std::size_t line, const std::string& why) {
    return fault(FaultCode::Corrupt, "line " + std::to_string(line) + ": " + why);
}

std::string_view next_word(std::string_view& line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

std::optional<unsigned> number_of(std::string_view text) {
    unsigned number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

bool is_same_place(const MasterKey& one, const MasterKey& other) {
    return one.family == other.family && one.slot == other.slot && one.version == other.version;
}

Result<MasterKey> read_line(std::string_view line, std::size_t at) {
    const auto family = loyalty::card_family(next_word(line));
    const auto slot = number_of(next_word(line));
    const auto version = number_of(next_word(line));
    if (!family || !loyalty::is_secure(*family))
        return wrong(at, "not one of ntag424, desfire-ev1, desfire-ev2");
    if (!slot || *slot >= drivers::card::key_count(*family))
        return wrong(at, "this family has no such slot");
    if (!version || *version < 1 || *version > kVersionMax)
        return wrong(at, "a version is a number from 1 to 255");
    auto bytes = from_hex(line);
    const auto key = bytes ? AesKey::from(*bytes) : std::nullopt;
    if (bytes) drivers::card::wipe(*bytes);
    if (!key) return wrong(at, "a key is 32 hexadecimal digits");
    return MasterKey{*family, *slot, *version, *key};
}

Result<void> check_complete(const std::vector<MasterKey>& keys) {
    for (const Family family : kFamilies) {
        for (unsigned slot = 0; slot < drivers::card::key_count(family); ++slot) {
            const bool there = std::any_of(keys.begin(), keys.end(), [&](const MasterKey& key) {
                return key.family == family && key.slot == slot;
            });
            if (!there) {
                return fault(FaultCode::Corrupt,
                             "no key for slot " + std::to_string(slot) + " of " +
                                 std::string{loyalty::name_of(family)});
            }
        }
    }
    return {};
}

}  // namespace

std::vector<MasterKey> make_master_keys(ports::Random& random) {
    std::vector<MasterKey> keys;
    for (const Family family : kFamilies) {
        for (unsigned slot = 0; slot < drivers::card::key_count(family); ++slot) {
            Bytes bytes = random.bytes(drivers::card::kKeyBytes);
            const auto key = AesKey::from(bytes);
            PARETO_CHECK(key.has_value());
            keys.push_back({family, slot, 1, *key});
            drivers::card::wipe(bytes);
        }
    }
    return keys;
}

Bytes write_master_keys(const std::vector<MasterKey>& keys) {
    Bytes text{kHead};
    for (const MasterKey& key : keys) {
        Bytes digits = to_hex(key.key.view());
        text += std::string{loyalty::name_of(key.family)} + " " + std::to_string(key.slot) + " " +
                std::to_string(key.version) + " ";
        text += digits;
        text += "\n";
        drivers::card::wipe(digits);
    }
    return text;
}

Result<std::vector<MasterKey>> read_master_keys(BytesView text) {
    std::vector<MasterKey> keys;
    for (std::size_t at = 1; !text.empty(); ++at) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        PARETO_TRY(const MasterKey key, read_line(line, at));
        const bool twice = std::any_of(keys.begin(), keys.end(), [&](const MasterKey& other) {
            return is_same_place(key, other);
        });
        if (twice) return wrong(at, "this version of this slot's key was given before");
        keys.push_back(key);
    }
    PARETO_TRY_VOID(check_complete(keys));
    return keys;
}

}  // namespace pareto::hq::cards
