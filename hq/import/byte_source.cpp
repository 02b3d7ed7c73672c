// Files and zstd streams as byte sources.
#include "hq/import/byte_source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

namespace pareto::hq::import {
namespace {

std::string reason_of(int error) {
    return std::error_code(error, std::generic_category()).message();
}

class FileSource final : public ByteSource {
public:
    FileSource(int descriptor, std::string path, std::int64_t total)
        : descriptor_(descriptor), path_(std::move(path)), total_(total) {}

    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    ~FileSource() override { ::close(descriptor_); }

    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override {
        while (true) {
            const ssize_t count = ::read(descriptor_, buffer, size);
            if (count >= 0) {
                taken_ += count;
                return static_cast<std::size_t>(count);
            }
            if (errno != EINTR) {
                return fault(FaultCode::Unavailable,
                             path_ + ": cannot be read: " + reason_of(errno));
            }
        }
    }

    [[nodiscard]] std::int64_t taken() const override { return taken_; }

    [[nodiscard]] std::int64_t total() const override { return total_; }

private:
    int descriptor_;
    std::string path_;
    std::int64_t total_;
    std::int64_t taken_ = 0;
};

struct FreeStream {
    void operator()(ZSTD_DStream* stream) const noexcept { ZSTD_freeDStream(stream); }
};

// Frames may follow one another (a file made of compressed pieces is such a file). The window is
// limited, so that a hostile header cannot ask for gigabytes.
class ZstdSource final : public ByteSource {
public:
    static constexpr int kWindowLogMax = 27;

    ZstdSource(std::unique_ptr<ByteSource> inner, std::string path)
        : inner_(std::move(inner)),
          path_(std::move(path)),
          stream_(ZSTD_createDStream()),
          input_(ZSTD_DStreamInSize()) {
        ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kWindowLogMax);
    }

    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override {
        ZSTD_outBuffer out{buffer, size, 0};
        while (out.pos == 0) {
            if (pending_.pos == pending_.size && !flushing_) {
                PARETO_TRY(const std::size_t count, inner_->read(input_.data(), input_.size()));
                if (count == 0) {
                    if (in_frame_)
                        return fault(FaultCode::Corrupt,
                                     path_ + ": the compressed file ends too early");
                    return std::size_t{0};
                }
                pending_ = ZSTD_inBuffer{input_.data(), count, 0};
            }
            const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &pending_);
            if (ZSTD_isError(left) != 0U) {
                return fault(FaultCode::Corrupt,
                             path_ + ": not a sound zstd file: " + ZSTD_getErrorName(left));
            }
            in_frame_ = left != 0;
            flushing_ = out.pos == out.size;
        }
        return out.pos;
    }

    [[nodiscard]] std::int64_t taken() const override { return inner_->taken(); }

    [[nodiscard]] std::int64_t total() const override { return inner_->total(); }

private:
    std::unique_ptr<ByteSource> inner_;
    std::string path_;
    std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
    std::vector<char> input_;
    ZSTD_inBuffer pending_{nullptr, 0, 0};
    bool in_frame_ = false;
    bool flushing_ = false;  ///< the output was full: there may be more without further input
};

class TextSource final : public ByteSource {
public:
    TextSource(Bytes bytes, std::size_t step) : bytes_(std::move(bytes)), step_(step) {}

    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override {
        const std::size_t count = std::min({size, step_, bytes_.size() - taken_});
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(taken_), count, buffer);
        taken_ += count;
        return count;
    }

    [[nodiscard]] std::int64_t taken() const override { return static_cast<std::int64_t>(taken_); }

    [[nodiscard]] std::int64_t total() const override {
        return static_cast<std::int64_t>(bytes_.size());
    }

private:
    Bytes bytes_;
    std::size_t step_;
    std::size_t taken_ = 0;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_raw_file(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return fault(FaultCode::Unavailable, path + ": cannot be opened: " + reason_of(errno));

    struct stat facts {};

    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        ::close(descriptor);
        return fault(FaultCode::Unsupported, path + ": not a regular file (it is read twice)");
    }
    return std::make_unique<FileSource>(descriptor, path, facts.st_size);
}

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
    PARETO_TRY(auto file, open_raw_file(path));
    if (!path.ends_with(".zst")) return file;
    return std::make_unique<ZstdSource>(std::move(file), path);
}

std::unique_ptr<ByteSource> from_text(Bytes bytes, std::size_t step) {
    return std::make_unique<TextSource>(std::move(bytes), std::max<std::size_t>(step, 1));
}

}  // namespace pareto::hq::import
