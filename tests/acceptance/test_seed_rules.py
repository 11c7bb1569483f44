"""What each seed client needs of a body to decode it: its preset has it, and a body without it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from acceptance.presets import PRESET_OF, bodies
from acceptance.rules import CHECKS, DATA, FILE, RULES, Rule, refusals
from reference import REFERENCE, needs_reference

REAL: list[Any] = DATA["real"]


@pytest.mark.parametrize("preset", ["its own", "universal"])
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_preset_keeps_a_rule_that_its_bodies_are_tried_by(rule: Rule, preset: str) -> None:
    made = bodies(PRESET_OF[rule.client] if preset == "its own" else preset, rule.object)
    assert [title for title, body in made.items() if rule.refuses(body)] == []
    assert [title for title, body in made.items() if rule.concerns(body)] != []


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_body_broken_for_a_rule_is_refused_for_that_rule(rule: Rule) -> None:
    made = [body for body in bodies(PRESET_OF[rule.client], rule.object).values() if rule.concerns(body)]
    spoilt = [broken for body in made for broken in rule.spoilt(body)]
    assert spoilt
    assert [refusals(rule.client, rule.object, broken) for broken in spoilt] == [{str(rule)}] * len(spoilt)


@pytest.mark.parametrize("row", REAL, ids=lambda row: f"{row['client']} {row['object']} {row['says']}")
def test_a_client_fails_on_real_bodies_as_is_known_of_it(row: Any) -> None:
    [rule] = [one for one in RULES if str(one) == f"{row['client']} {row['object']}: {row['rule']}: {row['path']}"]
    for era in row["eras"]:
        made = bodies(era, row["object"])
        assert [title for title in row["bodies"] if not rule.refuses(made[title])] == []


def test_no_real_run_is_one_that_zio_openai_decodes() -> None:
    eras = {era for row in REAL for era in row["eras"]}
    runs = [body for era in eras for body in bodies(era, "run").values()]
    assert [body for body in runs if not refusals("zio-openai", "run", body)] == []


def test_every_kind_of_check_is_made_by_a_rule() -> None:
    assert {entry["check"] for entry in DATA["rules"]} == set(CHECKS)
    assert {entry["client"] for entry in DATA["rules"]} == set(PRESET_OF)


def places_of(client: str, kind: str, check: str) -> set[str]:
    return {rule.path for rule in RULES if (rule.client, rule.object, rule.check) == (client, kind, CHECKS[check])}


def test_the_rules_hold_all_that_the_tests_of_the_models_know_of_the_clients() -> None:
    table = json.loads(FILE.with_name("acceptance.json").read_text(encoding="utf-8"))
    for client, kind in ((client, kind) for client, kinds in table.items() for kind in kinds):
        for check in ("required", "one_of"):
            assert set(table[client][kind][check]) <= places_of(client, kind, check)


@needs_reference
@pytest.mark.parametrize(
    ("client", "kind", "facts", "check"),
    [
        ("sttp-openai", "run", "required_keys", "required"),
        ("sttp-openai", "run_step", "required_keys", "required"),
        ("sttp-openai", "page", "required_keys", "required"),
        ("zio-openai", "run", "required_keys", "required"),
        ("zio-openai", "run", "null_rejected", "not_null"),
        ("zio-openai", "run_step", "required_keys", "required"),
    ],
)
def test_the_keys_of_the_rules_are_those_on_record(client: str, kind: str, facts: str, check: str) -> None:
    record = json.loads((REFERENCE / "data" / "clients" / "seed-acceptance.json").read_text(encoding="utf-8"))
    on_record = record["clients"][client]["list" if kind == "page" else kind][facts]
    assert {path for path in places_of(client, kind, check) if "." not in path} == set(on_record)
