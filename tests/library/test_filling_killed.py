"""A worker that fills the shelf dies by SIGKILL again and again, and nothing is lost or doubled."""

import json

import pytest

from tests.survival.test_kill import Home

FILES, KILLS = 120, 16


@pytest.mark.slow
def test_a_filling_whose_worker_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path):
    home = Home(tmp_path / "home")
    home.environment["FINGERPOST_MEANING"] = "0"

    printed = home.run("-m", "tests.library.filling_nursery", KILLS, 7, FILES, tmp_path).splitlines()
    done, facts = (json.loads(line) for line in printed[-2:])

    assert done["kills"] >= 6
    assert (facts["state"], facts["reason"]) == ("done", "")
    assert (facts["rows"]["added"], facts["rows"]["all"]) == (FILES, FILES)
    assert {facts[name] for name in ("items", "titles", "attached", "versions", "files", "added")} == {FILES}
    assert facts["finished"] == 1
