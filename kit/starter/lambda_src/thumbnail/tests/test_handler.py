"""The front doors. S3 is botocore's Stubber: it answers from memory and fails on calls not announced."""

import base64
import importlib
import json
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber
from PIL import Image

import handler
import storage
from thumbnails import InvalidEdge, UnsupportedImage

EVENTS = Path(__file__).parent.parent / "events"
SOURCE = {"Bucket": "photos", "Key": "a/cat & dog.webp"}

fake_context = SimpleNamespace(
    function_name="thumbnail",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-central-1:000000000000:function:thumbnail",
    aws_request_id="00000000-0000-4000-8000-000000000000",
)


@pytest.fixture
def s3(monkeypatch):
    """A stubbed S3 client; the test fails if a call that it announced was not made."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("THUMBNAILS_BUCKET", "thumbnails")
    client = boto3.client("s3", region_name="eu-central-1")
    monkeypatch.setattr(storage, "s3", lambda: client)
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def object_created(bucket: str, key: str) -> dict:
    return {
        "version": "0",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "detail": {"version": "0", "bucket": {"name": bucket}, "object": {"key": key, "size": 1}},
    }


def s3_object(data: bytes) -> dict:
    return {"Body": StreamingBody(BytesIO(data), len(data)), "ContentLength": len(data)}


def test_stores_the_thumbnail_of_a_new_object(s3, make_image, monkeypatch):
    monkeypatch.setenv("THUMBNAIL_EDGE", "50")
    s3.add_response("get_object", s3_object(make_image("WEBP", (200, 100))), SOURCE)
    s3.add_response(
        "put_object",
        {},
        {"Bucket": "thumbnails", "Key": "a/cat & dog.webp.png", "Body": ANY, "ContentType": "image/png"},
    )

    answer = handler.handler(object_created("photos", "a/cat & dog.webp"), fake_context)

    assert answer == {"key": "a/cat & dog.webp.png", "width": 50, "height": 25, "bytes": answer["bytes"]}
    assert answer["bytes"] > 0


def test_uses_128_pixels_if_no_edge_is_configured(s3, make_image, monkeypatch):
    monkeypatch.delenv("THUMBNAIL_EDGE", raising=False)
    s3.add_response("get_object", s3_object(make_image("PNG", (300, 300))))
    s3.add_response("put_object", {})

    assert handler.handler(object_created("photos", "cat.png"), fake_context)["width"] == 128


def test_passes_on_that_an_object_is_missing(s3):
    s3.add_client_error("get_object", "NoSuchKey", http_status_code=404)

    with pytest.raises(ClientError, match="NoSuchKey"):
        handler.handler(object_created("photos", "gone.png"), fake_context)


def test_writes_nothing_for_an_object_that_is_no_image(s3):
    s3.add_response("get_object", s3_object(b"just text"))

    with pytest.raises(UnsupportedImage):
        handler.handler(object_created("photos", "readme.txt"), fake_context)


def test_refuses_a_huge_object_without_reading_it(s3):
    class UnreadableBody(BytesIO):
        def read(self, *args):
            raise AssertionError("the object must not be read")

    s3.add_response("get_object", {"Body": UnreadableBody(), "ContentLength": storage.MAX_OBJECT_BYTES + 1})

    with pytest.raises(storage.ObjectTooLarge, match=r"s3://photos/huge\.png"):
        handler.handler(object_created("photos", "huge.png"), fake_context)


@pytest.mark.parametrize(
    ("bucket", "problem"),
    [
        pytest.param("", "is not set", id="missing"),
        pytest.param("photos", "must not be the source bucket", id="the source bucket, an endless loop"),
    ],
)
def test_refuses_a_wrong_target_bucket_before_it_calls_s3(s3, monkeypatch, bucket, problem):
    monkeypatch.setenv("THUMBNAILS_BUCKET", bucket)

    with pytest.raises(handler.InvalidConfiguration, match=problem):
        handler.handler(object_created("photos", "cat.png"), fake_context)


def test_answers_the_sample_event_without_aws(monkeypatch):
    def no_aws(*args, **kwargs):
        raise AssertionError("a direct invocation must not need AWS")

    monkeypatch.setattr(boto3, "client", no_aws)
    storage.s3.cache_clear()

    answer = handler.handler(json.loads((EVENTS / "direct.json").read_text()), fake_context)

    data = base64.b64decode(answer["image_base64"])
    image = Image.open(BytesIO(data))
    assert answer.keys() == {"image_base64", "width", "height", "bytes"}
    assert (answer["width"], answer["height"]) == image.size == (64, 48)
    assert answer["bytes"] == len(data)


def test_makes_the_s3_client_on_first_use_and_only_once(monkeypatch):
    made = []
    monkeypatch.setattr(boto3, "client", lambda service: made.append(service) or object())
    monkeypatch.delitem(sys.modules, "storage")

    fresh = importlib.import_module("storage")

    assert made == []
    assert fresh.s3() is fresh.s3()
    assert made == ["s3"]


def test_takes_the_edge_from_the_environment_if_the_event_names_none(make_image, monkeypatch):
    monkeypatch.setenv("THUMBNAIL_EDGE", "30")
    event = {"image_base64": base64.b64encode(make_image("PNG", (90, 90))).decode()}

    assert handler.handler(event, fake_context)["width"] == 30


def test_refuses_an_edge_that_is_no_number_in_the_event(make_image):
    event = {"image_base64": base64.b64encode(make_image("PNG", (90, 90))).decode(), "edge": "large"}

    with pytest.raises(InvalidEdge):
        handler.handler(event, fake_context)


def test_names_the_variable_if_the_configured_edge_is_no_number(make_image, monkeypatch):
    monkeypatch.setenv("THUMBNAIL_EDGE", "large")
    event = {"image_base64": base64.b64encode(make_image("PNG", (90, 90))).decode()}

    with pytest.raises(handler.InvalidConfiguration, match="THUMBNAIL_EDGE"):
        handler.handler(event, fake_context)


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({}, id="empty"),
        pytest.param({"image_base64": 1}, id="image is a number"),
        pytest.param({"image_base64": "no base64!"}, id="not base64"),
        pytest.param({"detail-type": "Object Deleted", "detail": {}}, id="another event of S3"),
        pytest.param({"detail-type": "Object Created", "detail": {"bucket": {}}}, id="no bucket's name"),
    ],
)
def test_refuses_an_event_it_does_not_know(event):
    with pytest.raises(handler.InvalidEvent):
        handler.handler(event, fake_context)
