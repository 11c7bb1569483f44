"""Records the conversations of the tests again, from a fake service that follows this script: python record.py"""

from __future__ import annotations

import os
import sys

import pytest
from runsreplay_factories import code, message, tool_call

from pytest_runsreplay import RunsService

FIBONACCI = """\
a, b = 0, 1
for _ in range(10):
    a, b = b, a + b
print(a)"""

with RunsService(seed="demo") as service:
    service.script(
        tool_call("get_weather", city="Oslo"),
        message("It is 3 °C in Oslo and it rains: take a coat."),
        assistant="weather",
    )
    service.script(code(FIBONACCI, "55"), message("The 10th Fibonacci number is 55."), assistant="maths")
    os.environ.update(OPENAI_BASE_URL=service.base_url, OPENAI_API_KEY=service.api_key)
    sys.exit(pytest.main(["--runsreplay-record-mode=rewrite", *sys.argv[1:]]))
