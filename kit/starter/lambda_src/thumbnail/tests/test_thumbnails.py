"""The logic: sizes, formats, metadata, and what is refused."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from thumbnails import (
    MAX_EDGE,
    BrokenImage,
    ImageTooLarge,
    InvalidEdge,
    Thumbnail,
    UnsupportedImage,
    make_thumbnail,
    thumbnail_key,
)

ORIENTATION = 0x0112
ROTATED_BY_A_QUARTER = 6


def decode(thumbnail: Thumbnail) -> Image.Image:
    image = Image.open(BytesIO(thumbnail.data))
    image.load()
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    """A piece of a PNG file, with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int) -> bytes:
    """A few bytes that claim to be a huge PNG: what a decompression bomb looks like."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        pytest.param((400, 200), (100, 50), id="landscape is bound by its width"),
        pytest.param((200, 400), (50, 100), id="portrait is bound by its height"),
        pytest.param((60, 30), (60, 30), id="a small picture is not enlarged"),
        pytest.param((3000, 1), (100, 1), id="a line keeps one pixel of height"),
    ],
)
def test_fits_into_the_edge(make_image: Callable[..., bytes], size, expected):
    thumbnail = make_thumbnail(make_image("PNG", size), edge=100)

    assert (thumbnail.width, thumbnail.height) == expected
    assert decode(thumbnail).size == expected


@pytest.mark.parametrize(
    ("source_format", "mode", "color", "expected_format", "expected_mode"),
    [
        pytest.param("JPEG", "RGB", "red", "JPEG", "RGB", id="a JPEG stays a JPEG"),
        pytest.param("JPEG", "L", 99, "JPEG", "L", id="a grey JPEG stays grey"),
        pytest.param("JPEG", "CMYK", (0, 255, 255, 0), "JPEG", "RGB", id="a JPEG for print becomes RGB"),
        pytest.param("PNG", "RGBA", (255, 0, 0, 77), "PNG", "RGBA", id="a PNG keeps its transparency"),
        pytest.param("PNG", "I;16", 40_000, "PNG", "I;16", id="a 16-bit PNG keeps its depth"),
        pytest.param("PNG", "P", 0, "PNG", "RGB", id="a palette is expanded"),
        pytest.param("GIF", "P", 0, "PNG", "RGB", id="a GIF becomes a PNG"),
        pytest.param("WEBP", "RGB", "red", "PNG", "RGB", id="a WebP becomes a PNG"),
    ],
)
def test_chooses_format_and_colours(make_image, source_format, mode, color, expected_format, expected_mode):
    thumbnail = make_thumbnail(make_image(source_format, (40, 40), mode, color), edge=20)

    assert thumbnail.format == expected_format
    assert (decode(thumbnail).format, decode(thumbnail).mode) == (expected_format, expected_mode)


def test_keeps_the_colour_of_the_pixels(make_image):
    source = make_image("PNG", (40, 40), "RGBA", (10, 200, 30, 255))

    assert decode(make_thumbnail(source, edge=20)).getpixel((10, 10)) == (10, 200, 30, 255)


@pytest.mark.parametrize(
    ("mode", "color"),
    [pytest.param("RGB", (1, 2, 3), id="colour"), pytest.param("P", 0, id="palette entry")],
)
def test_keeps_a_transparent_colour_transparent(make_image, mode, color):
    source = make_image("PNG", (40, 40), mode, color, transparency=color)

    assert decode(make_thumbnail(source, edge=20)).getpixel((10, 10))[3] == 0


def test_turns_a_photo_upright_and_drops_its_metadata(make_image):
    exif = Image.Exif()
    exif[ORIENTATION] = ROTATED_BY_A_QUARTER
    source = make_image("JPEG", (80, 40), exif=exif, comment=b"taken at home")

    thumbnail = make_thumbnail(source, edge=40)

    assert (thumbnail.width, thumbnail.height) == (20, 40)
    assert not decode(thumbnail).getexif()
    assert b"taken at home" in source
    assert b"taken at home" not in thumbnail.data


@pytest.mark.parametrize(
    "edge",
    [
        pytest.param(0, id="zero"),
        pytest.param(-1, id="negative"),
        pytest.param(MAX_EDGE + 1, id="above the limit"),
        pytest.param("64", id="a string"),
        pytest.param(1.5, id="a fraction"),
        pytest.param(True, id="a boolean"),
    ],
)
def test_refuses_an_edge_that_makes_no_sense(make_image, edge):
    with pytest.raises(InvalidEdge, match=f"from 1 to {MAX_EDGE}"):
        make_thumbnail(make_image("PNG", (10, 10)), edge)


@pytest.mark.parametrize(
    ("width", "height"),
    [
        pytest.param(8_000, 7_000, id="above our limit"),
        pytest.param(30_000, 30_000, id="above Pillow's own limit"),
    ],
)
def test_refuses_a_decompression_bomb(width, height):
    with pytest.raises(ImageTooLarge):
        make_thumbnail(png_header(width, height), edge=64)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
    ],
)
def test_refuses_what_is_no_image(source):
    with pytest.raises(UnsupportedImage, match="JPEG, PNG, GIF, WEBP"):
        make_thumbnail(source, edge=64)


def test_refuses_a_format_that_pillow_knows_but_we_do_not_allow(make_image):
    with pytest.raises(UnsupportedImage):
        make_thumbnail(make_image("BMP", (10, 10)), edge=64)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "GIF", "WEBP"])
def test_refuses_an_image_that_was_cut_short(image_format):
    buffer = BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(buffer, image_format)
    source = buffer.getvalue()

    with pytest.raises((BrokenImage, UnsupportedImage)):
        make_thumbnail(source[: len(source) // 2], edge=64)


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param(chunk(b"IHDR", b""), id="an empty header"),
        pytest.param(
            chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(10_000_000))), id="a bomb in a comment"
        ),
    ],
)
def test_refuses_a_malicious_png(chunks):
    with pytest.raises(BrokenImage):
        make_thumbnail(b"\x89PNG\r\n\x1a\n" + chunks + png_header(10, 10)[8:], edge=64)


@pytest.mark.parametrize(
    ("source_key", "thumbnail_format", "expected"),
    [
        pytest.param("a/cat.jpg", "JPEG", "a/cat.jpg", id="same suffix"),
        pytest.param("a/CAT.JPEG", "JPEG", "a/CAT.JPEG", id="same suffix, written differently"),
        pytest.param("a/cat.webp", "PNG", "a/cat.webp.png", id="other suffix"),
        pytest.param("a.png/cat", "PNG", "a.png/cat.png", id="no suffix, a dot in the folder"),
    ],
)
def test_names_the_thumbnail_after_its_source(source_key, thumbnail_format, expected):
    assert thumbnail_key(source_key, Thumbnail(b"", thumbnail_format, 1, 1)) == expected
