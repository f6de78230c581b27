"""Writes `hevc_streams.ts`: tiny pictures coded by x265, from which the tests build HEIC files.

npm has no HEVC encoder. Run it where Python has pillow-heif (1.8.1 was used):

    pip install pillow pillow-heif numpy
    python tests/helpers/media/heif/make_streams.py > tests/helpers/media/heif/hevc_streams.ts
    deno fmt tests/helpers/media/heif/hevc_streams.ts
"""

import base64
import io
import struct
import zlib

import numpy
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def quarters(width, height):
    """Red, green, blue and white, as `quarters` in pictures.ts."""
    pixels = numpy.full((height, width, 3), 255, numpy.uint8)
    pixels[: height // 2, : width // 2] = (255, 0, 0)
    pixels[: height // 2, width // 2 :] = (0, 255, 0)
    pixels[height // 2 :, : width // 2] = (0, 0, 255)
    return Image.fromarray(pixels)


def flat(size, colour):
    return Image.new("RGB", size, colour)


def coded(picture, **options):
    file = io.BytesIO()
    picture.save(file, format="HEIF", quality=60, **options)
    return stream(file.getvalue())


def deep(picture, bits):
    pillow_heif.options.SAVE_HDR_TO_12_BIT = bits == 12
    pixels = numpy.asarray(picture).astype(numpy.uint16) * 257
    file = io.BytesIO()
    image = pillow_heif.from_bytes("RGB;16", picture.size, pixels.tobytes())
    image.save(file, quality=60)
    return stream(file.getvalue())


def boxes(data):
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind.decode(), data[at + 8 : at + size]
        at += size


def stream(file):
    """Returns the size, the decoder configuration and the coded data of the first item."""
    top = dict(boxes(file))
    meta = dict(boxes(top["meta"][4:]))
    properties = dict(boxes(dict(boxes(meta["iprp"]))["ipco"]))
    # pillow-heif writes the items' data one after another, and the lengths in 4 bytes.
    location = meta["iloc"]
    version, sizes = location[0], struct.unpack(">H", location[4:6])[0]
    assert sizes >> 8 == 0x44 and (version == 0 or sizes & 15 == 0), "unknown form of iloc"
    base_bytes = sizes >> 4 & 15
    at = 8 + (2 if version == 0 else 4) + 2
    base = int.from_bytes(location[at : at + base_bytes])
    offset, length = struct.unpack(">II", location[at + base_bytes + 2 : at + base_bytes + 10])
    size = struct.unpack(">II", properties["ispe"][4:])
    return size, properties["hvcC"], file[base + offset : base + offset + length]


def alpha_stream():
    """Returns the transparency of a picture: nothing on the left, everything on the right."""
    pixels = numpy.zeros((64, 96), numpy.uint8)
    pixels[:, 48:] = 255
    return coded(Image.fromarray(pixels))


STREAMS = {
    "quarters": coded(quarters(96, 64)),
    "odd": coded(quarters(97, 63)),
    "bits10": deep(quarters(96, 64), 10),
    "bits12": deep(quarters(96, 64), 12),
    "halfChroma": coded(quarters(96, 64), chroma=422),
    "mask": alpha_stream(),
    "red": coded(flat((64, 64), (255, 0, 0))),
    "green": coded(flat((64, 64), (0, 255, 0))),
    "blue": coded(flat((64, 64), (0, 0, 255))),
    "white": coded(flat((64, 64), (255, 255, 255))),
    "large": coded(flat((4032, 3024), (200, 90, 30))),
}

print("/** A coded picture: the contents of `hvcC`, and the deflated data. Both are base64. */")
print("export interface HevcStream { size: readonly [number, number]; config: string; data: string }")
print("/** Made by make_streams.py. */")
print("export const HEVC = {")
for name, (size, config, data) in STREAMS.items():
    packed = base64.b64encode(zlib.compress(data, 9)).decode()
    print(f"{name}: {{ size: [{size[0]}, {size[1]}],")
    print(f'config: "{base64.b64encode(config).decode()}",')
    print(f'data: "{packed}" }},')
print("} as const satisfies Record<string, HevcStream>;")
