"""Writes .npz files with numpy. Usage: write_npz.py FOLDER KIND...

Makes FOLDER/KIND.npz of each and prints {KIND: its x}, as nested lists with null for what is not finite.
"""

import json
import sys

import numpy


def write(path, kind):
    """x of the kind's file."""
    random = numpy.random.default_rng(0)
    x = random.normal(size=(6, 20, 3)) * [1, 10, 0.1] + [0, 100, 0]
    x[random.random((6, 20)) < 0.2] = numpy.nan
    columns = numpy.array(["Höhe", "b 2", "c"])
    if kind == "plain":
        numpy.savez(path, x=x)
    elif kind == "all":
        x[0, 3, 1] = numpy.nan
        x[0, 4] = 1
        mask = numpy.ones((6, 20), dtype=bool)
        mask[0, 5] = False
        x[0, 5] = 7
        numpy.savez_compressed(path, x=x.astype("<f4"), mask=mask, columns=columns, other=numpy.array({"a": 1}, dtype=object))
    elif kind == "counts":
        x = random.integers(0, 9, (6, 20, 3))
        numpy.savez(path, x=x, mask=(random.random((6, 20)) < 0.9).astype(int))
    elif kind == "wave":
        # Rows follow one course, strongly or weakly: what is hidden can be told.
        time = numpy.sin(numpy.arange(80) / 4)
        x = random.gamma(4, 0.25, (20, 1, 1)) * time[None, :, None] * [1, -2, 30] + random.normal(size=(20, 80, 3)) * [0.1, 0.2, 3]
        x[random.random((20, 80)) < 0.1] = numpy.nan
        numpy.savez(path, x=x, columns=columns)
    elif kind == "fortran":
        numpy.savez(path, x=numpy.asfortranarray(x))
    elif kind == "flat":
        numpy.savez(path, x=x[0])
    elif kind == "text":
        numpy.savez(path, x=x.astype(str))
    elif kind == "none":
        numpy.savez(path, y=x)
    elif kind == "infinite":
        x[1, 2, 0] = numpy.inf
        numpy.savez(path, x=x)
    elif kind == "mask":
        numpy.savez(path, x=x, mask=numpy.ones((20, 6)))
    elif kind == "twos":
        numpy.savez(path, x=x, mask=numpy.full((6, 20), 2))
    elif kind == "names":
        numpy.savez(path, x=x, columns=columns[:2])
    elif kind == "twins":
        numpy.savez(path, x=x, columns=numpy.array(["a", "b", "a"]))
    elif kind == "numbers":
        numpy.savez(path, x=x, columns=numpy.arange(3))
    else:
        raise SystemExit(f"no kind {kind}")
    return numpy.where(numpy.isfinite(x), x.astype(object), None).tolist()


folder, *kinds = sys.argv[1:]
print(json.dumps({kind: write(f"{folder}/{kind}.npz", kind) for kind in kinds}))
