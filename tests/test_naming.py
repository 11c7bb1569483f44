"""What a cassette is called says which test it is of, and no more."""

from __future__ import annotations

import pytest

from pytest_runsreplay.naming import safe_name

KEY = "sk-proj-" + "a1B2c3D4" * 4


@pytest.mark.parametrize("name", [f"test_it[{KEY}]", f"TestAgent.test_it[{KEY}-2]", f"test_it[ghp_{'a1B2c3D4' * 5}]"])
def test_a_key_among_the_parameters_is_not_in_the_name(name: str) -> None:
    assert "a1B2c3D4" not in safe_name(name)
    assert safe_name(name).startswith(name.partition("[")[0])
    assert safe_name(name) != safe_name(f"{name}x")


@pytest.mark.parametrize(
    "name", ["test_it", "test_it[oslo]", "test_it[run_hTC2Ny1w0bBFKkd4cdBFDspY]", "test_the_1234567890123456th_of_them"]
)
def test_other_names_stay(name: str) -> None:
    assert safe_name(name) == name
