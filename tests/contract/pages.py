"""System Settings, for those who may open it and those who may not."""

from tests.contract.model import HTML, JSON, Answer, Ask, Case, Who

_RAW = "/dhis-web-settings/index.html?redirect=false"
_FORBIDDEN = Answer(status=403, type=HTML)

CASES = (
    Case(
        name="System Settings",
        ask=Ask(method="GET", path="/dhis-web-settings/index.html", who=Who.ADMIN, accept=HTML),
        answers={"2.40": Answer(status=200, type=HTML), "2.42": Answer(status=302, location="$base/apps/settings")},
    ),
    Case(
        name="System Settings without a slash",
        ask=Ask(method="GET", path="/dhis-web-settings", who=Who.ADMIN, accept=HTML),
        answers={"2.40": Answer(status=302, location="$base/dhis-web-settings/")},
    ),
    Case(
        name="System Settings without the shell",
        ask=Ask(method="GET", path=_RAW, who=Who.ADMIN, accept=HTML),
        answers={"2.40": Answer(status=200, type=HTML)},
    ),
    Case(
        name="System Settings in the shell",
        ask=Ask(method="GET", path="/apps/settings", who=Who.ADMIN, accept=HTML),
        answers={"2.42": Answer(status=200, type=HTML)},
    ),
    Case(
        name="System Settings in the shell, with a slash",
        ask=Ask(method="GET", path="/apps/settings/", who=Who.ADMIN, accept=HTML),
        answers={"2.42": Answer(status=302, location="$origin/apps/settings")},
    ),
    Case(
        name="an app that there is not, in the shell",
        ask=Ask(method="GET", path="/apps/contract-nothing", who=Who.ADMIN, accept=HTML),
        answers={"2.42": Answer(status=200, type=HTML)},
    ),
    Case(
        name="System Settings for a user who may not open it",
        ask=Ask(method="GET", path="/dhis-web-settings/index.html", who=Who.READER, accept=HTML),
        answers={"2.40": _FORBIDDEN, "2.42": Answer(status=302, location="$base/apps/settings")},
    ),
    Case(
        name="System Settings without the shell for a user who may not open it",
        ask=Ask(method="GET", path=_RAW, who=Who.READER, accept=HTML),
        answers={
            "2.40": _FORBIDDEN,
            "2.42": Answer(status=404, type=JSON, json={"message": "App 'settings' not found."}),
        },
    ),
    Case(
        name="the shell for a user who may not open System Settings",
        ask=Ask(method="GET", path="/apps/settings", who=Who.READER, accept=HTML),
        answers={"2.42": Answer(status=200, type=HTML)},
    ),
    Case(
        name="the apps of a user who may not open System Settings",
        ask=Ask(method="GET", path="/api/apps", who=Who.READER, accept=JSON),
        answers={"2.42": Answer(status=200, type=JSON, lacks=('"settings"',))},
    ),
    Case(
        name="the shell's menu of a user who may not open System Settings",
        ask=Ask(method="GET", path="/api/apps/menu", who=Who.READER, accept=JSON),
        answers={"2.42": Answer(status=200, type=JSON, lacks=("dhis-web-settings",))},
    ),
)
