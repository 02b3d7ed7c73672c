#include "hq/api/console_files.h"

#include <array>
#include <fstream>
#include <iterator>
#include <system_error>

#include "common/journal/entry.h"

namespace pareto::hq::api {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kBytesMax = 64U << 20U;
constexpr std::size_t kTagDigits = 32;

struct Kind {
    std::string_view ending;
    std::string_view type;
};

constexpr std::array kKinds{
    Kind{".html", "text/html; charset=utf-8"},
    Kind{".js", "text/javascript; charset=utf-8"},
    Kind{".css", "text/css; charset=utf-8"},
    Kind{".json", "application/json"},
    Kind{".svg", "image/svg+xml"},
    Kind{".png", "image/png"},
    Kind{".ico", "image/x-icon"},
    Kind{".woff2", "font/woff2"},
    Kind{".txt", "text/plain; charset=utf-8"},
};

std::string type_of(std::string_view path) {
    for (const Kind& kind : kKinds) {
        if (path.ends_with(kind.ending)) return std::string{kind.type};
    }
    return "application/octet-stream";
}

std::string joined(const std::vector<std::string>& path) {
    std::string text;
    for (const std::string& segment : path)
        text += (text.empty() ? "" : "/") + segment;
    return text;
}

Response without_console() {
    Response response;
    response.status = 503;
    response.content_type = "text/plain; charset=utf-8";
    response.body =
        "The console was not built with this HQ: Node was not there. The API is at /api/v1/.\n";
    return response;
}

}  // namespace

std::string tag_of(std::string_view bytes) {
    return '"' + to_hex(journal::sha256(bytes).view()).substr(0, kTagDigits) + '"';
}

Result<ConsoleFiles> ConsoleFiles::read(const fs::path& folder) {
    ConsoleFiles console;
    std::error_code error;
    if (!fs::is_directory(folder, error)) return console;
    std::uintmax_t bytes = 0;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
        if (!at->is_regular_file(error) || error) continue;
        bytes += at->file_size(error);
        if (error || bytes > kBytesMax)
            return fault(FaultCode::Exhausted, folder.string() + ": too much for a console");
        std::ifstream in(at->path(), std::ios::binary);
        File file;
        file.bytes.assign(std::istreambuf_iterator<char>{in}, {});
        if (in.bad()) return fault(FaultCode::Unavailable, at->path().string() + " cannot be read");
        file.tag = tag_of(file.bytes);
        console.files_[at->path().lexically_relative(folder).generic_string()] = std::move(file);
    }
    if (error) return fault(FaultCode::Unavailable, folder.string() + ": " + error.message());
    if (!console.files_.contains("index.html")) console.files_.clear();
    return console;
}

Response ConsoleFiles::answer(const Request& request) const {
    if (request.method != Method::Get)
        return response_of({405, "method", "Files can only be read", {}, std::nullopt});
    if (files_.empty()) return without_console();
    std::string path = joined(request.path);
    const bool is_page = request.path.empty() || request.path.back().find('.') == std::string::npos;
    if (is_page) path = "index.html";
    const auto found = files_.find(path);
    if (found == files_.end())
        return response_of({404, "unknown", "There is no such file", {}, std::nullopt});
    Response response;
    response.content_type = type_of(path);
    response.headers.emplace_back("ETag", found->second.tag);
    const bool is_hashed = path.starts_with("assets/");
    response.headers.emplace_back("Cache-Control",
                                  is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.header("if-none-match") == found->second.tag) {
        response.status = 304;
        return response;
    }
    response.body = found->second.bytes;
    return response;
}

}  // namespace pareto::hq::api
