"""Writes packed_tiffs.ts: small TIFF files by libtiff (Pillow) and tifffile, each in base64.

pip install pillow numpy tifffile imagecodecs; python make_packed_tiffs.py > packed_tiffs.ts
"""
import base64
import io

import numpy
import tifffile
from PIL import Image

WIDTH, HEIGHT = 40, 24
y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
colours = numpy.stack([x * 6, y * 10, (x + y) * 4], -1).astype(numpy.uint8)
ink = ((x // 5 + y // 3) % 3 == 0) | (x == y)
photo = Image.fromarray(colours)
drawing = Image.fromarray(numpy.where(ink, 0, 255).astype(numpy.uint8)).convert("1")
wide = colours.astype(numpy.uint16) * 257
opacity = (x * 6).astype(numpy.uint8)
dark = (colours * (opacity[..., None] / 255)).round().astype(numpy.uint8)
files = {}


def pillow(name, picture, **options):
    file = io.BytesIO()
    picture.save(file, "TIFF", **options)
    files[name] = file.getvalue()


def other(name, pixels, **options):
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, metadata=None, software="", **options)
    files[name] = file.getvalue()


pillow("lzw", photo, compression="tiff_lzw")
pillow("deflate", photo, compression="tiff_adobe_deflate")
pillow("oldDeflate", photo, compression="tiff_deflate")
pillow("packBits", photo, compression="packbits")
pillow("fax2", drawing, compression="tiff_ccitt")
pillow("fax3", drawing, compression="group3")
pillow("fax3Mixed", drawing, compression="group3", tiffinfo={292: 5})
pillow("fax4", drawing, compression="group4")
pillow("fax4Reversed", drawing, compression="group4", tiffinfo={266: 2})
pillow("jpeg", photo, compression="jpeg", quality=95)
pillow("jpegGrey", Image.fromarray(colours[..., 0]), compression="jpeg", quality=95)
rgb = {"photometric": "rgb"}
other("jpegTiles", colours, **rgb, compression="jpeg", tile=(16, 16))
other("lzw16Big", wide, **rgb, byteorder=">", compression="lzw", predictor=2)
other("deflate16", wide, **rgb, byteorder="<", compression="zlib", predictor=2, rowsperstrip=7)
other("tiles", colours, **rgb, compression="zlib", predictor=2, tile=(16, 32))
planes = numpy.moveaxis(colours, -1, 0).copy()
other("planes", planes, **rgb, planarconfig="separate", compression="lzw", rowsperstrip=5)
other("premultiplied", numpy.dstack([dark, opacity]), **rgb, extrasamples=["assocalpha"], compression="zlib")

print("// Made by make_packed_tiffs.py.\n")
print("/** Files with the picture of `packedPixel`, by the way in which they are packed. */")
print("export const PACKED_TIFFS = {")
for name, file in files.items():
    print(f'  {name}:\n    "{base64.b64encode(file).decode()}",')
print("} as const;")
