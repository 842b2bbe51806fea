"""Briefs for the tests in a browser: one that is shared and checked, and the draft of another with one of each point."""

from datetime import timedelta
from typing import Any


def things(item: Any, *, member: Any, specialist: Any) -> dict[str, dict[str, object]]:
    """What stands in the addresses of briefs, for the member who writes them and the specialist who checks."""
    from fingerpost.kernel import clock
    from fingerpost.organisations.readers import reader_for
    from fingerpost.roads.domain import kept, questions
    from fingerpost.roads.domain.briefs import checking, points, releasing, sources, writing

    reader, day = reader_for(member), clock.today()
    how = {"by": member, "reader": reader}
    drafts = []
    for title in ("Do green socks warm feet on a ward?", "Do blue socks warm feet on a ward?"):
        question = questions.keep(title, by=member)
        questions.ask_library(question, by=member, reader=reader)
        kept.keep(question, item, **how)
        drafts.append(writing.begin(question, **how))
    points.add(drafts[0], "Nobody here has tried it.", kind="own", **how)
    said = writing.save(
        drafts[0], seen=0, verdict="little", bottom_line="We found little, and cannot say.", sureness="not",
        sure_because="Nobody has looked.", unknown="Nearly all of it.", searched_on=day, searched_in="Fingerpost",
        review_due=day + timedelta(days=90), options=[{"name": "Buy none", "good": "No cost", "bad": ""}], **how,
    )  # fmt: skip
    brief = releasing.release(said, **how)
    checking.check(brief, by=specialist, reader=reader_for(specialist), seen=1)
    text = sources.texts_of(item, reader)[0]
    different = points.add(drafts[1], "Feet were 41 degrees warmer.", **how)
    pin = points.pin(different, item, text.document, 0, min(200, len(text.text)), **how)
    points.add(drafts[1], "We like blue.", kind="own", **how)
    shared, draft = {"public_id": brief.public_id}, {"public_id": drafts[1].brief.public_id}
    return {
        **{f"roads:brief{name}": shared for name in ("", "_withdraw", "_version_list")},
        "roads:brief_version": shared | {"number": 1},
        **{f"roads:{name}": draft for name in ("brief_draft", "brief_write", "point_add")},
        "roads:point": draft | {"pk": pin.point_id},
        "roads:pin": draft | {"pk": pin.point_id, "source_id": item.public_id},
    }  # fmt: skip
