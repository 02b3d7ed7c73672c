// The anchor: how far this terminal's journal had come, kept outside the database.
//
//     magic 16 | registration i32 | sequence i64 | hash 32 | spare i32 | receipt i64 | SHA-256 32
//
// big endian, 104 bytes; the magic is "PARETO-ANCHOR-1\n", the SHA-256 is of all before it.
//
// It is rewritten after each commit without a sync of its own, so it may lag after a power cut.
// Only a database that is *behind* its anchor means something: it was restored from a backup.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"
#include "common/base/id.h"

namespace pareto::terminal::database {

struct AnchorRecord {
    Registration registration = 0;
    Sequence sequence = 0;
    Hash hash;
    Registration spare = 0;           ///< for selling after an offline restore; 0 = none
    std::int64_t receipt_number = 0;  ///< the last one used, so that none is printed twice
    bool operator==(const AnchorRecord&) const = default;
};

class Anchor {
public:
    virtual ~Anchor() = default;
    /// Nothing when there is none or it is damaged: then nothing is known.
    [[nodiscard]] virtual Result<std::optional<AnchorRecord>> read() = 0;
    [[nodiscard]] virtual Result<void> write(const AnchorRecord& record) = 0;
};

/// One file (0600), overwritten in place.
class FileAnchor final : public Anchor {
public:
    [[nodiscard]] static Result<std::unique_ptr<FileAnchor>> open(const std::string& path);
    ~FileAnchor() override;
    FileAnchor(const FileAnchor&) = delete;
    FileAnchor& operator=(const FileAnchor&) = delete;

    [[nodiscard]] Result<std::optional<AnchorRecord>> read() override;
    [[nodiscard]] Result<void> write(const AnchorRecord& record) override;

private:
    explicit FileAnchor(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace pareto::terminal::database
