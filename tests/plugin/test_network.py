"""The setting ``network``: what a test in replay may reach, and what is said when it tries more."""

from __future__ import annotations

from textwrap import dedent

import pytest

HEAD = """
import socket, threading, pytest

def connect(host="192.0.2.1"):
    with socket.socket() as one:
        one.settimeout(0.001)
        one.connect((host, 9))
"""


def write(project: pytest.Pytester, tests: str) -> None:
    project.makepyfile(test_agent=HEAD + dedent(tests))


def test_a_connection_fails_the_test_that_swallows_it_naming_test_and_address(project: pytest.Pytester) -> None:
    write(
        project,
        """
        @pytest.mark.runsreplay
        def test_it():
            try:
                connect()
            except BaseException:
                pass
        """,
    )
    result = project.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "Nothing leaves this machine in replay, so that this was refused: connect to 192.0.2.1 port 9",
            "  asked at  test_agent.py:*",
            "  test      test_agent.py::test_it",
            "  cassette  cassettes/test_agent/test_it.json  (there is no such file)",
            "  mode      none, network='block'",
            "*network='allow'*",
        ]
    )


PLACES = {
    "marker": ("@pytest.mark.runsreplay(network='allow')", ()),
    "command line": ("@pytest.mark.runsreplay(network='block')", ("--runsreplay-network=allow",)),
    "fixture": ("@pytest.mark.runsreplay", ()),
    "ini": ("@pytest.mark.runsreplay", ("-o", "runsreplay_network=allow")),
}
REACH = """
import socket, pytest

def reach(self, address):
    raise RuntimeError("it was about to connect")

@pytest.fixture(scope="session", autouse=True)
def before_any_cassette():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", reach)
        yield
"""
CONFIG = """
@pytest.fixture
def runsreplay_config():
    return {"network": "allow"}
"""


@pytest.mark.parametrize("place", PLACES)
def test_the_network_is_allowed_by(project: pytest.Pytester, place: str) -> None:
    marker, options = PLACES[place]
    write(
        project,
        f"""
        {marker}
        def test_it():
            with pytest.raises(RuntimeError, match="about to connect"):
                connect()
        """,
    )
    project.makeconftest(REACH + (CONFIG if place == "fixture" else ""))
    project.runpytest(*options).assert_outcomes(passed=1)


def test_another_value_is_an_error_that_lists_those_there_are(project: pytest.Pytester) -> None:
    write(project, "@pytest.mark.runsreplay(network='none')\ndef test_it():\n    pass\n")
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*network is one of block, loopback, allow, found 'none'"])


def test_recording_is_not_guarded(project: pytest.Pytester) -> None:
    write(
        project,
        """
        @pytest.mark.runsreplay
        def test_it(client):
            client.get("/x")
            with pytest.raises(OSError):
                connect("127.0.0.1")
            from pytest_runsreplay.recording import guard
            assert guard._guarding() is None
        """,
    )
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)


def test_a_thread_that_outlives_its_test_is_refused_and_the_summary_names_the_test(project: pytest.Pytester) -> None:
    write(
        project,
        """
        go = threading.Event()
        threads = []

        def late():
            go.wait(20)
            try:
                connect()
            except BaseException:
                pass

        @pytest.mark.runsreplay
        def test_first():
            threads.append(threading.Thread(target=late))
            threads[0].start()

        @pytest.mark.runsreplay
        def test_second():
            pass

        def test_third():
            go.set()
            threads[0].join()
        """,
    )
    result = project.runpytest()
    result.assert_outcomes(passed=3)
    line = "test_agent.py::test_first left something running that asked for connect to 192.0.2.1 port 9 after the end*"
    result.stdout.fnmatch_lines([line])


def test_what_fixtures_of_wider_scope_start_is_free_when_they_are_set_up(project: pytest.Pytester) -> None:
    write(
        project,
        """
        from concurrent.futures import ThreadPoolExecutor
        from queue import Queue

        class Worker:
            def __init__(self):
                self.asked, self.told = Queue(), Queue()
                self.thread = threading.Thread(target=self.run, daemon=True)
                self.thread.start()

            def run(self):
                while self.asked.get():
                    from pytest_runsreplay.recording import guard
                    self.told.put(guard._guarding() is None)

            def free(self):
                self.asked.put(True)
                return self.told.get()

        @pytest.fixture(scope="session")
        def worker():
            return Worker()

        @pytest.fixture(scope="session")
        def pool():
            with ThreadPoolExecutor(1) as pool:
                yield pool

        def guarded():
            from pytest_runsreplay.recording import guard
            return guard._guarding() is not None

        @pytest.mark.runsreplay
        def test_first(worker, pool):
            assert not worker.free()
            assert pool.submit(guarded).result()

        def test_second(worker, pool):
            assert worker.free()
            assert not pool.submit(guarded).result()
        """,
    )
    project.runpytest().assert_outcomes(passed=2)


@pytest.mark.parametrize("plugin", ["asyncio", "anyio"])
def test_asynchronous_tests_of_one_loop_are_free_when_they_have_no_cassette(
    project: pytest.Pytester, plugin: str
) -> None:
    mark = "pytest.mark.asyncio(loop_scope='session')" if plugin == "asyncio" else "pytest.mark.anyio"
    fixture = "pytest_asyncio.fixture(scope='session', loop_scope='session')"
    write(
        project,
        f"""
        import asyncio, pytest_asyncio
        from pytest_runsreplay.recording import guard
        pytestmark = {mark}

        @pytest.fixture(scope="session")
        def anyio_backend():
            return "asyncio"

        @{fixture if plugin == "asyncio" else "pytest.fixture(scope='session')"}
        async def agent():
            yield asyncio.get_running_loop()

        @pytest.mark.runsreplay
        async def test_first(agent):
            assert guard._guarding() is not None
            assert await asyncio.to_thread(guard._guarding) is not None

        async def test_second(agent):
            assert guard._guarding() is None
            assert await asyncio.to_thread(guard._guarding) is None
            assert await asyncio.create_task(asyncio.sleep(0, guard._guarding())) is None

        @pytest.mark.runsreplay
        async def test_third(agent):
            assert guard._guarding() is not None
        """,
    )
    project.runpytest().assert_outcomes(passed=3)


def test_pytest_recording_that_blocks_the_network_gets_its_own_back(project: pytest.Pytester) -> None:
    write(
        project,
        """
        from pytest_recording import network

        @pytest.mark.block_network
        @pytest.mark.runsreplay
        def test_first():
            with pytest.raises(BaseException):
                connect()

        @pytest.mark.runsreplay
        @pytest.mark.block_network
        def test_second(runs_cassette):
            with pytest.raises(BaseException):
                connect()
            runs_cassette.misses.clear()

        def test_third():
            assert socket.socket.connect is network._original_connect
            assert "sendto" not in vars(socket.socket)
        """,
    )
    project.runpytest("-p", "pytest_recording.plugin").assert_outcomes(passed=3)
