import io
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bibliography.model import UnknownFormat
from bibliography.read import read
from tests.bibliography.reading import FILES, article, file, pubmed


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_reading_goes_on_after_any_item(name: str) -> None:
    whole = file(name)
    for start in range(len(whole) + 2):
        assert list(read(FILES / name, start=start)) == whole[start:]


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_positions_count_the_items_from_one(name: str) -> None:
    assert [item.position for item in file(name)] == list(range(1, len(file(name)) + 1))


DAMAGE = [b"", b"<", b">", b'"', b"{", b"}", b"\r", b"\x00", b"\xff", b"&", b"\\", b"$"]
DAMAGE += [b"ER  - \n", b"TY  - JOUR\n", b"</PubmedArticle>"]


class Endless(io.RawIOBase):
    """A large file that is never wholly in memory."""

    def __init__(self, records: int) -> None:
        self.left = records
        self.record = article(
            "1", "A title", f"<Abstract><AbstractText>{'words ' * 300}</AbstractText></Abstract>"
        ).encode()

    def read(self, size: int = -1) -> bytes:
        if self.left <= 0:
            return b""
        count = min(self.left, 100)
        self.left -= count
        return self.record * count


def test_memory_stays_flat_as_a_file_grows() -> None:
    tracemalloc.start()
    peaks = []
    for records in (500, 5_000):
        tracemalloc.reset_peak()
        assert sum(1 for _ in read(Endless(records), name="x.xml")) == records  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5 + 1_000_000


def test_skipping_does_not_read_what_is_skipped() -> None:
    broken = article("1").replace("</ArticleTitle>", "")
    [item] = read(io.BytesIO(pubmed(broken, broken, article("3"))), start=2)
    assert item.position == 3


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_damaged_anywhere_is_still_accounted_for(data: st.DataObject) -> None:
    whole = bytearray((FILES / data.draw(st.sampled_from(sorted(path.name for path in FILES.iterdir())))).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(whole)))
        whole[at : at + data.draw(st.sampled_from([0, 1, 30]))] = data.draw(st.sampled_from(DAMAGE))
    raw = bytes(whole)
    try:
        items = list(read(io.BytesIO(raw)))
    except UnknownFormat:
        return
    assert [item.position for item in items] == list(range(1, len(items) + 1))
    assert list(read(io.BytesIO(raw), start=1)) == items[1:]
