"""Many threads may use a model first, all at once: pydantic builds a validator when it is first asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from pytest_runsreplay import RunObject

THREADS = 8
USES: dict[str, Callable[[type[RunObject]], Any]] = {
    "validate": lambda model: model.model_validate({"id": "run_1"}).id,
    "validate JSON": lambda model: model.model_validate_json('{"id": "run_1"}').id,
    "construct": lambda model: model(id="run_1").id,
    "describe": lambda model: len(model.model_json_schema()["properties"]),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_one_thread_builds_a_model_while_the_others_wait(use: Callable[[type[RunObject]], Any]) -> None:
    building: list[str] = []
    most: list[int] = []

    class NewRun(RunObject):
        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
            building.append("one more")
            most.append(len(building))
            time.sleep(0.02)
            schema = super().__get_pydantic_core_schema__(source, handler)
            building.pop()
            return schema

    start = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda _: (start.wait(), use(NewRun))[1], range(THREADS)))
    assert max(most) == 1
    assert found == [use(RunObject)] * THREADS
