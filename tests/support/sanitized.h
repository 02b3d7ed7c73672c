// Whether this program is built with a sanitizer that keeps freed memory for a while: then what is resident says
// nothing about growth, and the sanitizer's own search for leaks does.
#pragma once

namespace pareto::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kResidentMemoryTells = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kResidentMemoryTells = false;
#else
inline constexpr bool kResidentMemoryTells = true;
#endif
#else
inline constexpr bool kResidentMemoryTells = true;
#endif

}  // namespace pareto::test
