// A file descriptor that is closed.
#pragma once

namespace pareto::drivers::readerd {

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}

    ~Descriptor() { close(); }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;

    [[nodiscard]] int get() const { return number_; }

    [[nodiscard]] bool is_open() const { return number_ >= 0; }

    void close();

private:
    int number_;
};

/// Wakes a thread that polls.
class Bell {
public:
    Bell();

    /// From any thread.
    void ring() noexcept;
    /// Takes back all rings so far.
    void silence() noexcept;

    /// Readable once it rang; -1 when the system has no more.
    [[nodiscard]] int get() const { return event_.get(); }

private:
    Descriptor event_;
};

}  // namespace pareto::drivers::readerd
