"""The style test's own test: every rule finds its violation at the right line, and leaves its neighbours alone."""

import hashlib
import os
import tempfile
import unittest

import check_style
import source_tree

HEADER = "// What this is.\n#pragma once\n"
MIGRATION = "-- Do not edit; add a new one.\ncreate table sale (id bigint primary key);\n"
DIGEST = hashlib.sha256(MIGRATION.encode()).hexdigest()
LIST = "tests/style/migrations.sha256"
PORT = HEADER + "class Example {\n    virtual UtcTime now() const = 0;\n};\n"
HOME = "/ho" + "me/somebody/x"
WORK = "tod" + "o"
WORK = WORK.upper()

def peers(last, test="A.B"):
    return {"tests/peers.md": "".join(f"| {n} | thread | bug | `{test}` |\n" for n in range(1, last + 1)),
            "tests/hq/a_test.cpp": "TEST_P(A, B) {}\n"}


# (rule that is run, files, what must be found as "path:line rule"). One violation of each kind.
FOUND = [
    # Arrows.
    ("arrow", {"common/money/tax.h": HEADER + '#include "common/loyalty/lot.h"\n'}, "common/money/tax.h:3 arrow"),
    ("arrow", {"common/sale/sale.cpp": '#include "common/journal/entry.h"\n'}, "common/sale/sale.cpp:1 arrow"),
    ("arrow", {"common/journal/entry.cpp": '#include "common/sync/feed.h"\n'}, "common/journal/entry.cpp:1 arrow"),
    ("arrow", {"common/ports/clock.h": '#include "common/net/tls.h"\n'}, "common/ports/clock.h:1 arrow"),
    ("arrow", {"common/net/tls.cpp": '#include "common/database/database.h"\n'}, "common/net/tls.cpp:1 arrow"),
    ("arrow", {"terminal/app/sell.cpp": '#include "hq/app/ingest.h"\n'}, "terminal/app/sell.cpp:1 arrow"),
    ("arrow", {"hq/app/ingest.cpp": '#include "terminal/app/sell.h"\n'}, "hq/app/ingest.cpp:1 arrow"),
    ("arrow", {"hq/app/ingest.cpp": '#include "hq/database/books.h"\n'}, "hq/app/ingest.cpp:1 arrow"),
    ("arrow", {"terminal/app/sell.cpp": '#include "common/database/database.h"\n'}, "terminal/app/sell.cpp:1 arrow"),
    ("arrow", {"terminal/main.cpp": '#include "hq/app/ingest.h"\n'}, "terminal/main.cpp:1 arrow"),
    ("arrow", {"hq/main.cpp": '#include "terminal/app/sell.h"\n'}, "hq/main.cpp:1 arrow"),
    ("arrow", {"drivers/card/apdu.cpp": '#include "drivers/pcsc/pcsc.h"\n'}, "drivers/card/apdu.cpp:1 arrow"),
    ("arrow", {"drivers/nfc/nfc.cpp": '#include "drivers/pcsc/pcsc.h"\n'}, "drivers/nfc/nfc.cpp:1 arrow"),
    ("arrow", {"hq/app/x.cpp": '#include "tests/support/fake.h"\n'}, "hq/app/x.cpp:1 arrow"),
    ("arrow", {"hq/surprise/x.cpp": "\n"}, "hq/surprise/x.cpp:1 arrow"),
    ("include-path", {"hq/app/x.cpp": '#include "ingest.h"\n'}, "hq/app/x.cpp:1 include-path"),
    ("include-path", {"hq/app/x.cpp": "#include <hq/app/ingest.h>\n"}, "hq/app/x.cpp:1 include-path"),
    ("library-arrow", {"hq/app/x.cpp": "\n#include <boost/asio/post.hpp>\n"}, "hq/app/x.cpp:2 library-arrow"),
    ("library-arrow", {"hq/main.cpp": "#include <boost/beast/http.hpp>\n"}, "hq/main.cpp:1 library-arrow"),
    ("library-arrow", {"tests/loyalty/x_test.cpp": "#include <boost/asio.hpp>\n"},
     "tests/loyalty/x_test.cpp:1 library-arrow"),
    ("library-arrow", {"hq/app/x.cpp": "#include <SQLiteCpp/SQLiteCpp.h>\n"}, "hq/app/x.cpp:1 library-arrow"),
    ("library-arrow", {"hq/database/x.cpp": "#include <pqxx/pqxx>\n"}, "hq/database/x.cpp:1 library-arrow"),
    ("library-arrow", {"terminal/app/x.cpp": "#include <QString>\n"}, "terminal/app/x.cpp:1 library-arrow"),
    ("library-arrow", {"hq/app/x.cpp": '#include "common/sync/proto/sync.pb.h"\n'}, "hq/app/x.cpp:1 library-arrow"),
    ("library-arrow", {"common/sync/x.h": '#include "common/sync/proto/sync.pb.h"\n'},
     "common/sync/x.h:1 library-arrow"),
    ("library-arrow", {"hq/app/x.cpp": "#include <CLI/CLI.hpp>\n"}, "hq/app/x.cpp:1 library-arrow"),
    ("core-is-plain", {"common/money/x.cpp": "#include <fmt/format.h>\n"}, "common/money/x.cpp:1 core-is-plain"),
    ("core-is-plain", {"common/base/x.cpp": "#include <unistd.h>\n"}, "common/base/x.cpp:1 core-is-plain"),
    ("core-is-plain", {"common/sync/x.h": "#include <openssl/sha.h>\n"}, "common/sync/x.h:1 core-is-plain"),
    # Words.
    ("no-float", {"common/money/x.cpp": "int a;\ndouble rate = 1;\n"}, "common/money/x.cpp:2 no-float"),
    ("no-float", {"hq/database/x.cpp": "float f;\n"}, "hq/database/x.cpp:1 no-float"),
    ("no-float", {"terminal/database/x.h": "long double f;\n"}, "terminal/database/x.h:1 no-float"),
    ("no-float", {"sql/hq/0001_a.sql": "create table a (\n  net_minor numeric(12, 2));\n"},
     "sql/hq/0001_a.sql:2 no-float"),
    ("banned-code", {"hq/app/x.cpp": "for (auto a : rows | std::views::filter(p)) {}\n"}, "hq/app/x.cpp:1 no-views"),
    ("banned-code", {"hq/app/x.cpp": "f(std::source_location::current());\n"}, "hq/app/x.cpp:1 no-source-location"),
    ("banned-code", {"hq/app/x.cpp": "const std::regex pattern(text);\n"}, "hq/app/x.cpp:1 no-regex"),
    ("banned-code", {"hq/app/x.cpp": "auto v = std::stod(text);\n"}, "hq/app/x.cpp:1 no-locale"),
    ("banned-code", {"hq/app/x.cpp": "strftime(a, 1, b, t);\n"}, "hq/app/x.cpp:1 no-locale"),
    ("banned-code", {"hq/app/x.cpp": "localtime_r(&t, &tm);\n"}, "hq/app/x.cpp:1 no-locale"),
    ("banned-code", {"hq/app/x.cpp": "out.imbue(x);\n"}, "hq/app/x.cpp:1 no-locale"),
    ("banned-code", {"hq/app/x.cpp": "c = std::tolower(c);\n"}, "hq/app/x.cpp:1 no-locale"),
    ("banned-code", {"hq/app/x.cpp": "Clock::instance().now();\n"}, "hq/app/x.cpp:1 no-instance"),
    ("banned-code", {"hq/app/x.cpp": "using namespace std;\n"}, "hq/app/x.cpp:1 no-using-std"),
    ("glossary", {"hq/app/x.cpp": "int store_id;\n"}, "hq/app/x.cpp:1 glossary"),
    ("glossary", {"hq/app/x.h": "class ShopList {};\n"}, "hq/app/x.h:1 glossary"),
    ("glossary", {"sql/hq/q.sql": "select outlet_id from sale;\n"}, "sql/hq/q.sql:1 glossary"),
    ("glossary", {"hq/app/x.cpp": "clear_cart();\n"}, "hq/app/x.cpp:1 glossary"),
    ("glossary", {"common/sync/proto/x.proto": "message Wallet {}\n"}, "common/sync/proto/x.proto:1 glossary"),
    ("glossary", {"hq/app/x.cpp": "points_accrued += 1;\n"}, "hq/app/x.cpp:1 glossary"),
    ("unfinished", {"hq/app/x.cpp": f"// {WORK}: later\n"}, "hq/app/x.cpp:1 unfinished"),
    ("unfinished", {"packaging/run": f"# {WORK} later\n"}, "packaging/run:1 unfinished"),
    ("machine-path", {"packaging/run": f"cd {HOME}\n"}, "packaging/run:1 machine-path"),
    ("machine-path", {"README.md": "See design" + ".md.\n"}, "README.md:1 foreign-page"),
    # Shape.
    ("size", {"hq/app/x.h": HEADER + "\n" * 149}, "hq/app/x.h:151 size"),
    ("size", {"hq/app/x.cpp": "\n" * 701}, "hq/app/x.cpp:701 size"),
    ("size", {"tests/hq/x_test.cpp": "\n" * 601}, "tests/hq/x_test.cpp:601 size"),
    ("size", {"tests/hq/x.h": HEADER + "\n" * 600}, "tests/hq/x.h:601 size"),
    ("size", {"hq/README.md": "\n" * 61}, "hq/README.md:61 size"),
    ("pragma-once", {"hq/app/x.h": "// What this is.\n"}, "hq/app/x.h:1 pragma-once"),
    ("nodiscard", {"hq/app/x.h": HEADER + "Result<int> load();\n"}, "hq/app/x.h:3 nodiscard"),
    ("nodiscard", {"hq/app/x.h": HEADER + "class A {\npublic:\n    virtual Result<void> f() = 0;\n};\n"},
     "hq/app/x.h:5 nodiscard"),
    ("nodiscard", {"hq/app/x.h": HEADER + "namespace a {\nstruct B {\n  int c() { return 1; }\n"
                   "  static Expected<int, R> of(int x) { return x; }\n};\n}\n"}, "hq/app/x.h:6 nodiscard"),
    ("nodiscard", {"hq/app/x.h": HEADER + "template <typename T>\nResult<T> f(T t);\n"}, "hq/app/x.h:4 nodiscard"),
    ("nodiscard", {"hq/app/x.h": HEADER + "asio::awaitable<Result<Bytes>> receive();\n"}, "hq/app/x.h:3 nodiscard"),
    ("nodiscard", {"hq/app/x.h": HEADER + "std::optional<Date> parse_date(std::string_view text);\n"},
     "hq/app/x.h:3 nodiscard"),
    # Promises.
    ("migration", {"sql/hq/0001_a.sql": MIGRATION}, "sql/hq/0001_a.sql:1 migration-listed"),
    ("migration", {"sql/hq/0001_a.sql": MIGRATION + "\n", LIST: f"{DIGEST}  sql/hq/0001_a.sql\n"},
     "sql/hq/0001_a.sql:1 migration-frozen"),
    ("migration", {LIST: f"{DIGEST}  sql/hq/0001_a.sql\n"}, f"{LIST}:1 migration-frozen"),
    ("migration", {"sql/hq/0001_a.sql": "select 1;\n",
                   LIST: hashlib.sha256(b"select 1;\n").hexdigest() + "  sql/hq/0001_a.sql\n"},
     "sql/hq/0001_a.sql:1 migration-header"),
    ("port-contract", {"common/ports/example.h": PORT}, "common/ports/example.h:1 port-contract"),
    ("port-contract", {"common/ports/example.h": PORT, "tests/contract/example_contract.h": HEADER},
     "tests/contract/example_contract.h:1 port-contract"),
    ("port-contract", {"common/ports/card_reader.h": PORT}, "common/ports/card_reader.h:1 port-contract"),
    ("parser-fuzzed", {"hq/app/x.h": HEADER + "std::optional<Date> parse_date(std::string_view text);\n"},
     "hq/app/x.h:3 parser-fuzzed"),
    ("parser-fuzzed", {"common/base/bytes.h": HEADER}, "common/base/bytes.h:1 parser-fuzzed"),
    ("parser-fuzzed", {"hq/app/x.h": HEADER + "Result<A> decode(BytesView bytes);\n",
                       "tests/fuzz/x_fuzz.cpp": "decode(bytes);\n"}, "hq/app/x.h:3 parser-fuzzed"),
    ("parser-fuzzed", {"common/net/openssl.h": HEADER + "Result<A> parse_request(const std::string& pem);\n",
                       "tests/fuzz/x_fuzz.cpp": '#include "common/net/openssl.h"\nvoid f() { parse_request(pem); }\n'},
     "common/net/openssl.h:3 parser-fuzzed"),
    ("generated", {"common/sync/proto/sync.pb.h": ""}, "common/sync/proto/sync.pb.h:1 generated"),
    ("generated", {"compile_commands.json": "[]"}, "compile_commands.json:1 generated"),
    # Other systems' bugs.
    ("peers", peers(26), "tests/peers.md:1 peers"),
    ("peers", {**peers(27), "tests/peers.md": peers(26)["tests/peers.md"] + "| 27 | thread | bug | `A.C` |\n"},
     "tests/peers.md:27 peers"),
    ("peers", {**peers(27), "tests/peers.md": peers(26)["tests/peers.md"] + "| 27 | thread | bug | A.B |\n"},
     "tests/peers.md:27 peers"),
]

