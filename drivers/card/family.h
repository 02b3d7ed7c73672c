// The families of cards as this folder names them; see common/loyalty/card.h.
#pragma once

#include "common/loyalty/card.h"

namespace pareto::drivers::card {

using Family = loyalty::CardFamily;
using loyalty::is_desfire;
using loyalty::is_secure;

}  // namespace pareto::drivers::card
