#include "drivers/wedge/wedge_settings.h"

#include <gtest/gtest.h>

namespace pareto::drivers::wedge {
namespace {

/// The settings in a row, with control characters as \n and \t; or what is wrong.
std::string parsed(std::string_view line) {
    const auto settings = parse_settings(line);
    if (!settings) return "wrong: " + settings.error();
    const auto shown = [](std::string_view text) {
        std::string plain;
        for (const char c : text)
            plain += c == '\n' ? "\\n" : c == '\t' ? "\\t" : std::string{c};
        return "'" + plain + "'";
    };
    const char* content = settings->content == Content::Number ? "number"
                          : settings->content == Content::Uid  ? "uid"
                          : settings->content == Content::Scan ? "scan"
                                                               : "reversed";
    const auto& keys = settings->keys;
    return settings->device + " " + content + " " + shown(keys.prefix) + shown(keys.suffix) +
           (keys.symbology ? " symbology " : " ") + std::to_string(keys.gap_max.count()) + "ms " +
           std::to_string(keys.length_min) + "-" + std::to_string(keys.length_max);
}

TEST(WedgeSettingsTest, AreTheDeviceAloneOrWithMore) {
    EXPECT_EQ(parsed("/dev/input/by-id/usb-X-event-kbd"),
              "/dev/input/by-id/usb-X-event-kbd number '''\\n' 50ms 4-64");
    EXPECT_EQ(parsed("  /dev/input/event3\tcontent=uid  suffix=tab gap_ms=30 length=8-20 "),
              "/dev/input/event3 uid '''\\t' 30ms 8-20");
    EXPECT_EQ(parsed("/d content=uid-reversed suffix=none symbology=yes"),
              "/d reversed '''' symbology 50ms 4-64");
    EXPECT_EQ(parsed("/d content=scan symbology=yes"), "/d scan '''\\n' symbology 50ms 4-512");
    EXPECT_EQ(parsed("/d prefix=%25B suffix=?%0A"), "/d number '%B''?\\n' 50ms 4-64");
    EXPECT_EQ(parsed("/d prefix=; suffix==x"), "/d number ';''=x' 50ms 4-64");
}

TEST(WedgeSettingsTest, AreRefusedInWords) {
    const std::string device =
        "wrong: the settings begin with the device, like /dev/input/by-id/usb-...-event-kbd";
    EXPECT_EQ(parsed(""), device);
    EXPECT_EQ(parsed("content=uid"), device);
    EXPECT_EQ(parsed("/d content=card"), "wrong: content is number, uid, uid-reversed or scan");
    EXPECT_EQ(parsed("/d suffix="),
              "wrong: suffix is one or more characters; %20 is a blank, %25 a %");
    EXPECT_EQ(parsed("/d prefix=%"),
              "wrong: prefix is one or more characters; %20 is a blank, %25 a %");
    EXPECT_EQ(parsed("/d symbology"), "wrong: symbology is yes or no");
    EXPECT_EQ(parsed("/d gap_ms=0"), "wrong: gap_ms is 1 to 1000");
    EXPECT_EQ(parsed("/d gap_ms=1001"), "wrong: gap_ms is 1 to 1000");
    for (const auto* length : {"8", "0-8", "9-8", "1-513", "-", "a-b"})
        EXPECT_EQ(parsed(std::string{"/d length="} + length),
                  "wrong: length is like 4-64, at most 512");
    EXPECT_EQ(
        parsed("/d speed=9600"),
        "wrong: a setting is content, suffix, prefix, symbology, gap_ms or length, then = and "
        "its value");
}

}  // namespace
}  // namespace pareto::drivers::wedge
