"""FMS in the cosine form by trying every matching: a JSON file with {U, V, A, B} as lists of rows -> the score."""
import itertools
import json
import sys

import numpy as np

cases = json.load(open(sys.argv[1]))
scores = []
for case in cases:
    u, v, a, b = (np.array(case[name], float) for name in ("U", "V", "A", "B"))

    def cosines(x, y):
        x = x / np.linalg.norm(x, axis=0)
        y = y / np.linalg.norm(y, axis=0)
        return np.abs(x.T @ y)

    table = cosines(u, a) * cosines(v, b)
    k, m = table.shape
    best = max(sum(table[i, j] for i, j in enumerate(p)) for p in itertools.permutations(range(m), k))
    scores.append(best / k)
print(json.dumps(scores))
