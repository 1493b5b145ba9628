"""What the week says: the report is asked for, comes in time or late, and what came of it."""

from __future__ import annotations

from handlers.text import Text, _, lines


def report_kept(week: str, area: Text, *, closed: bool) -> Text:
    """`closed` from the cut-off on, when what has been sent stands."""
    kept = _("Thank you! Week {week} for {area} is in.", week=week[-2:], area=area)
    if closed:
        return kept
    return _(
        "Thank you! Week {week} for {area} is in. Until the cut-off you can change it: write REPORT.",
        week=week[-2:],
        area=area,
    ).sms(kept)


def report_carried(week: str, into: str) -> Text:
    """A report that came too late for its week."""
    return _(
        "Thank you! Week {week} is closed, so this goes into the report of week {into}. I show it to you then.",
        week=week[-2:],
        into=into[-2:],
    )


def report_too_late(week: str, into: str) -> Text:
    """The same, with nothing in it to carry over."""
    return _(
        "Thank you! Week {week} is closed already. I ask you about week {into} when it is over.",
        week=week[-2:],
        into=into[-2:],
    )


def goes_into_next(week: str, into: str) -> Text:
    """Ahead of a report that would come too late for its week."""
    return _("Week {week} is closed: what you write now goes into week {into}.", week=week[-2:], into=into[-2:])


def prompt(code: str) -> Text:
    """Ahead of the report's first page, by SMS: the whole report in one message, where no tips speak against it."""
    return _("Quiet week? Write 0, safety 1-4 (4 safest), code: 0 3 {code}", code=code)


def prompt_when_busy(week: str) -> Text:
    return _("Time for the report of week {week}. Write REPORT when you are ready.", week=week[-2:])


def nudge(week: str, area: Text) -> Text:
    return _(
        "A friendly reminder: {area} has no report for week {week} yet. Write REPORT, it takes two minutes.",
        area=area,
        week=week[-2:],
    )


def nudge_by_sms(week: str, area: Text, code: str) -> Text:
    return _(
        "No report for {area}, week {week}, yet. Quiet week? Write 0, safety 1-4 and the code: 0 3 {code}. "
        "Else REPORT.",
        area=area,
        week=week[-2:],
        code=code,
    )


def cutoff(week: str, reported: int, areas: int, missing: tuple[Text, ...]) -> Text:
    head = _(
        "Week {week}: {reported} of {areas} areas have reported. The digest goes out this afternoon.",
        week=week[-2:],
        reported=reported,
        areas=areas,
    )
    if not missing:
        return head
    return lines(head, _("Missing: {areas}.", areas=lines(*missing, separator=", ")))


def half_way(areas: tuple[Text, ...]) -> Text:
    """Reports that were begun and not sent by the cut-off."""
    return _("Begun but not sent, and counted as a draft: {areas}.", areas=lines(*areas, separator=", "))


def feedback_to_ombud(week: str, area: Text, reported: int, areas: int) -> Text:
    return _(
        "Thank you for week {week} in {area}. {reported} of {areas} areas reported, and the partners had it "
        "before their meeting.",
        week=week[-2:],
        area=area,
        reported=reported,
        areas=areas,
    )


def feedback_to_tipster(code: str, *, shown: bool) -> Text:
    """On Friday; `shown` if the area's week was in the picture that the partners met over."""
    if not shown:
        return _("Thank you for your tip {code} last week. Write STATUS {code} to see where it stands.", code=code)
    return _(
        "Your tip {code} was part of last week's picture when the ombud's partners met. Thank you! Write STATUS {code} "
        "to see where it stands.",
        code=code,
    ).sms(_("Your tip {code} was part of last week's picture when the partners met. Thank you!", code=code))
