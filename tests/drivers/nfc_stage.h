// The stage of the NFC reader: the real libnfc, and a PN532 of software on a pseudo-terminal.
#pragma once

#include "tests/drivers/card_stage.h"
#include "tests/drivers/session_stage.h"

namespace pareto::test {

[[nodiscard]] Result<std::unique_ptr<CardStage>> nfc_stage();
[[nodiscard]] Result<std::unique_ptr<SessionStage>> nfc_session_stage();

}  // namespace pareto::test
