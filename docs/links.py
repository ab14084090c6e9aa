"""Make the site of what the repository has; MkDocs calls it (`hooks` in mkdocs.yml).

Links hold in both: they lead to a page where there is one, and to the repository where there is none.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

# Pages that stand at the top of the repository, where people and programs look for them.
_AT_THE_TOP = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
_FROM = {page: file for file, page in _AT_THE_TOP.items()}
# A link to a file: neither to a place in the page nor to another site.
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s]+)(?=\))")


def on_files(files: Files, *, config: Any) -> None:
    """Take in the pages that are not in docs/."""
    for file, page in _AT_THE_TOP.items():
        files.append(File.generated(config, page, abs_src_path=str(Path(config.config_file_path).with_name(file))))


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: Any) -> str:
    """Let the links of the page hold on the site."""
    name = page.file.src_uri
    source = _FROM.get(name, f"docs/{name}")

    def led(match: re.Match[str]) -> str:
        path, mark, anchor = match[1].partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        target = f"docs/{_AT_THE_TOP[target]}" if target in _AT_THE_TOP else target
        if not target.startswith("docs/"):
            return f"{config.repo_url}/blob/main/{target}{mark}{anchor}"
        return f"{posixpath.relpath(target, posixpath.dirname(f'docs/{name}'))}{mark}{anchor}"

    return _LINK.sub(led, markdown)
