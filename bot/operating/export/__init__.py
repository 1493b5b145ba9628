"""`ombud export`: what partners may see, as a file for a spreadsheet, a map or Embrace. It reads digests and released
numbers, which have passed the compiler, and the actions; docs/exports.md says what each field means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Literal

from bot.app import Ombudet
from bot.facts import slot_of, this_week
from bot.operating.export import forms, records
from bot.operating.export.forms import whole
from bot.operating.export.records import Row
from bot.picture import places
from bot.picture.disclosure import digest, tips_of
from bot.picture.shapes import as_json
from bot.weekly.week import iso_week, monday, shift
from storage import actions, audit, releases
from storage.database import Work

__all__ = ["Asked", "Done", "NotOut", "export", "weeks_out", "whole"]

Kind = Literal["tips", "reports", "actions", "picture"]
Form = Literal["csv", "json", "geojson"]
Progress = Callable[[int, int], None]  # told how many weeks are done, and of how many


class NotOut(Exception):
    """There is nothing like that to export; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants: the ISO weeks `first` to `last` (None: as far as there is anything), of one area or all."""

    kind: Kind
    form: Form
    first: str | None = None
    last: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """How much was written, and of which weeks; none where there are none yet."""

    records: int
    weeks: tuple[str, ...] = ()


def weeks_out(app: Ombudet, asked: Asked) -> tuple[str, ...]:
    """The weeks asked for whose digests are out: no other leaves. Raises NotOut."""
    _check(app, asked)
    latest, earliest = app.database.transact(lambda work: _known(app, work))
    if asked.kind == "actions" or earliest is None:
        return ()
    if asked.first and asked.first > latest:
        raise NotOut(f"{asked.first} is not out yet: the latest week is {latest}")
    week, found = max(asked.first or "", earliest), []
    while week <= min(asked.last or latest, latest):
        found.append(week)
        week = shift(week, 1)
    return tuple(found)


def export(app: Ombudet, asked: Asked, weeks: tuple[str, ...], file: IO[bytes], told: Progress) -> Done:
    """Write what is asked for, week by week, each in a transaction of its own. That it left is in the audit log before
    anything has."""
    app.database.transact(lambda work: audit.note(work, "operator", "release", _named(asked, weeks)))
    counted = _Counted(_records(app, asked, weeks, told))
    places = {area.slug: area.at for area in app.desk.town.areas if area.at}
    for piece in forms.pieces(asked.form, records.FIELDS[asked.kind], counted, places):
        file.write(piece.encode())
    return Done(counted.number, weeks)


class _Counted:
    """Records on their way, and how many they were."""

    def __init__(self, found: Iterator[Row]) -> None:
        self._found = found
        self.number = 0

    def __iter__(self) -> Iterator[Row]:
        for record in self._found:
            self.number += 1
            yield record


def _records(app: Ombudet, asked: Asked, weeks: tuple[str, ...], told: Progress) -> Iterator[Row]:
    if asked.kind == "actions":
        yield from app.database.transact(lambda work: _decided(app, work, asked))
        return
    for done, week in enumerate(weeks, 1):
        yield from app.database.transact(lambda work, week=week: _week(app, work, asked, week))  # type: ignore[misc]
        told(done, len(weeks))


def _week(app: Ombudet, work: Work, asked: Asked, week: str) -> list[Row]:
    """A week's records. Each passes the compiler, and is about the area asked for where there is one."""
    if asked.kind == "tips":
        found = [*records.tips(week, tips_of(app.desk, work, week), app.desk.town)]
        if asked.form == "geojson":
            found = [row for row in found if row["by"] == "area" and row["area"] != "unknown"]
        return [row for row in found if asked.area in (None, row["area"])]
    seen = digest(app.desk, work, week, "coordinator", asked.area)
    if asked.kind == "reports":
        return list(records.reports(seen))
    return [as_json(seen)] if asked.form == "json" else list(records.picture(seen))


def _decided(app: Ombudet, work: Work, asked: Asked) -> list[Row]:
    """What was decided in the weeks asked for, as it stands now."""
    areas = [area.slug for area in app.desk.town.areas if asked.area in (None, area.slug)]
    zone = app.desk.zone
    today = work.now.astimezone(zone).date()
    kept = [(one, iso_week(one.created_at.astimezone(zone).date())) for one in actions.decided(work, areas)]
    within = [one for one, week in kept if (asked.first or "") <= week <= (asked.last or week)]
    told = places.in_actions(app.desk, work, within)
    return [records.action(one, app.desk.town, zone, today) for one in told]


def _known(app: Ombudet, work: Work) -> tuple[str, str | None]:
    """The latest week whose digest is out, and the first of which there is anything."""
    latest = shift(this_week(app.desk, work), -1)
    while slot_of(app.desk, latest, "digest") > work.now:
        latest = shift(latest, -1)
    return latest, releases.first_week(work)


def _check(app: Ombudet, asked: Asked) -> None:
    try:
        limits = [monday(week) for week in (asked.first, asked.last) if week is not None]
    except ValueError as error:
        raise NotOut(str(error)) from None
    if limits != sorted(limits):
        raise NotOut(f"--from {asked.first} comes after --to {asked.last}")
    known = [area.slug for area in app.desk.areas]
    if asked.area not in (None, *known):
        raise NotOut(f"no area {asked.area!r}: choose one of {', '.join(known)}")


def _named(asked: Asked, weeks: tuple[str, ...]) -> str:
    span: Any = (asked.first, asked.last) if asked.kind == "actions" else (weeks[:1], weeks[-1:])
    first, last = ("".join(end or ()) or "*" for end in span)
    return f"export:{asked.kind}:{asked.form}:{first}:{last}:{asked.area or '*'}"
