"""Commands that bring literature in, search it, and measure the search."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add import, search, index, evaluate and mesh."""
    command = commands.add_parser("import", help="bring in files of published papers")
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    command.add_argument("--team", help="the unit whose people may read abstracts from subscribed databases")
    command.add_argument(
        "--route", choices=("auto", "open", "subscribed"), default="auto", help="how the abstracts reached us"
    )
    command.add_argument("--json", action="store_true", help="print one line of JSON")
    command.set_defaults(act=bring_in, needs_home=True)

    command = commands.add_parser("search", help="ask a question")
    command.add_argument("text")
    command.add_argument("--as", dest="reader", metavar="EMAIL", help="search as this person; as anyone without it")
    command.add_argument("--limit", type=int, default=10)
    command.add_argument("--mode", choices=("words", "meaning", "both"), default="both")
    command.add_argument("--json", action="store_true")
    command.set_defaults(act=search, needs_home=True)

    command = commands.add_parser("index", help="look after the search index")
    command.add_argument("what", choices=("rebuild", "check"))
    command.set_defaults(act=index, needs_home=True)

    command = commands.add_parser("evaluate", help="measure the search on a judged collection (BEIR layout)")
    command.add_argument("directory", type=Path)
    command.add_argument("--mode", choices=("words", "meaning", "both"), default="both")
    command.add_argument("--split", default="test")
    command.add_argument("--json", action="store_true")
    command.set_defaults(act=evaluate, needs_home=True)

    command = commands.add_parser("mesh", help="load MeSH headings and entry terms from your own download")
    command.add_argument("what", choices=("load",))
    command.add_argument("path", type=Path)
    command.set_defaults(act=mesh, needs_home=True)


def bring_in(asked: argparse.Namespace) -> int:
    """Import files: in the running worker if there is one, else here."""
    from fingerpost.config.commands.waiting import finish  # noqa: PLC0415 -- app ready
    from fingerpost.kernel.errors import RuleBroken  # noqa: PLC0415 -- app ready
    from fingerpost.library.domain.published import imports  # noqa: PLC0415 -- app ready
    from fingerpost.organisations.models import Unit  # noqa: PLC0415 -- app ready

    team = Unit.objects.filter(slug=asked.team).first() if asked.team else None
    if asked.team and team is None:
        return _complain(f"There is no unit called {asked.team}.")
    started, began, problems = [], time.monotonic(), []
    for path in asked.paths:
        try:
            started.append(imports.start(path, by=None, team=team, route=asked.route))
        except RuleBroken as problem:
            problems.append(str(problem))
            print(f"{path.name}: {problem}", file=sys.stderr)
    finish([came_in.job for came_in in started if came_in.job], show=not asked.json)
    total: dict[str, Any] = dict.fromkeys(("read", "added", "updated", "unchanged", "rejected"), 0)
    for came_in in started:
        came_in.refresh_from_db()
        if came_in.job and came_in.job.state != "done":
            problems.append(f"{came_in.name}: {came_in.job.reason}")
            print(problems[-1], file=sys.stderr)
        for name in ("read", "added", "updated", "unchanged", "rejected"):
            total[name] += getattr(came_in, name)
    total["seconds"] = round(time.monotonic() - began, 2)
    if asked.json:
        print(json.dumps(total))
    else:
        print(" ".join(f"{name} {value}" for name, value in total.items()))
        _say_unread(started)
    return 1 if problems else 0


def _say_unread(started: list[Any]) -> None:
    """Tell the operator about abstracts that nobody can read yet."""
    from fingerpost.library.models import Copy  # noqa: PLC0415 -- app ready

    kept = Copy.objects.filter(came_in__in=started, route="subscribed", team=None).exclude(abstract="").count()
    if kept:
        print(
            f"{kept:,} abstracts may come from databases that a library pays for. They are kept, but nobody can read "
            "them yet. Import again with --team UNIT, or with --route open if anyone may read them."
        )


