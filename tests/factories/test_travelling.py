"""A factory, and its refusals, go to other processes, whatever made them so."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from runsreplay_factories import Incoherent, RunFactory, message


def test_a_used_factory_makes_the_same_in_another_process() -> None:
    factory = RunFactory(seed="far").failed.with_metadata(tier="gold")
    made = factory.batch(4)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(factory.at, range(4))) == made


@pytest.mark.filterwarnings("error")
def test_a_used_factory_goes_on_with_the_next_number_where_it_was_sent() -> None:
    factory = RunFactory()
    factory.batch(2)
    assert pickle.loads(pickle.dumps(factory))() == factory.at(2)


def test_a_used_factory_of_lifecycles_may_be_sent_too() -> None:
    factory = RunFactory().with_steps(message("It is 3 °C."))
    run = factory().run
    assert pickle.loads(pickle.dumps(factory)).at(0).run == run


def test_a_lifecycle_travels_whole_in_whatever_era() -> None:
    lifecycle = RunFactory().v1.with_steps(message("It is 3 °C."))()
    sent = pickle.loads(pickle.dumps(lifecycle))
    assert sent == lifecycle
    assert sent.events() == lifecycle.events()


def test_a_refusal_in_another_process_arrives_whole() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        refused = pool.submit(RunFactory().with_(completed_at=None).at, 0)
        with pytest.raises(Incoherent, match="completed_at is null") as refusal:
            refused.result()
    assert len(refusal.value.rules) == 1
