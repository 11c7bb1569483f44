"""Bodies in the seed clients' own names and forms load, read right, and come back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from models.bodies import body
from models.seeds import BODIES, ROWS, along, read, root_of
from reference import REFERENCE, needs_reference

from pytest_runsreplay import RunStepObject, parse
from pytest_runsreplay.models import ListRunStepsResponse, MessageCreationDetails, WireModel

ACCEPTANCE = read("acceptance")
RULES = [(client, kind) for client, kinds in ACCEPTANCE.items() for kind in kinds]
REFUSED = [(client, kind, name) for client, kind in RULES for name in ACCEPTANCE[client][kind]["refused"]]
UNIVERSAL = {
    f"{kind}: {one['name']}": (kind, one["body"]) for kind, all_of in read("universal").items() for one in all_of
}
KINDS = {"RunObject": "run", "RunStepObject": "run_step"}


def readings(title: str) -> list[WireModel]:
    """A body of a client read in each way: as what it is, from a dict and from text, and by its ``object``."""
    _, part = BODIES[title]
    given, model = part["body"], root_of(part)
    text = json.dumps(given, ensure_ascii=False)
    models = [model.model_validate(given), model.model_validate_json(text), model.model_validate_json(text.encode())]
    return [*models, parse(given), parse(text), parse(text.encode())] if "object" in given else models


def reads_as(here: Any, there: Any) -> bool:
    """Whether a value here is what stands in a body; of an object only that it is typed: its fields have their rows."""
    if isinstance(here, datetime):
        return here == datetime.fromisoformat(there) and here.tzinfo is UTC
    if isinstance(here, WireModel):
        return isinstance(there, dict)
    if isinstance(here, list):
        return len(here) == len(there) and all(map(reads_as, here, there))
    return type(here) is type(there) and bool(here == there)


def values(kind: Any, row: Any, given: Any, model: WireModel) -> list[tuple[Any, Any]]:
    """Each value that a field has in a body, beside what is read of it here."""
    objects = [there for there in along(given, kind["there"]) if there]  # Azure's client adds empty ones
    pairs = zip(objects, along(model, kind["here"]), strict=True)
    return [
        (there[row["there"]], next(iter(along(here, row["here"])), None))
        for there, here in pairs
        if type(here).__name__ == kind["class"] and row["there"] in there
    ]


@pytest.mark.parametrize("title", ROWS)
def test_a_field_reads_as_the_client_wrote_it(title: str) -> None:
    table, kind, row = ROWS[title]
    parts = {name: part for name, (of, part) in BODIES.items() if of is table and part["root"] == kind["root"]}
    pairs = [
        pair
        for name, part in parts.items()
        for model in readings(name)
        for pair in values(kind, row, part["body"], model)
    ]
    assert [(there, here) for there, here in pairs if not reads_as(here, there)] == []
    assert any(there is not None for there, _ in pairs)


@pytest.mark.parametrize("title", BODIES)
def test_a_body_in_a_clients_names_comes_back(title: str) -> None:
    given = BODIES[title][1]["body"]
    for model in readings(title):
        assert type(model) is root_of(BODIES[title][1])
        assert json.dumps(model.wire()) == json.dumps(given)


@pytest.mark.parametrize("title", [title for title, (_, part) in BODIES.items() if part["names"] == "camelCase"])
def test_a_body_can_be_written_in_a_clients_names(title: str) -> None:
    given = BODIES[title][1]["body"]
    dumped = readings(title)[0].model_dump(by_alias=True, exclude_unset=True, mode="json")
    assert dumped == in_seconds(given)


def in_seconds(value: Any) -> Any:
    """A body with its dates as Unix seconds."""
    if isinstance(value, list):
        return [in_seconds(item) for item in value]
    if isinstance(value, dict):
        return {key: seconds(item) if key.endswith("At") else in_seconds(item) for key, item in value.items()}
    return value


def seconds(value: Any) -> Any:
    return int(datetime.fromisoformat(value).timestamp()) if isinstance(value, str) else value


def refusals(given: Any, rules: Any) -> set[str]:
    """What of a server's body a client refuses: keys that are not there, nulls, and values it does not know."""
    absent = {path for path in rules["required"] if not all(last in inner for inner, last in ends(given, path))}
    null = {path for path in rules["not_null"] if any(inner.get(last, 0) is None for inner, last in ends(given, path))}
    known = rules["one_of"]
    return absent | null | {path for path, choices in known.items() if not set(along(given, path)) <= set(choices)}


def ends(given: Any, path: str) -> list[tuple[Any, str]]:
    """Each object that a path's last key belongs in."""
    outer, _, last = path.rpartition(".")
    return [(inner, last) for inner in along(given, outer)]


@pytest.mark.parametrize("title", [title for title, (_, part) in BODIES.items() if part["root"] in KINDS])
def test_a_clients_own_body_is_one_that_it_accepts(title: str) -> None:
    table, part = BODIES[title]
    sent = readings(title)[0].model_dump(exclude_unset=True)
    assert refusals(sent, ACCEPTANCE[table["client"]][KINDS[part["root"]]]) == set()


@pytest.mark.parametrize("title", UNIVERSAL)
def test_a_universal_body_is_accepted_by_all_clients_and_comes_back(title: str) -> None:
    kind, given = UNIVERSAL[title]
    for text in (given, json.dumps(given)):
        assert json.dumps(parse(text).wire()) == json.dumps(given)
    refused = {client: refusals(given, ACCEPTANCE[client][kind]) for client, of in RULES if of == kind}
    assert {client: why for client, why in refused.items() if why} == {}


@pytest.mark.parametrize(("client", "kind", "name"), REFUSED)
def test_a_real_body_that_a_client_refuses_loads_here(client: str, kind: str, name: str) -> None:
    rules = ACCEPTANCE[client][kind]
    assert refusals(body(name), rules) == set(rules["refused"][name])
    assert json.dumps(parse(body(name)).wire()) == json.dumps(body(name))


@needs_reference
@pytest.mark.parametrize(("client", "kind"), RULES)
def test_the_keys_that_a_client_requires_are_those_on_record(client: str, kind: str) -> None:
    facts = json.loads((REFERENCE / "data" / "clients" / "seed-acceptance.json").read_text(encoding="utf-8"))["clients"]
    on_record = facts["azure-js" if client.startswith("@azure") else client][kind]["required_keys"]
    required = [path for path in ACCEPTANCE[client][kind]["required"] if "." not in path]
    assert required == [key.split(" ")[0] for key in on_record]


def test_a_page_of_the_javascript_client_which_has_no_object_loads() -> None:
    steps = [part["body"] for table, part in BODIES.values() if table["type"] == "RunStep"]
    page = {"data": steps, "firstId": steps[0]["id"], "lastId": steps[-1]["id"], "hasMore": False}
    read_page = ListRunStepsResponse.model_validate(page)
    assert [type(step) for step in read_page.data] == [RunStepObject] * len(steps)
    assert read_page.last_id == page["lastId"]
    assert json.dumps(read_page.wire()) == json.dumps(page)


def test_the_message_that_a_step_wrote_is_known_however_a_client_nests_it() -> None:
    titles = [title for title, (_, part) in BODIES.items() if part["body"].get("type") == "message_creation"]
    assert len(titles) == 5
    for title in titles:
        for step in readings(title):
            assert isinstance(step, RunStepObject)
            assert isinstance(step.step_details, MessageCreationDetails)
            assert step.step_details.message_creation.message_id == "msg_Pi9uLh0RmSc8aJw3UfKq5NdZ"
