"""Reads a folder of 300-W .pts files by the format's grammar. Usage: read_pts.py DIR. Prints {name: [[x, y], ...]}."""

import json
import os
import re
import sys

GRAMMAR = re.compile(r"version:\s*1\s*\nn_points:\s*(\d+)\s*\n\{\s*\n(.*?)\}\s*\Z", re.DOTALL)

faces = {}
for name in sorted(os.listdir(sys.argv[1])):
    with open(os.path.join(sys.argv[1], name), encoding="ascii") as file:
        match = GRAMMAR.match(file.read())
    assert match, name
    points = [[float(number) for number in line.split()] for line in match[2].splitlines()]
    assert len(points) == int(match[1]) and all(len(point) == 2 for point in points), name
    faces[name] = points
print(json.dumps(faces))
