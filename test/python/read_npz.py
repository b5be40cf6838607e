"""Reads a .npz with numpy. Usage: read_npz.py FILE.

Prints {"arrays": {name: {"shape", "dtype", "sha256"}}, "attributes": {...}}, the checksum being that of the array's
C-order bytes.
"""

import hashlib
import json
import sys

import numpy

with numpy.load(sys.argv[1], allow_pickle=False) as archive:
    arrays = {
        name: {
            "shape": list(archive[name].shape),
            "dtype": str(archive[name].dtype),
            "sha256": hashlib.sha256(archive[name].tobytes()).hexdigest(),
        }
        for name in archive.files
    }
    attributes = json.loads(archive["attributes_json"].tobytes().decode("utf-8"))
print(json.dumps({"arrays": arrays, "attributes": attributes}))
