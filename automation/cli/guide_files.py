"""The guide that was asked for: whether it can be written, and writing it of what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from automation.browser.options import BrowserOptions
from automation.cli.group import under
from automation.cli.options import option
from automation.cli.parameter_types import OutputPath
from automation.cli.recording_options import (
    BrandFlags,
    Made,
    as_shown,
    brand_options,
    check_targets,
    language_option,
    read_brand,
    read_language,
    require_extra,
)
from automation.clients.needs import Need
from automation.errors import ConfigError, Different
from automation.recording.guide import html
from automation.recording.texts import texts_in

if TYPE_CHECKING:
    from automation.recording.brand import Brand
    from automation.recording.guide.model import Facts
    from automation.recording.recorder import Recorder

# In CSS pixels: as small as the pages can do with, so that they can be read when the picture is small.
_VIEWPORT = (1024, 900)
_SCALE = 2.0
_PAINTER = BrowserOptions(scale=_SCALE)

_GUIDE = Need(name="guides", flag="--guide", word="File for the guide", example="reports.html", code="guide_missing",
             instead="or --card FILE")  # fmt: skip

guide_options = under(
    "The guide",
    option("--guide", "guides", env="DHIS2_OAUTH_GUIDE", metavar="FILE", multiple=True,
           type=OutputPath(path_type=Path), help="The guide: .md, .html or .pdf (repeatable)."),
    option("--card", "cards", env="DHIS2_OAUTH_CARD", metavar="FILE", multiple=True,
           type=OutputPath(path_type=Path), help="The card, one page of A4: .html or .pdf (repeatable)."),
    option("--check", env="DHIS2_OAUTH_CHECK", is_flag=True,
           help="Write nothing: say what would change in the files that are there, and end with 12 if anything would."),
    language_option,
    *brand_options,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFlags:
    """What was said of the guide, unchecked."""

    guides: tuple[Path, ...] = ()
    cards: tuple[Path, ...] = ()
    check: bool = False
    language: str | None = None
    brand: BrandFlags = field(default_factory=BrandFlags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for: files for the guide and for its card."""

    guides: tuple[Path, ...]
    cards: tuple[Path, ...]
    language: str | None
    brand: "Brand"
    check: bool
    overwrite: bool

    @property
    def targets(self) -> list[Path]:
        """All files that were named."""
        return [*self.guides, *self.cards]

    def dressed(self, options: BrowserOptions) -> BrowserOptions:
        """The browser as it is to look in the pictures."""
        return as_shown(options, viewport=options.viewport or _VIEWPORT, scale=_SCALE)


def guide_needs(given: GuideFlags) -> list[Need]:
    """What it lacks."""
    return [] if given.guides or given.cards else [_GUIDE]


def read_wanted(given: GuideFlags, *, output: str | None, overwrite: bool) -> Wanted:
    """The files, and that they can be written; found out before anything is started.

    Raises:
        ConfigError: something is missing or wrong.
    """
    did = "preparing the guide"
    require_extra(did, html.require_extra, _modules)
    wanted = Wanted(guides=tuple(map(Path, given.guides)), cards=given.cards, language=read_language(given.language),
                    brand=read_brand(given.brand), check=given.check, overwrite=overwrite or given.check)  # fmt: skip
    _check_kinds(wanted)
    hint = "name another file; --force replaces it."
    check_targets(did, wanted.targets, output=output, overwrite=wanted.overwrite, hint=hint, reads=wanted.check)
    for path in wanted.guides:
        _check_folder(did, path, overwrite=wanted.overwrite)
    return wanted


def _modules() -> None:
    from automation.recording.guide import illustrating  # noqa: F401 - an extra


def _check_kinds(wanted: Wanted) -> None:
    from automation.recording.guide.publishing import CARDS, GUIDES

    for flag, paths, kinds in (("--guide", wanted.guides, GUIDES), ("--card", wanted.cards, CARDS)):
        for path in paths:
            did = f"reading {flag} {path}"
            if path.suffix not in kinds:
                raise ConfigError(did, f"{path.suffix or 'no ending'} is no kind that can be written",
                                  hint=f"end it with {', '.join(kinds)}.", code="guide_format")  # fmt: skip
            if wanted.check and path.suffix == ".pdf":
                raise ConfigError(did, "what would change in a PDF cannot be said", code="check_of_pdf",
                                  hint="check a .html or .md of the same guide.")  # fmt: skip


def _check_folder(did: str, path: Path, *, overwrite: bool) -> None:
    """The folder of a Markdown file's pictures is made with them; what stands there must be one of ours."""
    from automation.recording.guide.publishing import pictures_beside

    folder = pictures_beside(path)
    if folder and folder.exists() and not (folder.is_dir() and overwrite):
        raise ConfigError(did, f"{folder} is there already, and the pictures go there", code="output_exists",
                          hint="name another file; --force replaces what is in the folder.")  # fmt: skip


def publish(recorder: "Recorder", facts: "Facts", language: str, options: BrowserOptions, *, wanted: Wanted) -> Made:
    """Write the guide, draw, print, and put the files where they were asked for, all of them or none.

    `language` is that of the user's DHIS2.

    Raises:
        Different: the files were only to be checked, and would change.
    """
    from automation.browser import session
    from automation.recording.guide.illustrating import illustrated
    from automation.recording.guide.publishing import changes, left_over, published, put
    from automation.recording.guide.writing import write

    texts = texts_in(wanted.language or language)
    drawing = replace(_PAINTER, path=options.path, timeout=options.timeout, has_sandbox=options.has_sandbox)
    guide = write(recorder.seen, facts, texts, illustrated)
    guide = replace(guide, brand=wanted.brand, title=wanted.brand.title or guide.title)
    with session.open_page(drawing) as page:
        contents = published(guide, wanted.guides, wanted.cards, page)
    if wanted.check:
        _see_unchanged([*(f"{it.path} ({it.what})" for it in changes(contents)),
                        *(f"{path} (gone)" for path in left_over(contents))])  # fmt: skip
        return Made((), wanted.targets)
    written = put(contents, wanted.targets, overwrite=wanted.overwrite)
    return Made(written, [path for path in wanted.targets if path not in written])


def _see_unchanged(told: Sequence[str]) -> None:
    if told:
        many = f"{len(told)} files would change" if len(told) > 1 else "a file would change"
        raise Different(
            "checking the guide",
            f"{many}: {', '.join(told)}",
            hint="with --force and without --check they are written.",
        )
