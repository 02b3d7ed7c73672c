#include "common/net/private_file.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pareto::net {
namespace {

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}

    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return value_; }

    [[nodiscard]] bool valid() const { return value_ >= 0; }

    /// False when the kernel reports a late write error.
    [[nodiscard]] bool close() { return ::close(std::exchange(value_, -1)) == 0; }

private:
    int value_;
};

tl::unexpected<Fault> system_fault(const std::string& what, const std::filesystem::path& path) {
    const int error = errno;
    FaultCode code = FaultCode::Unavailable;
    if (error == EACCES || error == EPERM || error == EROFS) code = FaultCode::Denied;
    if (error == ENOSPC || error == EDQUOT || error == EMFILE || error == ENFILE)
        code = FaultCode::Exhausted;
    return fault(code, what + " " + path.string() + ": " + std::generic_category().message(error));
}

bool write_all(int file, BytesView text) {
    while (!text.empty()) {
        const auto count = ::write(file, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

/// A new name is durable only when its directory is.
bool sync_directory(const std::filesystem::path& path) {
    const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
    const Descriptor descriptor{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return descriptor.valid() && ::fsync(descriptor.get()) == 0;
}

}  // namespace

Result<void> write_private_file(const std::filesystem::path& path, BytesView text) {
    std::string temporary = path.string() + ".XXXXXX";
    Descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!file.valid()) return system_fault("cannot write", path);
    // mkostemp makes the file 0600; a default ACL of the directory could widen that.
    const bool written = ::fchmod(file.get(), S_IRUSR | S_IWUSR) == 0 &&
                         write_all(file.get(), text) && ::fsync(file.get()) == 0 && file.close() &&
                         ::rename(temporary.c_str(), path.c_str()) == 0;
    if (!written) {
        auto why = system_fault("cannot write", path);
        ::unlink(temporary.c_str());
        return why;
    }
    if (!sync_directory(path)) return system_fault("cannot make durable", path);
    return {};
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.valid()) return system_fault("cannot read", path);
    std::string text;
    char piece[4'096];
    while (true) {
        const auto count = ::read(file.get(), piece, sizeof piece);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_fault("cannot read", path);
        if (count == 0) return text;
        text.append(piece, static_cast<std::size_t>(count));
        if (text.size() > bytes_max) {
            return fault(FaultCode::Exhausted,
                         path.string() + " is longer than " + std::to_string(bytes_max) + " bytes");
        }
    }
}

}  // namespace pareto::net
