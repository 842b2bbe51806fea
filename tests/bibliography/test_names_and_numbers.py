import pytest

from bibliography import identifiers
from bibliography.languages import languages
from bibliography.model import Author
from bibliography.names import authors
from bibliography.text import paragraphs, plain


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/abc.", "10.1000/abc"),
        ("https://doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("http://dx.doi.org/10.1016/S0306-3623%2898%2900050-0", "10.1016/s0306-3623(98)00050-0"),
        ("10.1000/abc [doi]", "10.1000/abc"),
        ("See 10.1000/abc, and more", "10.1000/abc"),
        ("https://x.org/record?doi=10.1000%2fabc&partnerID=40", "10.1000/abc"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("no number here 10.5", ""),
    ],
)
def test_a_doi_is_found_whatever_it_is_wrapped_in(text: str, doi: str) -> None:
    assert identifiers.doi(text) == doi


@pytest.mark.parametrize(
    ("text", "pmid"),
    [("123", "123"), ("PMID: 123", "123"), ("123.0", "123"), ("0123", ""), ("L123", ""), ("1234567890", ""), ("", "")],
)
def test_a_pubmed_number_is_only_a_pubmed_number(text: str, pmid: str) -> None:
    assert identifiers.pmid(text) == pmid


def test_issns_and_isbns_are_told_apart() -> None:
    mixed = [
        "0964-6906 (Print)0964-6906",
        "20762615 (ISSN)",
        "978-131750096-4 (ISBN); 978-113888701-5 (ISBN)",
        "1939-1676 0891-6640",
    ]
    assert identifiers.issns(mixed) == ("0964-6906", "2076-2615", "1939-1676", "0891-6640")
    assert identifiers.isbns(mixed) == ("9781317500964", "9781138887015")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bauer B., Simkhovich B. Z., De Jong J. W.", ["Bauer B", "Simkhovich BZ", "De Jong JW"]),
        ("Smith, John; Jones, Anna-Maria K.", ["Smith J", "Jones AMK"]),
        ("D E Jorenby; S J Leischow", ["Jorenby DE", "Leischow SJ"]),
        ("Smith, J., Jones, K.", ["Smith J", "Jones K"]),
        ("Smith JA, van der Berg C, et al.", ["Smith JA", "van der Berg C"]),
        ("Smith, John, Jr.", ["Smith J"]),
        ("Smith, Jane", ["Smith J"]),
        ("GINA Study Group; O'Byrne, P. M.", ["GINA Study Group", "O'Byrne PM"]),
        ("Li, Wei and Okoro, Chidi", ["Li W", "Okoro C"]),
        ("Anonymous", []),
        ("", []),
    ],
)
def test_lists_of_authors_are_parted(text: str, names: list[str]) -> None:
    assert [str(one) for one in authors(text)] == names


def test_a_group_is_not_given_a_last_name() -> None:
    assert authors("World Health Organization") == (Author(collective="World Health Organization"),)


def test_languages_keep_what_was_said_and_get_one_code() -> None:
    found = languages(["ger", "German", "English; French", "tlh"])
    assert [(one.given, one.code) for one in found] == [("ger", "de"), ("English", "en"), ("French", "fr"), ("tlh", "")]


def test_formatting_goes_and_everything_else_stays() -> None:
    assert (
        plain("<i>In vitro</i> CO<sub>2</sub> &amp;lt;5 &lt;b&gt;bold&lt;/b&gt; <script>x</script>")
        == "In vitro CO2 <5 bold <script>x</script>"
    )


def test_wrapped_lines_are_joined_and_paragraphs_are_kept() -> None:
    assert paragraphs("One line\nthat goes on.\nAnother.<br/>Third") == "One line that goes on.\n\nAnother.\n\nThird"
