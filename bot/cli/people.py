"""`ombud people` and `ombud invite`: who holds which role, and what is done about it where there is no chat at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import Format, Listing, RoleName, fail, print_json, print_rows, service

if TYPE_CHECKING:
    from bot.app import Ombudet


def invite(
    role: Annotated[RoleName | None, typer.Option(help="What they are invited as.")] = None,
    area: Annotated[str | None, typer.Option(help="The area's short name (see `ombud areas`).")] = None,
    revoke: Annotated[str | None, typer.Option(help="Take back the invitation with this code instead.")] = None,
    form: Format = Listing.TEXT,
) -> None:
    """Make a one-time invitation, good for a week: the code, a Telegram link, and the text for an SMS."""
    if (role is None) == (revoke is None):
        raise typer.BadParameter("say --role, or --revoke CODE")
    from bot.operating import inviting

    with service() as app:
        if role is None:
            if not inviting.revoke(app, revoke or ""):
                fail("there is no such unused invitation")
            typer.echo("Taken back.")
            return
        try:
            made = asyncio.run(inviting.invite(app, role.value, area))
        except inviting.UnknownArea as error:
            fail(error)
    print_json(made) if form is Listing.JSON else typer.echo(inviting.as_text(made))


people = typer.Typer(
    invoke_without_command=True,
    help="Who holds which role, and what is done about it: invite, assign, pause, leave, move …",
)


@people.callback()
def people_listing(context: typer.Context, form: Format = Listing.TEXT) -> None:
    """Who holds which role: ids, never names or addresses."""
    if context.invoked_subcommand:
        return
    from bot.operating.listing import people_rows
    from storage.people import listing

    with service() as app, app.database.begin() as work:
        rows = people_rows(listing(work), work)
    print_rows(rows, form, "Nobody has a role yet: `ombud invite` makes an invitation.")


people.command("invite")(invite)

Member = Annotated[int, typer.Argument(help="The person's number, as `ombud people` lists it.")]
Held = Annotated[RoleName, typer.Option("--role", help="The role they hold.")]
HeldIn = Annotated[str | None, typer.Option("--area", help="The area's short name, if the role has one.")]


@people.command("revoke")
def people_revoke(person: Member, role: Held, area: HeldIn = None) -> None:
    """Take a role away: at once, with all that goes with it. The person hears of it."""
    _change_member(person, role, area, "revoked")


@people.command("assign")
def people_assign(
    person: Member, role: Held, to: Annotated[str, typer.Option(help="The area they are to have.")], area: HeldIn = None
) -> None:
    """Move a role to another area, at once."""
    _change_member(person, role, area, "moved", to)


@people.command("leave")
def people_leave(person: Member, role: Held, area: HeldIn = None) -> None:
    """Lay a role down for somebody who asked you to, by telephone say. What waits for them goes to others, who hear of
    it; so do they."""
    _change_member(person, role, area, "left")


@people.command("pause")
def people_pause(
    person: Member,
    days: Annotated[str, typer.Argument(help="Like v29-31, 3 weeks, or until 5 January; or end, for its end.")],
    deputy: Annotated[int | None, typer.Option(help="The number of the ombud to be asked to step in.")] = None,
) -> None:
    """Pause an ombud who asked you to. The deputy is asked, and says yes or no; without one the coordinator has
    the area meanwhile."""
    from bot.operating import pausing

    _say(lambda app: pausing.pause(app, person, days, deputy))


@people.command("deputise")
def people_deputise(
    person: Member, deputy: Annotated[int, typer.Option(help="The number of the ombud to be asked to step in.")]
) -> None:
    """Ask an ombud to step in for the pause that another has: instead of whoever was asked before."""
    from bot.operating import pausing

    _say(lambda app: pausing.deputise(app, person, deputy))


def _say(what: Callable[[Ombudet], str]) -> None:
    """Do something for the operator, and say what it came to."""
    from bot.operating.members import Refused

    with service() as app:
        try:
            typer.echo(what(app))
        except Refused as error:
            fail(error)


@people.command("move")
def people_move(person: Member, form: Format = Listing.TEXT) -> None:
    """Somebody has lost their telephone: a code to read out to them, to a voice you know only. They send it to us from
    the new one within ten minutes, by SMS or in Telegram, and all that is theirs comes along."""
    from bot.operating.members import Refused, move

    with service() as app:
        try:
            made = move(app, person)
        except Refused as error:
            fail(error)
    print_json(made) if form is Listing.JSON else typer.echo(f"Code:    {made['code']}\nExpires: {made['expires']}")


def _change_member(person: int, role: RoleName, area: str | None, what: str, to: str = "") -> None:
    from bot.operating.members import Refused, change

    with service() as app:
        try:
            change(app, person, role.value, area, what, to)
        except Refused as error:
            fail(error)
    typer.echo("Done.")
