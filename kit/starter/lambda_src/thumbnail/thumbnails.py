"""Makes thumbnails. Pure logic: bytes in, bytes out, no AWS and no environment."""

import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

# Pillow can read many more formats. Each one is a parser that an attacker may feed: name only what you need.
SOURCE_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")

# 50 million pixels are at most 200 MB once decoded. Give the function 512 MB of memory or more.
MAX_SOURCE_PIXELS = 50_000_000

# A thumbnail of this edge fits, even uncompressed and in base64, into Lambda's response limit of 6 MB.
MAX_EDGE = 1024

JPEG_QUALITY = 85

# What Pillow raises when it meets damaged data.
DAMAGE = (OSError, SyntaxError, ValueError, struct.error)

SUFFIXES = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}


class ThumbnailError(ValueError):
    """No thumbnail can be made from this input; trying again will not help."""


class InvalidEdge(ThumbnailError):
    """The edge is not a whole number from 1 to MAX_EDGE."""


class UnsupportedImage(ThumbnailError):
    """The bytes are not an image of one of SOURCE_FORMATS."""


class BrokenImage(ThumbnailError):
    """The image is of a supported format, but damaged or cut short."""


class ImageTooLarge(ThumbnailError):
    """The image has more than MAX_SOURCE_PIXELS, which may be a decompression bomb."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """An encoded thumbnail. Width and height are in pixels."""

    data: bytes
    format: Literal["JPEG", "PNG"]
    width: int
    height: int

    @property
    def content_type(self) -> str:
        """The MIME type, for example `image/png`."""
        return f"image/{self.format.lower()}"


def make_thumbnail(source: bytes, edge: int) -> Thumbnail:
    """Shrinks an image until it fits into a square of `edge` by `edge` pixels.

    Keeps the aspect ratio and never enlarges. A JPEG stays a JPEG, everything else becomes a PNG, of an
    animation the first frame. A photo is turned upright as its EXIF data says; then all metadata is dropped,
    because it may hold the place where the photo was taken.

    Raises InvalidEdge, UnsupportedImage, ImageTooLarge or BrokenImage, all of them a ThumbnailError.
    """
    check_edge(edge)
    try:
        with Image.open(BytesIO(source), formats=SOURCE_FORMATS) as image:
            # Only the header has been read so far; decoding comes after this check.
            check_pixels(*image.size)
            return render(image, edge)
    except ThumbnailError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageTooLarge(str(error)) from error
    except UnidentifiedImageError as error:
        raise UnsupportedImage(f"not an image of a supported format ({', '.join(SOURCE_FORMATS)})") from error
    except DAMAGE as error:
        raise BrokenImage(f"the image is damaged: {error}") from error


def thumbnail_key(source_key: str, thumbnail: Thumbnail) -> str:
    """Returns the object key for a thumbnail: the source's key, plus the thumbnail's suffix if it differs.

    `cat.jpg` stays `cat.jpg`; `cat.webp` becomes `cat.webp.png`, as `cat.png` may be another picture.
    """
    suffixes = SUFFIXES[thumbnail.format]
    if PurePosixPath(source_key).suffix.lower() in suffixes:
        return source_key
    return source_key + suffixes[0]


def check_edge(edge: int) -> None:
    """Raises InvalidEdge unless `edge` (pixels) is a whole number from 1 to MAX_EDGE."""
    if type(edge) is not int or not 1 <= edge <= MAX_EDGE:
        raise InvalidEdge(f"edge must be a whole number of pixels from 1 to {MAX_EDGE}, not {edge!r}")


def check_pixels(width: int, height: int) -> None:
    """Raises ImageTooLarge if a picture of this size (pixels) is too large to decode."""
    if width * height > MAX_SOURCE_PIXELS:
        raise ImageTooLarge(f"{width} x {height} pixels are more than the limit of {MAX_SOURCE_PIXELS}")


def render(image: Image.Image, edge: int) -> Thumbnail:
    """Shrinks, turns upright and encodes an opened image. Raises what Pillow raises on damaged data."""
    target = "JPEG" if image.format == "JPEG" else "PNG"
    image = with_smooth_mode(image, target)
    image.thumbnail((edge, edge))
    image = ImageOps.exif_transpose(image)
    image.info.clear()

    buffer = BytesIO()
    if target == "JPEG":
        image.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        image.save(buffer, "PNG", optimize=True)
    return Thumbnail(buffer.getvalue(), target, image.width, image.height)


def with_smooth_mode(image: Image.Image, target: Literal["JPEG", "PNG"]) -> Image.Image:
    """Returns the image in a colour mode that can be resized smoothly and be saved as `target`."""
    if target == "JPEG":
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    # Colours from a palette, and a colour that stands for "transparent", cannot be averaged.
    if image.mode in ("1", "P") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image
