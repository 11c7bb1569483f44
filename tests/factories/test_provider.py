"""Faker makes runs, once it is given the provider."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any

import pytest
from faker import Faker

from pytest_runsreplay import incoherences
from runsreplay_factories import Incoherent, RunFactory, RunsProvider, RunStepFactory

PREFIXES = {
    "run_id": "run_",
    "step_id": "step_",
    "thread_id": "thread_",
    "assistant_id": "asst_",
    "message_id": "msg_",
    "call_id": "call_",
    "file_id": "file-",
    "vector_store_id": "vs_",
}


def faker(seed: int = 4, locale: str = "en_US") -> Any:
    fake = Faker(locale)
    fake.add_provider(RunsProvider)
    fake.seed_instance(seed)
    return fake


def test_a_run_is_coherent_and_has_what_was_asked_for() -> None:
    run = faker().run(status="failed", model="gpt-4o")
    assert (run.status, run.model) == ("failed", "gpt-4o")
    assert not incoherences(run)


def test_a_step_is_coherent_and_has_what_was_asked_for() -> None:
    step = faker().run_step(status="expired", run_id="run_mine")
    assert (step.status, step.run_id) == ("expired", "run_mine")


def test_it_refuses_what_factories_refuse() -> None:
    with pytest.raises(Incoherent):
        faker().run(status="queued", completed_at=5)
    with pytest.raises(TypeError, match="did you mean 'status'"):
        faker().run(statsu="queued")


@pytest.mark.parametrize("method", PREFIXES)
def test_ids_look_like_the_ids_that_factories_make(method: str) -> None:
    made = [getattr(faker(), method)() for _ in range(2)]
    assert made[0] == made[1]
    assert re.fullmatch(PREFIXES[method] + r"[A-Za-z0-9]{24}", made[0])
    assert len(made[0].removeprefix(PREFIXES[method])) == len(RunFactory()().id.removeprefix("run_"))


def test_statuses_are_those_that_there_are() -> None:
    fake = faker()
    assert {fake.run_status() for _ in range(500)} == set(RunFactory.statuses)
    assert {fake.run_step_status() for _ in range(500)} == set(RunStepFactory.statuses)


def test_what_is_made_follows_the_seed_of_the_faker() -> None:
    def made(seed: int) -> list[Any]:
        fake = faker(seed)
        return [fake.run(), fake.name(), fake.run_step(), fake.run_id()]

    assert made(4) == made(4)
    assert all(one != other for one, other in zip(made(4), made(5), strict=True))


def test_the_seed_of_all_fakers_counts_too() -> None:
    fake = Faker()
    fake.add_provider(RunsProvider)
    Faker.seed(4)
    first = fake.run()
    Faker.seed(4)
    assert fake.run() == first


def test_runs_of_one_faker_differ() -> None:
    fake = faker()
    assert len({fake.run().id for _ in range(100)}) == 100


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "hr_HR", "ka_GE", "fr_FR", "en_GB", "vi_VN"])
def test_prose_is_in_the_words_of_the_faker(locale: str) -> None:
    known = {word.lower() for word in faker(locale=locale).get_words_list()}
    for seed in range(5):
        words = faker(seed, locale).run().instructions.rstrip(".").lower()
        assert words in known or {*words.split()} <= {part for word in known for part in word.split()}


def test_prose_is_in_the_script_of_the_faker() -> None:
    assert faker(locale="ja_JP").run().instructions.endswith("。")
    assert not faker(locale="ja_JP").message().content[0].text.value.isascii()


def test_a_faker_of_several_locales_takes_it_for_each() -> None:
    fake: Any = Faker(["en_US", "ja_JP"])
    for one in fake.factories:
        one.add_provider(RunsProvider)
    fake.seed_instance(4)
    assert {fake.run().instructions.isascii() for _ in range(60)} == {True, False}


@pytest.mark.parametrize(
    ("method", "asked"),
    [("message", {"role": "user"}), ("thread", {"id": "thread_mine"}), ("assistant", {"model": "gpt-4o"})],
)
def test_messages_threads_and_assistants_have_what_was_asked_for(method: str, asked: dict[str, str]) -> None:
    made = getattr(faker(), method)(**asked).wire()
    assert {name: made[name] for name in asked} == asked


def test_unique_ids_can_be_asked_for() -> None:
    assert faker().unique.run_id().startswith("run_")


@pytest.mark.skipif(find_spec("factory") is None, reason="factory_boy is not installed")
def test_factory_boy_makes_runs_with_it() -> None:
    import factory  # type: ignore[import-not-found]

    factory.Faker.add_provider(RunsProvider)

    class Ticket(factory.Factory):  # type: ignore[misc]
        class Meta:
            model = dict

        run = factory.Faker("run", status="failed")
        run_id = factory.SelfAttribute("run.id")

    ticket = Ticket()
    assert ticket["run"].status == "failed"
    assert ticket["run_id"] == ticket["run"].id
