"""Reads a CSV file with the csv module and prints its lines as JSON."""

import csv
import json
import sys

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    print(json.dumps(list(csv.reader(file))))
