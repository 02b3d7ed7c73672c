#!/usr/bin/env python3
"""The udev rules open the readers that the program knows, and no other."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class ReaderRulesTest(unittest.TestCase):
    def test_names_each_usb_reader_that_the_driver_knows(self):
        source = (ROOT / "drivers/nfc/usb_readers.cpp").read_text(encoding="utf-8")
        rules = (ROOT / "packaging/udev/60-pareto-readers.rules").read_text(encoding="utf-8")
        known = re.findall(r'\.id = "([0-9a-f]{4}:[0-9a-f]{4})"', source)
        opened = [":".join(ids) for ids in
                  re.findall(r'^ATTR\{idVendor\}=="(\w{4})", ATTR\{idProduct\}=="(\w{4})"', rules, re.MULTILINE)]
        self.assertTrue(known)
        self.assertEqual(sorted(known), sorted(opened))

    def test_each_jump_has_its_label(self):
        rules = (ROOT / "packaging/udev/60-pareto-readers.rules").read_text(encoding="utf-8")
        self.assertEqual(set(re.findall(r'GOTO="(\w+)"', rules)), set(re.findall(r'^LABEL="(\w+)"', rules, re.MULTILINE)))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
