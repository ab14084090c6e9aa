from automation.secrets.env_file import file_name_for, file_names_for


def test_names_that_would_be_one_file_are_told_apart() -> None:
    ids = ["my app", "my_app", "Reports", "reports", "other"]

    names = file_names_for(ids)

    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert names["other"] == file_name_for("other") == "other"
    assert names["my app"].startswith("my_app-")
    assert file_names_for(reversed(ids)) == names
