// What DIR/terminal.toml says about scans. Without the file, or the section, the defaults hold: the
// members' numbers that HQ gives (prefix 29, 13 digits), and no price or weight in numbers, because
// every chain lays those out its own way and a wrong guess sells for a wrong price.
//
//     [scan]
//     embedded = ["21IIIIIPPP.PPC", "28IIIIIWW.WWWC"]   # see common/goods/embedded_code.h
//     upc_e_first = false            # eight digits that are EAN-8 and UPC-E alike
//     guess = true                   # bare text may be an element string or a tag
//
//     [[scan.number]]                # the chain's own numbers; given ones replace the default
//     means = "member"               # or "coupon", "receipt"
//     prefix = "29"
//     digits = 13                    # in all; 0 = any text
//     check_digit = true
//     keep_prefix = true             # the prefix belongs to the number
#pragma once

#include <string>
#include <string_view>

#include "common/base/fault.h"
#include "common/goods/scan.h"

namespace pareto::terminal::configuration {

/// `toml` is the file's content; nothing in it that is not known is passed over. Corrupt, with the
/// place and what is wrong.
[[nodiscard]] Result<goods::ScanSettings> read_scan_settings(std::string_view toml);
/// The defaults when there is no such file.
[[nodiscard]] Result<goods::ScanSettings> load_scan_settings(const std::string& path);

}  // namespace pareto::terminal::configuration
