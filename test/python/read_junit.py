"""Reads JUnit XML with Python's own parser. Usage: read_junit.py FILE.

Prints {"suites": [{"name", "tests", "failures", "errors", "cases": [{"classname", "name", "failure", "error", "out"}]}],
"tests", "failures", "errors"}.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree

root = ElementTree.parse(sys.argv[1]).getroot()
assert root.tag == "testsuites", root.tag


def counts(element):
    return {key: int(element.get(key)) for key in ("tests", "failures", "errors")}


def message(case, tag):
    found = case.find(tag)
    return None if found is None else found.get("message")


suites = []
for suite in root.findall("testsuite"):
    cases = [
        {
            "classname": case.get("classname"),
            "name": case.get("name"),
            "failure": message(case, "failure"),
            "error": message(case, "error"),
            "out": case.findtext("system-out"),
        }
        for case in suite.findall("testcase")
    ]
    suites.append({"name": suite.get("name"), **counts(suite), "cases": cases})
print(json.dumps({"suites": suites, **counts(root)}))
