// What changes something is done once, however often it is asked: the asker gives each intention an
// Idempotency-Key, and who asks again within a day gets the answer of the first time.
//
// A key is written down before the work begins. What was refused changed nothing and is forgotten,
// so that it may be asked again when it is mended. Where HQ ended between the work and its answer
// nobody knows whether it was done: that is said, and the work is never done a second time.
#pragma once

#include "hq/api/routes.h"

namespace pareto::hq::api {

inline constexpr std::size_t kOnceKeyMax = 100;
inline constexpr std::chrono::hours kOnceKept{24};

/// Runs the route's handler, or gives the answer that it gave before. Problems: "key-missing" (400),
/// "key-reused" for another request (422), "unfinished" (409).
[[nodiscard]] Answer answer_once(Call& call, Answer (*handle)(Call& call));

}  // namespace pareto::hq::api
