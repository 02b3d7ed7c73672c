// The console's files: only what is there, with the right type and for the right time.
#include "hq/api/console_files.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"

namespace pareto::hq::api {
namespace {

class ConsoleFilesTest : public testing::Test {
protected:
    ConsoleFilesTest() {
        std::filesystem::create_directories(folder_.path() / "console" / "assets");
        write("secret.txt", "not ours");
        write("console/index.html", "<!doctype html>");
        write("console/mark.svg", "<svg/>");
        write("console/assets/app-1a2b.js", "app()");
        files_ = ConsoleFiles::read(folder_.path() / "console").value();
    }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path() / name, std::ios::binary) << text;
    }

    [[nodiscard]] Response get(const std::string& target, const std::string& tag = "") const {
        Request request;
        if (!read_target(target, request))
            return {.status = 400, .content_type = {}, .body = {}, .headers = {}};
        if (!tag.empty()) request.headers["if-none-match"] = tag;
        return files_.answer(request);
    }

    static std::string header(const Response& response, const std::string& name) {
        for (const auto& [own, value] : response.headers) {
            if (own == name) return value;
        }
        return {};
    }

    pareto::test::TemporaryDirectory folder_;
    ConsoleFiles files_;
};

TEST_F(ConsoleFilesTest, HashedFilesAreKeptAndThePageIsAskedAgain) {
    const Response script = get("/assets/app-1a2b.js");
    EXPECT_EQ(script.body, "app()");
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(header(script, "Cache-Control"), "public, max-age=31536000, immutable");
    const Response page = get("/");
    EXPECT_EQ(page.body, "<!doctype html>");
    EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
    EXPECT_EQ(get("/", header(page, "ETag")).status, 304);
    EXPECT_EQ(get("/mark.svg").content_type, "image/svg+xml");
}

TEST_F(ConsoleFilesTest, EveryPageOfTheConsoleIsTheOneFile) {
    for (const char* const target : {"/vips", "/members/2900000000018", "/vips?branch=B01"})
        EXPECT_EQ(get(target).body, "<!doctype html>") << target;
}

TEST_F(ConsoleFilesTest, NothingElseIsServed) {
    for (const char* const target : {"/nothing.js",
                                     "/assets/other.js",
                                     "/secret.txt",
                                     "/index.html.bak",
                                     "/../secret.txt",
                                     "/assets/../../secret.txt",
                                     "/%2e%2e/secret.txt",
                                     "/..%2fsecret.txt",
                                     "/assets/..%5c..%5csecret.txt",
                                     "//secret.txt",
                                     "/assets//app-1a2b.js",
                                     "/secret.txt%00.js",
                                     "secret.txt",
                                     "http://hq.example/secret.txt",
                                     "/%ff.js",
                                     "/%zz",
                                     ""}) {
        const Response response = get(target);
        EXPECT_GE(response.status, 400) << target;
        EXPECT_EQ(response.body.find("not ours"), std::string::npos) << target;
    }
    Request posted;
    posted.method = Method::Post;
    EXPECT_EQ(files_.answer(posted).status, 405);
}

TEST_F(ConsoleFilesTest, WithoutAConsoleAPersonIsToldWhy) {
    const ConsoleFiles none = ConsoleFiles::read(folder_.path() / "nothing").value();
    EXPECT_TRUE(none.empty());
    const Response response = none.answer({});
    EXPECT_EQ(response.status, 503);
    EXPECT_NE(response.body.find("not built"), std::string::npos);
}

}  // namespace
}  // namespace pareto::hq::api
