// What a scan does at the checkout: a table of codes as scanners give them. The business date is
// 2026-03-09, the currency HKD.
#include "common/goods/article_number.h"
#include "terminal/app/scan_goods.h"
#include "tests/terminal/goods_world.h"

namespace pareto::test {
namespace {

struct Row {
    const char* kind;
    const char* text;
    const char* expected;
};

constexpr Row kRows[] = {
    {"EAN-13", "4006381333931", "1 tea = 1250"},
    {"EAN-13 with symbology", "]E04006381333931\r\n", "1 tea = 1250"},
    {"EAN-13 as GTIN-14", "04006381333931", "1 tea = 1250"},
    {"UPC-A", "036000291452", "1 cola = 700"},
    {"UPC-A as EAN-13", "]E00036000291452", "1 cola = 700"},
    {"UPC-A as ITF-14", "]I100036000291452", "1 cola = 700"},
    {"UPC-A, catalogue without its zero", "042100005264", "1 gum = 200"},
    {"UPC-E", "04252614", "1 gum = 200"},
    {"EAN-8", "73513537", "1 mint = 300"},
    {"EAN-8 with symbology", "]E473513537", "1 mint = 300"},
    {"ITF-14", "]I180614141123458", "1 shoe = 59900"},
    {"the number is the sku", "9506000134352", "1 9506000134352 = 1500"},
    {"the number with zeros is the sku", "09506000134352", "1 9506000134352 = 1500"},
    {"a sku", "tea", "1 tea = 1250"},
    {"a sku that could be an UPC-E", "01234565", "1 01234565 = 90"},
    {"a voucher that is sold", "9912345678909", "1 voucher = 10000"},

    {"price embedded, by reference", "2112345123455", "1 12345 = 12345"},
    {"weight embedded", "2899999012501", "1.25 ham = 5000"},
    {"weight embedded, sold by the gram", "2800777012507", "1250 nuts = 3750"},
    {"weight embedded, sold by the piece",
     "2800778012506",
     "NotForSale: the code says kilograms, but eggs is sold by piece"},
    {"weight embedded, unknown item", "2811111012503", "UnknownItem: no item has the number 11111"},
    {"no weight in it", "2899999000003", "NotForSale: the weight in the code is 0"},
    {"no price in it", "2112345000008", "NotForSale: the price in the code is 0"},
    {"misread", "2112345123456", "UnknownCode: the code has a wrong check digit: scan it again"},
    {"of no scheme",
     "2012345678903",
     "UnknownItem: no item has the number 2012345678903, which is one of the chain's own: if a "
     "price or weight is in it, the scan settings must tell how"},

    {"DataBar", "]e00104006381333931", "1 tea = 1250"},
    {"DataBar, not expired", "]e0010400638133393117260309", "1 tea = 1250"},
    {"DataBar, expired", "]e0010400638133393117260308", "NotForSale: its last day was 2026-03-08"},
    {"DataBar, best before is past", "]e0010400638133393115260308", "1 tea = 1250"},
    {"DataBar, expired and unknown",
     "]e0010950600013436917260308",
     "UnknownItem: no item has the number 9506000134369"},
    {"DataBar, weight", "]e001995060001343553103001250", "1.25 meat = 2500"},
    {"DataBar, weight and price", "]e0019950600013435531030012503922995", "1.25 meat = 995"},
    {"DataBar, price", "]e001995060001343553922995", "1 meat = 995"},
    {"DataBar, own currency", "]e001995060001343553932344995", "1 meat = 995"},
    {"DataBar, other currency",
     "]e001995060001343553932840995",
     "NotForSale: the price in the code is in another currency than HKD"},
    {"DataBar, too many decimals",
     "]e0019950600013435539239955",
     "NotForSale: the price in the code has more decimals than HKD has"},
    {"DataBar, pounds",
     "]e001995060001343553202001250",
     "NotForSale: the code says pounds, but meat is sold by kg"},
    {"a packet's weight", "(01)04006381333931(3103)000500", "1 tea = 1250"},
    {"a packet's own price does not count", "(01)04006381333931(3922)001", "1 tea = 1250"},
    {"a count", "(01)04006381333931(30)12", "12 tea = 15000"},

    {"tag in hexadecimal", kShoe, "1 shoe = 59900 urn:epc:id:sgtin:0614141.812345.6789"},
    {"long tag in hexadecimal",
     "3674257BF6B7A659B2C2BF100000000000000000000000000000",
     "1 boot = 89900 urn:epc:id:sgtin:0614141.712345.32a%2Fb"},
    {"tag URI",
     "urn:epc:tag:sgtin-96:3.0614141.812345.6789",
     "1 shoe = 59900 urn:epc:id:sgtin:0614141.812345.6789"},
    {"DataMatrix with serial",
     "]d20180614141123458216789",
     "1 shoe = 59900 urn:epc:id:sgtin:061414112345.8.6789"},
    {"Digital Link with serial",
     "https://id.gs1.org/01/80614141123458/21/6789",
     "1 shoe = 59900 urn:epc:id:sgtin:061414112345.8.6789"},
    {"Digital Link", "https://example.com/p/01/04006381333931", "1 tea = 1250"},
    {"serial and weight",
     "]d201995060001343553103001250|21A1",
     "1 meat = 2500 urn:epc:id:sgtin:950600013435.9.A1"},
    {"a piece",
     "]C18006806141411234580102|21987",
     "1 shoe = 59900 urn:epc:id:sgtin:061414112345.8.987"},
    {"serial of an unknown item",
     "]d20109506000134369211",
     "UnknownItem: no item has the number 9506000134369"},

    {"member", "2900000000018", "member 2900000000018"},
    {"member with symbology", "]Q12900000000018", "member 2900000000018"},
    {"member tag", "urn:epc:id:gsrn:0614141.1234567890", "unknown card"},
    {"coupon", "9801234567892", "coupon 9801234567892"},
    {"coupon with serial", "]C1255401234567890104711", "coupon 401234567890104711"},
    {"pallet",
     "]C100106141412345678908",
     "NotForSale: this is the number of a pallet or parcel, not of goods"},
    {"place", "(414)0614141123452", "NotForSale: this is the number of a place, not of goods"},
    {"crate tag",
     "3374257BF40C0E400000162E",
     "NotForSale: this is the number of a crate or other returnable container, not of goods"},
    {"receipt of another terminal",
     "BR9-T1-000001",
     "UnknownSale: this receipt is not one of this terminal"},
    {"receipt that was not printed yet",
     "BR1-T1-000001",
     "UnknownSale: this receipt is not one of this terminal"},
    {"unknown EAN-13", "9506000134369", "UnknownItem: no item has the number 9506000134369"},
    {"wrong check digit",
     "4006381333932",
     "UnknownCode: the code has a wrong check digit: scan it again"},
    {"nothing", "  \r\n", "UnknownCode: the code is empty"},
    {"an address",
     "https://example.com/",
     "UnknownCode: the code is a web address, but of no item"},
    {"another tag",
     "urn:epc:id:gid:31415.271828.1414",
     "UnknownCode: the tag is of a kind that is not sold"},
};

TEST(ScanGoodsTest, DoesWhatEachKindOfCodeSays) {
    TerminalFile file;
    GoodsWorld world{file};
    for (const Row& row : kRows) {
        EXPECT_EQ(world.scan(row.text), row.expected) << row.kind;
        EXPECT_TRUE(world.checkout.void_basket());
    }
}

TEST(ScanGoodsTest, NeverRepeatsWhatItDoesNotUnderstand) {
    TerminalFile file;
    GoodsWorld world{file};
    for (const std::string number : {"4111111111111111",
                                     "5500005555555559",
                                     "378282246310005",
                                     "6011-0000-0000-0004",
                                     "%B4111111111111111^DOE/JOHN^",
                                     ";4111111111111111=26121010000000000000?"}) {
        const std::string answer = world.scan(number);
        EXPECT_EQ(answer, "UnknownCode: the code is none that is known here") << number;
    }
}

TEST(ScanGoodsTest, TellsWhichSaleAReceiptIsOf) {
    TerminalFile file;
    GoodsWorld world{file};
    EXPECT_EQ(world.scan("tea"), "1 tea = 1250");
    const auto sold = world.pay();
    const auto found = world.checkout.scan(sold.receipt_number);
    ASSERT_TRUE(found) << text_of(found);
    EXPECT_EQ(std::get<terminal::SaleFound>(*found).sale, sold.id);
    EXPECT_EQ(world.scan(" BR1-T1-000001\r"), "receipt BR1-T1-000001");
    EXPECT_FALSE(world.checkout.has_basket()) << "a receipt alone opens none";
}

TEST(ScanGoodsTest, ScansOnlyInAShift) {
    TerminalFile file;
    terminal::Checkout checkout{*file.journal, file.uplink, file.clock, file.no_prover};
    EXPECT_EQ(text_of(checkout.scan("4006381333931")), "NoOpenShift: open a shift first");
    EXPECT_EQ(text_of(checkout.tags(std::vector<terminal::TagRead>{{Bytes(12, '0'), {}}}).at(0)),
              "NoOpenShift: open a shift first");
}

TEST(ScanGoodsTest, KnowsWhatAReaderReadAsACardOrAsGoods) {
    TerminalFile file;
    GoodsWorld world{file};
    const auto is_scan = [&](const std::string& number) {
        return world.checkout.is_scan({{}, number, "wedge"});
    };
    EXPECT_FALSE(is_scan("2900000000018")) << "a member's card";
    EXPECT_FALSE(is_scan("]E02900000000018\r")) << "with its symbology";
    EXPECT_FALSE(is_scan("]C0906")) << "the same of any number";
    EXPECT_TRUE(is_scan("https://id.gs1.org/8018/061414112345678902")) << "a member in a link";
    EXPECT_FALSE(is_scan("2900000000025")) << "a member who is not known here";
    EXPECT_FALSE(is_scan("906")) << "any number may be a card of another branch";
    EXPECT_FALSE(is_scan("96385074")) << "eight digits that pass for an EAN-8";
    EXPECT_FALSE(is_scan("2012345678903")) << "a number of the chain, of no item";
    EXPECT_FALSE(is_scan("4111111111111111"));
    EXPECT_FALSE(world.checkout.is_scan({Bytes(4, 'u'), {}, "pcsc"}));
    for (const char* const goods : {"4006381333931",
                                    "9506000134369",
                                    "73513537",
                                    "tea",
                                    "2112345123455",
                                    "BR1-T1-000001",
                                    kShoe,
                                    "]e00104006381333931",
                                    "https://example.com/"})
        EXPECT_TRUE(is_scan(goods)) << goods;
}

TEST(ScanGoodsTest, FindsAnItemHoweverItsBarcodeIsSpelled) {
    TerminalFile file;
    GoodsWorld world{file};
    EXPECT_EQ(goods::spellings("00042100005264"),
              (std::vector<std::string>{
                  "42100005264", "042100005264", "0042100005264", "00042100005264"}));
    EXPECT_EQ(goods::spellings("00000073513537").size(), 4U);
    EXPECT_EQ(goods::spellings("80614141123458").size(), 1U);
    for (const auto& spelling : goods::spellings("00042100005264")) {
        const sync::ItemChange gum{"gum", "Gum", "food", spelling, "", 200};
        ASSERT_TRUE(file.journal->apply_feed({1, 1, {{2, "gum", sync::encode(gum)}}}));
        EXPECT_EQ(file.journal->find_barcode("00042100005264").value()->barcode, spelling);
    }
}

}  // namespace
}  // namespace pareto::test
