import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx

from bibliography.model import Citation, Rejected
from bibliography.sources import EUROPE_PMC, EUTILS, EuropePMC, PubMed, SourceError
from tests.bibliography.reading import article, pubmed


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock: Clock) -> Iterator[PubMed]:
    with httpx.Client() as client:
        yield PubMed(tool="fingerpost", email="library@example.org", client=client, sleep=clock.sleep, clock=clock.time)


def found(count: int) -> httpx.Response:
    result = {"count": str(count), "webenv": "MCID_1", "querykey": "1", "querytranslation": "falls[tiab]"}
    return httpx.Response(200, json={"esearchresult": result})


def records(*numbers: int) -> httpx.Response:
    return httpx.Response(200, content=pubmed(*(article(str(n), f"Title {n}") for n in numbers)))


def sent(call: Any) -> dict[str, str]:
    return dict(httpx.QueryParams(call.request.content.decode()))


@respx.mock
def test_a_search_is_kept_by_pubmed_and_fetched_in_batches(service: PubMed) -> None:
    search = respx.post(f"{EUTILS}/esearch.fcgi").mock(return_value=found(3))
    fetch = respx.post(f"{EUTILS}/efetch.fcgi").mock(side_effect=[records(1, 2), records(3)])
    items = list(service.search("falls", batch=2))
    assert [(item.position, item.pmid) for item in items if isinstance(item, Citation)] == [
        (1, "1"),
        (2, "2"),
        (3, "3"),
    ]
    asked = sent(search.calls[0])
    assert (asked["term"], asked["usehistory"], asked["tool"], asked["email"]) == (
        "falls",
        "y",
        "fingerpost",
        "library@example.org",
    )
    assert [(sent(call)["WebEnv"], sent(call)["retstart"], sent(call)["retmax"]) for call in fetch.calls] == [
        ("MCID_1", "0", "2"),
        ("MCID_1", "2", "1"),
    ]


@respx.mock
def test_a_search_goes_on_where_it_stopped(service: PubMed) -> None:
    respx.post(f"{EUTILS}/esearch.fcgi").mock(return_value=found(3))
    respx.post(f"{EUTILS}/efetch.fcgi").mock(return_value=records(3))
    assert [item.position for item in service.search("falls", start=2, batch=2)] == [3]


@respx.mock
def test_numbers_that_pubmed_does_not_know_are_reported(service: PubMed) -> None:
    respx.post(f"{EUTILS}/efetch.fcgi").mock(return_value=records(1))
    items = list(service.by_number(["1", "1", " 999 ", "abc"]))
    assert [item.reason for item in items if isinstance(item, Rejected)] == [
        "PubMed has no paper with the number 999.",
        "PubMed has no paper with the number abc.",
    ]


@respx.mock
def test_a_busy_service_is_asked_again_after_a_longer_and_longer_wait(service: PubMed, clock: Clock) -> None:
    replies = [
        httpx.Response(503),
        httpx.ConnectTimeout("slow"),
        httpx.Response(429, headers={"Retry-After": "7"}),
        found(0),
    ]
    respx.post(f"{EUTILS}/esearch.fcgi").mock(side_effect=replies)
    assert service.find("falls").count == 0
    assert [wait for wait in clock.waits if wait >= 1] == [1.0, 2.0, 7.0]


@respx.mock
def test_a_service_that_stays_down_is_given_up_with_a_sentence(service: PubMed) -> None:
    route = respx.post(f"{EUTILS}/esearch.fcgi").mock(return_value=httpx.Response(500))
    with pytest.raises(
        SourceError, match=r"^PubMed could not be searched: it answered with error 500\. Try again later\.$"
    ):
        service.find("falls")
    assert route.call_count == 5


@respx.mock
def test_a_refusal_is_not_tried_again(service: PubMed) -> None:
    route = respx.post(f"{EUTILS}/esearch.fcgi").mock(return_value=httpx.Response(400))
    with pytest.raises(SourceError):
        service.find("falls")
    assert route.call_count == 1


@respx.mock
@pytest.mark.parametrize(("key", "least"), [("", 1 / 3), ("secret", 1 / 10)])
def test_calls_keep_to_the_pace_that_pubmed_asks(clock: Clock, key: str, least: float) -> None:
    respx.post(f"{EUTILS}/esearch.fcgi").mock(return_value=found(0))
    with httpx.Client() as client:
        paced = PubMed(tool="t", email="e@example.org", api_key=key, client=client, sleep=clock.sleep, clock=clock.time)
        for _ in range(4):
            paced.find("falls")
    assert len(clock.waits) == 3
    assert min(clock.waits) >= least


