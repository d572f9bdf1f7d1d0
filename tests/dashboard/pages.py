"""What a test reads off a page of the app."""

import json
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element, Node


def elements(node: Node) -> Iterator[Element]:
    """Every element below a block."""
    if isinstance(node, Block):
        for child in node.children.values():
            yield from elements(child)
    elif isinstance(node, Element):
        yield node


def component(app: AppTest, key: str) -> dict[str, Any]:
    """What was sent to a component of ours."""
    found = [one for one in elements(app._tree) if one.key == key]
    assert len(found) == 1, f"{len(found)} components {key}"
    return dict(json.loads(found[0].proto.json))


def rows(app: AppTest) -> list[dict[str, Any]]:
    """The lines of the queue."""
    return list(component(app, "queue_table")["rows"])


def words(app: AppTest) -> str:
    """Everything that the server sent for the page, as text."""
    return "\n".join(str(one.proto) for one in elements(app._tree))


def html(app: AppTest) -> str:
    """The page's own HTML, without the style sheet."""
    return "\n".join(
        one.proto.body for one in elements(app._tree) if one.type == "html" and "<style>" not in one.proto.body
    )
