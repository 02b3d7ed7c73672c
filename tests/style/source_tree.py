"""The files of a source tree as the style rules read them: text, code without comments and strings, includes."""

import os
import re
import subprocess
from functools import cached_property
from typing import NamedTuple

TEXT_SUFFIXES = {
    ".h", ".cpp", ".sql", ".proto", ".qml", ".py", ".sh", ".md", ".txt", ".cmake", ".json", ".toml",
    ".service", ".rules", ".conf", ".ts", ".vue", ".js", ".yml", ".yaml", ".sha256", "",
}
SKIPPED_FOLDERS = {".git", "build", "node_modules", "__pycache__", ".cache"}

# Comments, raw strings, strings, numbers (with digit separators) and characters of C++, in that order.
CPP_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r'|(?P<raw>(?:u8|[uUL])?R"(?P<mark>[^()\\ ]{0,16})\(.*?\)(?P=mark)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<number>\b[0-9](?:'?[0-9a-zA-Z_.])*)"
    r"|(?P<char>'(?:\\.|[^'\\\n])*')",
    re.DOTALL,
)
SQL_TOKEN = re.compile(r"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<string>'(?:''|[^'])*')", re.DOTALL)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<[^>\n]+>|"[^"\n]+")', re.MULTILINE)


class Violation(NamedTuple):
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def _blank(text):
    """Spaces of the same shape, so that line numbers stay."""
    return re.sub(r"[^\n]", " ", text)


def _strip(pattern, text, strings):
    def replace(match):
        kind = match.lastgroup if match.lastgroup != "mark" else "raw"
        if kind == "number" or (kind != "comment" and not strings):
            return match.group()
        return _blank(match.group())

    return pattern.sub(replace, text)


class SourceFile:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.suffix = os.path.splitext(path)[1]
        self.name = os.path.basename(path)

    @property
    def is_cpp(self):
        return self.suffix in (".h", ".cpp")

    @cached_property
    def without_comments(self):
        return _strip(SQL_TOKEN if self.suffix == ".sql" else CPP_TOKEN, self.text, strings=False)

    @cached_property
    def code(self):
        """Without comments, strings and character literals."""
        return _strip(SQL_TOKEN if self.suffix == ".sql" else CPP_TOKEN, self.text, strings=True)

    @cached_property
    def includes(self):
        """(line, what stands between the quotes or brackets, whether it is quoted)."""
        if not self.is_cpp:
            return []
        text = self.without_comments
        return [
            (line_of(text, match.start(1)), match.group(1)[1:-1], match.group(1)[0] == '"')
            for match in INCLUDE.finditer(text)
        ]

    def below(self, *folders):
        return any(self.path.startswith(folder + "/") for folder in folders)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def _listed_by_git(root):
    """What git knows or would add; None where the tree is not a working copy."""
    command = ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [path for path in done.stdout.decode().split("\0") if path]


def _walked(root):
    paths = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        paths += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return paths


class SourceTree:
    def __init__(self, root):
        self.root = root
        paths = None
        if os.path.exists(os.path.join(root, ".git")):
            paths = _listed_by_git(root)
        self.paths = sorted(set(paths if paths is not None else _walked(root)))
        self.paths = [path for path in self.paths if os.path.isfile(os.path.join(root, path))]
        self.files = []
        for path in self.paths:
            if os.path.splitext(path)[1] not in TEXT_SUFFIXES or "/corpus/" in path or "/corpora/" in path:
                continue
            with open(os.path.join(root, path), "rb") as file:
                content = file.read()
            if b"\0" in content[:4096]:
                continue
            self.files.append(SourceFile(path, content.decode("utf-8", errors="replace")))

    @cached_property
    def by_path(self):
        return {file.path: file for file in self.files}

    @property
    def cpp(self):
        return [file for file in self.files if file.is_cpp]
