"""The errors that the service answers with, in the words of the real servers (wire.md §7.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KEY_PAGE = "https://platform.openai.com/account/api-keys"
BETA_HEADER = "OpenAI-Beta: assistants=v2"
AZURE_MESSAGES: Mapping[int, str] = {
    401: "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
    "active subscription and use a correct regional API endpoint for your resource.",
    404: "Resource not found",
}
"""What Azure's gateway says in place of OpenAI's words."""


class ApiError(Exception):
    """An answer that is an error. ``at_gateway`` marks those that Azure's gateway gives instead of the API."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        at_gateway: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.param = param
        self.code = code
        self.headers = dict(headers or {})
        self.at_gateway = at_gateway

    def body(self, surface: str) -> dict[str, Any]:
        """The JSON body, in the envelope of the surface that was asked, such as ``openai`` or ``azure``."""
        if surface == "azure" and self.at_gateway and self.status in AZURE_MESSAGES:
            return {"error": {"code": str(self.status), "message": AZURE_MESSAGES[self.status]}}
        # A path or header may hold what UTF-8 cannot.
        message = self.message.encode("utf-8", "replace").decode()
        error = {"message": message, "type": "invalid_request_error", "param": self.param, "code": self.code}
        return {"error": error}


def no_such(kind: str, id: str) -> ApiError:
    """404: there is no ``kind`` (``thread``, ``run``, ``run step`` …) of this id, or it belongs elsewhere."""
    return ApiError(f"No {kind} found with id '{id}'.", status=404)


def no_key() -> ApiError:
    """401: the request has no key."""
    message = (
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
        f"(i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from {KEY_PAGE}."
    )
    return _unauthorised(message, None)


def wrong_key() -> ApiError:
    """401: the key is not this service's. Nothing of the key is echoed, for it may be a real one."""
    return _unauthorised(
        f"Incorrect API key provided: ********. You can find your API key at {KEY_PAGE}.", "invalid_api_key"
    )


def no_beta() -> ApiError:
    """400: the header that opts in to the second version of the Assistants API is missing."""
    message = (
        "You must provide the 'OpenAI-Beta' header to access the Assistants API. "
        f"Please try again by setting the header '{BETA_HEADER}'."
    )
    return ApiError(message, code="invalid_beta")


def no_route(method: str, path: str) -> ApiError:
    """404: nothing is served at this path."""
    return ApiError(f"Invalid URL ({method} {path})", status=404, at_gateway=True)


def wrong_method(method: str, path: str, allowed: Sequence[str]) -> ApiError:
    """405: the path is served, but not for this method."""
    message = f"Not allowed to {method} on {path} (HINT: Perhaps you meant to use a different HTTP method?)"
    return ApiError(message, status=405, code="method_not_supported", headers={"allow": ", ".join(allowed)})


def not_json(reason: str) -> ApiError:
    """400: the body is not JSON; ``reason`` says where it stops being so."""
    return ApiError(f"We could not parse the JSON body of your request: {reason}.")


def malformed_id(name: str, value: str, prefix: str) -> ApiError:
    """400: an id that cannot be one of its kind."""
    return ApiError(f"Invalid '{name}': '{value}'. Expected an ID that begins with '{prefix}'.")


def run_is_active(thread_id: str, run_id: str) -> ApiError:
    """400: a thread has one active run at a time."""
    return ApiError(f"Thread {thread_id} already has an active run {run_id}.")


def thread_is_busy(thread_id: str, run_id: str) -> ApiError:
    """400: a thread takes no messages while a run is active on it."""
    return ApiError(f"Can't add messages to {thread_id} while a run {run_id} is active.")


def nothing_to_do() -> ApiError:
    """400: neither a user's message nor instructions for the run to go by."""
    message = "Run creation requires a Thread with a user message or an assistant with instructions."
    return ApiError(message, code="invalid_thread")


def takes_no_outputs(status: str) -> ApiError:
    """400: the run does not wait for tool outputs."""
    return ApiError(f'Runs in status "{status}" do not accept tool outputs.')


def other_outputs_expected(expected: Sequence[str], found: Sequence[str]) -> ApiError:
    """400: the outputs are not those of the calls that the run waits for."""
    return ApiError(f"Expected tool outputs for call_ids {list(expected)}, got {list(found)}")


def not_cancellable(status: str) -> ApiError:
    """400: the run has ended, or is being cancelled already."""
    return ApiError(f"Cannot cancel run with status '{status}'.")


def not_updatable(status: str) -> ApiError:
    """400: the run has not ended yet."""
    return ApiError(f"Cannot update run with status '{status}'.")


def _unauthorised(message: str, code: str | None) -> ApiError:
    headers = {"www-authenticate": 'Bearer realm="OpenAI API"'}
    return ApiError(message, status=401, code=code, headers=headers, at_gateway=True)
