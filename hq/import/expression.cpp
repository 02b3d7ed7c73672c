// Compiles a calculation into reverse Polish steps, and runs them over a row.
#include "hq/import/expression.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace pareto::hq::import {
namespace {

// Deep enough for any calculation a person writes, and no deeper than the stack can bear.
constexpr int kDepthMax = 32;

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

bool is_digit(char c) {
    return '0' <= c && c <= '9';
}

bool is_name(char c) {
    return is_digit(c) || c == '_' || ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

std::optional<Decimal> negated(Decimal value) {
    return multiply(value, Decimal{-1, 0});
}

}  // namespace

class ExpressionCompiler {
public:
    ExpressionCompiler(std::string_view text, std::span<const std::string> header)
        : text_(text), header_(header) {}

    [[nodiscard]] Expected<Expression, std::string> compile() {
        sum(0);
        skip_blanks();
        if (error_.empty() && at_ < text_.size()) fail("unexpected " + shown(text_.substr(at_)));
        if (!error_.empty()) return unexpected{std::move(error_)};
        return std::move(expression_);
    }

private:
    using Operation = Expression::Operation;

    // The three rules call one another; kDepthMax bounds how deep.
    void sum(int depth) {  // NOLINT(misc-no-recursion)
        product(depth);
        while (error_.empty()) {
            if (take('+')) {
                product(depth);
                emit(Operation::Add);
            } else if (take('-')) {
                product(depth);
                emit(Operation::Subtract);
            } else {
                return;
            }
        }
    }

    void product(int depth) {  // NOLINT(misc-no-recursion)
        factor(depth);
        while (error_.empty() && take('*')) {
            factor(depth);
            emit(Operation::Multiply);
        }
    }

    void factor(int depth) {  // NOLINT(misc-no-recursion)
        if (depth > kDepthMax) return fail("too many brackets");
        if (take('-')) {
            factor(depth + 1);
            return emit(Operation::Negate);
        }
        if (take('(')) {
            sum(depth + 1);
            if (error_.empty() && !take(')')) fail("a closing bracket is missing");
            return;
        }
        if (take('"')) {
            const std::size_t end = text_.find('"', at_);
            if (end == std::string_view::npos) return fail("a closing quote is missing");
            column(text_.substr(at_, end - at_));
            at_ = end + 1;
            return;
        }
        const std::size_t begin = at_;
        while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == '.'))
            ++at_;
        const std::string_view word = text_.substr(begin, at_ - begin);
        if (word.empty())
            return fail(at_ < text_.size() ? "unexpected " + shown(text_.substr(at_))
                                           : "it ends too early");
        if (std::find(header_.begin(), header_.end(), word) == header_.end()) {
            if (const auto literal = parse_decimal(word)) {
                expression_.steps_.push_back({Operation::Literal, 0, *literal});
                return;
            }
        }
        column(word);
    }

    void column(std::string_view name) {
        const auto found = std::find(header_.begin(), header_.end(), name);
        if (found == header_.end()) return fail("the file has no column " + shown(name));
        expression_.steps_.push_back(
            {Operation::Column, static_cast<std::size_t>(found - header_.begin()), {}});
    }

    void emit(Operation operation) {
        if (error_.empty()) expression_.steps_.push_back({operation, 0, {}});
    }

    void skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_]))
            ++at_;
    }

    bool take(char c) {
        skip_blanks();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        skip_blanks();
        return true;
    }

    void fail(std::string reason) {
        if (error_.empty()) error_ = std::move(reason);
    }

    std::string_view text_;
    std::span<const std::string> header_;
    std::size_t at_ = 0;
    Expression expression_;
    std::string error_;
};

Expected<Expression, std::string> Expression::compile(std::string_view text,
                                                      std::span<const std::string> header) {
    return ExpressionCompiler{text, header}.compile();
}

Expected<Decimal, RowFlaw> Expression::evaluate(const CsvRecord& record) const {
    std::vector<Decimal> stack;
    std::size_t last_column = 0;
    for (const Step& step : steps_) {
        if (step.operation == Operation::Literal) {
            stack.push_back(step.literal);
            continue;
        }
        if (step.operation == Operation::Column) {
            last_column = step.column;
            const std::string_view cell =
                step.column < record.fields.size() ? record.fields[step.column] : "";
            auto value = decimal_of(cell, step.column);
            if (!value) return unexpected{std::move(value).error()};
            stack.push_back(*value);
            continue;
        }
        const Decimal right = stack.back();
        stack.pop_back();
        std::optional<Decimal> result;
        if (step.operation == Operation::Negate) {
            result = negated(right);
        } else {
            const Decimal left = stack.back();
            stack.pop_back();
            if (step.operation == Operation::Multiply) result = multiply(left, right);
            if (step.operation == Operation::Add) result = add(left, right);
            if (step.operation == Operation::Subtract) {
                if (const auto opposite = negated(right)) result = add(left, *opposite);
            }
        }
        if (!result)
            return unexpected{RowFlaw{last_column, "the calculation has more than 18 digits"}};
        stack.push_back(*result);
    }
    PARETO_CHECK(stack.size() == 1);
    return stack.back();
}

std::vector<std::size_t> Expression::columns() const {
    std::vector<std::size_t> columns;
    for (const Step& step : steps_) {
        if (step.operation == Operation::Column) columns.push_back(step.column);
    }
    return columns;
}

Expected<Decimal, RowFlaw> decimal_of(std::string_view cell, std::size_t column) {
    const std::string_view text = trimmed(cell);
    if (text.empty()) return unexpected{RowFlaw{column, "a number is missing"}};
    const auto value = parse_decimal(text);
    if (!value) return unexpected{RowFlaw{column, shown(cell) + " is not a number"}};
    return *value;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string shown(std::string_view cell) {
    constexpr std::size_t kShownMax = 40;
    std::string text = "\"";
    std::size_t taken = 0;
    while (taken < cell.size() && taken < kShownMax) {
        // Whole characters only, so that what is printed stays UTF-8.
        std::size_t length = 1;
        while (length < 4 && find_bad_byte(cell.substr(taken, length)) != std::string_view::npos &&
               taken + length < cell.size()) {
            ++length;
        }
        const std::string_view character = cell.substr(taken, length);
        if (find_bad_byte(character) != std::string_view::npos ||
            static_cast<unsigned char>(character[0]) < 0x20U) {
            text += '?';
            ++taken;
        } else {
            text += character;
            taken += length;
        }
    }
    return text + (taken < cell.size() ? "...\"" : "\"");
}

}  // namespace pareto::hq::import
