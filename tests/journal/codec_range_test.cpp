// Every field with a range: its limits are read, one beyond them is refused, and the fault names
// the field.
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "common/journal/entry.h"
#include "common/sync/proto/journal.pb.h"

namespace pareto::journal {
namespace {

namespace proto = ::pareto::journal::v1;

constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastInstant = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z
constexpr std::int32_t kLastDay = 2'932'896;                // 9999-12-31

/// "" when the message is an entry, else the field that is out of range.
std::string refused(const proto::Entry& message) {
    const auto entry = decode(message.SerializeAsString());
    if (entry) return "";
    const std::string prefix = "corrupt: entry: out of range: ";
    const std::string text = describe(entry.error());
    return text.rfind(prefix, 0) == 0 ? text.substr(prefix.size()) : text;
}

using SetNumber = std::function<void(proto::Entry&, std::int64_t)>;

std::string refused(const SetNumber& set, std::int64_t value) {
    proto::Entry message;
    set(message, value);
    return refused(message);
}

struct Field {
    const char* name;
    SetNumber set;
};

// Amounts, points and quantities: 10^12 in both directions.
TEST(EntryRangeTest, AmountsEndAtTheLimitInBothDirections) {
    for (const Field& field : {
             Field{"available",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->mutable_facts()->set_available(value);
                   }},
             Field{"points_promised",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->set_points_promised(value);
                   }},
             Field{"quantity",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->add_lines()->set_quantity_thousandths(value);
                   }},
             Field{"unit_price",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->add_lines()->set_unit_price_minor(value);
                   }},
             Field{"discount",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->add_lines()->set_discount_minor(value);
                   }},
             Field{"amount",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->add_lines()->set_amount_minor(value);
                   }},
             Field{"tender amount",
                   [](auto&entry, auto value) {
                       auto& tender = *entry.mutable_sale()->add_tenders();
                       tender.set_kind(1);
                       tender.set_amount_minor(value);
                   }},
             Field{"tender points",
                   [](auto&entry, auto value) {
                       auto& tender = *entry.mutable_sale()->add_tenders();
                       tender.set_kind(3);
                       tender.set_points(value);
                   }},
             Field{"opening_cash",
                   [](auto&entry, auto value) {
                       entry.mutable_shift_opened()->set_opening_cash_minor(value);
                   }},
             Field{"cash_count",
                   [](auto&entry, auto value) {
                       entry.mutable_shift_closed()->set_cash_count_minor(value);
                   }},
             Field{"cash_expected",
                   [](auto&entry, auto value) {
                       entry.mutable_shift_closed()->set_cash_expected_minor(value);
                   }},
             Field{"sales",
                   [](auto&entry, auto value) {
                       entry.mutable_shift_closed()->set_sales_minor(value);
                   }},
             Field{"points",
                   [](auto&entry, auto value) {
                       entry.mutable_redemption_requested()->set_points(value);
                   }},
             Field{"points",
                   [](auto&entry, auto value) {
                       entry.mutable_points_adjusted()->set_points(value);
                   }},
         }) {
        for (const std::int64_t within : {kMinorMax, -kMinorMax, std::int64_t{0}})
            EXPECT_EQ(refused(field.set, within), "") << field.name;
        for (const std::int64_t beyond : {kMinorMax + 1, -kMinorMax - 1, kInt64Max, kInt64Min})
            EXPECT_EQ(refused(field.set, beyond), field.name) << beyond;
    }
}

TEST(EntryRangeTest, NumbersThatCountAreNotNegative) {
    for (const Field& field : {
             Field{"receipt_number",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->set_receipt_number(value);
                   }},
             Field{"member",
                   [](auto&entry, auto value) {
                       entry.mutable_sale()->mutable_facts()->set_member(value);
                   }},
             Field{"home_branch",
                   [](auto&entry, auto value) {
                       entry.mutable_member_enrolled()->set_home_branch(value);
                   }},
             Field{"previous_sequence",
                   [](auto&entry, auto value) {
                       entry.mutable_registration_opened()->set_previous_hash(Bytes(32, 'h'));
                       entry.mutable_registration_opened()->set_previous_sequence(value);
                   }},
         }) {
        for (const std::int64_t within : {std::int64_t{0}, std::int64_t{1}, kInt64Max})
            EXPECT_EQ(refused(field.set, within), "") << field.name;
        for (const std::int64_t beyond : {std::int64_t{-1}, kInt64Min})
            EXPECT_EQ(refused(field.set, beyond), field.name) << beyond;
    }
    const SetNumber previous = [](auto& entry, auto value) {
        entry.mutable_registration_opened()->set_previous_hash(Bytes(32, 'h'));
        entry.mutable_registration_opened()->set_previous(static_cast<std::int32_t>(value));
    };
    EXPECT_EQ(refused(previous, std::numeric_limits<std::int32_t>::max()), "");
    EXPECT_EQ(refused(previous, -1), "previous");
}

