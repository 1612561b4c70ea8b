"""The logic: what is valid, and exact totals."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from orders import NewOrder, accept_order


def new_order(**changes) -> NewOrder:
    return NewOrder.model_validate({"customer_email": "ada@example.com", "lines": [line()]} | changes)


def line(**changes) -> dict:
    return {"sku": "TEA-1", "quantity": 1, "unit_price": "1.00"} | changes


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        pytest.param([line(unit_price="19.99", quantity=3)], "59.97", id="one line"),
        pytest.param(
            [line(unit_price="0.10"), line(unit_price="0.20")], "0.30", id="0.30000000000000004 as float"
        ),
        pytest.param([line(unit_price=0.1), line(unit_price=0.2)], "0.30", id="JSON numbers"),
        pytest.param([line(unit_price="5")], "5.00", id="no decimal places"),
        pytest.param([line(unit_price="1e2")], "100.00", id="an exponent"),
        pytest.param([line(unit_price="0")], "0.00", id="for free"),
        pytest.param(
            [line(unit_price="9999999999.99", quantity=10_000)] * 100,
            "9999999999990000.00",
            id="the largest order possible",
        ),
    ],
)
def test_totals_are_exact_and_have_two_decimal_places(lines, total):
    assert str(accept_order(new_order(lines=lines), "1").total) == total


def test_each_line_has_its_own_total():
    lines = [line(unit_price="19.99", quantity=3), line(unit_price="0.5", quantity=2)]

    order = accept_order(new_order(lines=lines), "1")

    assert [(str(priced.unit_price), str(priced.total)) for priced in order.lines] == [
        ("19.99", "59.97"),
        ("0.50", "1.00"),
    ]


def test_keeps_what_was_ordered_and_gets_the_given_id():
    order = accept_order(new_order(), "request-1")

    assert (order.id, order.customer_email) == ("request-1", "ada@example.com")
    assert [(priced.sku, priced.quantity) for priced in order.lines] == [("TEA-1", 1)]


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("ada", id="no at sign"),
        pytest.param("ada@example", id="no top-level domain"),
        pytest.param("ada lovelace@example.com", id="a space"),
        pytest.param("ada@example.com\n", id="a line break at the end"),
        pytest.param("a" * 250 + "@example.com", id="too long"),
    ],
)
def test_refuses_an_address_that_is_none(email):
    with pytest.raises(ValidationError) as caught:
        new_order(customer_email=email)
    assert [error["loc"] for error in caught.value.errors()] == [("customer_email",)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("sku", "", id="empty sku"),
        pytest.param("sku", "tea 1", id="sku in small letters"),
        pytest.param("quantity", 0, id="no pieces"),
        pytest.param("quantity", 10_001, id="too many pieces"),
        pytest.param("quantity", "3", id="quantity as a string"),
        pytest.param("quantity", True, id="quantity as a boolean"),
        pytest.param("unit_price", "-0.01", id="negative price"),
        pytest.param("unit_price", "1.001", id="a tenth of a cent"),
        pytest.param("unit_price", "NaN", id="price is not a number"),
        pytest.param("unit_price", Decimal("99999999999.00"), id="price with too many digits"),
        pytest.param("colour", "green", id="unknown field"),
    ],
)
def test_refuses_a_wrong_line_and_names_the_field(field, value):
    with pytest.raises(ValidationError) as caught:
        new_order(lines=[line(**{field: value})])
    assert [error["loc"] for error in caught.value.errors()] == [("lines", 0, field)]


@pytest.mark.parametrize("count", [pytest.param(0, id="no line"), pytest.param(101, id="too many lines")])
def test_refuses_a_wrong_number_of_lines(count):
    with pytest.raises(ValidationError, match="lines"):
        new_order(lines=[line()] * count)
