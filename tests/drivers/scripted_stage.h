// The stages of the scripted reader: lines appended to a file or written to a pipe.
#pragma once

#include "tests/drivers/card_stage.h"

namespace pareto::test {

[[nodiscard]] Result<std::unique_ptr<CardStage>> scripted_file_stage();
[[nodiscard]] Result<std::unique_ptr<CardStage>> scripted_pipe_stage();

}  // namespace pareto::test
