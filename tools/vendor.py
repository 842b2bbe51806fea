"""Fetch the NHS design system's built files, and axe for the tests, and write what was taken in VERSIONS.

For maintainers, when a version moves: users need neither npm nor this script. Run it from the top of
the checkout. nhsuk-frontend here and nhsuk-frontend-jinja in pyproject.toml move together: the port's
own table says which belongs to which.

Three things change on the way in, each so that the files can be served as they are:
- the two @font-face blocks go: the typeface is licensed to NHS bodies only, and pages must not call
  another host;
- addresses that start with /assets/ become relative;
- the brand colours become custom properties with the NHS colour behind them, so that a service that is
  not the NHS website can wear its own colour without an override for every component.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DESIGN = ROOT / "src/fingerpost/ui/static/ui/vendor"
TESTS = ROOT / "tests/vendor"
NHSUK_FRONTEND = "10.6.1"
AXE = "4.14.1"

# Colour in the built CSS → the custom property that stands in front of it.
BRAND = {
    "#005eb8": "--fp-brand",
    "#003087": "--fp-brand-deep",
    "#004b93": "--fp-brand-hover",
    "#0055a6": "--fp-brand-mid",
    "#002f5c": "--fp-brand-dark",
    "#337ec6": "--fp-brand-rule",
    "#d9e7f4": "--fp-brand-tint",
    "#c7dcef": "--fp-brand-wash",
    "#007f3b": "--fp-action",
    "#00662f": "--fp-action-hover",
    "#00401e": "--fp-action-dark",
    "#f0f4f5": "--fp-page",
}


def unpack(package: str, into: Path) -> Path:
    """The unpacked npm package `name@version`, in a folder of its own."""
    said = subprocess.run(["npm", "pack", package, "--silent"], cwd=into, check=True, capture_output=True, text=True)
    folder = into / package.replace("@", "-")
    with tarfile.open(into / said.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def own_css(text: str) -> str:
    """The built CSS without fonts and source map, with relative addresses and brand properties."""
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = text.replace("url(/assets/images/", "url(images/")
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/\s*$", "", text)
    for colour, name in BRAND.items():
        text = re.sub(rf"{colour}\b", f"var({name},{colour})", text)
    return text


def own_script(text: str) -> str:
    """The built JavaScript module without its source map line."""
    return re.sub(r"//# sourceMappingURL=\S+\s*$", "", text)


def write_versions(folder: Path, versions: list[str]) -> None:
    """List the packages and the sha256 of each file beside them."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "VERSIONS"
    ]
    (folder / "VERSIONS").write_text("\n".join([*versions, *lines]) + "\n")


def main() -> None:
    """Refresh both folders. Licence texts stay: the NHS package carries none, so ours was written by hand."""
    with tempfile.TemporaryDirectory() as scratch:
        built = unpack(f"nhsuk-frontend@{NHSUK_FRONTEND}", Path(scratch)) / "dist/nhsuk"
        (DESIGN / "nhsuk-frontend.min.css").write_text(own_css((built / "nhsuk-frontend.min.css").read_text()))
        (DESIGN / "nhsuk-frontend.min.js").write_text(own_script((built / "nhsuk-frontend.min.js").read_text()))
        (DESIGN / "images").mkdir(parents=True, exist_ok=True)
        # Icons only: the favicons and app icons show the NHS logo, a trade mark.
        for icon in re.findall(r"url\(/assets/images/([\w-]+\.svg)\)", (built / "nhsuk-frontend.min.css").read_text()):
            (DESIGN / "images" / icon).write_bytes((built / "assets/images" / icon).read_bytes())
        write_versions(DESIGN, [f"nhsuk-frontend {NHSUK_FRONTEND}"])

        axe = unpack(f"axe-core@{AXE}", Path(scratch))
        TESTS.mkdir(parents=True, exist_ok=True)
        for name in ("axe.min.js", "LICENSE"):
            (TESTS / name.replace("LICENSE", "LICENSE-axe-core")).write_bytes((axe / name).read_bytes())
        write_versions(TESTS, [f"axe-core {AXE}"])


if __name__ == "__main__":
    main()
