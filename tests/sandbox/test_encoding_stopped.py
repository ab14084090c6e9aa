"""Whoever stops a run while ffmpeg encodes stops ffmpeg, and nothing half-made is left."""

import os
import signal
from pathlib import Path

import pytest

from automation.recording.video.encode import encoder
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.sampling import cases

pytestmark = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="it reads /proc")

CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
# It says its version, begins its film, and goes on for ever.
FFMPEG = """\
#!/bin/sh
case "$*" in *rawvideo*) ;; *) exec {ffmpeg} "$@" ;; esac
for target in "$@"; do :; done
echo half-made > "$target"
echo "$$" > {begun}.new && mv {begun}.new {begun}
exec sleep 600
"""


@pytest.mark.parametrize(
    "by", cases([signal.SIGTERM, signal.SIGHUP, signal.SIGINT], always=[signal.SIGTERM]), ids=lambda by: by.name
)
def test_ffmpeg_ends_with_the_run(
    tmp_path: Path, short_folder: Path, start_sandbox: StartSandbox, by: signal.Signals
) -> None:
    sandbox, begun = start_sandbox("2.41.9"), tmp_path / "begun"
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text(FFMPEG.format(ffmpeg=encoder(), begun=begun))
    ffmpeg.chmod(0o755)
    command = Command(tmp_path, environment={"IMAGEIO_FFMPEG_EXE": str(ffmpeg), "TMPDIR": str(short_folder)})

    words = ("record", *command.at(sandbox), *CLIENT, "--video", "film.mp4", "--pace", "fast")
    ended = command.interrupted(words, when=begun.exists, by=by)

    assert ended.returncode == 130, ended.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)
    assert not (tmp_path / "film.mp4").exists()
    assert not list(short_folder.iterdir())
    assert "Traceback" not in ended.stderr
    assert "Created the OAuth2 client mine" in ended.stdout
    assert "everything else is done all the same" in ended.stderr
