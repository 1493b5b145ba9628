"""`ombud restore`: a backup into an empty database, in one transaction. What may have gone out after the backup was
made is not sent again; what can be fetched again is; what can't is said, to the operator and to the coordinators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.desk import Desk
from bot.operating.backup import Progress, counted
from bot.weekly.schedule import WEEKS_BACK
from bot.weekly.week import Slot, due_around
from handlers import notices
from storage import audit, backup_file, firings, people, restored, settings_kept
from storage.backup import Manifest, fill, require_empty
from storage.database import Database, Refused, Work
from storage.outbound import Priority
from storage.restored import REASON, Unsent
from storage.upgrade import lock, migrate

_LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored `at`, from what, and what of it was settled: messages not sent, slots not made up for."""

    manifest: Manifest
    at: datetime
    unsent: Unsent
    missed: tuple[Slot, ...]


def restore(database: Database, desk: Desk, path: Path, told: Progress) -> Restored:
    """Raises Refused, and then nothing has been written."""
    manifest = backup_file.open_manifest(path, database.vault)
    if manifest.municipality != desk.town.slug:
        raise Refused(f"{path} is a backup of {manifest.municipality}: set MUNICIPALITY")
    with database.begin() as work:
        lock(work)
        require_empty(work)
        migrate(work, manifest.revision)
        fill(work, counted(backup_file.read(path, manifest), manifest, told))
        migrate(work)
        return _settle(work, desk, manifest)


def _settle(work: Work, desk: Desk, manifest: Manifest) -> Restored:
    unsent = restored.cancel_unsent(work)
    restored.close_alarms(work)
    restored.resume_conversations(work, manifest.made_at)
    restored.read_log_since(work, manifest.made_at)
    missed = tuple(_missed(work, desk, manifest.made_at))
    times = f"{_iso(manifest.made_at)} {_iso(work.now)}"
    settings_kept.put(work, settings_kept.RESTORED, times)
    audit.note(work, "operator", "restore", times)
    _tell_coordinators(work, desk, manifest.made_at)
    return Restored(manifest, work.now, unsent, missed)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _missed(work: Work, desk: Desk, since: datetime) -> Iterator[Slot]:
    """Every slot whose time has come is over; those that were not when the backup was made are named."""
    for slot in due_around(work.now, desk.town.week, WEEKS_BACK):
        if slot.job == "meeting" or slot.due is None or slot.due > work.now:
            continue
        fresh = firings.record(work, slot.job, slot.week, firings.ALL, slot.due, "missed", REASON)
        if fresh and slot.until > since:
            yield slot


def _tell_coordinators(work: Work, desk: Desk, since: datetime) -> None:
    """They know whom to ask for what was written in between."""
    told = {p.id: p for role in ("coordinator", "admin") for p in people.holders(work, role, None)}
    text = notices.restored(_local(desk, since), _local(desk, work.now))
    for person in told.values():
        desk.tell(work, person, text, f"restored:{_iso(work.now)}:{person.id}", Priority.RELAY)


def _local(desk: Desk, moment: datetime) -> str:
    return f"{moment.astimezone(desk.zone):%Y-%m-%d %H:%M}"


# What is said of it


def as_text(desk: Desk, done: Restored) -> str:
    """The report, for the operator: what to know, and what to do."""
    made, now = _local(desk, done.manifest.made_at), _local(desk, done.at)
    lines = [
        f"Restored {done.manifest.rows} rows as they were at {made}.",
        *_about_unsent(done.unsent),
        *_about_missed(desk, done.missed),
        f"SMS since {made} are read again from Twilio's log when `ombud serve` starts, and each is handled once.",
        f"What was written by Telegram between {made} and {now} can't be fetched again:",
        "  → ask the ombud and the coordinators to write it again. The coordinators have been told, if there are any.",
        "Now run `ombud doctor`, then `ombud serve`.",
    ]
    return "\n".join(lines)


def _about_unsent(unsent: Unsent) -> Iterator[str]:
    if not unsent.kinds:
        yield "Nothing was waiting to be sent."
        return
    kinds = ", ".join(f"{kind} {number}" for kind, number in unsent.kinds.items())
    yield f"Not sent, as it may have gone out since: {kinds}."
    if unsent.tips:
        yield f"  → ask their ombud whether these tips have come: {', '.join(unsent.tips)}"


def _about_missed(desk: Desk, missed: tuple[Slot, ...]) -> Iterator[str]:
    if not missed:
        return
    named = [f"{slot.job} {slot.week} ({_local(desk, slot.due)})" for slot in missed if slot.due]
    yield f"Not sent, as it may have been: {', '.join(named)}."
    for week in sorted({slot.week for slot in missed if slot.job == "digest"}):
        yield f"  → ask a recipient whether the digest came; `ombud summary --week {week} --to police` shows one"


def lately(work: Work) -> str:
    """That this database came from a backup not long ago, for the doctor; or empty."""
    made, _, at = settings_kept.get(work, settings_kept.RESTORED).partition(" ")
    if not at or work.now - datetime.fromisoformat(at) > _LATELY:
        return ""
    return f"{at}, from a backup of {made}"
