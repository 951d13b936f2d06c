"""What exists in the fake cloud, in SQLite: objects by kind and identifier, and the changes that they await."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import orjson

from tests.outscale.fake.document import JsonObject

_TABLE = """
create table object (
    kind text not null, id text not null, body blob not null, born integer primary key autoincrement,
    due real, later blob, unique (kind, id)
);
create index due on object (due) where due is not null;
"""
GONE: JsonObject = {"gone": True}


class Store:
    """Objects survive until they are removed; a change that takes time is applied when its hour has come."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._database.executescript(_TABLE)

    def close(self) -> None:
        """Forget everything."""
        self._database.close()

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo what the block did when it raises."""
        self._database.execute("begin")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    def clear(self) -> None:
        """Remove every object."""
        self._database.execute("delete from object")

    def add(self, kind: str, identifier: str, body: JsonObject) -> None:
        """Keep a new object."""
        self._database.execute(
            "insert into object (kind, id, body) values (?, ?, ?)", (kind, identifier, orjson.dumps(body))
        )

    def save(self, kind: str, identifier: str, body: JsonObject) -> None:
        """Replace an object's content; what it awaits still happens."""
        self._database.execute(
            "update object set body = ? where kind = ? and id = ?", (orjson.dumps(body), kind, identifier)
        )

    def rename(self, kind: str, old: str, new: str) -> None:
        """Change an identifier that is a name."""
        self._database.execute("update object set id = ? where kind = ? and id = ?", (new, kind, old))

    def remove(self, kind: str, identifier: str) -> None:
        """Remove one object."""
        self._database.execute("delete from object where kind = ? and id = ?", (kind, identifier))

    def await_change(self, kind: str, identifier: str, change: JsonObject, seconds: float) -> None:
        """Have properties change after a while; ``GONE`` removes the object. Replaces what was awaited before."""
        self._database.execute(
            "update object set due = ?, later = ? where kind = ? and id = ?",
            (time.monotonic() + seconds, orjson.dumps(change), kind, identifier),
        )

    def settle(self) -> None:
        """Apply every change whose hour has come."""
        rows = self._database.execute(
            "select kind, id, body, later from object where due <= ?", (time.monotonic(),)
        ).fetchall()
        for kind, identifier, body, later in rows:
            change = orjson.loads(later)
            if change == GONE:
                self.remove(kind, identifier)
                continue
            self._database.execute(
                "update object set body = ?, due = null, later = null where kind = ? and id = ?",
                (orjson.dumps({**orjson.loads(body), **change}), kind, identifier),
            )

    def find(self, kind: str, identifier: str) -> JsonObject | None:
        """Return one object, or nothing."""
        row = self._database.execute("select body from object where kind = ? and id = ?", (kind, identifier)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def kind_of(self, identifier: str) -> str | None:
        """Return the kind of the object with that identifier, or nothing."""
        row = self._database.execute("select kind from object where id = ?", (identifier,)).fetchone()
        return None if row is None else row[0]

    def all(self, kind: str) -> list[JsonObject]:
        """Return every object of a kind, the oldest first."""
        rows = self._database.execute("select body from object where kind = ? order by born", (kind,))
        return [orjson.loads(body) for (body,) in rows]

    def those(self, kind: str, identifiers: Iterable[str]) -> list[JsonObject]:
        """Return the objects of a kind that have one of the identifiers, the oldest first."""
        wanted = list(dict.fromkeys(identifiers))
        rows = self._database.execute(
            "select body from object where kind = ? and id in (select value from json_each(?)) order by born",
            (kind, orjson.dumps(wanted).decode()),
        )
        return [orjson.loads(body) for (body,) in rows]

    def mentioning(self, text: str) -> list[tuple[str, str, JsonObject]]:
        """Return kind, identifier and content of the objects that hold the text as a whole value."""
        rows = self._database.execute(
            "select kind, id, body from object where instr(body, ?) > 0 order by born", (orjson.dumps(text),)
        )
        return [(kind, identifier, orjson.loads(body)) for kind, identifier, body in rows]

    def having(self, name: str) -> list[tuple[str, str, JsonObject]]:
        """Return kind, identifier and content of the objects that have a property of that name."""
        rows = self._database.execute(
            "select kind, id, body from object where json_type(body, '$.' || ?) is not null order by born", (name,)
        )
        return [(kind, identifier, orjson.loads(body)) for kind, identifier, body in rows]

    def count(self, kind: str) -> int:
        """Return how many objects of a kind there are."""
        return int(self._database.execute("select count(*) from object where kind = ?", (kind,)).fetchone()[0])

    def counts(self) -> dict[str, int]:
        """Return how many objects there are, by kind."""
        return dict(self._database.execute("select kind, count(*) from object group by kind order by kind"))
