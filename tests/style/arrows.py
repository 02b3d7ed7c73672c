"""Who may include whom. The tables are the design; a folder that is in none of them is a violation of its own."""

import re

from source_tree import Violation

CORE = ["common/base", "common/money", "common/goods", "common/loyalty", "common/sale", "common/journal",
        "common/sync"]
APP = CORE + ["common/ports"]

# Folder -> folders it may include besides itself. The longest folder that contains a file counts.
ARROWS = {
    **{folder: CORE[:index] for index, folder in enumerate(CORE)},
    "common/ports": CORE,
    "common/system": APP,
    # The log is a service of every adapter and of the programs, never of the core or the use cases.
    "common/log": CORE,
    "common/database": CORE + ["sql"],
    "common/net": CORE,
    # Files directly in drivers/: the driver table. Each driver knows the table's types and drivers/card.
    "drivers": APP + ["drivers/*"],
    "drivers/*": APP + ["drivers", "drivers/card"],
    "drivers/card": APP,
    # The process that owns the readers, and the terminal's side of it.
    "drivers/readerd": APP + ["drivers", "drivers/card", "common/log"],
    "terminal/app": APP,
    # What the file terminal.toml says, as values of the core.
    "terminal/configuration": APP,
    # The window: what a cashier does (desk, without Qt), what QML shows (models), the pages (qml).
    "terminal/ui": APP + ["terminal/app", "terminal/receipt", "common/log"],
    "terminal/database": APP + ["terminal/app", "common/database"],
    "terminal/uplink": APP + ["terminal/app", "common/net", "common/log"],
    # The commands of a terminal without a screen: what a view model is for one with a screen.
    "terminal/headless": APP + ["terminal/app", "terminal/receipt", "common/log"],
    "terminal/receipt": APP + ["terminal/app", "common/log"],
    # From a card on a reader to its proof; no network but the Uplink port.
    "terminal/cards": APP + ["terminal/app", "drivers", "drivers/card"],
    "hq/app": APP,
    "hq/sync_server": APP + ["hq/app", "common/net", "common/log"],
    "hq/database": APP + ["hq/app", "common/database"],
    # The master keys of cards, and conversations with cards that lie on terminals' readers.
    "hq/cards": APP + ["hq/app", "drivers/card"],
    # Files into the books; the ranking and the books themselves are in hq/database.
    "hq/import": APP + ["hq/app", "hq/database", "common/database", "common/system"],
    "hq/reports": APP + ["hq/app", "hq/database", "common/database"],
    # Campaigns: their JSON and life, what they would cost, what they brought. Statistics live here.
    "hq/campaigns": APP + ["hq/app", "hq/database", "hq/import", "hq/reports", "common/database"],
    # Commands handed over a Unix socket to the process that serves.
    "hq/control": APP + ["common/log"],
    # The commands of pareto-hq: a composition root, in several files because there are many commands.
    "hq/commands": ["common/*", "hq/*"],
    # Drives real terminal programs; knows their command line only, no code of theirs.
    "hq/replay": APP + ["hq/import"],
    # Who may use the console, and their sessions.
    "hq/access": APP + ["hq/app", "hq/database", "common/database"],
    # Reads the books through readers of its own; changes them through the turns of hq/import.
    "hq/api": APP + ["hq/app", "hq/access", "hq/campaigns", "hq/database", "hq/import", "hq/reports", "common/database",
                     "common/log", "common/net"],
    "hq/console": APP + ["hq/app"],
    "hq/jobs": APP + ["hq/app", "common/log"],
}

# The only files that name concrete adapters: all of their own side, and all of common.
COMPOSITION_ROOTS = [
    (re.compile(r"^terminal/(\w+_)?main\.cpp$"), ["common/*", "drivers", "drivers/*", "terminal/*"]),
    # What the terminal's ways of working share of their composition.
    (re.compile(r"^terminal/composition/"), ["common/*", "drivers", "drivers/*", "terminal/*"]),
    (re.compile(r"^hq/(\w+_)?main\.cpp$"), ["common/*", "drivers/card", "hq/*"]),
]

ASIO_FOLDERS = [
    "common/net", "terminal/uplink", "hq/sync_server", "hq/api",
    "tests/net", "tests/terminal", "tests/hq", "tests/bench", "tests/fault", "tests/support",
]

