"""Runs for factories that are built on Faker."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import Any, TypeVar, Unpack

from faker.config import DEFAULT_LOCALE
from faker.providers import BaseProvider

from pytest_runsreplay.models import AssistantObject, MessageObject, RunObject, RunStepObject, ThreadObject

from .assistants import AssistantFactory
from .builder import Builder
from .draws import ID_LENGTH
from .messages import MessageFactory
from .overrides import AssistantOverrides, MessageOverrides, RunOverrides, RunStepOverrides, ThreadOverrides
from .runs import RunFactory
from .steps import RunStepFactory
from .threads import ThreadFactory

Made = TypeVar("Made")
NUMBERS = 100_000
"""Objects are created at one of so many minutes."""
SPEAKERS = ("faker.providers.address", "faker.providers.lorem")
"""Faker's own providers whose words stand in what is made: their locale is that of the prose."""


class RunsProvider(BaseProvider):
    """Adds runs, what belongs to them, and ids to a Faker: ``fake.add_provider(RunsProvider)``, then ``fake.run()``.

    What is made follows the seed of that Faker, also ``Faker.seed(4)`` and ``seed_instance``, and speaks its locale.
    """

    def run(self, **overrides: Unpack[RunOverrides]) -> RunObject:
        """A coherent run, completed unless ``status`` says otherwise. Raises what ``RunFactory`` does."""
        return self._made(RunFactory, overrides)

    def run_step(self, **overrides: Unpack[RunStepOverrides]) -> RunStepObject:
        """A coherent run step, completed unless ``status`` says otherwise. Raises what ``RunStepFactory`` does."""
        return self._made(RunStepFactory, overrides)

    def message(self, **overrides: Unpack[MessageOverrides]) -> MessageObject:
        """A message, an assistant's unless ``role`` says otherwise. Raises what ``MessageFactory`` does."""
        return self._made(MessageFactory, overrides)

    def thread(self, **overrides: Unpack[ThreadOverrides]) -> ThreadObject:
        """A thread. Raises what ``ThreadFactory`` does."""
        return self._made(ThreadFactory, overrides)

    def assistant(self, **overrides: Unpack[AssistantOverrides]) -> AssistantObject:
        """An assistant. Raises what ``AssistantFactory`` does."""
        return self._made(AssistantFactory, overrides)

    def run_status(self) -> str:
        """A status of a run."""
        return self._picked(RunFactory.statuses)

    def run_step_status(self) -> str:
        """A status of a run step."""
        return self._picked(RunStepFactory.statuses)

    def run_id(self) -> str:
        """An id such as runs have."""
        return self._id("run_")

    def step_id(self) -> str:
        """An id such as run steps have."""
        return self._id("step_")

    def thread_id(self) -> str:
        """An id such as threads have."""
        return self._id("thread_")

    def assistant_id(self) -> str:
        """An id such as assistants have."""
        return self._id("asst_")

    def message_id(self) -> str:
        """An id such as messages have."""
        return self._id("msg_")

    def call_id(self) -> str:
        """An id such as tool calls have."""
        return self._id("call_")

    def file_id(self) -> str:
        """An id such as files have."""
        return self._id("file-")

    def vector_store_id(self) -> str:
        """An id such as vector stores have."""
        return self._id("vs_")

    def _made(self, factory: type[Builder[Made]], overrides: Any) -> Made:
        random = self.generator.random
        builder = factory(seed=random.getrandbits(64), locale=self._locale())
        return builder._with(overrides).at(random.randrange(NUMBERS))

    def _locale(self) -> str:
        """The locale of this Faker's words; where it has none of its own, Faker's default speaks."""
        spoken = [getattr(self.generator.provider(name), "__lang__", None) for name in SPEAKERS]
        return next((lang for lang in spoken if lang not in (None, DEFAULT_LOCALE)), DEFAULT_LOCALE)

    def _picked(self, statuses: tuple[str, ...]) -> str:
        return str(self.generator.random.choice(statuses))

    def _id(self, prefix: str) -> str:
        return prefix + "".join(self.generator.random.choices(ascii_letters + digits, k=ID_LENGTH))
