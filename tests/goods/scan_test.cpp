// What scans mean: a table of texts as scanners give them.
#include "common/goods/scan.h"

#include <gtest/gtest.h>

namespace pareto::goods {
namespace {

using namespace std::chrono_literals;

constexpr BusinessDate kToday = 2026y / 3 / 9;

std::string unit_name(Unit unit) {
    switch (unit) {
        case Unit::Piece:
            return "pieces";
        case Unit::Kilogram:
            return "kg";
        case Unit::Pound:
            return "lb";
        case Unit::TroyOunce:
            return "t oz";
        case Unit::Metre:
            return "m";
        case Unit::SquareMetre:
            return "m2";
        case Unit::Litre:
            return "l";
        case Unit::CubicMetre:
            return "m3";
    }
    return "?";
}

std::string printed(Decimal decimal) {
    return std::to_string(decimal.digits) + "e-" + std::to_string(decimal.scale);
}

struct Printer {
    std::string operator()(const ScannedItem& item) const {
        std::string text = (item.restricted ? "own item " : "item ") + item.gtin;
        if (!item.reference.empty()) text += " reference " + item.reference;
        if (!item.serial.empty()) text += " serial " + item.serial;
        if (!item.batch.empty()) text += " batch " + item.batch;
        if (item.measure)
            text += " " + printed(item.measure->amount) + " " + unit_name(item.measure->unit);
        if (item.price) text += " price " + printed(item.price->amount);
        if (item.price && !item.price->currency_number.empty())
            text += " of currency " + item.price->currency_number;
        if (item.best_before) text += " best before " + to_string(*item.best_before);
        if (item.use_by) text += " use by " + to_string(*item.use_by);
        return text;
    }

    std::string operator()(const ScannedMember& member) const { return "member " + member.number; }

    std::string operator()(const ScannedCoupon& coupon) const {
        return "coupon " + coupon.code + (coupon.serial.empty() ? "" : " serial " + coupon.serial);
    }

    std::string operator()(const ScannedVoucher& voucher) const {
        return "voucher " + to_hex(voucher.secret);
    }

    std::string operator()(const ScannedReceipt& receipt) const {
        return "receipt " + receipt.number;
    }

    std::string operator()(const ScannedKey& key) const {
        return "key " + to_bracketed(key.elements);
    }

