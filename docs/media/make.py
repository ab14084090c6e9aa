"""Make the film and the guide that the documents show, by the commands that anybody can run; `make docs-media`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from automation.sandbox.server import running
from automation.sandbox.state import DEFAULT_PASSWORD, SandboxOptions

HERE = Path(__file__).parent
CLIENT = (
    "--url http://127.0.0.1:8080/dhis --username admin --preset geoprism "
    "--app-url https://geoprism.example.org --app-version 1.6.4"
)
COMMANDS = {
    "create.gif": f"dhis2-oauth record {CLIENT} --video create.gif --force",
    "guide.md": f"dhis2-oauth guide {CLIENT} --guide guide.md --force",
    "card.pdf": f"dhis2-oauth guide {CLIENT} --card card.pdf --force",
}
HEAD = """# What the documents show

Each is made by one command against `dhis2-oauth sandbox --version 2.40.11 --port 8080 --context-path /dhis`;
`make docs-media` makes them all anew.

"""


def main() -> None:
    for command in COMMANDS.values():
        with running(SandboxOptions(version_text="2.40.11", port=8080, context_path="/dhis")):
            run(command)
    parts = [f"## `{name}`\n\n```sh\n{command}\n```\n" for name, command in COMMANDS.items()]
    (HERE / "README.md").write_text(HEAD + "\n".join(parts), encoding="utf-8")


def run(command: str) -> None:
    """The command as it stands there, its secret in a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DHIS2_PASSWORD": DEFAULT_PASSWORD, "DHIS2_OAUTH_OUTPUT": f"{folder}/client.env",
            "DHIS2_OAUTH_STATE_DIR": folder,
        }  # fmt: skip
        words = command.split()
        subprocess.run([sys.executable, "-m", "automation", *words[1:]], cwd=HERE, env=environment, check=True)


if __name__ == "__main__":
    main()
