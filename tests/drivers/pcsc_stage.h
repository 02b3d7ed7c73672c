// The stages of the PC/SC reader: the real pcscd, a virtual reader, and a virtual card.
#pragma once

#include "tests/drivers/card_stage.h"
#include "tests/drivers/session_stage.h"

namespace pareto::test {

[[nodiscard]] Result<std::unique_ptr<CardStage>> pcsc_stage();
[[nodiscard]] Result<std::unique_ptr<SessionStage>> pcsc_session_stage();

}  // namespace pareto::test
