// The scripted reader: taps come from the lines of a text file or of a named or unnamed pipe. For
// demonstrations, for tests, and for whatever can write a line: a barcode scanner, another program.
//
// One line is one presentation and one answer of wait(). A file is read from its start and followed
// as it grows; its last line counts without a newline once it has stopped growing. A pipe may be
// opened before its writer, and writers may come and go.
#pragma once

#include <memory>
#include <string>

#include "common/ports/card_reader.h"

namespace pareto::drivers::scripted {

/// `path` names the script; Unavailable when it cannot be opened. A bad line is one Corrupt fault
/// of wait(), naming file and line; the lines after it are read on.
[[nodiscard]] Result<std::unique_ptr<ports::CardReader>> open(const std::string& path);

}  // namespace pareto::drivers::scripted
