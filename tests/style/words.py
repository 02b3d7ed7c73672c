"""Words that are not written, and what to write instead."""

import re

from source_tree import Violation, line_of

VALUE_FOLDERS = [
    "common/base", "common/money", "common/goods", "common/loyalty", "common/sale", "common/journal", "common/sync",
    "common/database", "hq/database", "terminal/database",
]

# (pattern on code, rule, what to write instead)
BANNED_CODE = [
    (r"\b(?:std\s*::\s*)?(?:ranges\s*::\s*)?views\s*::\s*\w+", "no-views",
     "write a range algorithm or a loop: clang 14 does not compile view pipelines"),
    (r"\bsource_location\b", "no-source-location", "write __FILE__ and __LINE__ in a macro, as PARETO_CHECK does"),
    (r"\bstd\s*::\s*(?:basic_|w)?regex\w*|#\s*include\s*<regex>", "no-regex",
     "write a small parser over std::string_view: std::regex overflows the stack on hostile text"),
    (r"\b(?:stod|stof|stold|strtod|strtof|strtold|atof)\b", "no-locale",
     "write std::from_chars on integers, or the decimal parser of common/money: the others obey the locale"),
    (r"\b(?:strftime|wcsftime|put_time|get_time|asctime|ctime|asctime_r|ctime_r)\s*\(", "no-locale",
     "write to_string(BusinessDate) of common/base/time.h, or the date library at the edges"),
    (r"\b(?:localtime|localtime_r|mktime|strptime)\s*\(", "no-locale",
     "write the date library at the edges: the zone of the process is never the branch's"),
    (r"\b(?:setlocale|uselocale)\s*\(|\bstd\s*::\s*locale\b|\bimbue\s*\(", "no-locale",
     "leave the locale alone: everything is formatted with std::to_chars or fmt, which do not obey it"),
    (r"\bstd\s*::\s*(?:is(?:alpha|alnum|digit|xdigit|space|upper|lower|punct|print)|to(?:upper|lower))\s*\(",
     "no-locale", "compare with the characters you mean ('0' <= c && c <= '9'): the <cctype> functions obey the locale"),
    (r"\binstance\s*\(\s*\)", "no-instance", "take the object in the constructor"),
    (r"\busing\s+namespace\s+std\b(?!\s*::\s*\w*literals)", "no-using-std", "write std:: at each use"),
]
BANNED_CODE = [(re.compile(pattern), rule, instead) for pattern, rule, instead in BANNED_CODE]

GLOSSARY = {"store": "branch", "shop": "branch", "outlet": "branch", "cart": "basket", "wallet": "account",
            "accrue": "earn"}
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Names of other people's interfaces.
FOREIGN = re.compile(r"^(X509|SSL|OSSL|PKCS|CMS|EVP|ENGINE|SQLITE|Q[A-Z])")
# A member call of std::atomic.
ATOMIC = re.compile(r"(?:\.|->)\s*$")

UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b(?!\s*\(?#\d+)")

MACHINE_PATH = re.compile(
    r"(?<![\w.$}])(?:/wor" r"k/|/tm" r"p/w/|/home/[a-z]\w*|/roo" r"t/|/User" r"s/[A-Za-z])"
)
# Pages that are not part of the tree, so naming them leads nowhere.
FOREIGN_PAGE = re.compile(r"\b(?:design|style|toolchain|reliability|cards|performance|peers|ui)\.m" r"d\b")


def check_float(tree):
    word = re.compile(r"\b(?:float|double)\b")
    for file in tree.cpp:
        if file.below(*VALUE_FOLDERS):
            for match in word.finditer(file.code):
                yield Violation(file.path, line_of(file.code, match.start()), "no-float",
                                f"write Money, Points, Quantity or a rational instead of {match.group()}")
    column = re.compile(r"\b(?:real|float\d?|double\s+precision|double|numeric|decimal)\b", re.IGNORECASE)
    for file in tree.files:
        if file.suffix == ".sql" and file.below("sql") and re.match(r"\d{4}_|schema", file.name):
            for match in column.finditer(file.code):
                yield Violation(file.path, line_of(file.code, match.start()), "no-float",
                                f"write bigint (minor units) instead of {match.group()}")


def check_banned_code(tree):
    for file in tree.cpp:
        for pattern, rule, instead in BANNED_CODE:
            for match in pattern.finditer(file.code):
                yield Violation(file.path, line_of(file.code, match.start()), rule, instead)


def check_glossary(tree):
    for file in tree.files:
        if not (file.is_cpp or file.suffix in (".sql", ".proto", ".qml")):
            continue
        for match in IDENTIFIER.finditer(file.code):
            name = match.group()
            if FOREIGN.match(name) or (name == "store" and ATOMIC.search(file.code, 0, match.start())):
                continue
            for word in WORD.findall(name):
                word = word.lower()
                stem = {"accrued": "accrue", "accrues": "accrue"}.get(word, word)
                stem = stem if stem in GLOSSARY else stem.removesuffix("s")
                if stem in GLOSSARY:
                    yield Violation(file.path, line_of(file.code, match.start()), "glossary",
                                    f"write {GLOSSARY[stem]} instead of {word} in {name}")


def check_unfinished(tree):
    for file in tree.files:
        for number, line in enumerate(file.text.splitlines(), 1):
            match = UNFINISHED.search(line)
            if match:
                yield Violation(file.path, number, "unfinished",
                                f"write the number of the issue, {match.group()}(#123), or do it")


def check_machine_paths(tree):
    for file in tree.files:
        for number, line in enumerate(file.text.splitlines(), 1):
            match = MACHINE_PATH.search(line)
            if match:
                yield Violation(file.path, number, "machine-path",
                                f"take the path from an argument or the environment instead of {match.group()}")
            match = FOREIGN_PAGE.search(line)
            if match and not any(path.endswith(match.group()) for path in tree.paths):
                yield Violation(file.path, number, "foreign-page",
                                f"say it here: {match.group()} is not part of this tree")


RULES = {
    "no-float": check_float,
    "banned-code": check_banned_code,
    "glossary": check_glossary,
    "unfinished": check_unfinished,
    "machine-path": check_machine_paths,
}
