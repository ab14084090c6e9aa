"""Goldens: which one goes, what differs, what is written; the patterns in them; what is left without a language."""

from pathlib import Path

import pytest

from automation.testing.screens.accessibility import KnownObstacles
from automation.testing.screens.goldens import Goldens, changes, difference, goldens_folder
from automation.testing.screens.snapshot import SECRET, matches, steadied, structure_of
from automation.versions import Dhis2Version

FORM = """\
- dialog:
  - heading "Create new OAuth2 Client" [level=1]
  - text: Name
  - textbox "Name": georegistry
  - textbox "Client Secret" [disabled]: 3f4cd261c-72a4-43d1-88b6-f3cdc38dab9
  - checkbox [checked]
  - button "Save"
"""
GOLDEN = FORM.replace("3f4cd261c-72a4-43d1-88b6-f3cdc38dab9", SECRET)


def goldens(folder: Path, **files: str) -> Goldens:
    (folder / "fab").mkdir()
    for name, text in files.items():
        (folder / "fab" / f"{name.replace('_', '@', 1).replace('_', '.')}.aria.yml").write_text(text)
    return Goldens(folder)


class TestDifference:
    def test_a_page_like_its_golden_has_none(self) -> None:
        assert difference(GOLDEN, FORM) == ""

    def test_a_changed_label_and_a_missing_field_are_told_line_by_line(self) -> None:
        shown = FORM.replace('"Create new OAuth2 Client"', '"New Client"').replace("  - checkbox [checked]\n", "")

        diff = difference(GOLDEN, shown, title="fab/new.aria.yml")

        assert diff.splitlines()[:2] == ["--- fab/new.aria.yml (expected)", "+++ the page (shown)"]
        assert changes(diff) == [
            '-  - heading "Create new OAuth2 Client" [level=1]',
            '+  - heading "New Client" [level=1]',
            "-  - checkbox [checked]",
        ]

    def test_what_is_more_than_the_golden_is_told_too(self) -> None:
        assert changes(difference(GOLDEN, FORM + '  - button "Cancel"\n')) == ['+  - button "Cancel"']

    def test_no_secret_is_told_whatever_its_shape(self) -> None:
        shown = FORM.replace("3f4cd261c-72a4-43d1-88b6-f3cdc38dab9", 'hunter2:"and more"')

        diff = difference(GOLDEN, shown)

        assert "hunter2" not in diff
        assert '+  - textbox "Client Secret" [disabled]: (a value of another shape)' in changes(diff)

    def test_a_secret_where_there_should_be_none_is_a_difference_without_it(self) -> None:
        golden = GOLDEN.replace(f"[disabled]: {SECRET}", "[disabled]")

        diff = difference(golden, FORM)

        assert "3f4cd261c" not in diff
        assert changes(diff) == [
            '-  - textbox "Client Secret" [disabled]',
            f'+  - textbox "Client Secret" [disabled]: {SECRET}',
        ]

    def test_names_that_are_new_in_each_run_are_read_as_the_golden_has_them(self) -> None:
        shown = FORM.replace(": georegistry", ": regress-a1b2c3-georegistry")

        assert difference(GOLDEN, shown, instead={"regress-a1b2c3-georegistry": "georegistry"}) == ""
        assert difference(GOLDEN, shown) != ""

    def test_in_another_language_only_the_structure_counts(self) -> None:
        french = FORM.replace('"Create new OAuth2 Client"', '"Créer un client"').replace("text: Name", "text: Nom")

        assert difference(GOLDEN, french, is_english=False) == ""
        assert changes(difference(GOLDEN, french.replace(" [checked]", ""), is_english=False)) == [
            "-  - checkbox [checked]",
            "+  - checkbox",
        ]


class TestPatterns:
    @pytest.mark.parametrize(
        ("golden", "shown"),
        [
            ("- text: /DHIS2 2\\.\\d+/", "- text: DHIS2 2.41"),
            ("- heading /\\d+ clients/ [level=2]", '- heading "12 clients" [level=2]'),
            ("- button /Save|Store/:", '- button "Store":'),
            ('  - textbox "Name": /[a-z]+/', '  - textbox "Name": abc'),
        ],
    )
    def test_a_pattern_stands_for_a_name_or_a_value(self, golden: str, shown: str) -> None:
        assert matches(golden, shown)

    @pytest.mark.parametrize(
        ("golden", "shown"),
        [
            ("- text: /DHIS2 2\\.\\d+/", "- text: DHIS2 2.41 and more"),
            ("- text: /\\d+/", "  - text: 12"),
            ("- /url: ../a/", "- /url: ../b/"),
            ("- text: https://a.example/b/", "- text: https://a.example/c/"),
        ],
    )
    def test_nothing_else_does(self, golden: str, shown: str) -> None:
        assert not matches(golden, shown)