# (rule, files) in which nothing may be found.
CLEAN = [
    ("arrow", {"common/sync/a.cpp": '#include "common/base/bytes.h"\n#include "common/journal/entry.h"\n'
               '#include "common/sync/proto/sync.pb.h"\n// #include "hq/app/x.h"\n'}),
    ("arrow", {"hq/main.cpp": '#include "hq/app/x.h"\n#include "hq/sync_server/x.h"\n#include "common/net/tls.h"\n'}),
    ("arrow", {"terminal/replay_main.cpp": '#include "terminal/uplink/x.h"\n#include "drivers/driver.h"\n'}),
    ("arrow", {"drivers/pcsc/a.cpp": '#include "drivers/card/apdu.h"\n#include "drivers/driver.h"\n'
               '#include "drivers/pcsc/pcsc.h"\n#include "common/ports/card_reader.h"\n'}),
    ("arrow", {"drivers/drivers.cpp": '#include "drivers/pcsc/pcsc.h"\n'}),
    ("arrow", {"tests/simulation/a.cpp": '#include "hq/app/x.h"\n#include "terminal/app/x.h"\n'}),
    ("library-arrow", {"common/net/a.h": "#include <boost/asio.hpp>\n", "hq/main.cpp": "#include <CLI/CLI.hpp>\n",
                       "tests/bench/a.cpp": "#include <boost/asio.hpp>\n",
                       "common/sync/a.cpp": '#include "common/sync/proto/sync.pb.h"\n'}),
    ("core-is-plain", {"common/base/expected.h": "#include <tl/expected.hpp>\n#include <string_view>\n",
                       "common/journal/a.cpp": "#include <openssl/sha.h>\n"}),
    ("no-float", {"common/money/a.cpp": '// no double here\nconst char* a = "float"; /* double */\nint double_check;\n',
                  "hq/reports/a.cpp": "double share;\n",
                  "sql/hq/0001_a.sql": "-- never numeric\ncreate table a (b bigint default 0 check (c <> 'real'));\n"}),
    ("banned-code", {"hq/app/a.cpp": 'auto a = "std::regex strftime(";  // std::stod(x), std::views::all\n'
                     "auto b = my_instance();\nauto c = testing::UnitTest::GetInstance();\nstd::from_chars(a, b, c);\n"}),
    ("glossary", {"hq/app/a.cpp": "flag_.store(true); auto stored_value = restored; X509_STORE_free(s);\n"
                  '// a store\nauto a = "shop"; int workshop, cartesian;\n'}),
    ("unfinished", {"hq/app/a.cpp": f"// {WORK}(#12): when the API has it\n// {WORK} #12 again\n"}),
    ("machine-path", {"packaging/a": "cd $HOME/x; ls /usr/share /etc/pareto /var/lib/pareto ../work/x\n",
                      "README.md": "See common/README.md.\n"}),
    ("nodiscard", {"tests/hq/fake.h": HEADER + "Result<int> load();\n"}),
    ("banned-code", {"tests/hq/x.cpp": "using namespace std::chrono_literals;\n"}),
    ("size", {"a/b.h": "\n" * 150, "a/b.cpp": "\n" * 700, "tests/a.cpp": "\n" * 600, "LICENSE": "\n" * 900}),
    ("nodiscard", {"hq/app/a.h": HEADER + "namespace a {\n[[nodiscard]] Result<int> f();\nclass B {\npublic:\n"
                   "    [[nodiscard]] virtual Result<Rows> g(std::span<const Value> p = {}) = 0;\n"
                   "    [[nodiscard]] static std::optional<B> from(BytesView view);\n"
                   "    std::function<Result<int>(int)> callback;\n    Result<int> last_{1};\n"
                   "    void h(Result<int> outcome);\n    std::optional<int> next();\n"
                   "    void i() {\n        Result<int> local(f());\n    }\n};\n"
                   "template <typename T>\n[[nodiscard]] inline Result<T> j(T t) {\n    return t;\n}\n"
                   "using K = Result<int>;\n}\n#define M(x) \\\n    Result<int> m_##x();\n",
                   "hq/app/b.cpp": "Result<int> f() { return 1; }\n"}),
    ("migration", {"sql/hq/0001_a.sql": MIGRATION, LIST: f"{DIGEST}  sql/hq/0001_a.sql\n"}),
    ("port-contract", {"common/ports/example.h": PORT, "tests/contract/example_contract.h": HEADER,
                       "tests/hq/a_test.cpp": '#include "tests/contract/example_contract.h"\n',
                       "common/ports/values.h": HEADER + "struct A {\n    int b = 0;\n};\n"}),
    ("port-contract", {"common/ports/card_reader.h": PORT, "tests/drivers/card_reader_contract_test.cpp": "\n"}),
    ("parser-fuzzed", {"hq/app/x.h": HEADER + "Result<A> decode(BytesView bytes);\n",
                       "tests/fuzz/x_fuzz.cpp": '#include "hq/app/x.h"\nvoid f() { decode(bytes); }\n'}),
    ("parser-fuzzed", {"common/net/openssl.h": HEADER + "Result<A> parse_request(const std::string& pem);\n"
                       "Result<A> parse_key(const std::string& pem);\n",
                       "tests/fuzz/x_fuzz.cpp": '#include "common/net/certificate.h"\nvoid f() { issue_terminal(a); }\n'}),
    ("generated", {"common/sync/proto/sync.proto": "", "CMakePresets.json": "{}"}),
    ("peers", peers(27)),
]


