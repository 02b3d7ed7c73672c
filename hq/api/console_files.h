// The console's files, read once at start: a file that is not in the list is not served, whatever
// the address says.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "hq/api/http.h"

namespace pareto::hq::api {

class ConsoleFiles {
public:
    ConsoleFiles() = default;
    /// Every file below the folder; none when there is no such folder. Exhausted beyond 64 MiB.
    [[nodiscard]] static Result<ConsoleFiles> read(const std::filesystem::path& folder);

    [[nodiscard]] bool empty() const { return files_.empty(); }

    /// The file of the path; index.html for a page of the console, which has no dot in its last
    /// segment. Files below assets/ bear a hash in their name and are kept for a year.
    [[nodiscard]] Response answer(const Request& request) const;

private:
    struct File {
        std::string bytes;
        std::string tag;
    };

    std::map<std::string, File> files_;
};

/// A strong ETag of the bytes, quoted.
[[nodiscard]] std::string tag_of(std::string_view bytes);

}  // namespace pareto::hq::api
