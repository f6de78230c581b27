"""Compares variants with what Pillow and littleCMS make of the files: `compare.py FILES RESULTS`.

Size, mean and the means of the quarters of `large` must agree; no variant may have metadata. Ends
with a line "N passed, N failed" that counts files.
"""

import io
import json
import pathlib
import sys

import numpy
import pillow_heif
from PIL import Image, ImageCms, ImageOps

pillow_heif.register_heif_opener()
FILES, RESULTS = (pathlib.Path(path) for path in sys.argv[1:])
SRGB = ImageCms.createProfile("sRGB")
MEAN_LEVELS, QUARTER_LEVELS = 3, 6
LONGEST = 2048
SECRETS = [b"CANARY", b"xmpmeta", b"Photoshop 3.0", b"MPF\0", b"XML:com.adobe.xmp", b"Exif\0\0II"]
KINDS_WITH_METADATA = ["original", "animated"]


def expected(path):
    """Returns the picture as it should be seen: upright, in sRGB, on white."""
    picture = Image.open(path)
    picture.seek(0)
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = Image.fromarray((numpy.asarray(picture) // 257).astype(numpy.uint8))
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if picture.mode not in ["L", "RGB", "CMYK"]:
        picture = picture.convert("RGB")
    if profile:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        picture = ImageCms.profileToProfile(picture, source, SRGB, intent, "RGB")
    picture = picture.convert("RGB")
    white = Image.new("RGB", picture.size, "white")
    return Image.composite(picture, white, alpha) if alpha else picture


def means(picture):
    """Returns the mean colours of the whole and of its quarters."""
    pixels = numpy.asarray(picture.convert("RGB")).astype(float)
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    parts = [pixels, pixels[:height, :width], pixels[:height, width:], pixels[height:, :width],
             pixels[height:, width:]]
    return [part.mean((0, 1)) for part in parts]


def faults_of(path):
    folder = RESULTS / path.name
    result = json.loads((folder / "result.json").read_text())
    if "refused" in result:
        yield result["refused"]
        return
    seen = expected(path)
    if (result["width"], result["height"]) != seen.size:
        yield f"size {result['width']} × {result['height']}, not {seen.size}"
    large = next(variant for variant in result["variants"] if variant["name"] == "large")
    scale = min(1, LONGEST / max(seen.size))
    if max(abs(large["width"] - seen.width * scale), abs(large["height"] - seen.height * scale)) > 1:
        yield f"large is {large['width']} × {large['height']}"
    found = means(Image.open(folder / large["file"]))
    for part, (ours, theirs) in enumerate(zip(found, means(seen))):
        if abs(ours - theirs).max() > (QUARTER_LEVELS if part else MEAN_LEVELS):
            yield f"{'quarter' if part else 'mean'} {ours.round(1)}, not {theirs.round(1)}"
    moves = getattr(Image.open(path), "n_frames", 1) > 1 and path.suffix not in [".jpg", ".tif"]
    if moves != any(variant["name"] == "animated" for variant in result["variants"]):
        yield "moves" if moves else "does not move"
    original = next(variant for variant in result["variants"] if variant["name"] == "original")
    if abs(means(expected(folder / original["file"]))[0] - means(seen)[0]).max() > MEAN_LEVELS:
        yield "the original looks different"
    for variant in result["variants"]:
        yield from metadata_of(variant, (folder / variant["file"]).read_bytes())


def metadata_of(variant, data):
    name = variant["name"]
    for secret in SECRETS:
        if secret in data:
            yield f"{name} has {secret}"
    picture = Image.open(io.BytesIO(data))
    if picture.get_format_mimetype().replace("apng", "png") != variant["contentType"]:
        yield f"{name} is {picture.get_format_mimetype()}"
    tags = set(picture.getexif())
    allowed = {0x0112} if name in KINDS_WITH_METADATA else set()
    if not tags <= allowed:
        yield f"{name} has EXIF {tags}"
    if name not in KINDS_WITH_METADATA and picture.info.get("icc_profile"):
        yield f"{name} has a profile"


failed = 0
paths = sorted(FILES.iterdir())
for path in paths:
    faults = list(faults_of(path))
    failed += bool(faults)
    for fault in faults:
        print(f"{path.name}: {fault}")
print(f"{len(paths) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
