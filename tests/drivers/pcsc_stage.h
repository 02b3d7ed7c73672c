// The stage of the PC/SC reader: the real pcscd, a virtual reader, and a virtual card.
#pragma once

#include "tests/drivers/card_stage.h"

namespace pareto::test {

[[nodiscard]] Result<std::unique_ptr<CardStage>> pcsc_stage();

}  // namespace pareto::test
