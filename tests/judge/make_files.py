"""Makes pictures of every kind: `make_files.py FILES PROFILES`. The same run makes the same files."""

import pathlib
import struct
import sys

import numpy
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
FILES, PROFILES = (pathlib.Path(path) for path in sys.argv[1:])
CANARY = b"CANARY-do-not-publish"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARY + b"</x:xmpmeta>"
# The quarters of all pictures: mild colours, which have a place in sRGB however they are meant.
QUARTERS = [(175, 120, 100), (125, 155, 110), (100, 110, 150), (150, 140, 130)]


def photo(width=320, height=240, mode="RGB"):
    """Returns quarters with a slope and some grain, as photos have them."""
    noise = numpy.random.default_rng(7).integers(-6, 7, (height, width, 3))
    slope = numpy.linspace(-15, 15, width)[None, :, None]
    quarters = numpy.array(QUARTERS).reshape(2, 2, 3).repeat(height // 2, 0).repeat(width // 2, 1)
    pixels = (quarters + slope + noise).clip(0, 255).astype(numpy.uint8)
    return Image.fromarray(pixels, "RGB").convert(mode)


def profile(name):
    return (PROFILES / f"{name}.icc").read_bytes()


def exif(orientation=1):
    made = Image.Exif()
    made[0x0112], made[0x010F] = orientation, CANARY.decode()
    made.get_ifd(0x8825)[1], made.get_ifd(0x8825)[2] = "N", (48.0, 12.0, 30.0)
    return made.tobytes()


def save(name, picture, **options):
    picture.save(FILES / name, **options)


def with_segment(name, marker, payload):
    """Adds a segment to the JPEG of a name."""
    data = (FILES / name).read_bytes()
    segment = struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload
    (FILES / name).write_bytes(data[:2] + segment + data[2:])


def inks():
    """Returns a picture of cyan, magenta, yellow and black."""
    rgb = 255 - numpy.asarray(photo()).astype(int)
    black = rgb.min(2, keepdims=True) // 2
    return Image.fromarray(numpy.concatenate([rgb - black, black], 2).astype(numpy.uint8), "CMYK")


def clear():
    """Returns a picture that is transparent from left to right."""
    made = photo(mode="RGBA")
    made.putalpha(Image.linear_gradient("L").rotate(90).resize(made.size))
    return made


def frames():
    return [photo(), photo().rotate(180), photo().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]


# Formats of the web, and those that become a JPEG; the first three can have each profile.
for end, options in {
    "jpg": {"quality": 95},
    "png": {},
    "webp": {"quality": 95},
    "tif": {},
    "avif": {"quality": 90, "speed": 8},
    "heic": {"quality": 90},
}.items():
    save(f"plain.{end}", photo(), **options)
    save(f"talkative.{end}", photo(), exif=exif(), xmp=XMP, **options)
    for name in ["srgb", "p3", "adobe", "prophoto", "swapped", "table", "mixing"]:
        save(f"profile_{name}.{end}", photo(), icc_profile=profile(name), **options)
for orientation in range(2, 9):
    for end in ["jpg", "png", "webp"]:
        save(f"turned_{orientation}.{end}", photo(), exif=exif(orientation))

save("progressive.jpg", photo(), quality=92, progressive=True)
save("full_colour.jpg", photo(), quality=92, subsampling=0)
save("large.jpg", photo(3000, 2250), quality=90, icc_profile=profile("p3"), exif=exif(6))
save("grey.jpg", photo(mode="L"), quality=95)
save("grey_profile.jpg", photo(mode="L"), quality=95, icc_profile=profile("grey"))
save("inks.jpg", inks(), quality=95)
save("inks_profile.jpg", inks(), quality=95, icc_profile=profile("cmyk"))
save("inks_progressive.jpg", inks(), quality=95, progressive=True, icc_profile=profile("cmyk"))
save("several.jpg", photo(), format="MPO", save_all=True, append_images=[photo(160, 120)])
save("iptc.jpg", photo(), quality=95, comment=CANARY)
with_segment("iptc.jpg", 0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + CANARY)

save("grey.png", photo(mode="L"))
save("grey_profile.png", photo(mode="L"), icc_profile=profile("grey"))
save("deep_grey.png", Image.fromarray(numpy.asarray(photo(mode="L")).astype(numpy.uint16) * 257))
save("clear.png", clear())
save("clear_profile.png", clear(), icc_profile=profile("p3"))
save("palette.png", photo().quantize(200))
save("two_colours.png", photo(mode="1"))
save("moving.png", frames()[0], save_all=True, append_images=frames()[1:], duration=80)
save("moving_profile.png", frames()[0], save_all=True, append_images=frames()[1:], duration=80,
     icc_profile=profile("adobe"))

save("still.gif", photo())
save("moving.gif", frames()[0], save_all=True, append_images=frames()[1:], duration=80,
     comment=CANARY)

save("lossless.webp", photo(), lossless=True)
save("clear.webp", clear(), quality=95)
save("moving.webp", frames()[0], save_all=True, append_images=frames()[1:], duration=80, xmp=XMP)
save("moving_profile.webp", frames()[0], save_all=True, append_images=frames()[1:], duration=80,
     icc_profile=profile("p3"), exif=exif())

save("lzw.tif", photo(), compression="tiff_lzw")
save("deflate.tif", photo(), compression="tiff_adobe_deflate")
save("jpeg.tif", photo(), compression="jpeg", quality=95)
save("fax.tif", photo(mode="1"), compression="group4")
save("grey_profile.tif", photo(mode="L"), icc_profile=profile("grey"))
save("deep_grey.tif", Image.fromarray(numpy.asarray(photo(mode="L")).astype(numpy.uint16) * 257))
save("palette.tif", photo().quantize(200))

save("clear.avif", clear(), quality=90, speed=8)
save("full_colour.avif", photo(), quality=90, subsampling="4:4:4", speed=8)
save("clear.heic", clear(), quality=90)
