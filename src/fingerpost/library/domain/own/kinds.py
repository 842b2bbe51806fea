"""The kinds of local knowledge: what each is for, the parts of its form, and how soon it goes stale.

One model stands behind all of them. A form is short on purpose: what cannot be asked in three minutes
on a phone is not asked.
"""

from dataclasses import dataclass

from fingerpost.library.models import ItemKind


@dataclass(frozen=True, slots=True)
class Section:
    """One box of a form. `key` names it in `Item.sections`; an empty heading means the text stands without one."""

    key: str
    heading: str
    hint: str
    rows: int = 5
    required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `review_months` until a person should look again; `half_life_months` until half of such pages are
    out of date if nobody touches them, our own estimate that an organisation's history replaces as it grows."""

    key: str
    name: str
    plural: str
    is_for: str
    title_hint: str
    sections: tuple[Section, ...]
    review_months: int
    half_life_months: int
    needs_address: bool = False
    takes_files: bool = True


KINDS: tuple[Kind, ...] = (
    Kind(
        ItemKind.KNOW_HOW, "Know-how page", "Know-how", "How we do something here, from people who have done it.",
        "Say what the reader will be able to do: Setting up a virtual ward round",
        (
            Section("purpose", "What this is for", "What problem does it solve, and for whom?", 3, required=True),
            Section("scope", "When to use it, and when not", "Which wards, patients or situations?", 3),
            Section("context", "Where it was tried", "The setting, the team, and what came of it.", 3),
            Section("steps", "What to do", "Start each step on a new line with 1. 2. 3.", 10, required=True),
            Section("traps", "Traps", "What went wrong for us, so that it need not for others.", 4),
            Section("contacts", "Whom to talk to", "Roles or teams. Choose named people under Who to ask.", 2),
            Section("links", "Further reading", "Links to what this rests on.", 3),
        ),
        review_months=12, half_life_months=24,
    ),
    Kind(
        ItemKind.POLICY, "Policy", "Policies", "What must be done here, and who has agreed that it must.",
        "The name people use for it: Visiting hours and visitors",
        (
            Section("text", "", "The policy, or its main points if the document is attached or held elsewhere.", 12,
                    required=True),
            Section("changes", "What changed in this version", "The main points for people who knew the last one.", 3),
        ),
        review_months=24, half_life_months=36,
    ),
    Kind(
        ItemKind.GUIDELINE, "Guideline", "Guidelines", "How we advise people to act, and on what grounds.",
        "What it guides: Preventing falls on adult wards",
        (
            Section("text", "", "The advice. Put what to do first and the reasons after it.", 12, required=True),
            Section("rests_on", "What it rests on", "National guidance, research or local experience, with links.", 4),
        ),
        review_months=24, half_life_months=30,
    ),
    Kind(
        ItemKind.LESSON, "Lesson", "Lessons", "What happened, what we learned, and what we do differently now.",
        "The lesson in one line: Tell the pharmacy before the ward moves",
        (
            Section("happened", "What happened", "In a few sentences. No names of patients or staff.", 4,
                    required=True),
            Section("learned", "What we learned", "What would you tell the next team?", 4, required=True),
            Section("different", "What is different now", "What was changed, by whom, or why nothing was.", 3,
                    required=True),
        ),
        review_months=24, half_life_months=48,
    ),
    Kind(
        ItemKind.STORY, "Good-practice story", "Good-practice stories", "What works here and could work elsewhere.",
        "What works: Quiet hours that patients asked for",
        (
            Section("problem", "What was the problem?", "", 3, required=True),
            Section("did", "What did you do?", "", 5, required=True),
            Section("difference", "What difference did it make?", "Figures if you have them, and how you know.", 4,
                    required=True),
            Section("advice", "What would you tell others?", "", 3),
        ),
        review_months=24, half_life_months=36,
    ),
    Kind(
        ItemKind.NOTE, "Evidence note", "Evidence notes", "What one piece of research, or a few, say about a question.",
        "The finding or the question: Do bed alarms prevent falls?",
        (
            Section("question", "The question", "", 2, required=True),
            Section("found", "What was found", "Design, size and result, with a link to the paper.", 6, required=True),
            Section("caution", "What to be careful about", "Who was studied, how well, and what is not known.", 3),
        ),
        review_months=18, half_life_months=30,
    ),
    Kind(
        ItemKind.DATA_SET, "Data set", "Data sets", "Figures that we hold: what they count, and how to get them.",
        "What it counts: Falls on adult wards by month",
        (
            Section("counts", "What it holds", "What is counted, for whom, and since when.", 4, required=True),
            Section("made", "Where it comes from", "Which system, how often, and who prepares it.", 3, required=True),
            Section("careful", "How to read it", "Known gaps, changes of definition, small numbers.", 4),
            Section("get", "How to get it", "Where it is, or whom to ask.", 2),
        ),
        review_months=12, half_life_months=18,
    ),
    Kind(
        ItemKind.LINK, "Useful link", "Useful links", "A page elsewhere that people here should know of.",
        "What people will find there",
        (Section("why", "Why it is useful", "Who should look at it, and when.", 3, required=True),),
        review_months=12, half_life_months=14, needs_address=True, takes_files=False,
    ),
)  # fmt: skip

BY_KEY: dict[str, Kind] = {str(kind.key): kind for kind in KINDS}


def body_of(kind: str, sections: dict[str, str]) -> str:
    """All parts in the order of the form, each under its heading, as one Markdown text."""
    parts = []
    for section in BY_KEY[kind].sections:
        text = sections.get(section.key, "").strip()
        if text:
            parts.append(f"## {section.heading}\n\n{text}" if section.heading else text)
    return "\n\n".join(parts)