def run_rule(rule, files):
    with tempfile.TemporaryDirectory() as root:
        for path, content in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(content)
        return check_style.violations_in(root, [rule])


class StyleTest(unittest.TestCase):
    def test_every_violation_is_found_where_it_is_and_nothing_else(self):
        for rule, files, expected in FOUND:
            with self.subTest(rule=rule, expected=expected):
                found = run_rule(rule, files)
                self.assertEqual([f"{v.path}:{v.line} {v.rule}" for v in found], [expected])
                self.assertTrue(all(v.message for v in found))

    def test_what_only_looks_like_a_violation_is_left_alone(self):
        for rule, files in CLEAN:
            with self.subTest(rule=rule, files=list(files)):
                self.assertEqual(run_rule(rule, files), [])

    def test_every_rule_has_a_violation_and_a_clean_neighbour_here(self):
        self.assertEqual({rule for rule, _, _ in FOUND}, set(check_style.RULES))
        self.assertLessEqual({rule for rule in check_style.RULES} - {"include-path", "pragma-once"},
                             {rule for rule, _ in CLEAN})

    def test_comments_and_strings_are_taken_out_and_lines_stay(self):
        text = ('int a = 1\'000; // x\nauto b = R"q(double\n)")q"; char c = \'"\'; /* double\n */ auto d = "\\"//";\n'
                "int e = 0xFF'FF; char f = 'x'; double g;\n")
        code = source_tree.SourceFile("a.cpp", text).code
        self.assertEqual(code.count("\n"), text.count("\n"))
        self.assertEqual(code.split(), "int a = 1'000; auto b = ; char c = ; auto d = ; "
                                       "int e = 0xFF'FF; char f = ; double g;".split())

    def test_messages_name_file_line_and_rule(self):
        found = run_rule("pragma-once", {"hq/app/x.h": ""})
        self.assertEqual(str(found[0]), "hq/app/x.h:1: pragma-once: write #pragma once after the opening comment")


if __name__ == "__main__":
    unittest.main()
