"""The floor under a message: one `sqlite3` script that inserts what came in and what is answered, and commits, durably,
for each message. No dialogue, no encryption, no order, no index but the keys."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time

IN, OUT = 320, 380  # octets of a message and of its answer as we keep them, sealed
_TABLE = "CREATE TABLE {} (id INTEGER PRIMARY KEY, at INTEGER, sender BLOB, state TEXT, body BLOB)"


def main(messages: int) -> None:
    connection = sqlite3.connect("floor.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    for name in ("inbound", "outbound"):
        connection.execute(_TABLE.format(name))
    sender, came, answer = os.urandom(32), os.urandom(IN), os.urandom(OUT)
    begun, worked = time.monotonic(), time.process_time()
    for message in range(messages):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO inbound VALUES (NULL, ?, ?, 'done', ?)", (message, sender, came))
        connection.execute("INSERT INTO outbound VALUES (NULL, ?, ?, 'queued', ?)", (message, sender, answer))
        connection.execute("COMMIT")
    seconds, cpu = time.monotonic() - begun, time.process_time() - worked
    print(json.dumps({"rate": messages / seconds, "cpu": 1e6 * cpu / messages}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
