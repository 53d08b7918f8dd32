# SPDX-License-Identifier: Apache-2.0
"""The small pictures beside this file, and the digests of their pixels that
tests/unit/test_image.c expects.  Not run by the tests; needs Pillow (13.0.0) and
TensorFlow (2.21.0), whose decoders are what ours are held against, and jpegtran.

	python3 make.py
"""

import hashlib
import struct
import subprocess
import zlib
from pathlib import Path

import numpy
import tensorflow
from PIL import Image

HERE = Path(__file__).parent
WIDTH, HEIGHT = 21, 17


def picture():
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    red = (x * 12 + (y % 3) * 5) % 256
    green = (y * 15 + (x % 4) * 9) % 256
    blue = (255 - x * 4 - y * 7) % 256
    return numpy.stack([red, green, blue], axis=2).astype(numpy.uint8)


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def interlaced_png(rgb):
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = b""
    for left, top, right_step, down_step in passes:
        part = rgb[top::down_step, left::right_step]
        rows += b"".join(b"\0" + row.tobytes() for row in part if part.shape[1])
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def without_adobe(jpeg):
    at = jpeg.index(b"\xff\xee")
    length = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return jpeg[:at] + jpeg[at + 2 + length :]


def as_ycck(jpeg):  # the last byte of the segment says how the inks are coded
    at = jpeg.index(b"Adobe") + 11
    return jpeg[:at] + b"\2" + jpeg[at + 1 :]


def top_first(bmp):
    begin = struct.unpack("<I", bmp[10:14])[0]
    stride = (WIDTH * 3 + 3) // 4 * 4
    rows = [bmp[begin + y * stride : begin + (y + 1) * stride] for y in range(HEIGHT)]
    return bmp[:22] + struct.pack("<i", -HEIGHT) + bmp[26:begin] + b"".join(reversed(rows))


def save(name, image, **options):
    image.save(HERE / name, **options)


def write(name, content):
    (HERE / name).write_bytes(content)


def make():
    rgb = picture()
    image = Image.fromarray(rgb)
    grey = image.convert("L")
    alpha = Image.merge("RGBA", (*image.split(), grey))
    save("444.jpg", image, quality=90, subsampling=0)
    save("422.jpg", image, quality=75, subsampling=1)
    save("420.jpg", image, quality=80, subsampling=2)
    save("progressive.jpg", image, quality=85, subsampling=2, progressive=True)
    save("grey.jpg", grey, quality=90)
    save("cmyk-adobe.jpg", Image.merge("CMYK", (*image.split(), grey)), quality=90)
    adobe = (HERE / "cmyk-adobe.jpg").read_bytes()
    write("cmyk.jpg", without_adobe(adobe))
    write("ycck.jpg", as_ycck(adobe))
    (HERE / "scans").write_text("0;\n1;\n2;\n")
    options = ["-scans", HERE / "scans", "-outfile", HERE / "scans.jpg", HERE / "444.jpg"]
    subprocess.run(["jpegtran", *options], check=True)
    (HERE / "scans").unlink()

    save("rgb.png", image)
    save("alpha.png", alpha)
    save("grey.png", grey)
    save("grey-alpha.png", Image.merge("LA", (grey, image.split()[2])))
    save("bits.png", image.convert("1"))
    save("palette.png", image.quantize(12), transparency=3)
    write("interlaced.png", interlaced_png(rgb))
    wide = rgb.astype(numpy.uint16) * 256 + 255 - rgb
    write("16bit.png", tensorflow.io.encode_png(wide).numpy())

    save("24bit.bmp", image)
    save("32bit.bmp", alpha)
    save("palette.bmp", image.quantize(12))
    write("top-first.bmp", top_first((HERE / "24bit.bmp").read_bytes()))


def digest(pixels):
    return hashlib.sha256(numpy.ascontiguousarray(pixels, dtype=numpy.uint8)).hexdigest()


def show():
    for path in sorted(HERE.glob("*.[jpb][pnm][gp]")):
        content = path.read_bytes()
        if path.suffix == ".jpg":
            for method in ("INTEGER_FAST", "INTEGER_ACCURATE"):
                pixels = tensorflow.io.decode_jpeg(content, channels=3, dct_method=method)
                print(path.name, method, "tensorflow", digest(pixels))
        if path.suffix == ".png":
            print(path.name, "tensorflow", digest(tensorflow.io.decode_png(content, channels=3)))
        print(path.name, "pillow", digest(Image.open(path).convert("RGB")))


if __name__ == "__main__":
    make()
    show()