@pytest.mark.parametrize(
    ("line", "structure"),
    [
        ('- heading "Edit: it\'s \\"it\\"" [level=1]', "- heading * [level=1]"),
        ("  - 'button \"Save: now\"':", "  - button *:"),
        ("- text: settings General", "- text: *"),
        ('- textbox "Redirect URIs": https://a.example', "- textbox *: https://a.example"),
        ('- textbox "Name" [disabled]', "- textbox * [disabled]"),
        ('- cell "Edit Delete":', "- cell *:"),
        ("    - /url: ..", "    - /url: *"),
        ("- checkbox [checked]", "- checkbox [checked]"),
        ('- button "header bar profile": SA', "- button *: *"),
        ('- paragraph: "Il n\'y a: rien"', "- paragraph: *"),
    ],
)
def test_structure_has_roles_states_and_what_was_typed(line: str, structure: str) -> None:
    assert structure_of(line) == structure


def test_steadied_leaves_what_is_no_secret() -> None:
    shown = '- textbox "Name": 3f4cd261c-72a4-43d1-88b6-f3cdc38dab9\n- button "x" [disabled]: y'

    assert steadied(shown, {}) == shown


class TestWhichGolden:
    def test_the_newest_that_is_not_newer_than_the_version(self, tmp_path: Path) -> None:
        folder = goldens(tmp_path, new="base", new_2_33="b", new_2_36_4="c", newer="other")

        def of(version: str | None) -> str:
            golden = folder.of("fab", "new", Dhis2Version.parse(version) if version else None)
            return golden.read() if golden else ""

        assert [of(version) for version in ("2.30", "2.33.0", "2.36.3", "2.36.4", None)] == ["base", "b", "b", "c", "c"]
        assert folder.of("fab", "list", None) is None
        assert folder.screens("fab") == {"new", "newer"}

    def test_every_golden_of_ours_can_be_read_and_named(self) -> None:
        files = sorted(goldens_folder().rglob("*.yml"))

        found = {
            golden.path
            for dialect in ("fab", "modal", "authserver")
            for screen in Goldens(goldens_folder()).screens(dialect)
            for golden in Goldens(goldens_folder()).all(dialect, screen)
        }

        assert found == set(files) != set()

    def test_no_golden_has_a_secret(self) -> None:
        texts = [path.read_text(encoding="utf-8") for path in goldens_folder().rglob("*.yml")]

        assert texts
        assert [steadied(text, {}) for text in texts] == [text.rstrip("\n") for text in texts]


class TestUpdate:
    OLD, NEW = Dhis2Version(36), Dhis2Version(36, 5)

    def test_the_first_is_written_without_a_version_and_without_secrets(self, tmp_path: Path) -> None:
        path = Goldens(tmp_path).update("fab", "new", self.OLD, FORM)

        assert path == tmp_path / "fab" / "new.aria.yml"
        assert path.read_text() == f"# From DHIS2 2.36.0 on.\n{GOLDEN}"

    def test_what_is_the_same_is_left_alone(self, tmp_path: Path) -> None:
        Goldens(tmp_path).update("fab", "new", self.OLD, FORM)

        assert Goldens(tmp_path).update("fab", "new", self.NEW, FORM) is None

    def test_what_differs_goes_beside_it(self, tmp_path: Path) -> None:
        folder = Goldens(tmp_path)
        folder.update("fab", "new", self.OLD, FORM)

        path = folder.update("fab", "new", self.NEW, FORM.replace("Save", "Store"))

        assert path == tmp_path / "fab" / "new@2.36.5.aria.yml"
        old, new = (folder.of("fab", "new", version) for version in (self.OLD, self.NEW))
        assert old
        assert new
        assert changes(difference(old.read(), new.read())) == ['-  - button "Save"', '+  - button "Store"']

    def test_patterns_written_by_hand_stay(self, tmp_path: Path) -> None:
        folder = goldens(tmp_path, new="- text: /v\\d+/\n- text: a")

        path = folder.update("fab", "new", self.NEW, "- text: v12\n- text: b")

        assert path
        assert path.read_text() == "# From DHIS2 2.36.5 on.\n- text: /v\\d+/\n- text: b\n"


class TestKnownObstacles:
    def test_the_newest_that_is_not_newer_than_the_version(self, tmp_path: Path) -> None:
        path = tmp_path / "accessibility.toml"
        path.write_text('[new]\nlabel = 3\n["new@2.38.0"]\nlabel = 4\n')

        found = [KnownObstacles(path).of("new", Dhis2Version.parse(version)) for version in ("2.37", "2.38", "2.41")]

        assert found == [{"label": 3}, {"label": 4}, {"label": 4}]
        assert KnownObstacles(path).of("list", None) == {}

    def test_what_is_written_is_read_again(self, tmp_path: Path) -> None:
        known = KnownObstacles(tmp_path / "fab" / "accessibility.toml")
        known.update("new", Dhis2Version(37), {"label": 3})
        known.update("new", Dhis2Version(38), {"label": 3})
        known.update("new", Dhis2Version(39), {"aria-dialog-name": 1})
        known.update("list", Dhis2Version(39), {})

        assert known.path.read_text().splitlines()[2:] == [
            "[list]", "", "[new]", "label = 3", "", '["new@2.39.0"]', "aria-dialog-name = 1",
        ]  # fmt: skip
        assert known.of("new", Dhis2Version(40)) == {"aria-dialog-name": 1}
