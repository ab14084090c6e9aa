"""Of an object, the fields that are asked for."""

from typing import Any

import pytest

from automation.sandbox.fields import only

CLIENT: dict[str, Any] = {
    "id": "abcdefghijk", "name": "Geo", "cid": "geo", "created": "then", "displayName": "Geo",
    "redirectUris": ["a", "b"], "lastUpdatedBy": {"id": "M5zQapPyTZI", "username": "admin"},
}  # fmt: skip
OWNED = ("id", "name", "cid", "created", "redirectUris", "lastUpdatedBy")


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (":all", {*CLIENT}),
        ("*", {*CLIENT}),
        ("id,cid,clientId", {"id", "cid"}),
        ("contract", set()),
        ("", set()),
        (":owner", {*OWNED}),
        (":owner,displayName", {*OWNED, "displayName"}),
        (":all,!created,!cid", {*CLIENT} - {"created", "cid"}),
        (":identifiable", {"id", "name", "created", "lastUpdatedBy"}),
        (":nameable", {"id", "name", "created"}),
        (":simple", {"id", "name", "cid", "created", "displayName"}),
        (":unknown,id", {"id"}),
    ],
)
def test_what_is_asked_for_is_kept(wanted: str, kept: set[str]) -> None:
    assert only(CLIENT, wanted, OWNED) == {key: CLIENT[key] for key in kept}


def test_of_another_object_what_stands_in_brackets_is_kept() -> None:
    assert only(CLIENT, "id,lastUpdatedBy[id,code],name", ()) == {
        "id": "abcdefghijk", "name": "Geo", "lastUpdatedBy": {"id": "M5zQapPyTZI"},
    }  # fmt: skip
