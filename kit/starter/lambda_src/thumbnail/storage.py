"""Reads and writes S3 objects."""

from functools import cache

import boto3
from botocore.client import BaseClient

MAX_OBJECT_BYTES = 50 * 1024 * 1024


class ObjectTooLarge(ValueError):
    """The object has more than MAX_OBJECT_BYTES."""


@cache
def s3() -> BaseClient:
    """Returns the S3 client. It is made on first use, so that an import needs no region or credentials."""
    return boto3.client("s3")


def read_object(bucket: str, key: str) -> bytes:
    """Returns the content of an object.

    Raises ObjectTooLarge before anything is read into memory, and botocore's ClientError if S3 refuses.
    """
    response = s3().get_object(Bucket=bucket, Key=key)
    with response["Body"] as body:
        size = response["ContentLength"]
        if size > MAX_OBJECT_BYTES:
            raise ObjectTooLarge(f"s3://{bucket}/{key} has {size} bytes, the limit is {MAX_OBJECT_BYTES}")
        return body.read()


def write_object(bucket: str, key: str, data: bytes, content_type: str) -> None:
    """Writes an object, replacing what was there. Raises botocore's ClientError if S3 refuses."""
    s3().put_object(Bucket=bucket, Key=key, Body=data, ContentType=content_type)
