"""What an ombud learns before the first week: a text, a question, a kind word to each answer (after DOMAIN 1-3, 5, 6).

By SMS a lesson is at most two segments, so each has a short form that says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.dialogue import Option
from handlers.text import Text, _


@dataclass(frozen=True, slots=True)
class Lesson:
    """`right` is the key of the option that is right; `wrong` says, of each other one, why not; `praise` what is said
    to the right one."""

    name: str
    text: Text
    question: Text
    options: tuple[Option, ...]
    right: str
    wrong: Mapping[str, Text]
    praise: Text


PART = Lesson(
    "part",
    _(
        "Your part. You are the area's ear: you read what neighbours see, answer when you can, and "
        "tell once a week how "
        "it was. You are a volunteer. You are not the police, not a guard and not on call: nobody "
        "can ask you to answer "
        "at night, and you may pause whenever you need to."
    ).sms(
        _(
            "You read what neighbours see, answer when you can, and report once a week. You are no "
            "guard and never on call."
        )
    ),
    _("A neighbour writes at 11 p.m.: come down, there is a fight! What do you do?").sms(
        _("A neighbour at 11 p.m.: come, a fight! You:")
    ),
    (
        Option("go", _("Go and have a look")),
        Option("112", _("Write: call 112, and stay at home").sms(_("Write: call 112"))),
        Option("wait", _("Save it for the report")),
    ),
    "112",
    {
        "go": _(
            "A kind thought, but that is not your part, and you could get hurt. Who can help comes when you call 112."
        ),
        "wait": _("The report is for afterwards. What goes on now can't wait: that is always 112."),
    },
    _("Right. What goes on now is for 112, and you stay safe."),
)

PATROL = Lesson(
    "patrol",
    _(
        "Your part. You are seen, you listen, and you tell of what you find: broken lamps, scrap cars, graffiti, worn "
        "signs. Always two in the car, by day, and you meet the police before and after. You are a volunteer, and "
        "neither police nor guard: what you suspect of somebody you phone in to the police, and write nowhere."
    ).sms(
        _(
            "You are seen, listen and tell of what you find. Always two, by day. You are no guard: suspicions are "
            "phoned to the police."
        )
    ),
    _("It is time for your round, and the other one has fallen ill. What do you do?").sms(
        _("Your round, and the other is ill. You:")
    ),
    (
        Option("alone", _("Drive alone")),
        Option("short", _("Take a short round")),
        Option("two", _("Find a second, or cancel")),
    ),
    "two",
    {
        "alone": _(
            "Alone nobody sees what happens to you, and nobody can call for you. We are always two, without exception."
        ),
        "short": _("A short round alone is a round alone. We are always two, without exception."),
    },
    _("Right. Always two: a cancelled round harms nobody."),
)

APART = Lesson(
    "apart",
    _(
        "Never step in. We see, listen and tell. We do not stop, chase or hold anybody, and we do "
        "not photograph people. "
        "Keep your distance, call 112, and if you can, stay where you are safe until help has come. Somebody in a car "
        "or on a round is always two."
    ).sms(
        _(
            "We never step in: not stop, chase, hold or photograph anybody. Keep your distance and "
            "call 112. On a round: always two."
        )
    ),
    _("You see some people smashing a bus shelter. What do you do first?").sms(
        _("Some people smash a bus shelter. First you:")
    ),
    (
        Option("shout", _("Tell them to stop")),
        Option("film", _("Film them")),
        Option("112", _("Call 112 from a distance")),
    ),
    "112",
    {
        "shout": _("Brave, but it can turn against you in a second. The shelter can be mended; keep your distance."),
        "film": _("A film points at people, and may put you in danger. Remember place and time instead, and call 112."),
    },
    _("Right. Distance first, then 112."),
)

WRITTEN = Lesson(
    "written",
    _(
        "What may not be written down. We write about places: what, where, when. Never a name, a number plate, a flat, "
        "what somebody looks like, or anybody's origin, health or faith. Not even in a hint. I take "
        "out what I recognise, "
        "but you are the one who sees. Whoever suspects a crime tells the police: 114 14."
    ).sms(
        _(
            "We write what, where and when. Never names, plates, flats, looks, origin, health or "
            "faith. A suspected crime: 114 14."
        )
    ),
    _("Which of these can you write?").sms(_("Which one can be written?")),
    (
        Option("place", _("Mopeds race in the square at night").sms(_("Mopeds race in the square"))),
        Option("son", _("The neighbour's son races")),
        Option("jacket", _("He in the red jacket races")),
    ),
    "place",
    {
        "son": _(
            "No name, and still everybody knows who it is. Write the place and the time: that is what can be acted on."
        ),
        "jacket": _(
            "What somebody looks like points at a person. Write the place and the time, and leave the person out."
        ),
    },
    _("Right. The place can be made better, and nobody is pointed out."),
)

EST = Lesson(
    "est",
    _(
        "EST means coordinating effectively for safety. Every week: see where it is unsafe, "
        "understand why, do something, "
        "look whether it helped, and tell those who said it. Police, landlord and municipality meet over one picture, "
        "and yours is part of it. It is about places and situations, never about individuals: that work is done "
        "elsewhere, by those who may."
    ).sms(
        _(
            "EST: each week police, landlord and municipality agree on what to do where. It is about "
            "places, never individuals."
        )
    ),
    _("You hear that somebody sells drugs by the station. What goes into the report?").sms(
        _("You hear that somebody sells drugs by the station. Report:")
    ),
    (
        Option("who", _("Who it is said to be")),
        Option("hint", _("A hint, but no name")),
        Option("where", _("Only the place and the time").sms(_("The place and the time"))),
    ),
    "where",
    {
        "who": _("Who it is, only the police may keep: tell them at 114 14. The report gets the place and the time."),
        "hint": _(
            "A hint points somebody out too. Tell the police what you know, 114 14; the report gets place and time."
        ),
    },
    _("Right. The place to the report; the rest to the police, 114 14."),
)

WEEK = Lesson(
    "week",
    _(
        "The report. Once a week I ask how it was, with the week's tips filled in: you say right, "
        "change or add, and how "
        "safe you think it is, 1 to 4, where 4 is safest. Two minutes. Good news counts: a cleaned "
        "yard is worth telling. "
        "Away? Write PAUSE and the days. And what was decided you hear afterwards."
    ).sms(
        _(
            "Once a week I ask how it was: say so, and how safe it is, 1-4 (4 safest). Good news "
            "counts. Away? Write PAUSE."
        )
    ),
    _("The week was quiet. What do you do?").sms(_("A quiet week. You:")),
    (
        Option("nothing", _("Answer: nothing to report")),
        Option("silent", _("Don't answer")),
        Option("invent", _("Find something to write")),
    ),
    "nothing",
    {
        "silent": _("Then your area stands as missing, and nobody knows that it was calm. One tap is enough."),
        "invent": _("No need! That it was calm is worth as much: help goes where it is needed most."),
    },
    _("Right. A quiet week is news too."),
)

BY_NAME: Mapping[str, Lesson] = {lesson.name: lesson for lesson in (PART, PATROL, APART, WRITTEN, EST, WEEK)}
