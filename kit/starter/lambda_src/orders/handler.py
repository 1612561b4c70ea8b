"""Entry point of the orders function: `handler.handler`, behind a Lambda function URL.

- `POST /orders` validates an order and answers 201 with its totals, or 422 with the fields that are wrong;
- `GET /health` answers 200.
"""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver, Response, content_types
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from orders import NewOrder, Order, accept_order

logger = Logger(service="orders")
app = LambdaFunctionUrlResolver(enable_validation=True)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.LAMBDA_FUNCTION_URL)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one HTTP request. An unexpected error is not caught: Lambda counts it and answers 502."""
    return app.resolve(event, context)


@app.get("/health")
def health() -> dict[str, str]:
    """Says that the function is loaded and can answer."""
    return {"status": "ok"}


@app.post("/orders")
def create_order(new_order: NewOrder) -> Response[Order]:
    """Accepts an order. Its id is the id of the request, so that the logs of both are found together."""
    order = accept_order(new_order, order_id=app.current_event.request_context.request_id)
    # The customer's address is personal data: it stays out of the logs.
    logger.info("accepted an order", order_id=order.id, lines=len(order.lines), total=str(order.total))
    return Response(HTTPStatus.CREATED, content_types.APPLICATION_JSON, body=order)


@app.exception_handler(RequestValidationError)
def refuse(error: RequestValidationError) -> Response[dict[str, Any]]:
    """Answers 422 with the path of each wrong field, such as `lines.0.quantity`, and what is wrong."""
    problems = [{"field": field_path(problem), "message": problem["msg"]} for problem in error.errors()]
    logger.info("refused an order", fields=[problem["field"] for problem in problems])
    return Response(
        HTTPStatus.UNPROCESSABLE_ENTITY, content_types.APPLICATION_JSON, body={"errors": problems}
    )


def field_path(problem: dict[str, Any]) -> str:
    """Returns the path of a wrong field, or `body` if there is no body or it is not JSON."""
    if problem["type"] == "json_invalid":
        return "body"
    body, *path = problem["loc"]
    return ".".join(str(part) for part in path) or body
