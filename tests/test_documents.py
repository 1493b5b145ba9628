"""What the documents promise is there, and what is there is in the documents."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot import router
from bot.__main__ import ombud
from bot.deeds import DEEDS
from bot.i18n import Voices
from handlers import notices

ROOT = Path(__file__).parents[1]
PROMISED = ("TIPS", "STATUS", "RAPPORT", "TILLBAKA", "AVBRYT", "MENY", "SPRÅK", "STOPP")
# Written in halves, so that this file may be looked through too.
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "/sim" + "ple/")
LEFT_UNDONE = ("TO" + "DO", "FIX" + "ME")


def text_of(*path: str) -> str:
    return ROOT.joinpath(*path).read_text("utf-8")


def in_git() -> list[Path]:
    """Every file that is, or is about to be, under version control."""
    git = shutil.which("git")
    assert git is not None, "git is needed to know what belongs to the repository"
    command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def documents() -> list[Path]:
    return [path for path in in_git() if path.suffix == ".md"]


def commands(app: typer.Typer, name: str) -> Iterator[str]:
    """Every command of the application, by its full name."""
    for command in app.registered_commands:
        function = command.callback.__name__ if command.callback else ""
        yield f"{name} {command.name or function.replace('_', '-')}"
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from commands(group.typer_instance, f"{name} {group.name}")
        if group.typer_instance.registered_callback:
            yield f"{name} {group.name}"


def packages() -> list[str]:
    """The direct dependencies, by name."""
    project = tomllib.loads(text_of("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *(d for ds in project["dependency-groups"].values() for d in ds)]
    return [found[0] for line in wanted if (found := re.match(r"[\w.-]+", line))]


def anchors(document: Path) -> set[str]:
    """The headings of a document, as links name them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> list[str]:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if "://" in link or link.startswith("mailto:"):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{document.relative_to(ROOT)}: {link}")
    return broken


def test_every_command_is_in_the_readme() -> None:
    """The README's table names each command that `ombud` has, and no other."""
    named = re.findall(r"^\| `(ombud [a-z -]+)` \|", text_of("README.md"), re.MULTILINE)
    assert sorted(named) == sorted(commands(ombud, "ombud"))


def test_the_readme_shows_the_two_commands() -> None:
    """A newcomer finds `make demo` and `make test` in a block to copy, and both are in the Makefile."""
    shown = "\n".join(re.findall(r"```sh\n(.*?)```", text_of("README.md"), re.DOTALL))
    for target in ("demo", "test"):
        assert re.search(rf"^make {target}\b", shown, re.MULTILINE)
        assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE)


def test_every_dependency_has_its_reason() -> None:
    """`docs/dependencies.md` has a row for each direct dependency, and none for what is gone."""
    rows = re.findall(r"^\| ([\w.-]+) \|", text_of("docs", "dependencies.md"), re.MULTILINE)
    assert sorted(set(rows) - {"package"}) == sorted(packages())


def test_every_decision_is_listed() -> None:
    """The list of decisions names each note once, in order, and a note's number is its heading's."""
    folder = ROOT / "docs" / "decisions"
    notes = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", text_of("docs", "decisions", "README.md")) == notes
    for note in notes:
        assert (folder / note).read_text("utf-8").startswith(f"# {int(note[:4])}. ")


def test_relative_links_resolve() -> None:
    """No document links to a file or a heading that is not there."""
    assert [link for document in documents() for link in broken_links(document)] == []


@pytest.mark.parametrize("channel", ["sms", "telegram"])
@pytest.mark.parametrize("word", PROMISED)
def test_every_word_in_help_is_understood(word: str, channel: str) -> None:
    """HJÄLP names these words; each leads to a deed on every channel, with or without å ä ö, in any case."""
    said = Voices().say(notices.help_text("Botkyrka", ""), "sv")
    assert re.search(rf"\b{word}\b", said)
    for written in (word, word.lower(), word.replace("Å", "A"), f"/{word.lower().replace('å', 'a')}"):
        intent = router.route(written, channel)
        assert intent is not None
        assert intent.name in DEEDS


def test_help_promises_no_other_word() -> None:
    """Each line of HJÄLP that begins with a word of ours begins with one that is tried above."""
    said = Voices().say(notices.help_text("Botkyrka", ""), "sv")
    assert sorted(re.findall(r"^([A-ZÅÄÖ]{3,})\b", said, re.MULTILINE)) == sorted(PROMISED)


def test_nothing_names_an_index_or_is_left_undone() -> None:
    """No file names the host of a package index, or leaves a note to do something later."""
    found = []
    for path in in_git():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {word}" for word in (*INDEX_HOSTS, *LEFT_UNDONE) if word in text]
    assert found == []


def test_the_licence_is_whole() -> None:
    """The licence is the one that pyproject.toml names, with its fifteen articles and its appendix."""
    text = text_of("LICENSE")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert text.endswith(
        "All other changes or additions to this Appendix require the production of a new EUPL version.\n"
    )
    assert tomllib.loads(text_of("pyproject.toml"))["project"]["license"] == "EUPL-1.2"
