#!/usr/bin/env python3
"""The style test: reads the whole tree and prints what breaks a rule, as file:line: rule: what to write instead."""

import argparse
import os
import sys

import arrows
import peers
import promises
import shape
import words
from source_tree import SourceTree

RULES = {**arrows.RULES, **words.RULES, **shape.RULES, **promises.RULES, **peers.RULES}


def violations_in(root, rules=None):
    tree = SourceTree(root)
    return sorted(violation for rule in rules or RULES for violation in RULES[rule](tree))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(here)), help="the tree to read")
    parser.add_argument("--rule", action="append", choices=sorted(RULES), help="only this rule; may be repeated")
    arguments = parser.parse_args()

    found = violations_in(arguments.root, arguments.rule)
    for violation in found:
        print(violation)
    if found:
        print(f"style: {len(found)} violations", file=sys.stderr)
        return 1
    print("style: no violations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