TEST(EntryRangeTest, TimeEndsWithTheYear9999) {
    const SetNumber occurred_at = [](auto& entry, auto value) {
        entry.set_occurred_at_ms(value);
    };
    EXPECT_EQ(refused(occurred_at, kLastInstant), "");
    EXPECT_EQ(refused(occurred_at, 0), "");
    EXPECT_EQ(refused(occurred_at, kLastInstant + 1), "occurred_at");
    EXPECT_EQ(refused(occurred_at, kInt64Max), "occurred_at");
    EXPECT_EQ(refused(occurred_at, kInt64Min), "occurred_at");
    for (const Field& field : {
             Field{"business_date",
                   [](auto&entry, auto value) {
                       entry.set_business_day(static_cast<std::int32_t>(value));
                   }},
             Field{"expires_on",
                   [](auto&entry, auto value) {
                       entry.mutable_points_adjusted()->set_expires_on_day(
                           static_cast<std::int32_t>(value));
                   }},
         }) {
        EXPECT_EQ(refused(field.set, 0), "");
        EXPECT_EQ(refused(field.set, kLastDay), "");
        EXPECT_EQ(refused(field.set, kLastDay + 1), field.name);
        EXPECT_EQ(refused(field.set, -1), field.name);
        EXPECT_EQ(refused(field.set, std::numeric_limits<std::int32_t>::max()), field.name);
        EXPECT_EQ(refused(field.set, std::numeric_limits<std::int32_t>::min()), field.name);
    }
}

TEST(EntryRangeTest, ATenderIsOfAKnownKind) {
    const SetNumber kind = [](auto& entry, auto value) {
        entry.mutable_sale()->add_tenders()->set_kind(static_cast<std::int32_t>(value));
    };
    for (const std::int64_t known : {1, 2, 3, 4, 5})
        EXPECT_EQ(refused(kind, known), "");
    for (const std::int64_t other : {0, 6, -1, 257, 258})
        EXPECT_EQ(refused(kind, other), "tender kind") << other;
}

TEST(EntryRangeTest, ALineIsOfAKnownKind) {
    const SetNumber kind = [](auto& entry, auto value) {
        entry.mutable_sale()->add_lines()->set_kind(static_cast<std::int32_t>(value));
    };
    for (const std::int64_t known : {0, 1, 2})
        EXPECT_EQ(refused(kind, known), "");
    for (const std::int64_t other : {3, -1, 256})
        EXPECT_EQ(refused(kind, other), "line kind") << other;
}

TEST(EntryRangeTest, KeysAndHashesAreThirtyTwoBytes) {
    struct Row {
        const char* name;
        bool may_be_empty;
        std::function<void(proto::Entry&, const Bytes&)> set;
    };

    for (const Row& row : {
             Row{"card_key",
                 true,
                 [](auto&entry, const auto&bytes) {
                     entry.mutable_sale()->set_card_key(bytes);
                 }},
             Row{"card_key",
                 true,
                 [](auto&entry, const auto&bytes) {
                     entry.mutable_member_enrolled()->set_card_key(bytes);
                 }},
             Row{"card_key",
                 true,
                 [](auto&entry, const auto&bytes) {
                     entry.mutable_card_linked()->set_card_key(bytes);
                 }},
             Row{"personal",
                 true,
                 [](auto&entry, const auto&bytes) {
                     entry.mutable_member_enrolled()->set_personal(bytes);
                 }},
             Row{"previous_hash",
                 false,
                 [](auto&entry, const auto&bytes) {
                     entry.mutable_registration_opened()->set_previous_hash(bytes);
                 }},
         }) {
        for (const std::size_t length : {0U, 1U, 31U, 32U, 33U, 64U}) {
            proto::Entry message;
            row.set(message, Bytes(length, 'h'));
            const bool fits = length == 32 || (length == 0 && row.may_be_empty);
            EXPECT_EQ(refused(message), fits ? "" : row.name) << length;
        }
    }
}

TEST(EntryRangeTest, TheFirstFieldOutOfRangeIsNamed) {
    proto::Entry message;
    message.set_business_day(-1);
    message.mutable_sale()->add_lines()->set_discount_minor(kInt64Max);
    message.mutable_sale()->set_receipt_number(-1);
    EXPECT_EQ(refused(message), "business_date");
    message.set_business_day(0);
    EXPECT_EQ(refused(message), "receipt_number");
    message.mutable_sale()->set_receipt_number(1);
    EXPECT_EQ(refused(message), "discount");
}

// A basket that the terminal takes for complete must be readable at HQ.
TEST(EntryRangeTest, WhatTheSaleChecksIsWhatTheEntryCanHold) {
    for (const std::int64_t value : {kMinorMax, -kMinorMax, kMinorMax + 1, -kMinorMax - 1}) {
        for (int field = 0; field < 4; ++field) {
            sale::Sale sale;
            sale.lines.resize(1);
            auto& line = sale.lines.front();
            (field == 0   ? line.amount_minor
             : field == 1 ? line.unit_price_minor
             : field == 2 ? line.discount_minor
                          : line.quantity.thousandths) = value;
            sale.tenders = {{sale::TenderKind::Cash, line.amount_minor, {}, {}}};
            const auto entry = decode(encode({from_ms(0), from_day_number(0), "", sale}));
            EXPECT_EQ(sale::check(sale).has_value(), !entry.has_value()) << field << ": " << value;
        }
    }
}

}  // namespace
}  // namespace pareto::journal
