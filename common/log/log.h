// The log for engineers: one JSON line an event. The journal is the audit trail; nothing reads the
// log back.
//
//     {"at":"2026-03-09T08:15:02.117Z","level":"info","event":"uplink.welcomed","registration":5,"unsent":12}
//
// error: this program stops doing its work. warning: somebody must act. info: rare and countable.
// debug: off. Never a card number, UID, name, key or code: log the id of the member or entry.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/fault.h"

namespace pareto::log {

struct Field {
    std::string_view name;
    std::variant<std::int64_t, bool, std::string> value;
};

using Fields = std::initializer_list<Field>;

/// Where lines go from now on; before, nowhere. Call once at start, before other threads run.
[[nodiscard]] Result<void> to_file(const std::string& path);
void to_stderr();
/// Lines of debug() too.
void show_debug();

void error(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void debug(std::string_view event, Fields fields = {});

/// What error() and the others write, without time and level: {"event":…} (for tests).
[[nodiscard]] std::string format_line(std::string_view event, Fields fields);

}  // namespace pareto::log