def search(asked: argparse.Namespace) -> int:
    """Print the answer to one question."""
    from fingerpost.organisations.models import Person  # noqa: PLC0415 -- app ready
    from fingerpost.organisations.readers import reader_for  # noqa: PLC0415 -- app ready
    from fingerpost.search.domain.find import answer  # noqa: PLC0415 -- app ready

    person = Person.objects.filter(email=asked.reader.lower()).first() if asked.reader else None
    if asked.reader and person is None:
        return _complain(f"Nobody here has the e-mail address {asked.reader}.")
    reply = answer(asked.text, reader=reader_for(person), limit=asked.limit, mode=asked.mode)
    if asked.json:
        print(json.dumps(_reply_as_data(reply), ensure_ascii=False, default=str))
        return 0
    for one in reply.applies_here:
        print(f"What applies here: {one.record.title} ({one.shown.get('byline', '')})")
    print(f"{reply.page.total:,} found")
    for number, one in enumerate(reply.found, 1):
        print(f"{number:>3}. {one.record.title}\n     {one.record.kind} | {one.shown.get('byline', '')}")
    return 0


def _reply_as_data(reply: Any) -> dict[str, Any]:
    """An answer as plain data."""
    return {
        "total": reply.page.total,
        "applies_here": [one.record.public_id for one in reply.applies_here],
        "people": [one.record.title for one in reply.people],
        "notes": list(reply.page.notes),
        "corrections": [list(pair) for pair in reply.page.corrections],
        "facets": {name: dict(values) for name, values in reply.page.facets.items()},
        "hits": [
            {
                "id": one.record.public_id, "kind": one.record.kind, "title": one.record.title,
                "score": one.hit.score, "pmid": one.shown.get("pmid"), "doi": one.shown.get("doi"),
                "by_meaning_only": one.hit.by_meaning_only,
                "reasons": [[reason.how, reason.asked, reason.found] for reason in one.hit.reasons],
                "snippet": "".join(span.text for span in one.hit.snippet),
            }
            for one in reply.found
        ],
    }  # fmt: skip


def index(asked: argparse.Namespace) -> int:
    """Build the index anew, or compare it with the database."""
    from fingerpost.config.commands.waiting import finish  # noqa: PLC0415 -- app ready
    from fingerpost.search.domain import checking, indexing  # noqa: PLC0415 -- app ready

    if asked.what == "rebuild":
        finish([indexing.ask_rebuild()], show=True)
        return 0
    missing, extra = checking.compare()
    print(f"missing {missing} extra {extra}")
    return 1 if missing or extra else 0


def evaluate(asked: argparse.Namespace) -> int:
    """Measure the search on a judged collection, in an index of its own that is thrown away."""
    from django.conf import settings  # noqa: PLC0415 -- app ready

    from fingerpost.config.commands import serving  # noqa: PLC0415 -- beside its only use
    from fingerpost.search import engine  # noqa: PLC0415 -- app ready
    from retrieval.evaluate import CollectionProblem  # noqa: PLC0415 -- slow import
    from retrieval.evaluate import evaluate as measure  # noqa: PLC0415 -- slow import

    if asked.mode != "words":
        serving.build_model()
    with tempfile.TemporaryDirectory(prefix="fingerpost-evaluate-") as scratch:
        index = engine.Scratch(Path(scratch), model=settings.MODEL_PATH if asked.mode != "words" else None)
        try:
            result = measure(
                asked.directory, lambda: index, split=asked.split, mode=asked.mode, prepare=lambda _: index.read_all()
            )
        except CollectionProblem as problem:
            return _complain(str(problem))
    figures = {
        "ndcg@10": round(result.ndcg_at_10, 4), "recall@100": round(result.recall_at_100, 4),
        "p50_ms": round(result.p50_ms, 2), "p95_ms": round(result.p95_ms, 2),
        "documents_per_s": round(result.documents_per_s, 1),
    }  # fmt: skip
    print(json.dumps(figures) if asked.json else " ".join(f"{name} {value}" for name, value in figures.items()))
    return 0


def mesh(asked: argparse.Namespace) -> int:
    """Load headings for synonyms and for `mesh:` questions."""
    from fingerpost.search.domain import headings  # noqa: PLC0415 -- app ready

    try:
        count = headings.load(asked.path)
    except (OSError, ValueError) as problem:
        return _complain(str(problem))
    print(f"headings {count}")
    return 0


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
