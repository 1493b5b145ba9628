"""What those who run the service are told when something ails: what it is, and what to do about it. An alarm is known
by its key, such as "unsent:sms" or "late:digest:2026-W47", and what is said follows from the key alone."""

from __future__ import annotations

from handlers.text import Text, _, lines, verbatim

CHANNELS = {"sms": "SMS", "telegram": "Telegram", "email": "e-mail"}
JOBS = {"prompt": _("the weekly question"), "digest": _("the digest"), "letter": _("the digest by mail")}

FAULTS = {
    "disk-full": (
        _("The disk is full: nothing can be taken in."),
        _("Free space where DATABASE_URL keeps its files. The service goes on by itself."),
    ),
    "disk-error": (
        _("The disk can't be written or read."),
        _("Look at the machine's disk and its log, and have a backup at hand."),
    ),
    "locked": (
        _("The database is locked by somebody else."),
        _("End what holds it: another program, a copy being made, a second service on the same file."),
    ),
    "read-only": (
        _("The database can be read only."),
        _(
            "Let the service's user write to the file, to those beside it (-wal, -shm) and to its folder, or make the "
            "server writable again."
        ),
    ),
    "no-file": (
        _("The database's file can't be opened."),
        _("See that its folder is there, and that the service's user may write to both; check DATABASE_URL."),
    ),
    "away": (
        _("The database can't be reached."),
        _("Start it, and check DATABASE_URL. The service goes on by itself."),
    ),
    "too-many": (
        _("The database takes no more connections."),
        _("Raise max_connections, or run fewer services on it."),
    ),
    "no-answer": (
        _("The database does not answer: it is locked or overloaded."),
        _("See what holds it, and whether the disk keeps up."),
    ),
    "damaged": (
        _("The database's file is damaged."),
        _("Stop the service, keep the file as it is, and restore the latest backup."),
    ),
    "key": (
        _("Something in the database can't be read with this SECRET_KEY."),
        _("Start the service with the SECRET_KEY that the database was written with."),
    ),
    "other": (
        _("The database can't be used."),
        _("Check DATABASE_URL and the database's own log."),
    ),
}

_PLAIN = {
    "unhandled": (
        _("Messages have waited for more than ten minutes to be handled."),
        _("Look for inbox_failed and stumbled in the log; restart the service if nothing moves."),
    ),
    "set-aside": (
        _("A message could not be handled, and is set aside."),
        _("Look for stumbled in the log. The message is kept, and whoever wrote it has been told."),
    ),
    "telegram": (
        _("Telegram has been out of reach for ten minutes."),
        _("Check the token and the network. What is written meanwhile comes later, for a day."),
    ),
    "twilio-log": (
        _("Twilio's log could not be read for an hour: an SMS that the webhook missed may be waiting there."),
        _("Check the credentials and Twilio's status page. It is tried again by itself."),
    ),
    "coordinator": (
        _("There is no other coordinator who can be reached: the last one wants to leave, or can't be written to."),
        _("Invite another: ombud invite --role coordinator. Until then nobody gets what waits for one."),
    ),
    "key": FAULTS["key"],
    "clock": (
        _("The machine's clock is wrong by more than two minutes."),
        _("Turn time synchronisation on, for instance with: timedatectl set-ntp true"),
    ),
}


def words(key: str) -> tuple[Text, Text]:
    """What ails, and the remedy. A key that is not known is said as it is."""
    kind, _rest, rest = key.partition(":")
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "database":
        return FAULTS.get(rest, FAULTS["other"])
    if kind in _MADE:
        return _MADE[kind](rest)
    return verbatim(key), _("Run the doctor.")


def alarm(key: str) -> Text:
    """What an admin is sent; by SMS only what ails."""
    what, remedy = words(key)
    ask = _("See: ombud doctor")
    return lines(what, remedy, ask).sms(lines(_("Alarm."), what, ask, separator=" "))


def subject(town: str) -> Text:
    """Of the mail."""
    return _("Alarm from the ombud's line in {town}", town=town)


def _late(rest: str) -> tuple[Text, Text]:
    job, _colon, week = rest.partition(":")
    if job == "unmailed":
        return (
            _("The digest of week {week} did not reach every mailbox before the meeting.", week=week[-2:]),
            _("Print it with: ombud summary --format pdf. The doctor names those who have not got it."),
        )
    return (
        _("Late: {job} of week {week} has not gone out.", job=JOBS.get(job, verbatim(job)), week=week[-2:]),
        _("Check that the service runs; the doctor names those who have not got it."),
    )


def _unsent(channel: str) -> tuple[Text, Text]:
    return (
        _("Messages by {channel} have waited for more than ten minutes to go out.", channel=_named(channel)),
        _("The doctor asks the provider what is wrong. They are kept, and go out when it answers."),
    )


def _undelivered(channel: str) -> tuple[Text, Text]:
    return (
        _("Messages by {channel} did not arrive.", channel=_named(channel)),
        _("Look for not_sent in the log, and in the provider's console; perhaps give those people a call."),
    )


def _cap(_month: str) -> tuple[Text, Text]:
    return (
        _("The month's cap on SMS has been reached."),
        _("See what sent so much, and raise SMS_MONTHLY_CAP if that is as it should be."),
    )


def _away(rest: str) -> tuple[Text, Text]:
    channel, since, until = [*rest.split(":"), "", ""][:3]
    values = {"channel": _named(channel), "since": _moment(since), "until": _moment(until)}
    return (
        _(
            "{channel}: the service was away from {since} to {until}. What was written before the last 24 hours of "
            "it can't be known.",
            **values,
        ).sms(_("{channel}: away from {since} to {until}. What came first can't be known.", **values)),
        _("Ask the ombud and the coordinator whether they wrote then."),
    )


def _named(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def _moment(packed: str) -> str:
    """As in "20261119T1000", for people."""
    return f"{packed[:4]}-{packed[4:6]}-{packed[6:8]} {packed[9:11]}:{packed[11:13]} UTC"


_MADE = {"late": _late, "unsent": _unsent, "undelivered": _undelivered, "sms-cap": _cap, "away": _away}
