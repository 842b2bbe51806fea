"""PubMed (E-utilities) and Europe PMC over the internet, when somebody asks for it.

Nothing is called until a function here is. Every call has a timeout, keeps to the service's pace, and is
tried again when the service is busy. What comes back is read by the same readers as a file.
"""

import io
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

import httpx

from bibliography.europe_pmc import citation_from
from bibliography.model import Citation, Deletion, Limits, Rejected, Unreadable
from bibliography.read import read

EUTILS: Final = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
EUROPE_PMC: Final = "https://www.ebi.ac.uk/europepmc/webservices/rest/search"
TIMEOUT: Final = httpx.Timeout(60, connect=10)
PUBMED_SHOWS: Final = 9_999
"""What PubMed gives of one search, however many it finds (E-utilities manual, 2022 change)."""

_TRY_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_MOST_REPLY: Final = 64 * 1024**2


class SourceError(RuntimeError):
    """The service did not answer, or not as it should. The message is a sentence for the person."""


@dataclass
class _Caller:
    """One polite line to a service: paced, patient, limited."""

    service: str
    per_second: float
    client: httpx.Client
    attempts: int = 5
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, init=False)

    def get(self, url: str, params: dict[str, str]) -> bytes:
        """The body of a good reply. Raises SourceError."""
        return self._call("GET", url, params)

    def post(self, url: str, params: dict[str, str]) -> bytes:
        """As `get`, with the values in the body: long lists do not fit an address."""
        return self._call("POST", url, params)

    def _call(self, method: str, url: str, params: dict[str, str]) -> bytes:
        problem = ""
        for attempt in range(self.attempts):
            self._pace()
            wait = min(60.0, 2.0**attempt)
            try:
                reply = self._send(method, url, params)
            except httpx.TimeoutException:
                problem = "it took too long to answer"
            except httpx.TransportError:
                problem = "it could not be reached"
            else:
                if reply.status_code == 200:
                    return self._body(reply)
                problem = f"it answered with error {reply.status_code}"
                if reply.status_code not in _TRY_AGAIN:
                    break
                wait = _asked_wait(reply) or wait
            if attempt + 1 < self.attempts:
                self.sleep(wait)
        raise SourceError(f"{self.service} could not be searched: {problem}. Try again later.")

    def _send(self, method: str, url: str, params: dict[str, str]) -> httpx.Response:
        if method == "POST":
            return self.client.post(url, data=params)
        return self.client.get(url, params=params)

    def _body(self, reply: httpx.Response) -> bytes:
        if len(reply.content) > _MOST_REPLY:
            raise SourceError(f"{self.service} sent more than we can take in one reply.")
        return reply.content

    def _pace(self) -> None:
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
            now = self._next
        self._next = now + 1 / self.per_second


def _asked_wait(reply: httpx.Response) -> float:
    text = reply.headers.get("Retry-After", "")
    return min(120.0, float(text)) if text.isdigit() else 0.0


