// Answers: one JSON object on a line, "ok" first. Ids are texts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>

#include <boost/json/object.hpp>

#include "common/base/fault.h"
#include "terminal/app/checkout.h"
#include "terminal/app/terminal.h"

namespace pareto::terminal::headless {

[[nodiscard]] boost::json::object accepted();
[[nodiscard]] boost::json::object refused(std::string_view refusal, std::string_view detail);
[[nodiscard]] boost::json::object failed(const Fault& fault);
[[nodiscard]] boost::json::object not_done(const std::variant<Refused, Fault>& why);

[[nodiscard]] boost::json::object answer_of(const RecordedSale& recorded);
[[nodiscard]] boost::json::object answer_of(const PresentedCard& card);
[[nodiscard]] boost::json::object answer_of(const ApprovedVoucher& voucher);
/// "is" says what it was: "item" (also one that is in the basket "already"), "card", "receipt",
/// "voucher" or "coupon".
[[nodiscard]] boost::json::object answer_of(const Scanned& scanned);
/// The basket as it stands: lines, what is due, what was tendered.
[[nodiscard]] boost::json::object answer_of(const Basket& basket);
/// {"cash": 500, "stored": 300}
[[nodiscard]] boost::json::object tenders_of(
    const std::map<sale::TenderKind, std::int64_t>& tenders);

[[nodiscard]] std::string text_of(const boost::json::object& answer);

}  // namespace pareto::terminal::headless
