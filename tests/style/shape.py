"""The shape of files: sizes, header guards, and [[nodiscard]] on what returns a result."""

import re

from source_tree import Violation, line_of

HEADER_LINES = 150
SOURCE_LINES = 700
TEST_LINES = 600
QML_LINES = 200
README_LINES = 60

RESULT_TYPE = re.compile(
    r"^(?:(?:::)?pareto\s*::\s*)?(?:\w+\s*::\s*)*?(?:Result|Expected|expected)\s*<"
    r"|^(?:boost\s*::\s*)?asio\s*::\s*awaitable\s*<\s*(?:\w+\s*::\s*)*(?:Result|Expected)\s*<"
)
OPTIONAL_TYPE = re.compile(r"^std\s*::\s*optional\s*<")
PARSER_NAME = re.compile(r"^(parse|decode|from|read)(_\w+)?$")
SPECIFIER = re.compile(r"^(?:static|virtual|inline|constexpr|consteval|friend|explicit|extern|public:|private:|protected:)\s*")
ATTRIBUTE = re.compile(r"^\[\[(.*?)\]\]\s*", re.DOTALL)
TYPE_OR_SCOPE = re.compile(r"\b(?:namespace|class|struct|union|enum)\b|\bextern\s*$")
FUNCTION_NAME = re.compile(r"^[&*\s]*((?:\w+\s*::\s*)*~?\w+)\s*\(")


def limit_of(file):
    if file.path.startswith("tests/") and file.suffix in (".cpp", ".h", ".py"):
        return TEST_LINES
    if file.suffix == ".md":
        is_folder_readme = file.name == "README.md" and file.path.count("/") == 1
        return README_LINES if is_folder_readme else None
    return {".h": HEADER_LINES, ".cpp": SOURCE_LINES, ".qml": QML_LINES}.get(file.suffix)


def check_sizes(tree):
    for file in tree.files:
        limit = limit_of(file)
        lines = file.text.count("\n")
        if limit is not None and lines > limit:
            yield Violation(file.path, limit + 1, "size", f"{lines} lines, the limit is {limit}: split it by idea")


def check_pragma_once(tree):
    for file in tree.cpp:
        if file.suffix == ".h" and not re.search(r"^#pragma once$", file.text, re.MULTILINE):
            yield Violation(file.path, 1, "pragma-once", "write #pragma once after the opening comment")


def skip_brackets(text, start, opening, closing):
    """The offset behind the bracket that closes the one at `start`."""
    depth = 0
    for offset in range(start, len(text)):
        if text[offset] == opening:
            depth += 1
        elif text[offset] == closing:
            depth -= 1
            if depth == 0:
                return offset + 1
    return len(text)


def declarations(code):
    """(offset, text) of what stands at namespace or class level; bodies of functions are skipped."""
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", lambda match: re.sub(r"[^\n]", " ", match.group()), code,
                  flags=re.MULTILINE)
    start = offset = 0
    while offset < len(code):
        character = code[offset]
        if character == "(":
            offset = skip_brackets(code, offset, "(", ")")
            continue
        if character == "{":
            text = code[start:offset]
            yield start, text
            if TYPE_OR_SCOPE.search(re.sub(r"<[^<>]*>", "", text)) and "(" not in text:
                start = offset = offset + 1
                continue
            offset = skip_brackets(code, offset, "{", "}")
            start = offset
            continue
        if character in ";}":
            yield start, code[start:offset]
            start = offset + 1
        offset += 1


def declared_function(text):
    """(attributes, return type, name, offset of the type) of a declaration that begins like a function."""
    attributes = []
    offset = 0
    while True:
        rest = text[offset:]
        blank = len(rest) - len(rest.lstrip())
        if blank:
            offset += blank
            continue
        if re.match(r"template\s*<", rest):
            offset = skip_brackets(text, text.index("<", offset), "<", ">")
            continue
        match = ATTRIBUTE.match(rest)
        if match:
            attributes.append(match.group(1))
        else:
            match = SPECIFIER.match(rest)
        if not match:
            break
        offset += match.end()
    opening = text.find("<", offset)
    if opening < 0:
        return None
    end = skip_brackets(text, opening, "<", ">")
    name = FUNCTION_NAME.match(text[end:])
    if not name:
        return None
    return attributes, text[offset:end], name.group(1), offset


def check_nodiscard(tree):
    for file in tree.cpp:
        # The fakes of tests are called through the ports, whose functions have it.
        if file.suffix != ".h" or file.below("tests"):
            continue
        for start, text in declarations(file.code):
            found = declared_function(text)
            if not found:
                continue
            attributes, returned, name, offset = found
            is_result = RESULT_TYPE.match(returned)
            is_parsed = OPTIONAL_TYPE.match(returned) and PARSER_NAME.match(name)
            if (is_result or is_parsed) and not any("nodiscard" in attribute for attribute in attributes):
                yield Violation(file.path, line_of(file.code, start + offset), "nodiscard",
                                f"write [[nodiscard]] before {name}: a result nobody looks at hides a failure")


RULES = {
    "size": check_sizes,
    "pragma-once": check_pragma_once,
    "nodiscard": check_nodiscard,
}
