"""Makes one clear sentence of what servers and networks do."""

from __future__ import annotations

import errno
from email.utils import parsedate_to_datetime
from time import time

import httpx2

from ...errors import ModelError
from .secrecy import without_secrets

_PASSING = (408, 425, 429, 500, 502, 503, 504)
_KEPT = "what has come is kept, so get the model again later"
_REMEDIES = {
    401: "If its page asks for it, accept the licence there and set HF_TOKEN to a token of your account",
    403: "Accept the licence on the page of the model, and set HF_TOKEN to a token of that account",
    404: "Update GeoRefer, or get the model from another source",
    407: "Correct the name and password of the proxy",
    410: "Update GeoRefer, or get the model from another source",
    429: f"It has had too many requests; {_KEPT}",
}
_MEANINGS = {
    401: "asks for an account",
    403: "does not hand it out to this account",
    404: "has it no longer",
    407: "is behind a proxy that asks for a password",
    410: "has it no longer",
    429: "is busy",
}


class Broken(Exception):  # noqa: N818 - a connection that broke, not a failure by itself
    """Says that bytes stopped coming before the file was whole."""


def status_of(error: Exception) -> int | None:
    """Returns the status with which a server has refused, None where it was no refusal."""
    response = getattr(error, "response", None)
    return int(response.status_code) if isinstance(response, httpx2.Response) else None


def is_passing(error: Exception) -> bool:
    """Returns whether another try may succeed."""
    status = status_of(error)
    if status is not None:
        return status in _PASSING
    return isinstance(error, (httpx2.TransportError, Broken)) and not _is_distrust(error)


def asked_wait_s(error: Exception) -> float | None:
    """Returns how long the server asks to wait, None where it asks for nothing."""
    response = getattr(error, "response", None)
    asked = response.headers.get("Retry-After", "") if isinstance(response, httpx2.Response) else ""
    try:
        return float(asked)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(asked).timestamp() - time()
    except (ValueError, TypeError):
        return None


def explain(error: Exception, host: str, name: str) -> ModelError:
    """Returns what to tell the person.

    Args:
        error: What the network library, the hub's or the system raised.
        host: Server.
        name: File that was asked for.
    """
    message, remedy = _sentence(error, host, name)
    # Messages of libraries carry signed addresses and may repeat a header.
    return ModelError(message, remedy, without_secrets(f"{name}: {error!r}"))


def _sentence(error: Exception, host: str, name: str) -> tuple[str, str]:
    status = status_of(error)
    if type(error).__name__ == "OfflineModeIsEnabled":
        return "Downloads are switched off by HF_HUB_OFFLINE", "Unset it, or add the model from a file"
    if status is not None:
        meaning = _MEANINGS.get(status, "has a fault" if status >= 500 else "refuses it")
        remedy = _REMEDIES.get(status, f"It may pass; {_KEPT}")
        return f"The server {host} {meaning}: {name} was not downloaded ({status})", remedy
    if isinstance(error, httpx2.ConnectTimeout | httpx2.ConnectError):
        if _is_distrust(error):
            remedy = "Name the certificates of your network in SSL_CERT_FILE"
            return f"The certificate of {host} is not trusted on this machine", remedy
        remedy = "Check the connection and the proxy; HF_ENDPOINT can name a mirror of the hub"
        return f"The server {host} cannot be reached", remedy
    if isinstance(error, httpx2.TimeoutException):
        return f"The server {host} has stopped sending {name}", f"Check the connection; {_KEPT}"
    if isinstance(error, httpx2.ProxyError):
        return "The proxy refuses the download", "Check the proxy in the settings"
    if isinstance(error, (httpx2.HTTPError, Broken)):
        return f"The connection to {host} keeps breaking off", f"Check the connection; {_KEPT}"
    if isinstance(error, OSError):
        return disk_sentence(error, name)
    return f"{name} cannot be downloaded from {host}", "Get the model from another source"


def disk_sentence(error: OSError, name: str) -> tuple[str, str]:
    """Returns what to say of a file that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {name} was not finished", f"Free some space; {_KEPT}"
    return f"{name} cannot be written", "Check that the folder of the models can be written to"


def _is_distrust(error: Exception) -> bool:
    return "CERTIFICATE_VERIFY_FAILED" in str(error)
