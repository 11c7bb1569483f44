"""The filters and matchers of syrupy, applied to a tree before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Path = tuple[tuple[Any, type], ...]
"""The keys and indices on the way to an object or list, each with the type of what it leads to."""


def filtered(
    tree: Any,
    *,
    exclude: Callable[..., bool] | None = None,
    include: Callable[..., bool] | None = None,
    matcher: Callable[..., Any] | None = None,
) -> Any:
    """The tree without what is excluded or not included, and with what the matcher gives for the rest.

    They are asked as syrupy's own serializers ask: about every key and index, with the path to the object or list.
    """
    if exclude is None and include is None and matcher is None:
        return tree

    def matched(node: Any, path: Path) -> Any:
        node = matcher(data=node, path=path) if matcher is not None else node
        if isinstance(node, dict):
            return {key: matched(value, (*path, (key, type(value)))) for key, value in node.items() if told(key, path)}
        if isinstance(node, list):
            entries = [(key, value) for key, value in enumerate(node) if told(key, path)]
            return [matched(value, (*path, (key, type(value)))) for key, value in entries]
        return node

    def told(key: Any, path: Path) -> bool:
        left_out = exclude is not None and exclude(prop=key, path=path)
        return not left_out and (include is None or include(prop=key, path=path))

    return matched(tree, ())
