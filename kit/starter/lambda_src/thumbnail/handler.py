"""Entry point of the thumbnail function: `handler.handler`.

Two front doors:

- an EventBridge event "Object Created" of an S3 bucket: the thumbnail goes to the bucket THUMBNAILS_BUCKET;
- a direct invocation `{"image_base64": "...", "edge": 64}`: the thumbnail is in the answer, no AWS is needed.

Environment variables:

- THUMBNAILS_BUCKET: a bucket's name; only the first door needs it;
- THUMBNAIL_EDGE: pixels, default 128.
"""

import base64
import binascii
import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

import storage
from thumbnails import make_thumbnail, thumbnail_key

DEFAULT_EDGE = 128

logger = Logger(service="thumbnail")


class InvalidEvent(ValueError):
    """The event is of neither kind that this function understands."""


class InvalidConfiguration(RuntimeError):
    """An environment variable of the function is missing or wrong."""


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Sends the event through the matching front door.

    Raises InvalidEvent, InvalidConfiguration, or what the door raises. Nothing is caught here: a failed
    invocation is what makes Lambda retry, fill the dead-letter queue and count an error.
    """
    match event:
        case {"image_base64": str(image_base64)}:
            return answer_directly(image_base64, event.get("edge", configured_edge()))
        case {
            "detail-type": "Object Created",
            "detail": {"bucket": {"name": str(bucket)}, "object": {"key": str(key)}},
        }:
            return store_thumbnail(bucket, key)
        case _:
            raise InvalidEvent('expected "image_base64" or an EventBridge event "Object Created" of S3')


def answer_directly(image_base64: str, edge: int) -> dict[str, Any]:
    """Returns the thumbnail itself. Raises InvalidEvent if the base64 is wrong, or a ThumbnailError."""
    try:
        source = base64.b64decode(image_base64, validate=True)
    except binascii.Error as error:
        raise InvalidEvent(f"image_base64 is not base64: {error}") from error

    thumbnail = make_thumbnail(source, edge)
    logger.info("made a thumbnail", width=thumbnail.width, height=thumbnail.height)
    return {
        "image_base64": base64.b64encode(thumbnail.data).decode("ascii"),
        "width": thumbnail.width,
        "height": thumbnail.height,
        "bytes": len(thumbnail.data),
    }


def store_thumbnail(bucket: str, key: str) -> dict[str, Any]:
    """Makes a thumbnail of an object and writes it to the thumbnails bucket.

    Raises InvalidConfiguration, ObjectTooLarge, a ThumbnailError or botocore's ClientError.
    """
    target_bucket = configured_bucket(source_bucket=bucket)
    thumbnail = make_thumbnail(storage.read_object(bucket, key), configured_edge())
    target_key = thumbnail_key(key, thumbnail)
    storage.write_object(target_bucket, target_key, thumbnail.data, thumbnail.content_type)
    logger.info("stored a thumbnail", bucket=target_bucket, key=target_key)
    return {
        "key": target_key,
        "width": thumbnail.width,
        "height": thumbnail.height,
        "bytes": len(thumbnail.data),
    }


def configured_edge() -> int:
    """Returns THUMBNAIL_EDGE in pixels. Raises InvalidConfiguration if it is not a number."""
    value = os.environ.get("THUMBNAIL_EDGE", str(DEFAULT_EDGE))
    try:
        return int(value)
    except ValueError as error:
        raise InvalidConfiguration(f"THUMBNAIL_EDGE must be a number of pixels, not {value!r}") from error


def configured_bucket(source_bucket: str) -> str:
    """Returns THUMBNAILS_BUCKET.

    Raises InvalidConfiguration if it is missing or is the source's own bucket: then each thumbnail would be
    a new object that starts the function again, without end.
    """
    bucket = os.environ.get("THUMBNAILS_BUCKET")
    if not bucket:
        raise InvalidConfiguration("THUMBNAILS_BUCKET is not set")
    if bucket == source_bucket:
        raise InvalidConfiguration(f"THUMBNAILS_BUCKET must not be the source bucket {source_bucket!r}")
    return bucket
