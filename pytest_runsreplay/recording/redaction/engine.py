"""Redaction: what must not get into a cassette is replaced in all that is recorded, wherever it stands.

A body is never parsed and written again. What is found, in the text as it is or as it reads without its escapes, is
cut out where it stands, so that all the rest stays byte for byte what it was.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from ..credentials import SCHEME
from ..exchanges import Exchange, Request, Response
from ..placeholders import REDACTED
from .edits import Edit, move
from .environment import secrets_of
from .finding import Finder
from .known import SHORTEST
from .parts import Part, as_bytes, as_text, chunked, chunks_of, exchange_of, parts_of
from .pieces import looks_streamed
from .vocabulary import is_word

RULES: Mapping[str, str] = MappingProxyType(
    {
        "openai": "keys of OpenAI (sk-…, sess-…, ek_…), also half-masked as in its answers to a wrong key",
        "anthropic": "keys of Anthropic (sk-ant-…)",
        "azure": "keys of Azure services and storage accounts, client secrets of its directory",
        "connection-string": "keys and passwords in connection strings and in the URLs of databases",
        "sas": "signatures of shared access (sig=…)",
        "aws": "access key ids of AWS, and the secret key beside one",
        "github": "tokens of GitHub (ghp_…, gho_…, ghs_…, ghr_…, ghu_…, github_pat_…)",
        "slack": "tokens and webhooks of Slack",
        "google": "keys and tokens of Google (AIza…, ya29.…, GOCSPX-…)",
        "huggingface": "tokens of Hugging Face (hf_…)",
        "services": "keys of other services: Stripe, GitLab, npm, PyPI, SendGrid, Groq, xAI, LangSmith and the like",
        "jwt": "JSON Web Tokens",
        "pem": "private keys in PEM",
        "bearer": "what follows Bearer in a text",
        "basic": "a name and password after Basic in a text",
        "cookie": "cookies in the text of headers",
        "names": "values of JSON fields, query parameters and form fields with names such as api_key or password",
        "assignments": "such names in code and prose: name = value, name: value",
        "environment": "values of environment variables with names such as …_KEY, …_TOKEN or …_PASSWORD",
        "base64": "anything of this in base64",
        "organization": "ids of organizations (org-…), replaced by org-redacted1, org-redacted2 …",
        "project": "ids of projects (proj_…), replaced by proj_redacted1 …",
        "subscription": "ids of Azure subscriptions, replaced by 00000000-0000-0000-0000-000000000001 …",
        "email": "e-mail addresses, but for those of reserved domains, replaced by email-1@redacted.invalid …",
    }
)
"""What is replaced by default, by the name that switches it off."""

USER_INFO = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@")
TURNS = 5
"""How often a text is gone through at most: what is replaced can bring to light what was not to be seen before."""
MOST_URLS = 2048


class Redaction:
    """Replaces secrets by ``REDACTED`` and identifiers of accounts by numbered placeholders of their own shape.

    ``replace`` has the user's own secrets: values, compiled patterns, or patterns as ``"/…/"``. ``keep`` names the
    ``RULES`` that are switched off. ``environ`` is read once, now; by default it is that of the process. One
    Redaction serves one recording: it remembers what it found, so that the same account has the same placeholder
    throughout. Raises ValueError for a rule that is not known, a pattern that is none, or a value that is a word of
    the API.

    ``found`` says where the last scan, which looks for assignments and for values known from elsewhere, had
    something left to replace: one line for each place, never the value.
    """

    def __init__(
        self,
        replace: Sequence[str | re.Pattern[str]] = (),
        keep: Collection[str] = (),
        environ: Mapping[str, str] | None = None,
    ) -> None:
        unknown = sorted(set(keep) - set(RULES))
        if unknown:
            raise ValueError(f"no rule of redaction is named {unknown[0]!r}: they are {', '.join(RULES)}")
        self.found: list[str] = []
        self._finder = Finder([pattern for pattern in map(_pattern, replace) if pattern], frozenset(keep))
        self._urls: dict[str, str] = {}
        for value in (each for each in replace if isinstance(each, str) and _pattern(each) is None):
            self._finder.known.add(as_bytes(_checked(value)), sure=True)
        if "environment" not in keep:
            self.learn(*secrets_of(os.environ if environ is None else environ))

    def learn(self, *values: str) -> None:
        """Redact these values from now on, wherever they stand: credentials of 8 characters or more, with or without
        the scheme that an ``Authorization`` header has before them."""
        for value in values:
            for each in _credentials(value.strip()):
                if len(each) >= SHORTEST:
                    self._finder.known.add(as_bytes(each))
        self._urls.clear()

    @property
    def known(self) -> int:
        """How many values are known by now to be secrets."""
        return len(self._finder.known)

    def reserve(self, text: str) -> None:
        """Give the accounts that come now other numbers than those in a text: what was recorded before."""
        self._finder.accounts.reserve(text)

    def text(self, text: str) -> str:
        """A text without secrets."""
        part = Part("$", as_bytes(text))
        return as_text(part.text) if self._change([part]) else text

    def content(self, content: bytes) -> bytes:
        """A body without secrets."""
        part = Part("$", content.decode("latin-1"), True)
        return part.text.encode("latin-1") if self._change([part]) else content

    def chunks(self, chunks: Sequence[bytes], times: Sequence[int]) -> tuple[list[bytes], list[int]]:
        """A body in chunks without secrets, and the times of its chunks. A secret that lies in several chunks is
        replaced in the first one; a chunk that would be empty goes, with its time."""
        part = chunked("$", chunks)
        return chunks_of(part, times) if self._change([part]) else (list(chunks), list(times))

    def url(self, url: str) -> str:
        """A URL without secrets, and without the name and password before its host."""
        if url not in self._urls:
            if len(self._urls) >= MOST_URLS:
                self._urls.clear()
            part = Part("$.request.url", USER_INFO.sub(r"\1", as_bytes(url)))
            changed = self._change([part])
            self._urls[url] = as_text(part.text) if changed or "@" in url else url
        return self._urls[url]

    def exchange(self, exchange: Exchange) -> Exchange:
        """An exchange without secrets in URL, headers, bodies and the message of a failure; the same object if there
        are none."""
        if not self._suspects(exchange.request, exchange.response):
            return exchange
        parts = parts_of(exchange)
        before = [part.text for part in parts]
        parts[0].text = USER_INFO.sub(r"\1", parts[0].text)
        self._change(parts, exchange.request.method)
        return exchange if before == [part.text for part in parts] else exchange_of(exchange, parts)

    def _suspects(self, request: Request, response: Response) -> bool:
        failure = response.failure.message if response.failure else ""
        values = (value for headers in (request.headers, response.headers) for _, value in headers)
        told, answered = request.content.decode("latin-1"), response.content.decode("latin-1")
        texts = (*map(as_bytes, (request.url, *values, failure)), told, answered)
        return self._finder.suspects("\n".join(texts)) or any(
            looks_streamed(body) and self._finder.suspects_pieces(body) for body in (told, answered)
        )

    def _change(self, parts: Sequence[Part], method: str = "") -> bool:
        """Replace what is found in parts that belong together; tell whether anything was."""
        changed = False
        if not any(map(self._may_hold, parts)):
            return changed
        for turn in range(TURNS):
            found = [(part, edits) for part in parts if (edits := self._edits(part, thorough=turn > 0))]
            made = [(part, part.change(edits)) for part, edits in found]
            if turn:
                self._note(made, f" of {method} {parts[0].text}" if method else "")
            changed = changed or bool(made)
            if turn and not made:
                return changed
        for part in parts:
            part.change([Edit(0, len(part.text), REDACTED)] if self._edits(part, thorough=True) else [])
        return True

    def _may_hold(self, part: Part) -> bool:
        return self._finder.suspects(part.text) or (part.streamed and self._finder.suspects_pieces(part.text))

    def _edits(self, part: Part, *, thorough: bool) -> list[Edit]:
        if self._may_hold(part):
            return self._finder.edits(part.text, streamed=part.streamed, thorough=thorough)
        return []

    def _note(self, made: Sequence[tuple[Part, list[Edit]]], of: str) -> None:
        for part, edits in made:
            starts = [edit.start for edit in edits]
            for edit, start in zip(edits, move(starts, edits), strict=True):
                place = f"{part.place_of(start)}{of}"
                if REDACTED in edit.put and place not in self.found:
                    self.found.append(place)


def _pattern(each: str | re.Pattern[str]) -> re.Pattern[str] | None:
    """A user's own pattern, None for a value."""
    if isinstance(each, re.Pattern):
        return each
    if len(each) < 3 or each[0] != "/" or each[-1] != "/":
        return None
    try:
        return re.compile(each[1:-1])
    except re.error as error:
        raise ValueError(f"expected a pattern between slashes to redact, found {each!r}: {error}") from None


def _checked(value: str) -> str:
    if not value or is_word(value):
        raise ValueError(f"expected a secret to redact, found {value!r}, which is a word of the API itself")
    return value


def _credentials(value: str) -> Iterator[str]:
    """A credential without its scheme, and the password of a name and password, or the name that has none."""
    scheme = SCHEME.fullmatch(value)
    yield (credential := scheme[2] if scheme else value)
    if scheme and scheme[1].lower() == "basic":
        try:
            name, _, password = base64.b64decode(credential).decode().partition(":")
            yield password or name
        except ValueError:
            return
