#!/usr/bin/env python3
"""No string of the window is untranslated: lupdate, run on copies, finds nothing that is new, unfinished or unused."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree


def messages(path):
    """(context, source) -> the element of its translation."""
    found = {}
    for context in ElementTree.parse(path).getroot().findall("context"):
        for message in context.findall("message"):
            found[context.find("name").text, message.find("source").text] = message.find("translation")
    return found


def flaws_of(translation):
    texts = [form.text for form in translation.findall("numerusform")] or [translation.text]
    if translation.get("type"):
        return translation.get("type")
    if not all(texts):
        return "empty"
    return None


def main():
    lupdate, sources = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for before in sorted((sources / "i18n").glob("*.ts")):
            after = pathlib.Path(folder) / before.name
            shutil.copy(before, after)
            subprocess.run([lupdate, "-silent", "-no-obsolete", "-locations", "none",
                            "-I", str(sources.parent.parent), str(sources), "-ts", str(after)],
                           check=True)
            kept, found = messages(before), messages(after)
            for key, translation in found.items():
                flaw = "not in the file" if key not in kept else flaws_of(translation)
                if flaw:
                    print(f"{before.name}: {key[0]}: \"{key[1]}\": {flaw}")
                    wrong += 1
            for key in kept.keys() - found.keys():
                print(f"{before.name}: {key[0]}: \"{key[1]}\": not used any more")
                wrong += 1
            if len(found) < 100:
                print(f"{before.name}: only {len(found)} strings were found")
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
