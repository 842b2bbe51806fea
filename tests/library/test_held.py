"""Documents held elsewhere: the address is looked at from outside, never inside, and the owner hears of a change."""

import gzip
from datetime import timedelta

import httpx
import pytest
import respx

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.fillings import held, held_fetch
from fingerpost.library.domain.fillings.held_fetch import Gone, NotOpen, NotReached, Page, fetch, is_open
from fingerpost.library.domain.own import writing
from fingerpost.library.models import AddressState, Item
from fingerpost.organisations.readers import unit_token
from tests.factories import a_person, an_item
from tests.library.fillers import a_place

pytestmark = pytest.mark.django_db
ADDRESS = "https://policies.example/falls"
SERVER = "93.184.215.14"


def at(*numbers: str):
    """A name server that knows one answer."""
    return lambda host, port: list(numbers)


def an_elsewhere(here=None, **more) -> Item:
    here = here or a_place()
    more = {"address": ADDRESS, "held_by": "Policy System", "owner": here.amina} | more
    return an_item("Falls policy", unit=here.trust, tokens=[unit_token(here.trust.pk)], **more)


def says(*texts: str):
    """A server that gives these texts one after another, and the last one for ever."""
    left = list(texts)

    def get(address: str) -> Page:
        return Page((left.pop(0) if len(left) > 1 else left[0]).encode(), address)

    return get


def fails(problem: Exception):
    def get(address: str) -> Page:
        raise problem

    return get


# Where we do not go --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "168.63.129.16", "192.0.0.192", "198.18.0.1", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1", "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_an_address_inside_is_known_as_one(number):
    assert not is_open(number)


@pytest.mark.parametrize(
    "number", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"]
)
def test_an_address_of_the_open_internet_is_known_as_one(number):
    assert is_open(number)


@respx.mock
@pytest.mark.parametrize("numbers", [("10.0.0.5",), (SERVER, "127.0.0.1"), ()])
def test_a_name_that_leads_inside_is_not_asked(numbers):
    with pytest.raises(NotOpen):
        fetch(ADDRESS, resolver=at(*numbers))

    assert respx.calls.call_count == 0


@respx.mock
@pytest.mark.parametrize(
    "address",
    [
        "ftp://policies.example/a", "file:///etc/passwd", "http://user:word@policies.example/", "gopher://x",
        "http://policies.example:22/", "https://", "javascript:alert(1)", "http://[::1", "http://policies.example:99999/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_not_asked(address):
    with pytest.raises(NotReached):
        fetch(address, resolver=at(SERVER))

    assert respx.calls.call_count == 0


@respx.mock
@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "0"])
def test_other_ways_to_write_this_machine_lead_nowhere(host):
    with pytest.raises(NotReached):
        fetch(f"http://{host}/")

    assert respx.calls.call_count == 0


@respx.mock
def test_the_connection_goes_to_the_number_that_was_looked_at():
    route = respx.get(f"https://{SERVER}/falls").respond(text="Falls")

    page = fetch(ADDRESS, resolver=at(SERVER))

    request = route.calls.last.request
    assert (page.content, page.address) == (b"Falls", ADDRESS)
    assert request.headers["Host"] == "policies.example"
    assert request.extensions["sni_hostname"] == "policies.example"
    assert "cookie" not in request.headers


@respx.mock
def test_a_server_of_the_newer_numbers_is_reached():
    respx.get("http://[2606:2800:21f::1]:8080/falls").respond(text="Falls")

    assert fetch("http://policies.example:8080/falls", resolver=at("2606:2800:21f::1")).content == b"Falls"


@respx.mock
def test_a_redirect_that_leads_inside_is_not_followed():
    respx.get(f"https://{SERVER}/falls").respond(302, headers={"Location": "http://intranet.example/admin"})
    inside = respx.get("http://10.0.0.5/admin").respond(text="secret")
    names = {"policies.example": [SERVER], "intranet.example": ["10.0.0.5"]}

    with pytest.raises(NotOpen):
        fetch(ADDRESS, resolver=lambda host, port: names[host])

    assert not inside.called


@respx.mock
@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://127.0.0.1/"]
)
def test_a_redirect_to_a_number_inside_is_not_followed(location):
    respx.get(f"https://{SERVER}/falls").respond(301, headers={"Location": location})

    with pytest.raises(NotOpen):
        fetch(ADDRESS, resolver=lambda host, port: [SERVER] if host == "policies.example" else [host])

    assert respx.calls.call_count == 1


