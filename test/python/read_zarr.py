"""Reads a Zarr v3 group from the specification alone (json and numpy, no zarr package).

Usage: read_zarr.py DIR. Prints {"arrays": {name: {"shape", "dtype", "sha256", "dimensions"}}, "attributes": {...}}, the
checksum being that of the array's C-order bytes.
"""

import hashlib
import itertools
import json
import os
import sys

import numpy


def read_array(folder, node):
    with open(os.path.join(folder, "zarr.json"), encoding="utf-8") as file:
        meta = json.load(file)
    assert meta["zarr_format"] == 3 and meta["node_type"] == "array", node
    assert meta["chunk_grid"]["name"] == "regular", node
    assert [codec["name"] for codec in meta["codecs"]] == ["bytes"], node
    assert meta["codecs"][0]["configuration"]["endian"] == "little", node
    assert meta["chunk_key_encoding"]["name"] == "default", node
    separator = meta["chunk_key_encoding"].get("configuration", {}).get("separator", "/")
    dtype = numpy.dtype(meta["data_type"]).newbyteorder("<")
    shape = meta["shape"]
    chunk = meta["chunk_grid"]["configuration"]["chunk_shape"]
    fill = meta["fill_value"]
    out = numpy.full(shape, float(fill) if isinstance(fill, str) else fill, dtype=dtype)
    counts = [-(-length // size) for length, size in zip(shape, chunk)]
    padding = numpy.full((), float(fill) if isinstance(fill, str) else fill, dtype=dtype)
    for index in itertools.product(*map(range, counts)):
        key = separator.join(["c", *map(str, index)])
        path = os.path.join(folder, *key.split("/"))
        if not os.path.exists(path):
            continue
        part = numpy.fromfile(path, dtype=dtype).reshape(chunk)
        inside = tuple(
            slice(0, min(size, length - i * size)) for i, size, length in zip(index, chunk, shape)
        )
        place = tuple(slice(i * size, i * size + s.stop) for i, size, s in zip(index, chunk, inside))
        out[place] = part[inside]
        outside = numpy.ones(chunk, dtype=bool)
        outside[inside] = False
        assert numpy.array_equal(
            part[outside], numpy.broadcast_to(padding, part[outside].shape), equal_nan=dtype.kind == "f"
        ), f"{node} {key}: padding is not the fill value"
    return {
        "shape": shape,
        "dtype": str(dtype),
        "dimensions": meta["dimension_names"],
        "sha256": hashlib.sha256(out.tobytes()).hexdigest(),
    }


def main(root):
    arrays = {}
    attributes = {}
    for folder, _, files in sorted(os.walk(root)):
        if "zarr.json" not in files:
            continue
        node = os.path.relpath(folder, root).replace(os.sep, "/")
        with open(os.path.join(folder, "zarr.json"), encoding="utf-8") as file:
            kind = json.load(file)
        if kind["node_type"] == "array":
            arrays[node] = read_array(folder, node)
        elif node == ".":
            attributes = kind["attributes"]
    print(json.dumps({"arrays": arrays, "attributes": attributes}))


main(sys.argv[1])
