"""The parts of an exchange in which there may be a secret, as texts that can be changed, and the exchange of those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from ..bodies import Unstored
from ..exchanges import Exchange, Response
from ..headers import Headers
from .edits import Edit, apply, move
from .mending import keep_json
from .pieces import looks_streamed
from .whereabouts import place_in


@dataclass
class Part:
    """A text, one character for one byte, and where it stands in a cassette. ``edges`` are those of its chunks."""

    place: str
    text: str
    is_body: bool = False
    edges: list[int] = field(default_factory=list)

    @property
    def streamed(self) -> bool:
        return self.is_body and looks_streamed(self.text)

    def change(self, edits: Sequence[Edit]) -> list[Edit]:
        """Make edits; returns those that were made, which may be wider."""
        made = keep_json(self.text, edits, streamed=self.streamed) if self.is_body else list(edits)
        self.edges = move(self.edges, made)
        self.text = apply(self.text, made)
        return made

    def place_of(self, offset: int) -> str:
        """Where in the cassette a character stands."""
        return self.place + (place_in(self.text, offset, streamed=self.streamed) if self.is_body else "")


def as_bytes(text: str) -> str:
    """The bytes of a text, each as one character."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")


def as_text(raw: str) -> str:
    """The text of such bytes."""
    if raw.isascii():
        return raw
    try:
        return raw.encode("latin-1").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.encode("latin-1").decode("utf-8", "replace")


def chunked(place: str, chunks: Sequence[bytes]) -> Part:
    """A body that came in chunks."""
    edges = list(accumulate(map(len, chunks)))[:-1]
    return Part(place, b"".join(chunks).decode("latin-1"), True, edges)


def chunks_of(part: Part, times: Sequence[int]) -> tuple[list[bytes], list[int]]:
    """The chunks of a body and when they came, without those of which nothing is left."""
    raw = part.text.encode("latin-1")
    pieces = [raw[start:end] for start, end in pairwise([0, *part.edges, len(raw)])]
    filled = [index for index, piece in enumerate(pieces) if piece]
    return [pieces[index] for index in filled], [times[index] for index in filled if times]


def parts_of(exchange: Exchange) -> list[Part]:
    """The URL, the headers and the body of the request, then headers, body and failure of the response."""
    request, response = exchange.request, exchange.response
    return [
        Part("$.request.url", as_bytes(request.url)),
        *_headers("$.request", request.headers),
        Part("$.request", request.content.decode("latin-1"), True),
        *_headers("$.response", response.headers),
        chunked("$.response", response.chunks),
        Part("$.response.failure.message", as_bytes(response.failure.message if response.failure else "")),
    ]


def exchange_of(exchange: Exchange, parts: Sequence[Part]) -> Exchange:
    """The exchange with the texts that its parts have now."""
    rest = iter(parts)
    request, response = exchange.request, exchange.response
    url = as_text(next(rest).text)
    told = _with_values(request.headers, rest)
    asked = replace(request, url=url, headers=told, body=Unstored(next(rest).text.encode("latin-1")))
    headers = _with_values(response.headers, rest)
    chunks, times = chunks_of(next(rest), response.times)
    message = as_text(next(rest).text)
    answered = Response.read(
        response.status,
        headers,
        chunks,
        cut=response.cut,
        failure=response.failure and replace(response.failure, message=message),
        times=times,
    )
    return replace(exchange, request=asked, response=answered)


def _headers(place: str, headers: Headers) -> Iterator[Part]:
    return (Part(f"{place}.headers.{name}", as_bytes(value)) for name, value in headers)


def _with_values(headers: Headers, parts: Iterator[Part]) -> Headers:
    return tuple((name, as_text(next(parts).text)) for name, _ in headers)
