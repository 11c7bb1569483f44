"""What keeps the secrets of one cassette: redaction, made when something is first recorded, and its credentials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..settings import Settings
from .credentials import Credentials, secrets_of
from .exchanges import Exchange, Request
from .headers import SECRET_OF_REQUESTS, keep
from .placeholders import ACCOUNTS

if TYPE_CHECKING:
    from .redaction import Redaction


class Secrecy:
    """Takes secrets out of what is recorded and told, as the settings of a cassette say.

    ``loaded`` is what the cassette held before. ``changed`` counts the exchanges of which something was replaced.
    """

    def __init__(self, settings: Settings, credentials: Credentials, loaded: Sequence[Exchange]) -> None:
        self.changed = 0
        self._known = -1
        self._names: dict[str, str] = {}
        self._settings, self._credentials, self._loaded = settings, credentials, loaded

    @property
    def masked(self) -> list[str]:
        """Where something looked like a secret that no rule knows, and was masked."""
        return list(self._redaction.found) if "_redaction" in vars(self) else []

    @property
    def learned_late(self) -> bool:
        """Whether secrets became known that may stand in exchanges which are kept already."""
        return self._known != self._redaction.known

    @property
    def summary(self) -> str:
        """What is told of redaction after what became of a recording."""
        if not self.changed:
            return ""
        return f", redacted in {self.changed} exchange{'' if self.changed == 1 else 's'}"

    def learn(self, request: Request) -> None:
        """Know from now on what a request was sent with."""
        self._redaction.learn(*secrets_of(request.secrets))

    def named(self, user_agent: str) -> str:
        """The name of a client without secrets; the same few come again and again."""
        if user_agent not in self._names:
            self._names[user_agent] = self._redaction.text(user_agent)
        return self._names[user_agent]

    def kept(self, exchange: Exchange, sent: Request) -> Exchange:
        """An exchange as it may be kept: without secrets, and with the number of the credential it was made with."""
        known = replace(exchange.request, credential=self._credentials.noted(sent.secrets), secrets=())
        numbered = replace(exchange, request=known)
        redacted = self.redacted(numbered)
        self.changed += redacted is not numbered
        self._known = self._redaction.known if self._known < 0 else self._known
        return redacted

    def redacted(self, exchange: Exchange) -> Exchange:
        """An exchange without secrets."""
        return self._redaction.exchange(exchange)

    def of_others(self, exchanges: list[Exchange]) -> list[Exchange]:
        """Exchanges that another recorder wrote, as they are written to a cassette of ours."""
        for one in exchanges:
            self._redaction.learn(*secrets_of(keep(one.request.headers, SECRET_OF_REQUESTS)))
        return [self.redacted(one) for one in exchanges]

    def shown(self, text: str) -> str:
        """A text as it may be shown, where accounts are no secret."""
        from .redaction import Redaction

        return Redaction(self._settings.replace, {*self._settings.keep, *ACCOUNTS}).text(text)

    @cached_property
    def _redaction(self) -> Redaction:
        from .redaction import Redaction

        redaction = Redaction(self._settings.replace, self._settings.keep)
        redaction.reserve("\n".join(f"{one.request.url}\n{_text(one)}" for one in self._loaded))
        return redaction


def _text(exchange: Exchange) -> str:
    return (exchange.request.content + b"\n" + exchange.response.content).decode("latin-1")
