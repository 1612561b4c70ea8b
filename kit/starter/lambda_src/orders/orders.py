"""The orders: what a valid one looks like and what it costs. Pure logic, no AWS and no HTTP."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

CENT = Decimal("0.01")

Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Sku = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
Quantity = Annotated[int, Field(strict=True, ge=1, le=10_000)]

# An amount with at most two decimal places. Send it as a string; a JSON number is fine too, because one of so
# few digits survives the way through a float. The limits keep the sum of all lines below 28 digits, up to
# which Decimal is exact.
UnitPrice = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class Strict(BaseModel):
    """Refuses fields it does not know, so that a typing error is not taken for an absent field."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OrderLine(Strict):
    """A number of pieces of one article. The unit price is in the shop's currency."""

    sku: Sku
    quantity: Quantity
    unit_price: UnitPrice


class NewOrder(Strict):
    """What a customer sends."""

    customer_email: Email
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=100)]


class PricedLine(OrderLine):
    """A line and what it costs."""

    total: Decimal


class Order(Strict):
    """An accepted order. Amounts are in the shop's currency, exact, with two decimal places."""

    id: str
    customer_email: str
    lines: list[PricedLine]
    total: Decimal


def accept_order(new_order: NewOrder, order_id: str) -> Order:
    """Computes the totals of a valid order. The same input gives the same order."""
    lines = [price_line(line) for line in new_order.lines]
    return Order(
        id=order_id,
        customer_email=new_order.customer_email,
        lines=lines,
        total=sum((line.total for line in lines), start=Decimal("0.00")),
    )


def price_line(line: OrderLine) -> PricedLine:
    """Computes what a line costs. Both amounts get two decimal places. No price has more, none is rounded."""
    unit_price = line.unit_price.quantize(CENT)
    return PricedLine(
        sku=line.sku, quantity=line.quantity, unit_price=unit_price, total=unit_price * line.quantity
    )
