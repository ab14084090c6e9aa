"""A guide that is written again: what nobody would see changed stays as it was, to the byte."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image, ImageDraw

from automation.narrator import Step
from automation.recording.guide.model import Drawing, Guide
from automation.recording.guide.publishing import changes, left_over, published, put
from automation.recording.recorded import RecordedStep
from tests.support.guides import FACTS, guide, picture, seen

LATER = replace(FACTS, made=date(2027, 3, 4))


def drawn(_one: RecordedStep, number: int, *, moved: int = 0, shade: int = 0) -> Drawing:
    image = Image.new("RGB", (160, 120), (255 - shade,) * 3)
    ImageDraw.Draw(image).rectangle((20 + moved, 20, 20 + moved + 5 * number, 50), fill="black")
    data = io.BytesIO()
    image.save(data, "PNG")
    return Drawing(picture=data.getvalue(), size=(80, 60), is_at_the_right=False)


def unlike(one: RecordedStep, number: int) -> Drawing:
    """All pictures a shade darker, which nobody sees; one has its control elsewhere."""
    return drawn(one, number, moved=60 if number == 3 else 0, shade=2)


def paths(folder: Path) -> list[Path]:
    return [folder / "g.md", folder / "g.html"]


def write(folder: Path, told: Guide, card: str = "card.html") -> list[Path]:
    contents = published(told, paths(folder), [folder / card], Mock())
    return put(contents, [*paths(folder), folder / card], overwrite=True)


def test_the_same_guide_on_another_day_changes_no_byte(tmp_path: Path) -> None:
    first = write(tmp_path, guide(draw=drawn))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}

    again = write(tmp_path, guide(LATER, draw=lambda one, number: drawn(one, number, shade=2)))

    assert (len(first), again) == (3, [])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_one_picture_that_changed_is_the_only_one_that_is_new(tmp_path: Path) -> None:
    write(tmp_path, guide(draw=drawn))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.png")}

    told = guide(LATER, draw=unlike)
    contents = published(told, paths(tmp_path), [], Mock())
    found = changes(contents)

    assert {change.path.name for change in found} == {"03-press-add.png", "g.html"}
    assert "place" in found[0].what
    assert "picture 03-press-add" in next(change.what for change in found if change.path.suffix == ".html")
    assert write(tmp_path, told) == paths(tmp_path)
    changed = {path.name for path in before if path.read_bytes() != before[path]}
    assert changed == {"03-press-add.png"}
    assert "2026-01-02" in (tmp_path / "g.md").read_text(encoding="utf-8")


def test_a_sentence_that_changed_is_said(tmp_path: Path) -> None:
    write(tmp_path, guide(draw=drawn))

    contents = published(guide(replace(LATER, client_id="other"), draw=drawn), paths(tmp_path), [], Mock())

    assert [(change.path.name, change.what) for change in changes(contents)] == [
        ("g.md", "its text"),
        ("g.html", "its text"),
    ]
    assert b"2027-03-04" in contents[tmp_path / "g.md"]


def test_pictures_that_only_the_guide_that_is_there_shows_go_and_all_others_stay(tmp_path: Path) -> None:
    write(tmp_path, guide(draw=drawn))
    for name in ("04-save.png", "logo.png", "12-consent.png"):
        (tmp_path / "g-pictures" / name).write_bytes(picture())
    nameless = guide(replace(FACTS, name=None), [one for one in seen() if one.step is not Step.ENTER_NAME], draw=drawn)

    contents = published(nameless, paths(tmp_path), [], Mock())
    gone = {path.name for path in left_over(contents)}
    write(tmp_path, nameless)

    assert "09-save.png" in gone
    left = {path.name for path in (tmp_path / "g-pictures").iterdir()}
    assert {"04-save.png", "logo.png", "12-consent.png", "08-save.png"} <= left
    assert not gone & left


def test_what_is_no_picture_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, guide(draw=drawn))
    broken = tmp_path / "g-pictures" / "03-press-add.png"
    broken.write_bytes(b"not a picture")

    assert write(tmp_path, guide(draw=drawn)) == [tmp_path / "g.md"]
    assert broken.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["Setup · 2024-13-02 · v2", "Setup · 2024-01-02 · v2"])
def test_a_name_with_a_date_in_it_is_no_date(tmp_path: Path, name: str) -> None:
    named = replace(FACTS, name=name)
    write(tmp_path, guide(named, draw=drawn))

    assert write(tmp_path, guide(replace(named, made=LATER.made), draw=drawn)) == []


def test_what_is_there_and_cannot_be_understood_is_written_anew(tmp_path: Path) -> None:
    write(tmp_path, guide(draw=drawn))
    page = tmp_path / "g.html"
    page.write_bytes(page.read_bytes().replace(b"base64,iVBOR", b"base64,iVB"))
    (tmp_path / "g-pictures" / "folder.png").mkdir()
    torn = tmp_path / "g-pictures" / "05-enter-client-id.png"
    torn.write_bytes(torn.read_bytes()[:120])

    assert write(tmp_path, guide(draw=drawn)) == paths(tmp_path)
    assert page.read_bytes().count(b"base64,iVBOR") == len([one for one in guide(draw=drawn).steps if one.figure])


def test_what_is_not_there_would_be_written(tmp_path: Path) -> None:
    contents = published(guide(draw=drawn), [tmp_path / "g.html"], [], Mock())

    assert [(change.path.name, change.what) for change in changes(contents)] == [("g.html", "it is not there")]
