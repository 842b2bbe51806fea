"""Decisions for the tests in a browser: one that is confirmed, with one of each thing, and one that waits."""

from datetime import timedelta
from typing import Any


def things(member: Any, paper: Any) -> dict[str, dict[str, object]]:
    """What stands in the addresses of decisions, for the member who made them."""
    from fingerpost.decisions.domain import confirming, recording
    from fingerpost.decisions.domain.contents import ActionGiven, BasisGiven
    from fingerpost.kernel import clock
    from fingerpost.library.domain.rules import units_to_write_for
    from fingerpost.organisations.readers import reader_for

    reader, day = reader_for(member), clock.today() - timedelta(days=400)
    how = {"by": member, "reader": reader, "unit": units_to_write_for(reader)[0], "decider": member, "decided_on": day}
    made = recording.begin(
        "We walk round every hour at night. It is written on the board.", because="It prevents falls.",
        options=[("Buy alarms", False, "No effect was found"), ("Walk round", True, "It works elsewhere")],
        bases=[BasisGiven(target=paper), BasisGiven(words="We have seen it", considered=True)],
        dissents=[("A ward clerk", "It is more work"), ("", "")], assumptions=["Two nurses are there at night"],
        actions=[ActionGiven("Write the rota", member, due_on=day)], review_due=day + timedelta(days=300), **how,
    )  # fmt: skip
    confirming.confirm(made, by=member)
    waiting = recording.begin("We buy a second hoist.", **how)
    confirming.send(waiting, by=member, reader=reader)
    confirmed = ("decision", "decision_withdraw", "decision_look_again", "decision_disclosure")
    return {
        **{f"decisions:{name}": {"public_id": made.public_id} for name in confirmed},
        **{f"decisions:decision_{name}": {"public_id": waiting.public_id} for name in ("edit", "give_up", "confirm")},
        "decisions:action_done": {"public_id": made.public_id, "pk": made.actions.get().pk},
    }  # fmt: skip
