"""A setting that does not exist, or a value that makes no sense, is refused with what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay.settings import Settings, SettingsError


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"record_mod": "none"}, r"here: unknown setting 'record_mod' \(did you mean 'record_mode'\?\); allowed are"),
        (
            {"zzz": 1},
            "here: unknown setting 'zzz'; allowed are record_mode, frozen, ignore, any_host, skip_sleep, replace, keep",
        ),
        ({"record_mode": "never"}, "record_mode is one of none, once, new_episodes, all, rewrite, found 'never'"),
        ({"any_host": "yes"}, "any_host is True or False, found 'yes'"),
        ({"frozen": 1}, "frozen is True or False, found 1"),
        ({"unused": "fail"}, "unused is one of ignore, warn, error, found 'fail'"),
        ({"max_age": "30"}, "max_age is a number of days or None, found '30'"),
        ({"max_age": -1}, "max_age is a number of days or None, found -1"),
        ({"max_age": True}, "max_age is a number of days or None, found True"),
        ({"ignore": "$.a"}, r"ignore is a list of JSON paths, header and query names, found '\$\.a'"),
        ({"ignore": [1]}, "ignore is a list"),
        ({"ignore": None}, "ignore is a list"),
        ({"ignore": ["$..a"]}, r"'\$\.\.a' is not a JSON path such as"),
    ],
)
def test_it_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Settings().updated(values, "here")


def test_what_to_ignore_adds_up_and_the_rest_is_replaced() -> None:
    settings = Settings().updated({"ignore": ["$.a"], "any_host": True}, "").updated({"ignore": ["b"]}, "")
    assert settings == Settings(ignore=("$.a", "b"), any_host=True)
