"""Pictures, written anew: what is shown stays, and all else that a file can carry is gone."""

import io

from PIL import Image, ImageOps

from documents.model import Refused

LONGEST_SIDE = 2_000  # pixels
MOST_PIXELS = 50_000_000  # a large camera's picture
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_BROKEN = "This picture is damaged or is not a picture. Save it anew as PNG or JPEG and try again."
_TOO_LARGE = f"This picture has more than {MOST_PIXELS // 1_000_000} million dots. Make it smaller and try again."


def safe_picture(content: bytes) -> tuple[bytes, str] | Refused:
    """The picture as PNG or JPEG and its media type, or why it is refused.

    Metadata (place, camera, colour profile, comments) is left out, after the picture is turned the way it
    was taken. A moving picture keeps its first frame. The longest side is at most LONGEST_SIDE pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as checked:
            if checked.width * checked.height > MOST_PIXELS:
                return Refused(_TOO_LARGE)
            checked.verify()
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            return _written_anew(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return Refused(_TOO_LARGE)
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ArithmeticError):
        return Refused(_BROKEN)


def _written_anew(opened: Image.Image) -> tuple[bytes, str]:
    is_photo = opened.format == "JPEG"
    if is_photo:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large photograph is unpacked at a fraction of its size
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen_through = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    if picture.mode not in {"L", "RGB", "RGBA"} or seen_through:
        picture = picture.convert("RGBA" if seen_through else "RGB")
    # Pillow writes what a picture has in `info` too; a new one has nothing there.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    if is_photo:
        clean.convert("RGB").save(out, "JPEG", quality=88, optimize=True)
        return out.getvalue(), "image/jpeg"
    clean.save(out, "PNG", optimize=True)
    return out.getvalue(), "image/png"
