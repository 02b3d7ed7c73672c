#include "common/loyalty/card.h"

#include <array>

namespace pareto::loyalty {
namespace {

constexpr std::array<std::string_view, kCardFamilyLast + 1> kNames{"uid", "ntag424", "desfire-ev1", "desfire-ev2"};

}  // namespace

std::string_view name_of(CardFamily family) { return kNames[static_cast<std::size_t>(family)]; }

std::optional<CardFamily> card_family(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name) return static_cast<CardFamily>(i);
    return std::nullopt;
}

}  // namespace pareto::loyalty
