// One command: a JSON object on a line, with the fields its name asks for. Fields are read one by
// one; what is wrong with them is remembered, so that the caller asks once at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "common/base/bytes.h"
#include "common/base/time.h"
#include "common/money/money.h"

namespace pareto::terminal::headless {

inline constexpr std::size_t kLineBytesMax = 1U << 20U;

class Command {
public:
    /// Never fails: a line that is no JSON object has an empty name() and a problem().
    [[nodiscard]] static Command read(std::string_view line);

    [[nodiscard]] const std::string& name() const { return name_; }

    /// The first thing that was wrong; empty when all is well.
    [[nodiscard]] const std::string& problem() const { return *problem_; }

    /// Nothing when the field is absent or null.
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view field) const;
    [[nodiscard]] std::int64_t needed_integer(std::string_view field) const;
    /// "" when absent.
    [[nodiscard]] std::string text(std::string_view field) const;
    [[nodiscard]] std::string needed_text(std::string_view field) const;
    [[nodiscard]] std::optional<bool> flag(std::string_view field) const;
    /// Hexadecimal.
    [[nodiscard]] Bytes bytes(std::string_view field) const;
    /// An id: a decimal number as text.
    [[nodiscard]] std::optional<std::int64_t> id(std::string_view field) const;
    [[nodiscard]] std::optional<BusinessDate> date(std::string_view field) const;
    /// `at_ms`, or `at` as "2026-03-09T08:15:00Z".
    [[nodiscard]] std::optional<UtcTime> at() const;
    /// `quantity_thousandths`, or `quantity` as a decimal text ("1.25"); 1 when both are absent.
    [[nodiscard]] Quantity quantity() const;
    /// The objects of an array; nothing when it is absent.
    [[nodiscard]] std::optional<std::vector<Command>> list(std::string_view field) const;
    /// The texts of an array; nothing when it is absent.
    [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view field) const;
    [[nodiscard]] bool has(std::string_view field) const;
    /// The field is that text.
    [[nodiscard]] bool says(std::string_view field, std::string_view word) const;
    void complain(std::string problem) const;

private:
    Command(boost::json::object object, std::shared_ptr<std::string> problem);
    [[nodiscard]] const boost::json::value* find(std::string_view field) const;

    boost::json::object object_;
    std::string name_;
    std::shared_ptr<std::string> problem_;  ///< shared with the objects of its lists
};

}  // namespace pareto::terminal::headless
