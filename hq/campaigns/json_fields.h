// Reads the fields of a JSON object one by one, and tells the first thing that is wrong with its
// path and the reason.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace pareto::hq::campaigns {

/// The first problem of a document; later ones are often its consequences.
class Problem {
public:
    void report(const std::string& path, const std::string& reason) {
        if (!text_) text_ = path.empty() ? reason : path + ": " + reason;
    }

    /// "rules[0].if.hours[1].from: \"25:00\" is not …"
    [[nodiscard]] const std::optional<std::string>& text() const { return text_; }

private:
    std::optional<std::string> text_;
};

/// A value in quotes, cut to what fits in a line.
[[nodiscard]] std::string quoted(std::string_view text);

struct Range {
    std::int64_t least = 0;
    std::int64_t most = 0;
};

class Fields {
public:
    /// Reports a value that is no object; then every field is absent.
    Fields(const boost::json::value& value, std::string path, Problem& problem);

    [[nodiscard]] bool has(std::string_view name) const;
    /// "rules[0].if" and a name: "rules[0].if.hours".
    [[nodiscard]] std::string path_of(std::string_view name) const;
    /// Null when it is absent.
    [[nodiscard]] const boost::json::value* find(std::string_view name);
    /// Reports it when it is absent.
    [[nodiscard]] const boost::json::value* need(std::string_view name);

    [[nodiscard]] std::int64_t integer(std::string_view name, Range range, std::int64_t otherwise);
    [[nodiscard]] std::int64_t needed_integer(std::string_view name, Range range);
    [[nodiscard]] bool flag(std::string_view name);
    /// 1 to `length` characters, none of them a control character.
    [[nodiscard]] std::string text(std::string_view name, std::size_t length);
    [[nodiscard]] std::string needed_text(std::string_view name, std::size_t length);
    /// A list without repetitions, of at least one.
    [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t length);
    /// Index of one of the words, which are in alphabetical or any order; `otherwise` when absent.
    [[nodiscard]] std::size_t word(std::string_view name,
                                   const std::vector<std::string_view>& words,
                                   std::size_t otherwise);
    [[nodiscard]] std::size_t needed_word(std::string_view name,
                                          const std::vector<std::string_view>& words);
    /// Bit n for the n-th word; 0 when absent.
    [[nodiscard]] std::uint32_t words(std::string_view name,
                                      const std::vector<std::string_view>& words);

    /// Reads each element of a list (1 to `most` of them) with read(value, path).
    template <typename Read>
    void list(std::string_view name, std::size_t most, Read&& read) {
        const boost::json::array* elements = array(name, most);
        if (elements == nullptr) return;
        for (std::size_t i = 0; i < elements->size(); ++i)
            read((*elements)[i], path_of(name) + "[" + std::to_string(i) + "]");
    }

    /// Reports fields that nobody asked for.
    void finish();

private:
    [[nodiscard]] const boost::json::array* array(std::string_view name, std::size_t most);

    const boost::json::object* object_ = nullptr;
    std::string path_;
    Problem& problem_;
    std::vector<std::string_view> asked_;
};

/// Of a list element or a field; nothing after a report.
[[nodiscard]] std::optional<std::string> text_of(const boost::json::value& value,
                                                 std::size_t length,
                                                 const std::string& path,
                                                 Problem& problem);

}  // namespace pareto::hq::campaigns
