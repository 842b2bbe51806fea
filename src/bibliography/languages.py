"""Names and codes of languages, in one form (ISO 639-1 where it has one, else 639-2)."""

from bibliography.model import Language
from bibliography.text import clean

# ISO 639-2 codes that MEDLINE uses (its bibliographic forms and the terminological ones), the two
# letters, and the English name that other databases write.
_TABLE = """
afr af Afrikaans|alb,sqi sq Albanian|ara ar Arabic|arm,hye hy Armenian|aze az Azerbaijani|baq,eus eu Basque
bel be Belarusian|ben bn Bengali|bos bs Bosnian|bul bg Bulgarian|cat ca Catalan|chi,zho zh Chinese
cze,ces cs Czech|dan da Danish|dut,nld nl Dutch|eng en English|epo eo Esperanto|est et Estonian|fin fi Finnish
fre,fra fr French|geo,kat ka Georgian|ger,deu de German|gle ga Irish|glg gl Galician|gre,ell el Greek
guj gu Gujarati|heb he Hebrew|hin hi Hindi|hrv,scr hr Croatian|hun hu Hungarian|ice,isl is Icelandic
ind id Indonesian|ita it Italian|jpn ja Japanese|kan kn Kannada|kaz kk Kazakh|kir ky Kyrgyz|kor ko Korean
lat la Latin|lav lv Latvian|lit lt Lithuanian|mac,mkd mk Macedonian|mal ml Malayalam|mar mr Marathi
may,msa ms Malay|mlt mt Maltese|mul - Multilingual|nep ne Nepali|nor no Norwegian|nob nb Bokmal|pan pa Punjabi
per,fas fa Persian|pol pl Polish|por pt Portuguese|rum,ron ro Romanian|rus ru Russian|san sa Sanskrit
slo,slk sk Slovak|slv sl Slovenian|som so Somali|spa es Spanish|srp,scc sr Serbian|swa sw Swahili|swe sv Swedish
tam ta Tamil|tel te Telugu|tha th Thai|tur tr Turkish|ukr uk Ukrainian|und - Undetermined|urd ur Urdu
uzb uz Uzbek|vie vi Vietnamese|wel,cym cy Welsh
"""
_CODES: dict[str, str] = {}
for _row in _TABLE.replace("\n", "|").split("|"):
    if _row:
        _codes, _two, _name = _row.split()
        _short = _two if _two != "-" else _codes
        for _key in (*_codes.split(","), _two, _name.lower()):
            _CODES[_key] = _short
_CODES |= {"castilian": "es", "brazilian portuguese": "pt", "slovene": "sl", "farsi": "fa", "flemish": "nl"}


def language(text: str) -> Language | None:
    """What the file said and its code; the code is empty when we do not know the language."""
    given = clean(text)
    if not given:
        return None
    key = given.lower().replace("_", "-")
    return Language(given=given, code=_CODES.get(key) or _CODES.get(key.split("-")[0], ""))


def languages(texts: list[str]) -> tuple[Language, ...]:
    """Every language in the texts, each once; `English; German` counts as two."""
    found: dict[str, Language] = {}
    for text in texts:
        for part in text.replace(";", ",").replace("|", ",").split(","):
            one = language(part)
            if one is not None:
                found.setdefault(one.code or one.given.lower(), one)
    return tuple(found.values())
