"""A municipality's file: what ships works, and every fault in a file is named at once with its key and a remedy."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.municipality import SHIPPED, AreaInfo, Municipality, MunicipalityError, load
from bot.weekly.week import SlotTime
from handlers.reading.place import Area, find_area

SMALL = """
slug = "lillby"
name = "Lillby"
languages = ["sv"]
landlord = "lillhem"
[[landlords]]
slug = "lillhem"
name = "Lillhem"
[[areas]]
slug = "norra"
name = "Norra"
names = ["Storgatan"]
landlords = ["lillhem"]
[[areas]]
slug = "sodra"
name = "Södra"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lillby.toml"


def read(file: Path, text: str) -> Municipality:
    file.write_text(text, "utf-8")
    return load(str(file))


def faults_of(file: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(MunicipalityError) as caught:
        read(file, text)
    assert str(caught.value) == "\n".join(f"{file}: {fault}" for fault in caught.value.faults)
    return caught.value.faults


def test_botkyrka_is_what_the_seed_says() -> None:
    """Every district is there with its population, and the north is marked."""
    botkyrka = load("botkyrka")
    assert {area.slug: area.population for area in botkyrka.areas} == {
        "alby": 14208,
        "fittja": 7514,
        "hallunda-norsborg": 21130,
        "tullinge": 20179,
        "tumba": 26852,
        "varsta-grodinge": 4596,
    }
    assert [area.slug for area in botkyrka.areas if area.north] == ["alby", "fittja", "hallunda-norsborg"]
    assert botkyrka.area("alby").at == (59.2394, 17.8456)
    assert "Storvreten" in [part.name for part in botkyrka.area("tumba").parts]
    assert (botkyrka.landlord, botkyrka.min_cell) == ("botkyrkabyggen", 3)
    assert botkyrka.languages == ("sv", "en", "ar", "tr", "so", "es", "fi")


def test_botkyrkas_week_is_the_default_week() -> None:
    """Prompt on Monday, nudge on Tuesday, cut-off and digest on Wednesday, meeting on Thursday, feedback on Friday."""
    week = load("botkyrka").week
    days = [(at.weekday, at.time.hour) for at in week.times.values()]
    assert days == [(0, 17), (1, 17), (2, 12), (2, 15), (3, 9), (4, 15)]
    assert (week.timezone, week.country) == ("Europe/Stockholm", "SE")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_file_loads_and_is_named_by_its_slug(path: Path) -> None:
    """What is shipped has no fault, points only to https and lies where its slug says."""
    shipped = load(path.stem)
    assert shipped.slug == path.stem
    assert all(url.startswith("https://") for url in shipped.links.values())
    assert {"police", "police_tip", "fault_report", "landlord", "municipality"} <= shipped.links.keys()


def test_a_small_file_gets_the_defaults(file: Path) -> None:
    """Only names, areas and a landlord must be written: the week, the clock and the smallest count have defaults."""
    lillby = read(file, SMALL)
    assert lillby.area("norra") == AreaInfo("norra", "Norra", names=("Storgatan",), landlords=("lillhem",))
    assert lillby.area_name("sodra") == "Södra"
    assert (lillby.timezone, lillby.min_cell, lillby.contact.url) == ("Europe/Stockholm", 3, "")
    assert lillby.week == load("botkyrka").week


def test_an_unknown_area_names_the_known_ones(file: Path) -> None:
    """KeyError says which areas there are."""
    with pytest.raises(KeyError, match=r"Lillby has no area 'ostra': it has norra, sodra"):
        read(file, SMALL).area("ostra")


def test_links_cannot_be_changed(file: Path) -> None:
    """A loaded municipality is a value."""
    links = read(file, SMALL + '[links]\npolice = "https://polisen.se"\n').links
    with pytest.raises(TypeError):
        links["police"] = "https://example.org"  # type: ignore[index]


def test_the_week_can_be_changed(file: Path) -> None:
    """A slot is a weekday and a time, in any case."""
    week = read(file, SMALL + '[week]\nfeedback = "Sunday 08:30"\n').week
    assert week.feedback == SlotTime(6, time(8, 30))


SWAPS = [
    ('slug = "lillby"', 'slug = "Lill By"', "slug: 'Lill By' won't do; write small letters"),
    ('name = "Lillby"', "", "name: is missing; write a text"),
    ('name = "Lillby"', "name = 3", "name: 3 won't do; write a text"),
    ('languages = ["sv"]', "languages = []", "languages: is missing; write at least one"),
    ('languages = ["sv"]', 'languages = "sv"', "languages: 'sv' won't do; write a list of codes"),
    ('languages = ["sv"]', 'languages = ["svenska!"]', "languages: ['svenska!'] won't do; write a list of codes"),
    ('languages = ["sv"]', 'languages = ["sv", "sv"]', "languages: 'sv' is there 2 times"),
    ('landlord = "lillhem"', 'landlord = "x"', "landlord: 'x' is not among the [[landlords]]: lillhem"),
    ('landlord = "lillhem"', 'landlord = "lillhem"\nmin_cell = 1', "min_cell: 1 won't do; write a whole number from 2"),
    ('landlord = "lillhem"', 'landlord = "lillhem"\nmin_cell = true', "min_cell: True won't do; write a whole number"),
    ('landlord = "lillhem"', 'landlord = "lillhem"\nmincell = 4', "mincell: is not a key here; did you mean min_cell?"),
    ('landlord = "lillhem"', 'landlord = "lillhem"\nqqq = 4', "qqq: is not a key here; take it away"),
    ('landlord = "lillhem"', 'landlord = "lillhem"\ncountry = "XX"', "week: country 'XX' has no holiday calendar"),
    ('landlord = "lillhem"', 'landlord = "lillhem"\ntimezone = "x"', "week: timezone 'x' is unknown"),
    ('landlord = "lillhem"', 'landlord = "lillhem"\nweek = 1', "week: 1 won't do; write it as a table, under [week]"),
    ('name = "Norra"', 'name = "Norra"\nat = [95.0, 17.8]', "areas[norra].at: [95.0, 17.8] won't do; write [latitude"),
    ('name = "Norra"', 'name = "Norra"\nat = [59.0]', "areas[norra].at: [59.0] won't do"),
    ('name = "Norra"', 'name = "Norra"\nat = [true, 1]', "areas[norra].at: [True, 1] won't do"),
    ('name = "Norra"', 'name = "Norra"\nat = [nan, 1]', "areas[norra].at: [nan, 1] won't do"),
    ('name = "Norra"', 'name = "Norra"\nnorth = "yes"', "areas[norra].north: 'yes' won't do; write true or false"),
    ('name = "Norra"', 'name = "Norra"\nnorth = 1', "areas[norra].north: 1 won't do; write true or false"),
    ('name = "Norra"', 'name = "Norra"\npopulation = 0', "areas[norra].population: 0 won't do"),
    ('slug = "sodra"', 'slug = "norra"', "areas: 'norra' is there 2 times; each slug may be there once"),
    ('name = "Södra"', 'name = "storgatan"', "areas: 'storgatan' is there 2 times; each name"),
    ('names = ["Storgatan"]', 'names = [" "]', "areas[norra].names: [' '] won't do; write a list of texts"),
    ('landlords = ["lillhem"]', 'landlords = ["x"]', "areas[norra].landlords: 'x' is not among the [[landlords]]"),
    ('name = "Lillhem"', 'name = "Lillhem"\nurl = "lillhem.se"', "landlords[lillhem].url: 'lillhem.se' won't do"),
]


@pytest.mark.parametrize(("old", "new", "fault"), SWAPS)
def test_a_fault_is_named_with_its_key_and_a_remedy(file: Path, old: str, new: str, fault: str) -> None:
    """One fault in a file gives exactly that one line."""
    (found,) = faults_of(file, SMALL.replace(old, new, 1))
    assert found.startswith(fault)


TABLES = [
    ('[week]\nprompt = "måndag 17:00"', "week.prompt: 'måndag 17:00' won't do; write a weekday and a time"),
    ('[week]\nprompt = "monday 24:00"', "week.prompt: 'monday 24:00' won't do"),
    ('[week]\nmeeting = "tuesday 09:00"', "week: meeting must come after digest"),
    ('[week]\nlunch = "tuesday 09:00"', "week.lunch: is not a key here"),
    ('[links]\npolice = "http://polisen.se"', "links.police: 'http://polisen.se' won't do; write an https:// address"),
    ('[contact]\nemail = "nobody"', "contact.email: 'nobody' won't do; write an e-mail address"),
    ('[contact]\nphone = "ring"', "contact.phone: 'ring' won't do; write a phone number"),
]


@pytest.mark.parametrize(("added", "fault"), TABLES)
def test_a_fault_in_a_table_is_named_with_its_path(file: Path, added: str, fault: str) -> None:
    """A key inside a table is named by its whole path."""
    (found,) = faults_of(file, SMALL + added)
    assert found.startswith(fault)


def test_every_fault_is_named_at_once(file: Path) -> None:
    """A file with many faults is refused once, with all of them."""
    text = SMALL.replace('"lillby"', '"Lill By"').replace('name = "Norra"', "nort = true") + '[week]\nprompt = "x"'
    keys = [fault.partition(": ")[0] for fault in faults_of(file, text)]
    assert sorted(keys) == ["areas[norra].name", "areas[norra].nort", "slug", "week.prompt"]


def test_an_empty_file_names_what_is_missing(file: Path) -> None:
    """What must be written is asked for by name."""
    keys = {fault.partition(": ")[0] for fault in faults_of(file, "")}
    assert keys == {"slug", "name", "languages", "landlord", "areas"}


def test_areas_must_be_tables(file: Path) -> None:
    """A list of names is not a list of areas."""
    head = SMALL.partition("[[areas]]")[0].replace("[[landlords]]", 'areas = ["norra"]\n[[landlords]]')
    assert "areas: ['norra'] won't do; write each under its own [[areas]]" in faults_of(file, head)


def test_a_file_that_is_not_there_names_those_that_are() -> None:
    """A wrong name gives the names that ship, and never a traceback."""
    with pytest.raises(MunicipalityError, match=r"lillby: can't be read .*one of: botkyrka"):
        load("lillby")


@pytest.mark.parametrize("text", [b"name = ", b"\xff\xfe"])
def test_a_file_that_is_not_toml_says_so(file: Path, text: bytes) -> None:
    """Broken TOML and broken UTF-8 are faults of the file."""
    file.write_bytes(text)
    with pytest.raises(MunicipalityError, match="is not TOML in UTF-8"):
        load(str(file))


RECIPIENTS = """
[[recipients]]
role = "manager"
area = "norra"
mail = ["chef.norra@example.se"]
[[recipients]]
role = "coordinator"
mail = ["trygghet@example.se", "chef.norra@example.se"]
"""


def test_who_gets_the_digest_by_mail_stands_in_the_file(file: Path) -> None:
    """Function mailboxes for a role and its area, or for all areas."""
    read_ones = read(file, SMALL + RECIPIENTS).recipients
    assert [(one.role, one.area, one.mail) for one in read_ones] == [
        ("manager", "norra", ("chef.norra@example.se",)),
        ("coordinator", None, ("trygghet@example.se", "chef.norra@example.se")),
    ]
    assert load("botkyrka").recipients == ()


def test_every_fault_of_a_recipient_is_named(file: Path) -> None:
    """A role that gets no digest, a manager without an area, an area that is not there, no mailbox, one that is none,
    one that is there twice."""
    faulty = """
[[recipients]]
role = "ombud"
mail = ["a@example.se"]
[[recipients]]
role = "manager"
mail = ["chef åäö@example.se"]
[[recipients]]
role = "police"
area = "sodr"
[[recipients]]
role = "police"
mail = ["a@example.se"]
[[recipients]]
role = "police"
mail = ["a@example.se"]
"""
    said = " ".join(faults_of(file, SMALL + faulty))
    for part in (
        "recipients[1].role: 'ombud' won't do; write one of manager, police",
        "recipients[2].area: is missing; a manager's digest is about an area",
        "recipients[2].mail: ['chef åäö@example.se'] won't do",
        "recipients[3].area: 'sodr' is not among the [[areas]]: norra, sodra",
        "recipients[3].mail: is missing",
        "recipients: 'a@example.se as police of all areas' is there 2 times",
    ):
        assert part in said, part


TOGETHER = """
[[areas.parts]]
name = "Sjöängen"
names = ["Strandstigen"]
[[partners]]
slug = "lillhem"
name = "Lillhem"
kind = "landlord"
role = "felanmälan"
[[partners]]
slug = "fritid"
name = "Fritidsgården"
kind = "other"
role = "kvällar för unga"
areas = ["sodra"]
phone = "08-123 45 67"
url = "https://fritid.example"
mail = "fritid@example.se"
[[groups]]
name = "Backen"
area = "sodra"
contact = 2
join = "Kom på gårdsmötet."
[[groups]]
name = "Backen"
area = "norra"
join = "Skriv MED."
"""


def test_a_sub_area_tells_its_area(file: Path) -> None:
    """By a part's name, or a street in it, a message tells the area, as by the area's own names."""
    lillby = read(file, SMALL + TOGETHER)
    areas = [Area(area.slug, area.name, area.known_by, area.at) for area in lillby.areas]
    assert find_area("mörkt vid sjöängen", areas) == find_area("mörkt på strandstigen", areas) == "sodra"
    assert lillby.area("sodra").known_by == ("Sjöängen", "Strandstigen")


def test_who_works_together_and_which_groups_there_are_stand_in_the_file(file: Path) -> None:
    """A partner without areas works in all of them; groups go by area; decisions can be given to others too."""
    lillby = read(file, SMALL + TOGETHER)
    assert [partner.slug for partner in lillby.partners_of("sodra")] == ["lillhem", "fritid"]
    assert [partner.slug for partner in lillby.partners_of("norra")] == ["lillhem"]
    (group,) = lillby.groups_of("sodra")
    assert (group.name, group.contact, group.join) == ("Backen", 2, "Kom på gårdsmötet.")
    assert lillby.organisations[-1] == ("fritid", "Fritidsgården")


TOGETHER_FAULTS = [
    ('name = "Sjöängen"', 'name = "Storgatan"', "areas: 'storgatan' is there 2 times; each name"),
    ('name = "Sjöängen"', "", "areas[sodra].parts[1].name: is missing; write a text"),
    ('kind = "other"', 'kind = "club"', "partners[fritid].kind: 'club' won't do; write one of landlord, municipality"),
    ('role = "felanmälan"', "", "partners[lillhem].role: is missing; write what people turn to them for"),
    (
        'slug = "lillhem"\nname = "Lillhem"\nkind',
        'slug = "annat"\nname = "Lillhem"\nkind',
        "partners[annat].slug: 'annat' is not among the [[landlords]]: lillhem",
    ),
    ('slug = "fritid"', 'slug = "police"', "partners[police].slug: 'police' means another organisation here"),
    (
        'areas = ["sodra"]',
        'areas = ["ostra"]',
        "partners[fritid].areas: 'ostra' is not among the [[areas]]: norra, sodra",
    ),
    ('phone = "08-123 45 67"', 'phone = "ring"', "partners[fritid].phone: 'ring' won't do; write a phone number"),
    ('area = "norra"\njoin', 'area = "sodra"\njoin', "groups: 'Backen in sodra' is there 2 times"),
    ('area = "norra"\njoin', 'area = "ostra"\njoin', "groups[2].area: 'ostra' is not among the [[areas]]"),
    ("contact = 2", "contact = 0", "groups[1].contact: 0 won't do; write a whole number from 1 up"),
    ('join = "Skriv MED."', "", "groups[2].join: is missing; write how a neighbour joins"),
]


@pytest.mark.parametrize(("old", "new", "fault"), TOGETHER_FAULTS)
def test_a_fault_of_a_part_a_partner_or_a_group_is_named(file: Path, old: str, new: str, fault: str) -> None:
    """File, table, key and remedy, as for every other fault."""
    text = TOGETHER.replace(old, new, 1)
    assert text != TOGETHER
    (found,) = faults_of(file, SMALL + text)
    assert found.startswith(fault)