@respx.mock
def test_a_name_that_changes_its_mind_between_two_looks_gains_nothing():
    respx.get(f"https://{SERVER}/falls").respond(302, headers={"Location": "/again"})
    answers = iter([[SERVER], ["127.0.0.1"]])

    with pytest.raises(NotOpen):
        fetch(ADDRESS, resolver=lambda host, port: next(answers))

    assert respx.calls.call_count == 1


@respx.mock
def test_five_redirects_are_followed_and_no_more():
    for n in range(6):
        respx.get(f"https://{SERVER}/{n}").respond(302, headers={"Location": f"/{n + 1}"})
    respx.get(f"https://{SERVER}/6").respond(text="there")

    assert fetch("https://policies.example/1", resolver=at(SERVER)).content == b"there"
    with pytest.raises(NotReached, match="never arrives"):
        fetch("https://policies.example/0", resolver=at(SERVER))


# What is read -------------------------------------------------------------------------------------


@respx.mock
def test_at_most_five_megabytes_are_read():
    respx.get(f"https://{SERVER}/falls").respond(content=b"x" * (held_fetch.MOST_BYTES + 1000))

    assert len(fetch(ADDRESS, resolver=at(SERVER)).content) == held_fetch.MOST_BYTES


@respx.mock
def test_what_comes_packed_is_unpacked_no_further_than_is_wanted():
    packed = gzip.compress(b"0" * 40 * 1024 * 1024)
    respx.get(f"https://{SERVER}/falls").mock(
        return_value=httpx.Response(200, stream=httpx.ByteStream(packed), headers={"Content-Encoding": "gzip"})
    )

    assert len(fetch(ADDRESS, resolver=at(SERVER)).content) == held_fetch.MOST_BYTES


@respx.mock
@pytest.mark.parametrize("code", [404, 410])
def test_a_page_that_is_not_there_is_gone(code):
    respx.get(f"https://{SERVER}/falls").respond(code)

    with pytest.raises(Gone):
        fetch(ADDRESS, resolver=at(SERVER))


@respx.mock
@pytest.mark.parametrize(
    ("code", "words"), [(401, "sign-in"), (403, "sign-in"), (500, "error 500"), (503, "error 503")]
)
def test_other_answers_say_that_it_was_not_reached(code, words):
    respx.get(f"https://{SERVER}/falls").respond(code)

    with pytest.raises(NotReached, match=words):
        fetch(ADDRESS, resolver=at(SERVER))


@respx.mock
@pytest.mark.parametrize("problem", [httpx.ConnectTimeout("slow"), httpx.ReadTimeout("slow"), httpx.ConnectError("no")])
def test_silence_says_that_it_was_not_reached(problem):
    respx.get(f"https://{SERVER}/falls").mock(side_effect=problem)

    with pytest.raises(NotReached, match=r"too long|could not be reached"):
        fetch(ADDRESS, resolver=at(SERVER))


@respx.mock
def test_a_server_that_drips_is_left_after_ten_seconds(monkeypatch):
    now = iter(range(0, 1000, 4))
    monkeypatch.setattr(held_fetch.time, "monotonic", lambda: float(next(now)))
    respx.get(f"https://{SERVER}/falls").mock(
        return_value=httpx.Response(200, stream=httpx.ByteStream(b"x" * 1_000_000))
    )

    with pytest.raises(NotReached, match="too long"):
        fetch(ADDRESS, resolver=at(SERVER))


# What is made of it ---------------------------------------------------------------------------------


def test_a_page_drawn_anew_with_the_same_words_has_not_changed():
    item = an_elsewhere()
    held.check(item, get=says("<html><body><p>Check <b>every</b> bed.</p><script>1</script></body></html>"))
    item.refresh_from_db()

    again = says("<html><head><style>p{}</style></head><body><div>Check   every\nbed.</div></body></html>")
    assert held.check(item, get=again) == AddressState.REACHED


def test_a_change_of_words_is_seen_and_the_owner_hears_once(mailoutbox):
    here = a_place()
    item = an_elsewhere(here)
    held.check(item, get=says("Check every bed."))
    item.refresh_from_db()
    changed_at, reviewed = item.changed_at, item.reviewed_on

    for _ in range(2):
        assert held.check(item, get=says("Check every other bed.")) == AddressState.CHANGED
        item.refresh_from_db()

    assert [(sent.to, sent.subject) for sent in mailoutbox] == [
        ([here.amina.email], "A document you own has changed where it is held")
    ]
    assert (item.changed_at, item.reviewed_on) == (changed_at, reviewed)
    kinds = Change.objects.filter(subject=item.public_id, kind__startswith="library.address").values_list(
        "kind", flat=True
    )
    assert list(kinds.order_by("pk")) == ["library.address_reached", "library.address_changed"]


