"""The residents' pulse: the question of the national survey (NTU, Brå), five answers, one tap. What follows is asked
once the answer is kept: where and when, and whether to ask again in a month."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Pulse, PulseMore
from handlers.text import _, verbatim

ANSWERS = (
    Option("1", _("Very safe"), number=1, icon="😊"),
    Option("2", _("Rather safe"), number=2, icon="🙂"),
    Option("3", _("Rather unsafe"), number=3, icon="😕"),
    Option("4", _("Very unsafe"), number=4, icon="😟"),
    Option("5", _("I hardly ever go out then").sms(_("Hardly ever go out then")), number=5, icon="🏠"),
)
UNSAFE = (3, 4)


async def pulse(d: Dialogue) -> Pulse:
    asked = _("If you go out alone late in the evening in the area where you live, how safe do you feel?").sms(
        _("Out alone late in the evening where you live: how safe do you feel?")
    )
    answer = int(await d.choose("answer", asked, ANSWERS))
    area = d.facts["area"]
    if not area:
        areas = [Option(area.slug, verbatim(area.name)) for area in d.facts["areas"]]
        elsewhere = Option("elsewhere", _("Somewhere else"), number=0)
        area = await d.choose("area", _("Which area do you live in?"), (*areas, elsewhere), columns=2)
    return Pulse(answer, None if area == "elsewhere" else area)


async def pulse_more(d: Dialogue) -> PulseMore:
    """One thing at a time, so that each is kept though the next is never answered."""
    if d.facts["answer"] in UNSAFE:
        skip = Option("skip", _("Skip"), number=0)
        asked = _("Is it worst at some place, or some time? A street or a landmark, no names.").sms(
            _("Worst somewhere, or some time? No names.")
        )
        words = await d.text("where", asked, max_length=200, options=(skip,))
        return PulseMore(d.facts["week"], "" if words == "skip" else words)
    yes, no = Option("yes", _("Yes, ask me")), Option("no", _("No"))
    return PulseMore(d.facts["week"], wants=await d.confirm("wish", _("May I ask you the same once a month?"), yes, no))
