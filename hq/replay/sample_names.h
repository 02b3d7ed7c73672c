// The words the sample chain is made of.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pareto::hq::replay {

struct SampleItem {
    std::string_view name;
    std::string_view category;
    std::int64_t price_minor;
};

inline constexpr std::array kSampleItems{
    SampleItem{"Oolong tea 600 ml 烏龍茶", "Drinks", 2500},
    SampleItem{"Green tea 600 ml 綠茶", "Drinks", 2500},
    SampleItem{"Mineral water 1.5 l 礦泉水", "Drinks", 2000},
    SampleItem{"Soy milk 375 ml 豆漿", "Drinks", 1800},
    SampleItem{"Coffee latte 240 ml 拿鐵", "Drinks", 3500},
    SampleItem{"Orange juice 1 l 柳橙汁", "Drinks", 6900},
    SampleItem{"Rice ball, tuna 鮪魚飯糰", "Ready meals", 3500},
    SampleItem{"Rice ball, salmon 鮭魚飯糰", "Ready meals", 3900},
    SampleItem{"Chicken bento 雞腿便當", "Ready meals", 8900},
    SampleItem{"Beef noodles 牛肉麵", "Ready meals", 9900},
    SampleItem{"Sandwich, egg 蛋沙拉三明治", "Ready meals", 4200},
    SampleItem{"Jasmine rice 3 kg 香米", "Pantry", 24900},
    SampleItem{"Soy sauce 500 ml 醬油", "Pantry", 7900},
    SampleItem{"Sesame oil 300 ml 麻油", "Pantry", 12900},
    SampleItem{"Instant noodles 5 泡麵", "Pantry", 9500},
    SampleItem{"Peanut butter 340 g 花生醬", "Pantry", 11500},
    SampleItem{"Bananas, kg 香蕉", "Fresh", 4500},
    SampleItem{"Guava, kg 芭樂", "Fresh", 5500},
    SampleItem{"Cabbage 高麗菜", "Fresh", 5900},
    SampleItem{"Eggs 10 雞蛋", "Fresh", 8500},
    SampleItem{"Tofu 豆腐", "Fresh", 2800},
    SampleItem{"Pork belly, kg 五花肉", "Fresh", 28000},
    SampleItem{"Milk 936 ml 鮮奶", "Dairy", 9300},
    SampleItem{"Yoghurt 500 g 優格", "Dairy", 6500},
    SampleItem{"Butter 200 g 奶油", "Dairy", 13500},
    SampleItem{"Toothbrush 牙刷", "Care", 4500},
    SampleItem{"Toothpaste 牙膏", "Care", 6900},
    SampleItem{"Shampoo 750 ml 洗髮精", "Care", 15900},
    SampleItem{"Hand soap 250 ml 洗手乳", "Care", 7900},
    SampleItem{"Sun cream SPF50 防曬乳", "Care", 32000},
    SampleItem{"Tissues 10 衛生紙", "Household", 12900},
    SampleItem{"Detergent 2 l 洗衣精", "Household", 18900},
    SampleItem{"Light bulb LED 燈泡", "Household", 9900},
    SampleItem{"Batteries AA 4 電池", "Household", 8900},
    SampleItem{"Biscuits 餅乾", "Snacks", 3900},
    SampleItem{"Crisps 洋芋片", "Snacks", 3500},
    SampleItem{"Chocolate 100 g 巧克力", "Snacks", 5900},
    SampleItem{"Pineapple cakes 12 鳳梨酥", "Snacks", 36000},
    SampleItem{"Moon cakes 6 月餅", "Snacks", 48000},
    SampleItem{"Red wine 750 ml 紅酒", "Drinks", 59900},
};

inline constexpr std::array<std::string_view, 20> kSampleBranches{
    "Central 中環",       "Sha Tin 沙田",       "Mong Kok 旺角",   "Tsuen Wan 荃灣",  "Causeway Bay 銅鑼灣",
    "Kwun Tong 觀塘",     "Yuen Long 元朗",     "Tai Po 大埔",     "North Point 北角", "Aberdeen 香港仔",
    "Tuen Mun 屯門",      "Sham Shui Po 深水埗", "Sheung Shui 上水", "Sai Kung 西貢",   "Wan Chai 灣仔",
    "Tseung Kwan O 將軍澳", "Hung Hom 紅磡",      "Tung Chung 東涌", "Fanling 粉嶺",    "Stanley 赤柱",
};

inline constexpr std::array<std::string_view, 24> kSampleSurnames{
    "陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭",
    "Chan", "Lam", "Wong", "Cheung", "Lee", "Ng", "Lau", "Ho", "Yeung", "Tang", "Smith", "Garcia"};

inline constexpr std::array<std::string_view, 24> kSampleGivenNames{
    "美玲", "志明", "淑芬", "家豪", "怡君", "俊傑", "雅婷", "建宏", "佩珊", "子軒", "詠詩", "冠宇",
    "Mei", "Ka-ho", "Yan", "Wai", "Siu", "Man", "Kit", "Ying", "Anna", "David", "Grace", "Tom"};

}  // namespace pareto::hq::replay
