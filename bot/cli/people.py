"""`ombud people`: who holds which role, and what is done about it where there is no chat at hand."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.running import Format, Listing, RoleName, fail, print_json, print_rows, service

people = typer.Typer(invoke_without_command=True, help="Who holds which role, and how a role is taken away or moved.")


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
