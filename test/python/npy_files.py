"""Reads and writes .npy files with numpy. Usage: npy_files.py write FOLDER | read FOLDER.

write: makes FOLDER/N.npy for each entry {"dtype", "shape", "seed"} of FOLDER/plan.json, in the .npy version it names, with
numbers 0, 1, 2, ... times seed, wrapped by the type. read: prints {"N.npy": {"shape", "dtype", "fortran", "sha256"}} of all.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy

what, folder = sys.argv[1], Path(sys.argv[2])
if what == "write":
    for n, one in enumerate(json.loads((folder / "plan.json").read_text())):
        count = int(numpy.prod(one["shape"]))
        with numpy.errstate(all="ignore"):
            values = (numpy.arange(count) * one["seed"] % 251).astype(one["dtype"]).reshape(one["shape"])
        with open(folder / f"{n}.npy", "wb") as file:
            numpy.lib.format.write_array(file, values, version=tuple(one["version"]), allow_pickle=False)
    print("null")
else:
    found = {}
    for path in sorted(folder.glob("*.npy")):
        values = numpy.load(path, allow_pickle=False)
        found[path.name] = {
            "shape": list(values.shape),
            "dtype": str(values.dtype),
            "fortran": bool(values.flags.f_contiguous and not values.flags.c_contiguous),
            "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
        }
    print(json.dumps(found))
