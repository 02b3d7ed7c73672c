// Stored value: sold, spent, asked for.
#include "terminal/headless/answers.h"
#include "terminal/headless/commands.h"

namespace pareto::terminal::headless {

namespace {

/// The gift card that was named; nothing = the member's own.
std::optional<ports::Tap> gift_card_in(const Command& command) {
    ports::Tap tap;
    tap.number = command.text("number");
    tap.uid = command.bytes("uid");
    tap.reader = kTypedIn;
    if (tap.number.empty() && tap.uid.empty()) return std::nullopt;
    return tap;
}

void write(const sync::StoredValue& value, boost::json::object& answer) {
    answer["value_minor"] = value.minor;
    answer["last_day"] =
        value.last_day ? boost::json::value(to_string(*value.last_day)) : boost::json::value();
}

}  // namespace

boost::json::object Commands::value_sold(const Command& command,
                                         const std::optional<ports::Tap>& gift_card) {
    const std::int64_t minor = command.needed_integer("amount_minor");
    if (!command.problem().empty()) return refused("BadCommand", command.problem());
    const auto added = checkout_.add_value(minor, gift_card);
    return added ? answer_of(checkout_.basket()) : not_done(added.error());
}

boost::json::object Commands::topup(const Command& command) {
    return value_sold(command, std::nullopt);
}

boost::json::object Commands::sell_gift_card(const Command& command) {
    const auto gift_card = gift_card_in(command);
    if (!gift_card) command.complain("number or uid is missing");
    return value_sold(command, gift_card);
}

boost::json::object Commands::tender_stored(const Command& command) {
    std::optional<std::int64_t> minor;
    if (!command.says("amount_minor", "max")) minor = command.needed_integer("amount_minor");
    if (!command.problem().empty()) return refused("BadCommand", command.problem());
    const auto approved = checkout_.pay_with_value(minor, gift_card_in(command));
    if (!approved) return not_done(approved.error());
    boost::json::object answer = answer_of(checkout_.basket());
    answer["redemption"] = std::to_string(approved->id.value);
    answer["amount_minor"] = approved->minor;
    write(approved->left, answer);
    return answer;
}

boost::json::object Commands::stored_value(const Command& command) {
    const auto gift_card = gift_card_in(command);
    if (!command.problem().empty()) return refused("BadCommand", command.problem());
    const auto value = checkout_.stored_value(gift_card);
    if (!value) return not_done(value.error());
    boost::json::object answer = accepted();
    write(*value, answer);
    return answer;
}

}  // namespace pareto::terminal::headless
