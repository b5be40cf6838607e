"""Reads a COCO-WholeBody annotation file by the format's own description. Usage: read_coco.py FILE.

Checks what github.com/jin-s13/COCO-WholeBody/blob/master/data_format.md and cocodataset.org/#format-data demand, and
prints {"images": [[camera, sample, width, height, seconds]], "faces": [{"camera", "sample", "viewer", "box", "points"}]}.
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    coco = json.load(file)

assert {"info", "licenses", "images", "annotations", "categories"} <= set(coco)
(person,) = coco["categories"]
assert person["id"] == 1 and person["name"] == "person" and len(person["keypoints"]) == 17
assert all(1 <= a <= 17 and 1 <= b <= 17 for a, b in person["skeleton"]) and len(person["skeleton"]) == 19

images = {image["id"]: image for image in coco["images"]}
assert len(images) == len(coco["images"]), "image ids are not unique"
assert len({image["file_name"] for image in coco["images"]}) == len(images), "file names are not unique"
assert len({note["id"] for note in coco["annotations"]}) == len(coco["annotations"]), "annotation ids are not unique"

COUNTS = {"keypoints": 17, "face_kpts": 68, "foot_kpts": 6, "lefthand_kpts": 21, "righthand_kpts": 21}
faces = []
for note in coco["annotations"]:
    image = images[note["image_id"]]
    assert note["category_id"] == 1 and note["iscrowd"] == 0 and note["area"] >= 0
    for key, count in COUNTS.items():
        assert len(note[key]) == 3 * count, key
        assert set(note[key][2::3]) <= {0, 1, 2}, key
    assert note["num_keypoints"] == sum(v > 0 for v in note["keypoints"][2::3])
    for part in ("face", "lefthand", "righthand"):
        assert len(note[f"{part}_box"]) == 4
    for part in ("face", "lefthand", "righthand", "foot"):
        assert note[f"{part}_valid"] is (any(v > 0 for v in note[f"{part}_kpts"][2::3]))
    points = [note["face_kpts"][i : i + 3] for i in range(0, 204, 3)]
    x, y, w, h = note["face_box"]
    assert x >= 0 and y >= 0 and x + w <= image["width"] + 1e-3 and y + h <= image["height"] + 1e-3
    for px, py, v in points:
        if v == 0:
            assert px == 0 and py == 0
        else:
            assert x - 2e-3 <= px + 0.5 <= x + w + 2e-3 and y - 2e-3 <= py + 0.5 <= y + h + 2e-3
    faces.append(
        {
            "camera": image["camera"],
            "sample": image["sample"],
            "viewer": note["track_id"] - 1,
            "box": note["face_box"],
            "points": points,
        }
    )
pictures = [[i["camera"], i["sample"], i["width"], i["height"], i["seconds"]] for i in coco["images"]]
print(json.dumps({"images": pictures, "faces": faces}))
