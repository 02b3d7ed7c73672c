// Entries to bytes and back: what comes back, what is kept though it is not known, what is refused.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/sync/proto/journal.pb.h"
#include "tests/journal/any_entry.h"

namespace pareto::journal {
namespace {

namespace proto = ::pareto::journal::v1;

Entry entry_of(Body body) {
    return {from_ms(1'773'014'400'123), parse_date("2026-03-09").value(), "anna", std::move(body)};
}

loyalty::CatalogueGift any_gift() {
    loyalty::CatalogueGift gift;
    gift.code = "MUG";
    gift.version = 1;
    gift.points = 500;
    return gift;
}

loyalty::Voucher any_voucher() {
    loyalty::Voucher voucher;
    voucher.key = Bytes(loyalty::kVoucherKeyBytes, 'v');
    voucher.from = voucher.until = from_day_number(0);
    return voucher;
}

/// "" when the bytes are an entry, else what is wrong with them.
std::string fault_in(BytesView bytes) {
    const auto entry = decode(bytes);
    return entry ? "" : describe(entry.error());
}

RC_GTEST_PROP(EntryProperty, ComesBackAsItWasWritten, ()) {
    const Entry entry = test::any_entry();
    const auto again = decode(encode(entry));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == entry);
}

RC_GTEST_PROP(EntryProperty, IsWrittenTheSameWayEveryTime, ()) {
    const Entry first = test::any_entry();
    const Bytes bytes = encode(first);
    static_cast<void>(
        encode(test::any_entry()));  // Nothing of another entry remains in the encoder.
    RC_ASSERT(encode(first) == bytes);
    RC_ASSERT(encode(decode(bytes).value()) == bytes);
}

RC_GTEST_PROP(EntryProperty, NoBytesCrashTheReader, ()) {
    Bytes bytes = encode(test::any_entry());
    const auto changes = *rc::gen::inRange(0, 4);
    for (int i = 0; i < changes && !bytes.empty(); ++i)
        bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
    bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
    const auto entry = decode(bytes);
    if (entry) RC_ASSERT(decode(encode(*entry)).has_value());
}

TEST(EntryTest, EveryKindHasTheNumberOfItsField) {
    struct Row {
        Body body;
        std::int32_t kind;
    };

    for (const Row& row : {Row{RegistrationOpened{}, 10},
                           Row{sale::ShiftOpened{}, 11},
                           Row{sale::Sale{}, 12},
                           Row{sale::PostVoid{}, 13},
                           Row{sale::ShiftClosed{}, 14},
                           Row{MemberEnrolled{}, 15},
                           Row{RedemptionRequested{}, 16},
                           Row{RedemptionReversed{}, 17},
                           Row{PointsAdjusted{{}, {}, from_day_number(0), {}}, 18},
                           Row{CardLinked{}, 19},
                           Row{CardBlocked{}, 20},
                           Row{CardRefused{}, 21},
                           Row{PointsExpired{from_day_number(0), {}}, 25},
                           Row{PointsTransferred{}, 26},
                           Row{AccountChanged{}, 27},
                           Row{AllowanceGranted{{}, {}, {}, {}, from_day_number(0)}, 30},
                           Row{AllowanceReceived{}, 31},
                           Row{AllowanceClosed{}, 32},
                           Row{AllowanceWrittenOff{}, 33},
                           Row{StoredValueExpired{from_day_number(0), {}}, 40},
                           Row{StoredValueAdjusted{}, 41},
                           Row{VoucherIssued{any_voucher(), "", ""}, 45},
                           Row{VouchersEnded{false, from_day_number(0), {}, ""}, 46},
                           Row{VoucherRequested{.voucher = any_voucher().key,
                                                .member = {},
                                                .use = {},
                                                .grant = {},
                                                .signature = {}},
                               47},
                           Row{CouponRequested{}, 48},
                           Row{SuspenseSettled{}, 50},
                           Row{GiftDefined{any_gift()}, 53},
                           Row{GiftStocked{"MUG", BranchId{3}, -2, false, "broken"}, 54}}) {
        EXPECT_EQ(kind_of(row.body), row.kind);
        EXPECT_EQ(kind_of(decode(encode(entry_of(row.body))).value().body), row.kind)
            << "an empty body is a body too";
    }
    EXPECT_EQ(kind_of(Unknown{}), 0);
    EXPECT_EQ(kind_of(Unknown{77}), 77);
    EXPECT_EQ(static_cast<std::int32_t>(Kind::RegistrationOpened), 10);
    EXPECT_EQ(static_cast<std::int32_t>(Kind::CardRefused), 21);
    EXPECT_EQ(static_cast<std::int32_t>(Kind::AllowanceGranted), 30);
    EXPECT_EQ(static_cast<std::int32_t>(Kind::AllowanceWrittenOff), 33);
    EXPECT_EQ(static_cast<std::int32_t>(Kind::SuspenseSettled), 50);
    EXPECT_EQ(static_cast<std::int32_t>(Kind::GiftStocked), 54);
}

// These bytes are in journals and hashed: they never change.
TEST(EntryTest, HasTheBytesThatOlderProgramsWrote) {
    sale::Sale sale;
    sale.receipt_number = 7;
    sale.shift = ShiftId::of(3, 1);
    sale.facts.member = MemberId::of(3, 2);
    sale.points_promised = Points{-2};
    sale::Line line;
    line.number = 1;
    line.sku = "A-1";
    line.quantity = Quantity{-1000};
    line.amount_minor = -250;
    line.original = sale::OriginalLine{SaleId::of(3, 5), 1};
    sale.lines = {line};
    sale.tenders = {{sale::TenderKind::Cash, -250, {}, {}}};
    EXPECT_EQ(to_hex(encode(entry_of(sale))),
              "08f6f1a5fe996710d2c0021a04616e6e6162320807108180808030220608828080803030033a17080112"
              "03412d3128cf0f40f3034a08"
              "08858080803010014205080110f303");
}

TEST(EntryTest, FieldsOfANewerProgramAreNoObstacle) {
    Bytes bytes = encode(entry_of(sale::ShiftOpened{500}));
    proto::Entry message;
    ASSERT_TRUE(message.ParseFromString(bytes));
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(4, 99);
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(940, 99);
    EXPECT_EQ(decode(message.SerializeAsString()).value(), entry_of(sale::ShiftOpened{500}));
}

TEST(EntryTest, AKindOfANewerProgramIsCarriedByItsNumber) {
    const auto with_field = [](auto add) {
        proto::Entry message;
        message.set_operator_id("anna");
        add(*message.GetReflection()->MutableUnknownFields(&message));
        return decode(message.SerializeAsString()).value();
    };
    const Entry entry =
        with_field([](auto& fields) { fields.AddLengthDelimited(940, "body of a kind to come"); });
    EXPECT_EQ(entry.body, Body{Unknown{940}});
    EXPECT_EQ(kind_of(entry.body), 940);
    EXPECT_EQ(entry.operator_id, "anna");
    EXPECT_EQ(with_field([](auto& fields) { fields.AddLengthDelimited(1000, ""); }).body,
              Body{Unknown{1000}});
    // A number beside the body is not a body.
    EXPECT_EQ(with_field([](auto& fields) { fields.AddVarint(941, 5); }).body, Body{Unknown{0}});
    EXPECT_EQ(with_field([](auto& fields) {
                  fields.AddVarint(941, 5), fields.AddLengthDelimited(940, "x"),
                      fields.AddFixed64(942, 5);
              }).body,
              Body{Unknown{940}});
    EXPECT_EQ(
        with_field([](auto& fields) { fields.AddLengthDelimited(5, "not a body: below 10"); }).body,
        Body{Unknown{0}});
}

TEST(EntryTest, WithoutABodyIsOfNoKind) {
    EXPECT_EQ(decode("").value().body, Body{Unknown{0}});
    EXPECT_EQ(decode(encode(entry_of(Unknown{33}))).value().body, Body{Unknown{0}})
        << "an unknown body cannot be written again";
}

TEST(EntryTest, IsNotAnyBytes) {
    const Bytes whole = encode(entry_of(sale::PostVoid{SaleId{9}, 3, "wrong item"}));
    EXPECT_EQ(fault_in(whole), "");
    EXPECT_EQ(fault_in("\xff\xff\xff\xff"), "corrupt: entry: not a protobuf message");
    EXPECT_EQ(fault_in(BytesView{whole}.substr(0, whole.size() - 1)),
              "corrupt: entry: not a protobuf message");
    EXPECT_EQ(fault_in(whole + "\x0f"), "corrupt: entry: not a protobuf message");
}

TEST(EntryTest, IsAtMost192KiBLong) {
    const auto of_length = [](std::size_t length) {
        Entry entry = entry_of(sale::ShiftOpened{});
        entry.operator_id.clear();
        const std::size_t rest = encode(entry).size();
        entry.operator_id.assign(length - rest - 4, 'x');  // 1 byte of tag and 3 of length
        return encode(entry);
    };
    const Bytes longest = of_length(kEntryBytesMax);
    ASSERT_EQ(longest.size(), kEntryBytesMax);
    EXPECT_EQ(fault_in(longest), "");
    const Bytes longer = of_length(kEntryBytesMax + 1);
    ASSERT_EQ(longer.size(), kEntryBytesMax + 1);
    EXPECT_EQ(fault_in(longer), "corrupt: entry: longer than 192 KiB");
}

TEST(EntryTest, TextIsUtf8) {
    Entry entry = entry_of(sale::ShiftOpened{});
    entry.operator_id = "陳大文";
    EXPECT_EQ(decode(encode(entry)).value(), entry);
    entry.operator_id = "caf\xe9";
    EXPECT_EQ(fault_in(encode(entry)), "corrupt: entry: not a protobuf message");
}

}  // namespace
}  // namespace pareto::journal
