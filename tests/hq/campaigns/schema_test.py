"""The reader of campaigns and the published schema agree, on files of every shape that changing two good ones gives.

    schema_test.py READER      READER answers "ok" or a problem for each line that it is given

Every field of both files is removed, and given values of other types, and values beyond its range; every object gets a
field that nobody knows. What only the reader can know is listed in ONLY_THE_READER.
"""
import copy
import json
import pathlib
import subprocess
import sys

import jsonschema

HERE = pathlib.Path(__file__).resolve().parent
SCHEMA = HERE.parents[2] / "common" / "loyalty" / "campaign.schema.json"
STRANGE = [None, True, False, -1, 0, 1, 2, 1.5, 10_000, 10_001, 10**12, 10**12 + 1, 2**63, "", " ", "x", "x" * 100, "x" * 101,
           "字" * 100, "a\nb", "a\u007fb", "monday", "basket", "items", "2026-03-31", "2026-3-31", "12:30", "24:01", "25:00", [], {},
           ["x"], ["x", "x"], [1], [""], [{}], ["monday"], ["cash", "cash"]]

# (what the reader says, a change that makes it say so): these pass the schema.
ONLY_THE_READER = [
    ('from: "2026-02-30" is not a day (YYYY-MM-DD)', {"from": "2026-02-30"}),
    ("to: is before from", {"to": "2026-02-28"}),
    ("variants: with control_basis_points their shares make 9999 basis points, not 10000", {"control_basis_points": 999}),
    ("variants[1].name: two variants have this name",
     {"variants": [{"name": "A", "basis_points": 4500}, {"name": "A", "basis_points": 4500}]}),
    ('rules[0].variant: there is no variant "C"', {"rules": [{"variant": "C", "give": [{"kind": "stored_value", "minor": 1}]}]}),
    ("rules[0].if.hours[0].to: is not after from; over midnight takes two",
     {"rules": [{"if": {"hours": [{"from": "22:00", "to": "02:00"}]}, "give": [{"kind": "stored_value", "minor": 1}]}]}),
    ("rules[0].if.visit.last: is before the first",
     {"rules": [{"if": {"visit": {"first": 3, "last": 2}}, "give": [{"kind": "stored_value", "minor": 1}]}]}),
    ("rules[0].give[0]: the factor must be more than 1",
     {"rules": [{"give": [{"kind": "points_multiplier", "numerator": 2, "denominator": 2}]}]}),
    ("priority: must be a whole number from -1000 to 1000", {"priority": 1.0}),
]
NO_COUPONS = "rules[0].if.coupon: the campaign has no coupons"


def places(value, path=()):
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []:
        yield from places(inner, path + (key,))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed(document):
    for path in places(document):
        if isinstance(at(document, path), dict):
            made = copy.deepcopy(document)
            at(made, path)["stranger"] = 1
            yield made
        if not path:
            continue
        for value in STRANGE:
            made = copy.deepcopy(document)
            at(made, path[:-1])[path[-1]] = value
            yield made
        made = copy.deepcopy(document)
        del at(made, path[:-1])[path[-1]]
        yield made


def is_beyond_the_schema(problem):
    return problem in {text for text, _ in ONLY_THE_READER} or problem.endswith(
        (" is not a day (YYYY-MM-DD)", "to: is before from", " basis points, not 10000", "two variants have this name",
         "over midnight takes two", "is before the first", "the factor must be more than 1", NO_COUPONS)
    ) or ".variant: there is no variant " in problem


def main():
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    validator.check_schema(validator.schema)
    good = [json.loads(path.read_text()) for path in sorted(HERE.glob("files/*.json"))]
    documents = good + [made for document in good for made in changed(document)] + STRANGE
    everything = next(document for document in good if "variants" in document)
    reader_only = [(text, {**everything, **change}) for text, change in ONLY_THE_READER]
    without = {key: value for key, value in everything.items() if key != "coupons"}
    reader_only.append((NO_COUPONS, without))
    documents += [document for _, document in reader_only]
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    said = subprocess.run([sys.argv[1]], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(said) == len(documents), f"{len(said)} answers to {len(documents)} documents"
    failures, accepted = [], 0
    for document, problem in zip(documents, said):
        by_schema = validator.is_valid(document)
        accepted += problem == "ok"
        if by_schema != (problem == "ok") and not (by_schema and is_beyond_the_schema(problem)):
            failures.append(f"schema {'accepts' if by_schema else 'refuses'}, reader says {problem}: {json.dumps(document)[:300]}")
    for (text, _), problem in zip(reader_only, said[len(documents) - len(reader_only):]):
        if text != problem:
            failures.append(f"expected {text}, the reader says {problem}")
    for document in good:
        assert validator.is_valid(document)
    assert accepted > 100 and len(documents) - accepted > 1000, "the changes try too little"
    print(f"{len(documents)} documents, {accepted} accepted, {len(failures)} disagreements")
    print("\n".join(failures[:20]))
    return 1 if failures else 0


sys.exit(main())
