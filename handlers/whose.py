"""Who the ombud for one's area is: that there is one, or none; never a name, nor for how long somebody is away."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Whose
from handlers.text import Text, _, lines, verbatim


async def whose(d: Dialogue) -> Whose:
    area = d.facts["area"]
    if not area:
        areas = [Option(area.slug, verbatim(area.name)) for area in d.facts["areas"]]
        area = await d.choose("area", _("Which area do you live in?"), areas, columns=2)
    return Whose(area)


def there(area: str, number: int) -> Text:
    """The area has `number` ombud on duty."""
    if number > 1:
        return _(
            "{area} has {number} safety ombud. We name nobody: to you it is the ombud for {area}. Write here what you "
            "see and where, and they get it.",
            area=area,
            number=number,
        ).sms(_("{area} has {number} safety ombud. Write here what you see and where.", area=area, number=number))
    return _(
        "{area} has a safety ombud. We name nobody: to you it is the ombud for {area}. Write here what you see and "
        "where, and the ombud gets it.",
        area=area,
    ).sms(_("{area} has a safety ombud. Write here what you see and where.", area=area))


def stood_in_for(area: str) -> Text:
    return _("The ombud for {area} is away just now, and another ombud reads your tips. Just write here.", area=area)


def away(area: str) -> Text:
    return _(
        "The ombud for {area} is away just now, and the safety coordinator reads your tips. Just write here.", area=area
    )


def vacant(area: str) -> Text:
    return _("{area} has no ombud just now, and the safety coordinator reads your tips. Just write here.", area=area)


def nobody(area: str) -> Text:
    """No ombud, and no coordinator to be reached either."""
    return _("{area} has no ombud just now. What you write is kept until there is one.", area=area)


def be_one() -> Text:
    """The last line of each of these answers."""
    return _("Want to be one yourself? Write JOIN.")


def own(area: str) -> Text:
    """To the area's own ombud."""
    return _("The ombud for {area} is you.", area=area)


def answered(state: Text) -> Text:
    return lines(state, be_one())
