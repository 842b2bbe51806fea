"""Many processes write to the stream while others seal it."""

import json

import pytest

from tests.jobs.processes import Home

pytestmark = pytest.mark.slow
WRITERS, EACH = 3, 40
WRITE = """
from fingerpost.journal.domain import stream
for number in range({each}):
    stream.record("test.fact", subject="W{writer}", detail={{"n": number}})
"""
SEAL = """
import time
from fingerpost.journal.domain import stream
until = time.monotonic() + 3
while time.monotonic() < until:
    stream.seal(limit=7)
    time.sleep(0.01)
"""
TELL = """
import json
from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
while stream.seal():
    pass
order = {}
for row in Change.objects.order_by("position"):
    order.setdefault(row.subject, []).append(row.detail["n"])
print(json.dumps([stream.verify(), order]))
"""


def test_nothing_is_lost_or_out_of_order_while_many_write_and_two_seal(tmp_path):
    home = Home(tmp_path)

    running = [home.start(WRITE.format(each=EACH, writer=writer)) for writer in range(WRITERS)]
    running += [home.start(SEAL), home.start(SEAL)]
    ended = [(one.communicate(timeout=120)[1], one.returncode) for one in running]
    verified, order = json.loads(home.run(TELL))

    assert [code for _, code in ended] == [0] * 5, ended
    assert verified == [WRITERS * EACH, ""]
    assert order == {f"W{writer}": list(range(EACH)) for writer in range(WRITERS)}
