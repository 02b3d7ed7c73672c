// The anchor file after a power cut, a bad block, or an intruder: what is not sound is nothing.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "terminal/database/anchor.h"
#include "tests/fuzz/fuzz.h"

namespace pareto {
namespace {

/// A folder that goes with the program.
class Folder {
public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "pareto-anchor-XXXXXX").string();
        PARETO_CHECK(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }

    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string file() const { return (path_ / "anchor").string(); }

private:
    std::filesystem::path path_;
};

}  // namespace
}  // namespace pareto

PARETO_FUZZ(anchor) {
    using namespace pareto;  // NOLINT(google-build-using-namespace)
    static const Folder folder;
    const auto anchor = terminal::database::FileAnchor::open(folder.file());
    PARETO_CHECK(anchor.has_value());
    std::ofstream{folder.file(), std::ios::binary | std::ios::trunc} << input;
    const auto record = (*anchor)->read();
    PARETO_CHECK(record.has_value());
    if (*record) {
        PARETO_CHECK((*record)->registration >= 0 && (*record)->sequence >= 0);
        PARETO_CHECK((*anchor)->write(**record).has_value());
        PARETO_CHECK((*anchor)->read().value() == *record);
    }
    // Whatever stood there, what is written is read.
    const terminal::database::AnchorRecord next{7, static_cast<Sequence>(input.size()), {}, 9};
    PARETO_CHECK((*anchor)->write(next).has_value());
    PARETO_CHECK((*anchor)->read().value() == next);
}
