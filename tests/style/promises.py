"""What the project promises about itself: frozen migrations, fuzzed parsers, contract suites, nothing generated."""

import hashlib
import os
import re

from source_tree import Violation, line_of

MIGRATION = re.compile(r"^sql/(?:\w+/)*\d{4}_\w+\.sql$")
MIGRATION_LIST = "tests/style/migrations.sha256"

# A port is a header in common/ports with a pure virtual class. Ports that live elsewhere are listed here.
PORTS_ELSEWHERE = {"common/database/database.h": "database"}
# Header of a port -> its suite, where that stands beside what it needs: each implementation is a row in that file.
SUITES_ELSEWHERE = {"common/ports/card_reader.h": "tests/drivers/card_reader_contract_test.cpp"}
# Header of a port -> why it has no suite.
PORTS_WITHOUT_SUITE = {}

# A parser is a function parse… or decode… declared in a header. Parsers with other names are listed here.
PARSERS_ELSEWHERE = [
    ("common/base/bytes.h", "from_hex"),
    ("common/loyalty/loyalty.h", "is_member_number"),
    ("common/net/certificate.h", "issue_terminal"),
    ("common/net/certificate.h", "read_certificate"),
    ("common/net/frame_buffer.h", "take"),
    ("common/sync/hq_session.h", "on_frame"),
    ("drivers/pcsc/uid_answer.h", "judge"),
    ("drivers/readerd/frames.h", "take"),
    ("hq/app/personal.h", "read_personal"),
    ("hq/campaigns/read_campaign.h", "read_campaign"),
    ("hq/import/columns.h", "assignment_of"),
    ("hq/import/csv_reader.h", "next"),
    ("hq/import/expression.h", "compile"),
    ("hq/import/sold_at.h", "read_written_time"),
    ("terminal/database/anchor.h", "read"),
    ("terminal/headless/command.h", "read"),
]
# (header, function) -> the (header, function) that reaches it and is fuzzed in its place.
PARSERS_REACHED_THROUGH = {
    ("common/net/openssl.h", "parse_certificate"): ("common/net/certificate.h", "read_certificate"),
    ("common/net/openssl.h", "parse_certificates"): ("common/net/certificate.h", "read_certificate"),
    ("common/net/openssl.h", "parse_request"): ("common/net/certificate.h", "issue_terminal"),
    ("hq/database/fact_reader.h", "decode_taken"): ("common/journal/entry.h", "decode"),
}
# (header, function) -> why nothing hostile reaches it.
PARSERS_WITHOUT_FUZZING = {
    ("common/net/openssl.h", "parse_key"): "a private key is read from this program's own 0600 file, never from a peer",
    ("hq/replay/sample_chain.h", "parse_sample_chain"): "an option that the person who runs the program types",
}

GENERATED = re.compile(
    r"\.(?:pb\.h|pb\.cc|o|a|so|pyc|gcda|gcno|qm)$|(?:^|/)(?:moc_\w+\.cpp|qrc_\w+\.cpp|CMakeCache\.txt|"
    r"compile_commands\.json|build\.ninja|CTestTestfile\.cmake)$|(?:^|/)(?:CMakeFiles|__pycache__|node_modules)/"
    r"|\.(?:db|sqlite)(?:-wal|-shm)?$"
)


def sha256_of(tree, path):
    with open(os.path.join(tree.root, path), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def check_migrations(tree):
    listed = {}
    if MIGRATION_LIST in tree.by_path:
        for number, line in enumerate(tree.by_path[MIGRATION_LIST].text.splitlines(), 1):
            digest, _, path = line.partition("  ")
            listed[path] = (digest, number)
    for path in filter(MIGRATION.match, tree.paths):
        if path not in listed:
            yield Violation(path, 1, "migration-listed",
                            f"run, in the root of the tree: sha256sum {path} >> {MIGRATION_LIST}")
        elif listed[path][0] != sha256_of(tree, path):
            yield Violation(path, 1, "migration-frozen",
                            "a merged migration never changes: put it back and add a new one")
        if path in tree.by_path and "Do not edit; add a new one" not in tree.by_path[path].text[:1000]:
            yield Violation(path, 1, "migration-header", "open it with a comment that says: Do not edit; add a new one")
    for path, (_, number) in listed.items():
        if path not in tree.paths:
            yield Violation(MIGRATION_LIST, number, "migration-frozen", f"put {path} back: databases were made with it")


def check_ports(tree):
    ports = dict(PORTS_ELSEWHERE)
    for file in tree.cpp:
        if file.below("common/ports") and file.suffix == ".h" and re.search(r"\)[^;{}()]*=\s*0\s*;", file.code):
            ports[file.path] = file.name.removesuffix(".h")
    for path, name in sorted(ports.items()):
        if path not in tree.by_path or path in PORTS_WITHOUT_SUITE:
            continue
        if path in SUITES_ELSEWHERE:
            if SUITES_ELSEWHERE[path] not in tree.by_path:
                yield Violation(path, 1, "port-contract",
                                f"write the suite that every implementation passes: {SUITES_ELSEWHERE[path]}")
            continue
        suite = f"tests/contract/{name}_contract"
        if suite + ".cpp" in tree.by_path:
            continue
        if suite + ".h" not in tree.by_path:
            yield Violation(path, 1, "port-contract",
                            f"write the suite that every implementation passes: {suite}.h (or .cpp)")
        elif not any(suite + ".h" == target for file in tree.cpp for _, target, _ in file.includes):
            yield Violation(suite + ".h", 1, "port-contract", "include it in the test of each implementation")


def check_parsers(tree):
    fuzzers = [file for file in tree.cpp if file.below("tests/fuzz")]
    parsers = [(path, name, 1) for path, name in PARSERS_ELSEWHERE if path in tree.by_path]
    declaration = re.compile(r"[\w>&*]\s+((?:parse|decode)(?:_\w+)?)\s*\(")
    for file in tree.cpp:
        if file.suffix != ".h" or file.below("tests"):
            continue
        for match in declaration.finditer(file.code):
            if not re.search(r"\breturn\s+$", file.code[: match.start(1)]):
                parsers.append((file.path, match.group(1), line_of(file.code, match.start(1))))
    for path, name, line in parsers:
        if (path, name) in PARSERS_WITHOUT_FUZZING:
            continue
        path_fuzzed, name = PARSERS_REACHED_THROUGH.get((path, name), (path, name))
        used = re.compile(rf"\b{name}\s*\(")
        if not any(used.search(file.code) and any(target == path_fuzzed for _, target, _ in file.includes)
                   for file in fuzzers):
            yield Violation(path, line, "parser-fuzzed",
                            f"write a target in tests/fuzz that includes {path_fuzzed} and calls {name}")


def check_generated(tree):
    for path in tree.paths:
        if GENERATED.search(path):
            yield Violation(path, 1, "generated", "remove it from the tree: the build makes it")


RULES = {
    "migration": check_migrations,
    "port-contract": check_ports,
    "parser-fuzzed": check_parsers,
    "generated": check_generated,
}