@respx.mock
@pytest.mark.parametrize(
    "body", ["not json", "[]", '{"esearchresult": {"ERROR": "bad"}}', '{"esearchresult": {"count": "1"}}']
)
def test_an_answer_that_makes_no_sense_is_a_sentence_not_a_crash(service: PubMed, body: str) -> None:
    respx.post(f"{EUTILS}/esearch.fcgi").mock(return_value=httpx.Response(200, text=body))
    with pytest.raises(SourceError):
        service.find("falls")


RESULT = {
    "id": "90000101",
    "source": "MED",
    "pmid": "90000101",
    "pmcid": "PMC9000101",
    "doi": "10.1000/EPMC.1",
    "title": "Sleep on <i>noisy</i> wards.",
    "authorList": {
        "author": [
            {
                "fullName": "Ito M",
                "firstName": "Mei",
                "lastName": "Ito",
                "initials": "M",
                "authorId": {"type": "ORCID", "value": "0000-0002-1825-0097"},
            },
            {"collectiveName": "Quiet Wards Group"},
        ]
    },
    "journalInfo": {
        "issue": "4",
        "volume": "15",
        "yearOfPublication": 2021,
        "dateOfPublication": "2021 Apr",
        "journal": {
            "title": "Journal of ward practice",
            "isoabbreviation": "J Ward Pract",
            "issn": "1234-5660",
            "essn": "1234-5679",
        },
    },
    "pubYear": "2021",
    "pageInfo": "11-19",
    "abstractText": "<h4>Background</h4>Noise harms sleep. <h4>Methods</h4>We measured it.",
    "language": "eng",
    "pubTypeList": {"pubType": ["research-article", "Journal Article"]},
    "meshHeadingList": {
        "meshHeading": [
            {
                "majorTopic_YN": "N",
                "descriptorName": "Sleep",
                "meshQualifierList": {"meshQualifier": [{"qualifierName": "physiology", "majorTopic_YN": "Y"}]},
            }
        ]
    },
    "keywordList": {"keyword": ["noise"]},
    "fullTextUrlList": {"fullTextUrl": [{"url": "https://europepmc.org/articles/PMC9000101"}]},
    "commentCorrectionList": {
        "commentCorrection": [
            {"id": "90000102", "source": "MED", "type": "Erratum in", "reference": "J Ward Pract. 2021;15(5):1"}
        ]
    },
}


@respx.mock
def test_europe_pmc_is_read_page_by_page(clock: Clock) -> None:
    pages = [
        {"nextCursorMark": "AoB", "resultList": {"result": [RESULT]}},
        {"nextCursorMark": "AoB", "resultList": {"result": []}},
    ]
    route = respx.get(EUROPE_PMC).mock(side_effect=[httpx.Response(200, json=page) for page in pages])
    with httpx.Client() as client:
        items = list(
            EuropePMC(email="library@example.org", client=client, sleep=clock.sleep, clock=clock.time).search("noise")
        )
    [item] = items
    assert isinstance(item, Citation)
    assert (item.pmid, item.doi, item.title, item.year) == ("90000101", "10.1000/epmc.1", "Sleep on noisy wards.", 2021)
    assert [str(one) for one in item.authors] == ["Ito M", "Quiet Wards Group"]
    assert item.abstract.startswith("Background: Noise harms sleep.")
    assert (item.mesh[0].descriptor, item.mesh[0].major) == ("Sleep", True)
    assert item.links[0].kind == "erratum_in"
    asked = route.calls[1].request.url.params
    assert (asked["cursorMark"], asked["resultType"], asked["format"]) == ("AoB", "core", "json")


@respx.mock
def test_a_strange_result_is_rejected_and_the_rest_is_read(clock: Clock) -> None:
    strange: list[Any] = [{"title": None}, "words", {"title": "Good", "authorList": [], "journalInfo": "x", "pmid": 5}]
    respx.get(EUROPE_PMC).mock(
        return_value=httpx.Response(200, content=json.dumps({"resultList": {"result": strange}}))
    )
    with httpx.Client() as client:
        items = list(EuropePMC(client=client, sleep=clock.sleep, clock=clock.time).search("x"))
    assert [type(item).__name__ for item in items] == ["Rejected", "Rejected", "Citation"]