def test_a_document_that_is_gone_is_told_and_comes_back(mailoutbox):
    item = an_elsewhere()
    held.check(item, get=says("Check every bed."))
    item.refresh_from_db()

    assert held.check(item, get=fails(Gone())) == AddressState.GONE
    item.refresh_from_db()
    assert "no longer there" in held.standing(item).words
    assert [sent.subject for sent in mailoutbox] == ["A document you own is no longer where we point"]

    assert held.check(item, get=says("Check every bed.")) == AddressState.REACHED


def test_a_server_that_is_silent_for_a_day_alarms_nobody(mailoutbox):
    item = an_elsewhere()

    assert held.check(item, get=fails(NotReached("slow"))) == AddressState.UNREACHED

    item.refresh_from_db()
    assert (mailoutbox, held.standing(item).tone) == ([], "watch")


def test_a_change_is_not_forgotten_because_the_server_is_silent():
    item = an_elsewhere()
    held.check(item, get=says("One."))
    item.refresh_from_db()
    held.check(item, get=says("Two."))
    item.refresh_from_db()

    held.check(item, get=fails(NotReached("slow")))

    item.refresh_from_db()
    assert item.address_state == AddressState.CHANGED


def test_a_page_that_reads_differently_each_time_is_not_called_changed(mailoutbox):
    item = an_elsewhere()
    held.check(item, get=says("Opened 1 times"))
    item.refresh_from_db()

    assert held.check(item, get=says("Opened 2 times", "Opened 3 times")) == AddressState.REACHED
    item.refresh_from_db()
    assert "we cannot see changes" in held.standing(item).words
    assert held.check(item, get=says("Opened 4 times")) == AddressState.REACHED
    assert mailoutbox == []


def test_an_address_inside_is_said_to_be_unchecked():
    item = an_elsewhere()
    held.check(item, get=fails(NotOpen("inside")))

    item.refresh_from_db()
    assert held.standing(item).words == "Not checked: its address is not on the open internet."


def test_a_person_confirms_and_the_new_words_are_the_measure():
    here = a_place()
    item = an_elsewhere(here)
    held.check(item, get=says("One."))
    item.refresh_from_db()
    held.check(item, get=says("Two."))
    item.refresh_from_db()
    with pytest.raises(NotAllowed):
        held.confirm(item, by=here.outsider)

    held.confirm(item, by=here.amina)

    item.refresh_from_db()
    assert held.check(item, get=says("Two.")) == AddressState.REACHED


def test_what_was_found_at_an_old_address_is_not_said_of_the_new_one():
    here = a_place()
    item = an_elsewhere(here)
    held.check(item, get=fails(Gone()))
    revision = writing.draft_of(item, here.rajesh)
    revision = writing.save(revision, by=here.rajesh, seen=revision.saves, address="https://policies.example/moved")
    writing.release(revision, here.rajesh)

    item.refresh_from_db()
    assert (item.address_state, item.address_tried_at) == ("", None)


def test_a_useful_link_is_watched_for_its_end_but_not_for_its_words():
    here = a_place()
    item = an_item("NICE", unit=here.trust, kind="link", address=ADDRESS, tokens=[unit_token(here.trust.pk)])
    held.check(item, get=says("One."))
    item.refresh_from_db()

    assert held.check(item, get=says("Two.")) == AddressState.REACHED
    assert held.check(item, get=fails(Gone())) == AddressState.GONE


# When ---------------------------------------------------------------------------------------------


@pytest.fixture
def rounds(monkeypatch):
    """A duty that has done nothing yet."""
    fresh = held._Rounds()
    monkeypatch.setattr(held, "_rounds", fresh)
    return fresh


def test_nothing_is_asked_where_the_internet_is_not_allowed(settings, rounds):
    settings.INTERNET_ALLOWED = False
    item = an_elsewhere()

    assert held.check_duty() is False
    item.refresh_from_db()
    assert item.address_tried_at is None
    assert "not allowed to use the internet" in held.standing(item).words


