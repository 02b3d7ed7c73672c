"""Each bug that other systems' users reported has a test: tests/peers.md names it, and it exists."""

import re

from source_tree import Violation

TABLE = "tests/peers.md"
THREADS = 27
NAMED = re.compile(r"`(\w+)\.(\w+)`")
ROW = re.compile(r"^\| *(\d+) *\|")
TEST = re.compile(r"\bTEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)")


def peers_have_tests(tree):
    """A thread without a row, a row without a test, and a test that is nowhere."""
    if TABLE not in tree.by_path:
        return
    tests = set()
    for file in tree.cpp:
        if file.below("tests"):
            tests.update(TEST.findall(file.code))
    seen = set()
    for number, line in enumerate(tree.by_path[TABLE].text.splitlines(), 1):
        row = ROW.match(line)
        if not row:
            continue
        seen.add(int(row.group(1)))
        named = NAMED.findall(line)
        if not named:
            yield Violation(TABLE, number, "peers", f"thread {row.group(1)} has no test: name one")
        for suite, name in named:
            if (suite, name) not in tests:
                yield Violation(TABLE, number, "peers", f"there is no TEST({suite}, {name}): write it or name another")
    for thread in sorted(set(range(1, THREADS + 1)) - seen):
        yield Violation(TABLE, 1, "peers", f"thread {thread} has no row: add one")


RULES = {"peers": peers_have_tests}
