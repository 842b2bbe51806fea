"""A made-up road for the preview page: one thing of each kind, and every way in which a thing can be drawn."""

from fingerpost.ui.pictures.road import Group, Road, Waypoint


def _group(kind: str, kind_name: str, *given: dict[str, str | bool]) -> Group:
    return Group(kind, kind_name, tuple(Waypoint(kind, kind_name, **one) for one in given))  # type: ignore[arg-type]


EXAMPLE_ROAD = Road(
    question="Should every patient over 65 on our wards get non-slip socks to prevent falls?",
    question_href="#question",
    groups=(
        _group(
            "evidence",
            "Published evidence",
            {
                "title": "Non-slip socks and falls in hospital: a systematic review",
                "href": "#review",
                "note": "Little found: we cannot say",
            },
            {
                "title": "Gripper socks on three wards: a before-and-after study",
                "href": "#study",
                "warning": "Retracted by its journal on 3 May 2024",
                "considered": True,
            },
        ),
        _group(
            "guideline",
            "Guidelines",
            {
                "title": "Preventing falls in older people",
                "href": "#guideline",
                "note": "In date; checked in March 2026",
            },
        ),
        _group(
            "policy",
            "Policies here",
            {"title": "Falls: assessment and care on wards", "href": "#policy", "note": "Review due 1 May 2027"},
        ),
        _group(
            "data", "Local data", {"title": "6.1 falls for 1,000 bed days in 2025", "note": "Ward 7, incident reports"}
        ),
        _group(
            "know-how",
            "Know-how",
            {"title": "How Ward 12 got through winter with fewer falls", "href": "#know-how"},
            {"title": "", "restricted": True},
        ),
        _group(
            "lessons", "Lessons learned", {"title": "Falls at night on Ward 3: what we learned", "href": "#lessons"}
        ),
        _group(
            "voices",
            "What patients and staff said",
            {"title": "“The socks are too big. I walk better in my own slippers.”", "note": "Patients’ forum"},
        ),
        _group("judgement", "Judgement", {"title": "Footwear that fits matters more than the sole"}),
    ),
    end="We do not buy non-slip socks. Footwear is checked at the first assessment.",
    end_href="#decision",
    end_note="Decided by the falls group on 14 April 2026",
    end_kind="decision",
)
