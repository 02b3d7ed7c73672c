#include "drivers/readerd/descriptor.h"

#include <cstdint>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace pareto::drivers::readerd {

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

void Descriptor::close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

Bell::Bell() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Bell::ring() noexcept {
    const std::uint64_t one = 1;
    // Fails only when it has rung so often that it is readable anyway.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

void Bell::silence() noexcept {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = ::read(event_.get(), &count, sizeof count);
}

}  // namespace pareto::drivers::readerd
