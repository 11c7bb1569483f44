"""Where in an exchange something stands, in words that tell nothing of what it is."""

from __future__ import annotations

from ...models.sse import BLANK_LINE
from .leaves import leaves, written
from .mending import is_json
from .pieces import DATA


def place_in(body: str, offset: int, *, streamed: bool) -> str:
    """The key of a body as a cassette shows it and the path in it: ``.json.data[0].id``, ``.stream[3].data.delta``."""
    if streamed:
        events = sum(1 for _ in BLANK_LINE.finditer(body, 0, offset))
        line = next((data for data in DATA.finditer(body) if data.start() <= offset <= data.end()), None)
        return f".stream[{events}]" + (f".data{_path(body, *line.span(1), offset)}" if line else "")
    return f".json{_path(body, 0, len(body), offset)}" if is_json(body) else ".text"


def _path(body: str, start: int, end: int, offset: int) -> str:
    paths = (leaf.path for leaf in leaves(body, start, end) if leaf.end > offset)
    return written(next(paths, ()))
