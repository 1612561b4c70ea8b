"""The HTTP side: status codes and bodies, from the sample events."""

import copy
import json
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest

import handler

EVENTS = Path(__file__).parent.parent / "events"
CREATE_ORDER = json.loads((EVENTS / "create-order.json").read_text())
HEALTH = json.loads((EVENTS / "health.json").read_text())

fake_context = SimpleNamespace(
    function_name="orders",
    memory_limit_in_mb=256,
    invoked_function_arn="arn:aws:lambda:eu-central-1:000000000000:function:orders",
    aws_request_id="00000000-0000-4000-8000-000000000000",
)


def post(body: str | None) -> tuple[int, dict]:
    event = copy.deepcopy(CREATE_ORDER) | {"body": body}
    return call(event)


def call(event: dict) -> tuple[int, dict]:
    response = handler.handler(event, fake_context)
    return response["statusCode"], json.loads(response["body"])


def test_health_answers_200():
    assert call(HEALTH) == (200, {"status": "ok"})


def test_the_sample_order_is_accepted_with_exact_totals():
    status, order = call(CREATE_ORDER)

    assert status == 201
    assert order == {
        "id": CREATE_ORDER["requestContext"]["requestId"],
        "customer_email": "ada@example.com",
        "lines": [
            {"sku": "TEA-EARL-GREY", "quantity": 3, "unit_price": "19.99", "total": "59.97"},
            {"sku": "CUP-2", "quantity": 2, "unit_price": "0.10", "total": "0.20"},
        ],
        "total": "60.17",
    }


def test_the_answer_is_json():
    response = handler.handler(CREATE_ORDER, fake_context)

    assert response["headers"]["Content-Type"] == "application/json"


def test_wrong_fields_are_all_named_with_their_path():
    lines = [
        {"sku": "TEA-1", "quantity": 1, "unit_price": "1.00"},
        {"sku": "TEA-1", "quantity": 0, "unit_price": "1.001"},
    ]

    status, answer = post(json.dumps({"customer_email": "nobody", "lines": lines}))

    assert status == 422
    assert [error["field"] for error in answer["errors"]] == [
        "customer_email",
        "lines.1.quantity",
        "lines.1.unit_price",
    ]
    assert answer["errors"][1]["message"] == "Input should be greater than or equal to 1"


def test_a_missing_field_is_named():
    status, answer = post(json.dumps({"customer_email": "ada@example.com"}))

    assert (status, answer) == (422, {"errors": [{"field": "lines", "message": "Field required"}]})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{", id="broken JSON"),
        pytest.param(None, id="no body"),
        pytest.param("", id="empty"),
        pytest.param("null", id="null"),
        pytest.param('"order"', id="a string"),
    ],
)
def test_a_body_that_is_no_order_answers_422(body):
    status, answer = post(body)

    assert status == 422
    assert [error["field"] for error in answer["errors"]] == ["body"]


def test_an_unknown_path_answers_404():
    status, _ = call(copy.deepcopy(HEALTH) | {"rawPath": "/nothing"})

    assert status == 404


def test_the_address_of_the_customer_stays_out_of_the_logs(monkeypatch):
    log = StringIO()
    monkeypatch.setattr(handler.logger.registered_handler, "stream", log)

    call(CREATE_ORDER)

    assert "accepted an order" in log.getvalue()
    assert "ada@example.com" not in log.getvalue()