@respx.mock
def test_addresses_are_looked_at_one_at_a_time_and_a_server_is_not_hurried(settings, rounds, monkeypatch):
    settings.INTERNET_ALLOWED = True
    here = a_place()
    for address in ("https://one.example/a", "https://one.example/b", "https://two.example/a"):
        an_elsewhere(here, address=address)
    monkeypatch.setattr(held_fetch, "look_up", lambda host, port: [SERVER])
    monkeypatch.setattr(held, "fetch", lambda address, contact: Page(b"text", address))

    assert held.check_duty() is True
    assert held.check_duty() is False  # a few seconds must pass first
    rounds.next_at = 0.0
    assert held.check_duty() is True
    rounds.next_at = 0.0
    assert held.check_duty() is False  # the third is at a server that was asked a moment ago

    tried = Item.objects.exclude(address_tried_at=None).values_list("address", flat=True)
    assert set(tried) == {"https://one.example/a", "https://two.example/a"}


@pytest.mark.parametrize(
    ("state", "days", "is_due"),
    [("reached", 6, False), ("reached", 8, True), ("gone", 8, True), ("unreached", 2, True), ("unreached", 0, False)],
)
def test_each_address_comes_round_once_a_week_and_a_silent_one_the_next_day(state, days, is_due):
    item = an_elsewhere()
    Item.objects.filter(pk=item.pk).update(address_state=state, address_tried_at=clock.now() - timedelta(days=days))

    assert held.due().exists() is is_due


def test_only_what_is_in_use_and_held_elsewhere_is_looked_at():
    here = a_place()
    an_item("Our own", unit=here.trust)
    withdrawn = an_elsewhere(here)
    writing.withdraw(withdrawn, None, "Old")

    assert not held.due().exists()


# On the pages --------------------------------------------------------------------------------------


def test_the_page_leads_to_the_controlled_copy_and_says_what_is_known(signed_in, page):
    here = a_place()
    item = an_elsewhere(here)
    held.check(item, get=says("One."))

    shown = page(signed_in(here.amina).get(f"/library/items/{item.public_id}/"))

    button = shown.select_one("#held-elsewhere a.nhsuk-button")
    assert (button.text, button["href"]) == ("Open it in Policy System", ADDRESS)
    assert "it is there, and says the same" in shown.select_one("#address-state").text


def test_readers_are_offered_no_second_copy(signed_in, page, settings, tmp_path):
    from fingerpost.files.domain import store
    from fingerpost.library.domain.own import attachments

    settings.HOME = tmp_path
    here = a_place()
    item = an_elsewhere(here)
    file = store.keep("falls.txt", [b"What the policy said once"])
    attachments.attach(item, file, "falls.txt", by=None)
    address = f"/library/files/{file.public_id}/falls.txt"
    reader = signed_in(a_person("Ruth Reader", here.ward))

    shown = page(reader.get(f"/library/items/{item.public_id}/"))

    assert [link["href"] for link in shown.select("main a") if "/files/" in link["href"]] == []
    assert reader.get(address).status_code == 404


def test_whoever_may_edit_confirms_or_asks_for_a_look(signed_in, page, settings):
    settings.INTERNET_ALLOWED = True
    here = a_place()
    item = an_elsewhere(here)
    for text in ("One.", "Two."):
        item.refresh_from_db()
        held.check(item, get=says(text))
    client = signed_in(here.amina)
    shown = page(client.get(f"/library/items/{item.public_id}/"))
    assert [b.text for b in shown.select("#held-elsewhere form button")] == [
        "I have looked: our page still holds", "Check it again",
    ]  # fmt: skip

    client.post(f"/library/items/{item.public_id}/held/confirm/")

    item.refresh_from_db()
    assert (item.address_state, item.address_digest, item.address_tried_at) == ("", "", None)


def test_asking_for_a_look_where_the_internet_is_not_allowed_says_so(settings):
    settings.INTERNET_ALLOWED = False
    here = a_place()

    with pytest.raises(RuleBroken, match="not allowed to use the internet"):
        held.ask_check(an_elsewhere(here), by=here.amina)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(signed_in, page, many, django_assert_num_queries):
    here = a_place()
    for _ in range(many):
        an_elsewhere(here)
    client = signed_in(here.amina)
    client.get("/library/held/")

    with django_assert_num_queries(6):
        shown = page(client.get("/library/held/"))

    assert len(shown.select("#held > li")) == many


def test_the_list_narrows_to_what_needs_somebody(signed_in, page):
    here = a_place()
    gone, _ = an_elsewhere(here), an_elsewhere(here)
    held.check(gone, get=fails(Gone()))

    shown = page(signed_in(here.amina).get("/library/held/?state=gone"))

    assert len(shown.select("#held > li")) == 1
