"""What the tests of both modules share."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image


@pytest.fixture
def make_image() -> Callable[..., bytes]:
    """Returns a function that encodes a picture of one colour; `options` go to Pillow's `save`."""

    def make(
        format: str, size: tuple[int, int], mode: str = "RGB", color: Any = "red", **options: Any
    ) -> bytes:
        buffer = BytesIO()
        Image.new(mode, size, color).save(buffer, format, **options)
        return buffer.getvalue()

    return make
