// The stage of the keyboard reader: one that types the UID of each card and Enter.
#pragma once

#include "tests/drivers/card_stage.h"

namespace pareto::test {

[[nodiscard]] Result<std::unique_ptr<CardStage>> wedge_stage();

}  // namespace pareto::test
