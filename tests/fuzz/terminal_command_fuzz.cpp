// A line to the terminal without a screen: JSON from a program that drives it.
#include "terminal/headless/command.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

using terminal::headless::Command;

void ask(const Command& command) {
    static_cast<void>(command.needed_integer("amount_minor"));
    static_cast<void>(command.flag("print"));
    static_cast<void>(command.text("sku"));
    static_cast<void>(command.bytes("uid"));
    static_cast<void>(command.at());
    static_cast<void>(command.quantity());
    if (const auto id = command.id("sale")) PARETO_CHECK(*id > 0);
    if (const auto date = command.date("business_date")) PARETO_CHECK(date->ok());
    PARETO_CHECK(!command.says("tender", "cash") || command.text("tender") == "cash");
}

}  // namespace
}  // namespace pareto

PARETO_FUZZ(terminal_command) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    const Command command = Command::read(input);
    // A line is a command with a name, or it says what is wrong.
    PARETO_CHECK(!command.name().empty() || !command.problem().empty() || command.has("command"));
    ask(command);
    if (const auto lines = command.list("lines")) {
        for (const Command& line : *lines)
            ask(line);
    }
}
