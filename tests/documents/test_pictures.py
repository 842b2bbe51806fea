"""Pictures come out as what is seen, and nothing else."""

import io

import pytest
from PIL import Image

from documents import Refused, safe_picture
from tests.documents.making import a_picture


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("form", "mode", "media_type"),
    [
        ("PNG", "RGB", "image/png"), ("PNG", "RGBA", "image/png"), ("PNG", "L", "image/png"), ("GIF", "P", "image/png"),
        ("WEBP", "RGB", "image/png"), ("JPEG", "RGB", "image/jpeg"), ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
    ],
)  # fmt: skip
def test_every_kind_of_picture_becomes_png_or_jpeg(form, mode, media_type):
    content, told = safe_picture(a_picture(form, mode=mode))

    assert told == media_type
    assert opened(content).size == (40, 30)


def test_where_and_when_a_picture_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010E] = "Bay 4, Mrs Smith"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    before = a_picture("JPEG", exif=exif, comment=b"a secret comment")

    content, _ = safe_picture(before)

    assert b"Mrs Smith" in before
    assert b"Mrs Smith" not in content
    assert b"secret" not in content
    assert not opened(content).getexif()


def test_a_program_that_hangs_on_a_picture_is_left_behind():
    content, _ = safe_picture(a_picture("PNG") + b"<script>alert(1)</script><?php system('id') ?>")

    assert b"script" not in content
    assert b"php" not in content


def test_a_picture_is_turned_the_way_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # on its side

    content, _ = safe_picture(a_picture("JPEG", exif=exif))

    assert opened(content).size == (30, 40)


def test_a_large_picture_is_made_smaller():
    content, _ = safe_picture(a_picture("JPEG", size=(4_000, 1_000)))

    assert opened(content).size == (2_000, 500)


def test_a_picture_of_more_dots_than_a_camera_takes_is_refused_unopened():
    bomb = a_picture("PNG", size=(12_000, 12_000), mode="L")

    found = safe_picture(bomb)

    assert len(bomb) < 1_000_000
    assert isinstance(found, Refused)
    assert "million dots" in found.reason


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n", a_picture("PNG", size=(500, 500))[:60], a_picture("JPEG", size=(500, 500))[:400],
     b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", b"<svg/>"],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused(content):
    found = safe_picture(content)

    assert isinstance(found, Refused)
    assert "damaged or is not a picture" in found.reason
