// Reads the fields of a decoded message into values, with their ranges. Part of the codec.
#pragma once

#include "common/base/bytes.h"
#include "common/base/time.h"
#include "common/money/money.h"

#include <string>

namespace pareto::journal {

// Collects the first field that is out of range, so that the fault can name it.
class Reader {
public:
    std::int64_t within(std::int64_t value, std::int64_t bound, const char* field) {
        if (value > bound || value < -bound) note(field);
        return value;
    }
    std::int64_t natural(std::int64_t value, const char* field) {
        if (value < 0) note(field);
        return value;
    }
    std::int64_t amount(std::int64_t value, const char* field) { return natural(within(value, kMinorMax, field), field); }
    Hash hash(const Bytes& bytes, const char* field, bool optional) {
        if (optional && bytes.empty()) return Hash{};
        const auto hash = Hash::from(bytes);
        if (!hash) note(field);
        return hash.value_or(Hash{});
    }
    Bytes key(const Bytes& bytes, const char* field) {
        if (!bytes.empty() && bytes.size() != 32) note(field);
        return bytes;
    }
    BusinessDate day(std::int32_t number, const char* field) {
        constexpr std::int32_t kLast = 2'932'896;  // 9999-12-31
        if (number < 0 || number > kLast) {
            note(field);
            return from_day_number(0);
        }
        return from_day_number(number);
    }
    std::uint8_t choice(std::int32_t value, std::uint8_t last, const char* field) {
        if (value < 0 || value > last) note(field);
        return static_cast<std::uint8_t>(value);
    }
    std::string text(const std::string& value, std::size_t bytes_max, const char* field) {
        if (value.size() > bytes_max) note(field);
        return value;
    }
    void note(const char* field) {
        if (wrong_ == nullptr) wrong_ = field;
    }
    [[nodiscard]] const char* wrong() const { return wrong_; }

private:
    const char* wrong_ = nullptr;
};

}  // namespace pareto::journal