def _client(client: httpx.Client | None) -> httpx.Client:
    return client or httpx.Client(
        timeout=TIMEOUT, follow_redirects=False, headers={"User-Agent": "Fingerpost (knowledge and library services)"}
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many, and where PubMed keeps the list for us."""

    count: int
    web_environment: str
    query_key: str
    understood_as: str = ""


class PubMed:
    """PubMed by the E-utilities.

    `tool` and `email` are what NCBI asks every caller to give. Three calls a second, ten with a key. `sleep` and
    `clock` can be given by a test.
    """

    def __init__(
        self,
        *,
        tool: str,
        email: str,
        api_key: str = "",
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is called yet."""
        self._own = {"db": "pubmed", "tool": tool, "email": email} | ({"api_key": api_key} if api_key else {})
        self._caller = _Caller("PubMed", 9.0 if api_key else 2.8, _client(client), sleep=sleep, clock=clock)

    def find(self, query: str) -> Found:
        """Search, leaving the list on PubMed's history server. Raises SourceError."""
        reply = self._json(
            f"{EUTILS}/esearch.fcgi", {"term": query, "usehistory": "y", "retmode": "json", "retmax": "0"}
        )
        result = reply.get("esearchresult")
        if not isinstance(result, dict) or "ERROR" in result:
            raise SourceError("PubMed did not understand the search. Check its brackets and quotation marks.")
        try:
            return Found(
                count=int(result["count"]),
                web_environment=str(result["webenv"]),
                query_key=str(result["querykey"]),
                understood_as=str(result.get("querytranslation", "")),
            )
        except (KeyError, TypeError, ValueError):
            raise SourceError("PubMed's answer to the search was not complete. Try again later.") from None

    def search(
        self, query: str, *, start: int = 0, most: int = PUBMED_SHOWS, batch: int = 200
    ) -> Iterator[Citation | Deletion | Rejected]:
        """Every citation that a query finds, best known first, after `start` of them. Raises SourceError."""
        found = self.find(query)
        end = min(found.count, most, PUBMED_SHOWS)
        for at in range(start, end, batch):
            history = {
                "WebEnv": found.web_environment,
                "query_key": found.query_key,
                "retstart": str(at),
                "retmax": str(min(batch, end - at)),
            }
            yield from self._fetch(history, at)

    def by_number(self, pmids: Iterable[str], *, batch: int = 200) -> Iterator[Citation | Deletion | Rejected]:
        """The citations with these PubMed numbers. Those PubMed does not know come as Rejected. Raises SourceError."""
        waiting, at = iter(dict.fromkeys(one.strip() for one in pmids if one.strip())), 0
        while numbers := list(islice(waiting, batch)):
            good = [number for number in numbers if number.isascii() and number.isdigit()]
            seen = set()
            for item in self._fetch({"id": ",".join(good)}, at) if good else ():
                seen.add(item.pmid if isinstance(item, (Citation, Deletion)) else "")
                yield item
            for number in numbers:
                if number not in seen:
                    yield Rejected(0, "", f"PubMed has no paper with the number {number[:40]}.", number[:40])
            at += len(numbers)

    def _fetch(self, which: dict[str, str], at: int) -> Iterator[Citation | Deletion | Rejected]:
        body = self._caller.post(f"{EUTILS}/efetch.fcgi", self._own | which | {"retmode": "xml"})
        if b"<PubmedArticleSet" not in body[:2000]:
            raise SourceError("PubMed's answer was not a list of papers. Try again later.")
        for item in read(io.BytesIO(body), name="PubMed"):
            yield _moved(item, at)

    def _json(self, url: str, params: dict[str, str]) -> dict[str, Any]:
        return _as_json(self._caller.post(url, self._own | params), "PubMed")


class EuropePMC:
    """Europe PMC's search, whole records, page by page with a cursor."""

    def __init__(
        self,
        *,
        email: str = "",
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is called yet. `email` lets them reach us, as they ask."""
        self._email = email
        self._caller = _Caller("Europe PMC", 5.0, _client(client), sleep=sleep, clock=clock)

    def search(
        self, query: str, *, most: int = 10_000, cursor: str = "*", page: int = 100
    ) -> Iterator[Citation | Rejected]:
        """Every citation that a query finds, in their order. Raises SourceError.

        `cursor` goes on from an earlier page.
        """
        given = 0
        while given < most:
            reply = _as_json(self._caller.get(EUROPE_PMC, self._params(query, cursor, page)), "Europe PMC")
            results = (
                reply.get("resultList", {}).get("result", []) if isinstance(reply.get("resultList"), dict) else None
            )
            if not isinstance(results, list):
                raise SourceError("Europe PMC's answer was not complete. Try again later.")
            for result in results[: most - given]:
                given += 1
                yield _europe_pmc_item(result, given)
            after = str(reply.get("nextCursorMark") or "")
            if not results or not after or after == cursor:
                return
            cursor = after

    def _params(self, query: str, cursor: str, page: int) -> dict[str, str]:
        params = {"query": query, "resultType": "core", "format": "json", "pageSize": str(page), "cursorMark": cursor}
        return params | ({"email": self._email} if self._email else {})


def _europe_pmc_item(result: Any, position: int) -> Citation | Rejected:
    try:
        return citation_from(result, position, Limits())
    except Unreadable as error:
        title = result.get("title") if isinstance(result, dict) else ""
        return Rejected(position, str(title or "")[:200], str(error), str(result)[:4000])


def _moved(item: Citation | Deletion | Rejected, by: int) -> Citation | Deletion | Rejected:
    """The item at its place in the whole list and not in one reply."""
    return replace(item, position=item.position + by)


def _as_json(body: bytes, service: str) -> dict[str, Any]:
    try:
        reply = json.loads(body)
    except ValueError:
        raise SourceError(f"{service}'s answer could not be read. Try again later.") from None
    if not isinstance(reply, dict):
        raise SourceError(f"{service}'s answer could not be read. Try again later.")
    return reply