# Header of a library -> (its name, where it may be included, what to do instead).
LIBRARIES = [
    (re.compile(r"^boost/(asio|beast)\b"), "Asio", ASIO_FOLDERS,
     "network code lives in common/net, terminal/uplink, hq/sync_server and hq/api"),
    (re.compile(r"^(SQLiteCpp/|sqlite3|pqxx/|libpq-fe)"), "a database library", ["common/database", "tests"],
     "go through common/database/database.h"),
    (re.compile(r"^(google/protobuf/|.*\.pb\.h$)"), "protobuf", ["common/journal", "common/sync", "drivers/readerd", "tests"],
     "only the .cpp files of common/journal, common/sync and drivers/readerd know the encoding"),
    (re.compile(r"^(Q[A-Z]\w*$|Qt\w+/|q\w+\.h$)"), "Qt",
     ["terminal/ui", "tests/terminal"],
     "Qt lives in terminal/ui"),
    (re.compile(r"^CLI/"), "CLI11", ["terminal", "hq", "drivers/readerd/main.cpp", "tests"],
     "parse the command line in main.cpp"),
]

STANDARD_HEADER = re.compile(r"^[a-z0-9_]+$")


def node_of(path):
    """The key of ARROWS that governs a path, or None."""
    folder = path.rsplit("/", 1)[0] if "/" in path else ""
    while folder:
        if folder in ARROWS:
            return folder
        if folder.count("/") == 1 and folder.split("/")[0] + "/*" in ARROWS:
            return folder.split("/")[0] + "/*"
        folder = folder.rsplit("/", 1)[0] if "/" in folder else ""
    return None


def folder_of(path):
    """The folder an include reaches into: two levels, or one where the file lies directly in it."""
    return "/".join(path.split("/")[:-1][:2])


def reaches(path, allowed):
    folder = folder_of(path)
    return any(
        folder == entry or (entry.endswith("/*") and folder.split("/")[0] == entry[:-2]) for entry in allowed
    )


def allowed_from(path):
    """What the file at `path` may include; None when no table knows it."""
    for pattern, allowed in COMPOSITION_ROOTS:
        if pattern.match(path):
            return allowed
    node = node_of(path)
    if node is None:
        return None
    return ARROWS[node] + [folder_of(path)]


def check_project_includes(tree):
    for file in tree.cpp:
        if file.below("tests"):
            continue
        allowed = allowed_from(file.path)
        if allowed is None:
            yield Violation(file.path, 1, "arrow",
                            "this folder is in no table of tests/style/arrows.py: move the file, or decide its "
                            "arrows there and in the README of the folder")
            continue
        for line, target, quoted in file.includes:
            if quoted and "/" in target and not target.endswith(".pb.h") and not reaches(target, allowed):
                yield Violation(file.path, line, "arrow",
                                f"{folder_of(file.path)} may not include {folder_of(target)}; it may include "
                                + ", ".join(sorted(set(allowed))))


def check_include_form(tree):
    tops = ("common/", "drivers/", "hq/", "sql/", "terminal/", "tests/")
    for file in tree.cpp:
        for line, target, quoted in file.includes:
            if quoted and not target.startswith(tops):
                yield Violation(file.path, line, "include-path",
                                f'write the path from the root of the tree instead of "{target}", or <{target}> '
                                "for a library")
            elif not quoted and target.startswith(tops):
                yield Violation(file.path, line, "include-path", f'write "{target}" in quotes: it is ours')


def check_libraries(tree):
    for file in tree.cpp:
        for line, target, _ in file.includes:
            for pattern, name, folders, instead in LIBRARIES:
                if pattern.match(target) and not (file.path in folders or file.below(*folders)):
                    yield Violation(file.path, line, "library-arrow", f"{name} may not be included here: {instead}")
            if re.match(r"^CLI/", target) and file.below("terminal", "hq") and not file.name.endswith("main.cpp"):
                yield Violation(file.path, line, "library-arrow", "CLI11 costs 8 s a file: include it in main.cpp only")
            if target.endswith(".pb.h") and file.suffix == ".h" and not file.below("tests"):
                yield Violation(file.path, line, "library-arrow", "include generated protobuf in .cpp files only")


def check_core_is_plain(tree):
    for file in tree.cpp:
        if not file.below(*CORE, "common/ports"):
            continue
        encodes = file.suffix == ".cpp" and file.below("common/journal", "common/sync")
        for line, target, quoted in file.includes:
            if quoted or STANDARD_HEADER.match(target) or target == "tl/expected.hpp":
                continue
            if encodes and target.startswith(("openssl/", "google/protobuf/")):
                continue
            yield Violation(file.path, line, "core-is-plain",
                            f"the core uses the standard library and tl::expected; move what needs <{target}> "
                            "behind a port")


RULES = {
    "arrow": check_project_includes,
    "include-path": check_include_form,
    "library-arrow": check_libraries,
    "core-is-plain": check_core_is_plain,
}