    std::string operator()(const UnknownText& unknown) const { return "unknown: " + unknown.why; }
};

ScanSettings settings_of_a_chain() {
    ScanSettings settings;
    settings.rules.push_back(
        {.meaning = NumberRule::Meaning::Receipt, .prefix = "R-", .keep_prefix = false});
    settings.rules.push_back({.meaning = NumberRule::Meaning::Coupon, .prefix = "CP"});
    settings.rules.push_back({.meaning = NumberRule::Meaning::Member,
                              .prefix = "https://example.com/m/",
                              .keep_prefix = false});
    settings.rules.push_back(
        {.meaning = NumberRule::Meaning::Member, .prefix = "4", .digits = 12, .check_digit = true});
    settings.embedded = {parse_embedded_scheme("21IIIIIPPP.PPC").value(),
                         parse_embedded_scheme("23IIIIIVPP.PPC").value(),
                         parse_embedded_scheme("28IIIIIWW.WWWC").value()};
    return settings;
}

std::string meaning(std::string text, const ScanSettings& settings = settings_of_a_chain()) {
    for (char& c : text)
        c = c == '|' ? kGroupSeparator : c;
    return std::visit(Printer{}, understand(text, settings, kToday));
}

TEST(ScanTest, UnderstandsTheNumbersOfRetailBarcodes) {
    EXPECT_EQ(meaning("4006381333931"), "item 04006381333931");
    EXPECT_EQ(meaning("]E04006381333931\r\n"), "item 04006381333931");
    EXPECT_EQ(meaning("036000291452"), "item 00036000291452");
    EXPECT_EQ(meaning("]E00036000291452"), "item 00036000291452");
    EXPECT_EQ(meaning("73513537"), "item 00000073513537");
    EXPECT_EQ(meaning("]E473513537"), "item 00000073513537");
    EXPECT_EQ(meaning("]I180614141123458"), "item 80614141123458");
    EXPECT_EQ(meaning("]E3978316148410012345"), "item 09783161484100");  // a price behind a book's
    EXPECT_EQ(meaning("04252614"), "item 00042100005264");               // UPC-E
}

TEST(ScanTest, TakesEightDigitsThatAreTwoBarcodesAsTheSettingSays) {
    EXPECT_EQ(meaning("01234565"), "own item 00000001234565");
    ScanSettings american;
    american.upc_e_first = true;
    EXPECT_EQ(meaning("01234565", american), "item 00012345000065");
    EXPECT_EQ(meaning("]E401234565", american), "own item 00000001234565");
}

TEST(ScanTest, FindsPriceAndWeightInTheNumber) {
    EXPECT_EQ(meaning("2112345123455"), "own item 02112345000008 reference 12345 price 12345e-2");
    EXPECT_EQ(meaning("2899999012501"), "own item 02899999000003 reference 99999 1250e-3 kg");
    EXPECT_EQ(meaning("2312345928757"), "own item 02312345000002 reference 12345 price 2875e-2");
    EXPECT_EQ(meaning("2312345928764"),
              "unknown: the price or weight in the code is misread: scan it again");
    EXPECT_EQ(meaning("2012345678903"), "own item 02012345678903");  // of no scheme
}

TEST(ScanTest, KnowsTheChainsOwnNumbersFirst) {
    EXPECT_EQ(meaning("2900000000018"), "member 2900000000018");
    EXPECT_EQ(meaning("]E02900000000018"), "member 2900000000018");
    EXPECT_EQ(meaning("]C02900000000018"), "member 2900000000018");
    EXPECT_EQ(meaning("]Q12900000000018"), "member 2900000000018");
    EXPECT_EQ(meaning("2900000000019"), "unknown: the code has a wrong check digit: scan it again");
    EXPECT_EQ(meaning("412345678903"), "member 412345678903");
    EXPECT_EQ(meaning("]E00412345678903"), "member 412345678903");
    EXPECT_EQ(meaning("https://example.com/m/2900000000018"), "member 2900000000018");
    EXPECT_EQ(meaning("R-4294967301"), "receipt 4294967301");
    EXPECT_EQ(meaning("CP2026-SPRING"), "coupon CP2026-SPRING");
}

TEST(ScanTest, UnderstandsElementStringsOfAllSymbologies) {
    const std::string item = "item 09506000134352 serial 1234 batch ABC-1 use by 2027-06-30";
    for (const auto* symbology : {"]C1", "]e0", "]d2", "]Q3", "]J1", ""})
        EXPECT_EQ(meaning(std::string{symbology} + "01095060001343521727063010ABC-1|211234"), item)
            << symbology;
    EXPECT_EQ(meaning("(01)09506000134352(17)270630(10)ABC-1(21)1234"), item);
    EXPECT_EQ(meaning("]e00109506000134352"), "item 09506000134352");  // DataBar
    EXPECT_EQ(meaning("]e0019950600013435531030012503922995"),
              "item 99506000134355 1250e-3 kg price 995e-2");
    EXPECT_EQ(meaning("]C10109506000134352320300250015261200"),
              "item 09506000134352 2500e-3 lb best before 2026-12-31");
    EXPECT_EQ(meaning("]C1010950600013435230"
                      "12|3932344999"),
              "item 09506000134352 12e-0 pieces price 999e-2 of currency 344");
    EXPECT_EQ(meaning("]C101095060001343527003270630"
                      "1200"),
              "item 09506000134352 use by 2027-06-30");
    EXPECT_EQ(meaning("]C18006040123451234560102|21987"), "item 04012345123456 serial 987");
    EXPECT_EQ(meaning("8018061414112345678902"), "member 061414112345678902");
    EXPECT_EQ(meaning("]C1255401234567890104711"), "coupon 4012345678901 serial 04711");
    EXPECT_EQ(meaning("]C100106141412345678908"), "key (00)106141412345678908");
    EXPECT_EQ(meaning("]C1020950600013435237"
                      "24"),
              "key (02)09506000134352(37)24");
    EXPECT_EQ(meaning("]C110ABC"), "unknown: the code does not say what it is on");
    EXPECT_EQ(meaning("]C10109506000134353"),
              "unknown: (01) has a wrong check digit: scan it again");
    EXPECT_EQ(meaning("]C1"), "unknown: the code is empty");
}

TEST(ScanTest, TakesTheCenturyNextToToday) {
    EXPECT_EQ(meaning("]C1010950600013435217760131"), "item 09506000134352 use by 2076-01-31");
    EXPECT_EQ(meaning("]C1010950600013435217770131"), "item 09506000134352 use by 1977-01-31");
    EXPECT_EQ(meaning("]C1010950600013435217280200"), "item 09506000134352 use by 2028-02-29");
}

TEST(ScanTest, UnderstandsLinks) {
    EXPECT_EQ(meaning("https://id.gs1.org/01/09506000134352/10/ABC/21/1234?17=270630"),
              "item 09506000134352 serial 1234 batch ABC use by 2027-06-30");
    EXPECT_EQ(meaning("]Q1HTTPS://EXAMPLE.COM/01/09506000134352"), "item 09506000134352");
    EXPECT_EQ(meaning("https://id.gs1.org/8018/061414112345678902"), "member 061414112345678902");
    EXPECT_EQ(meaning("https://example.com/"),
              "unknown: the code is a web address, but of no item");
}

TEST(ScanTest, UnderstandsTags) {
    EXPECT_EQ(meaning("3074257BF7194E4000001A85"), "item 80614141123458 serial 6789");
    EXPECT_EQ(meaning("3074257bf7194e4000001a850000"), "item 80614141123458 serial 6789");
    EXPECT_EQ(meaning("urn:epc:tag:sgtin-96:3.0614141.812345.6789"),
              "item 80614141123458 serial 6789");
    EXPECT_EQ(meaning("urn:epc:id:gsrn:0614141.1234567890"), "member 061414112345678902");
    EXPECT_EQ(meaning("urn:epc:id:sgcn:4012345.67890.04711"), "coupon 4012345678901 serial 04711");
    EXPECT_EQ(meaning("urn:epc:id:sscc:0614141.1234567890"), "key (00)106141412345678908");
    EXPECT_EQ(meaning("urn:epc:id:gid:31415.271828.1414"),
              "unknown: the tag is of a kind that is not sold");
    EXPECT_EQ(meaning("urn:epc:id:sgtin:0614141.81234.1"),
              "unknown: the tag has a number with too few, too many or needless digits");
    EXPECT_EQ(meaning("E28011606000020000000001"), "unknown: the code is none that is known here");
}

TEST(ScanTest, NamesOneUnitTheSameHoweverItIsRead) {
    for (const auto* text : {"3074257BF7194E4000001A85",
                             "urn:epc:id:sgtin:0614141.812345.6789",
                             "]d20180614141123458216789",
                             "https://id.gs1.org/01/80614141123458/21/6789"})
        EXPECT_EQ(meaning(text), "item 80614141123458 serial 6789") << text;
}

TEST(ScanTest, KnowsTheCouponsOfGs1) {
    EXPECT_EQ(meaning("9912345678909"), "coupon 9912345678909");
    EXPECT_EQ(meaning("9812345678902"), "coupon 9812345678902");
    EXPECT_EQ(meaning("]C18110106141410012342501106501013085093101"),
              "coupon 106141410012342501106501013085093101");
}

TEST(ScanTest, SaysWhyATextIsUnknown) {
    EXPECT_EQ(meaning(""), "unknown: the code is empty");
    EXPECT_EQ(meaning(" \r\n"), "unknown: the code is empty");
    EXPECT_EQ(meaning("MILK-1L"), "unknown: the code is none that is known here");
    EXPECT_EQ(meaning("12345"), "unknown: the code is none that is known here");
    EXPECT_EQ(meaning("4006381333932"), "unknown: the code has a wrong check digit: scan it again");
    EXPECT_EQ(meaning("]E012345"), "unknown: the code has another number of digits than a barcode");
    EXPECT_EQ(meaning(std::string(kScanBytesMax + 1, '1')), "unknown: the code is too long");
    const auto scan = understand("]A0MILK-1L\n", ScanSettings{}, kToday);
    EXPECT_EQ(std::get<UnknownText>(scan).text, "MILK-1L");
}

TEST(ScanTest, GuessesOnlyWhereItMay) {
    ScanSettings careful;
    careful.guess = false;
    EXPECT_EQ(meaning("0109506000134352", careful), "unknown: the code is none that is known here");
    EXPECT_EQ(meaning("3074257BF7194E4000001A85", careful),
              "unknown: the code is none that is known here");
    EXPECT_EQ(meaning("]C10109506000134352", careful), "item 09506000134352");
    EXPECT_EQ(meaning("10ABC"), "unknown: the code is none that is known here");
}

}  // namespace
}  // namespace pareto::goods
