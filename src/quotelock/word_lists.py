"""Word lists: what denies, what says a direction, what says neither."""

DENIERS = {
    "cannot", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing", "without",
}  # fmt: skip
DENIES_TO = {
    "fail", "failed", "failing", "fails", "failure", "inability", "unable",
}  # fmt: skip
"""These deny what follows "to"."""
DENIES_OF = {
    "absence", "lack", "lacked", "lacking", "lacks",
}  # fmt: skip
"""These deny what follows "of"."""
NOT_DENYING = {
    ("no", "fewer"),
    ("no", "later"),
    ("no", "less"),
    ("no", "longer"),
    ("no", "more"),
    ("no", "or"),
    ("not", "just"),
    ("not", "least"),
    ("not", "merely"),
    ("not", "only"),
    ("not", "to"),
    ("with", "without"),
    ("without", "or"),
}
"""The first of these denies nothing before the second."""

OPPOSITES = {
    "disagree": "agree",
    "impossible": "possible",
    "inadequate": "adequate",
    "inappropriate": "appropriate",
    "incomplete": "complete",
    "inconsistent": "consistent",
    "ineffective": "effective",
    "insignificant": "significant",
    "insufficient": "sufficient",
    "nonadherence": "adherence",
    "nonsignificant": "significant",
    "unable": "able",
    "unacceptable": "acceptable",
    "unaffected": "affected",
    "unavailable": "available",
    "uncertain": "certain",
    "unchanged": "changed",
    "unclear": "clear",
    "uncommon": "common",
    "unexpected": "expected",
    "unfavourable": "favourable",
    "unhelpful": "helpful",
    "unimportant": "important",
    "unknown": "known",
    "unlikely": "likely",
    "unnecessary": "necessary",
    "unrelated": "related",
    "unreliable": "reliable",
    "unsafe": "safe",
    "unsuccessful": "successful",
    "unsupported": "supported",
    "untolerated": "tolerated",
    "untreated": "treated",
}
"""Words that are another with a "not"."""

LIGHT = {
    "appear", "believ", "demonstr", "detect", "evid", "find", "found", "have", "indic", "lead", "led", "observ",
    "produc", "proof", "prove", "report", "result", "seem", "show", "shown", "sign", "suggest", "support",
    "thought",
}  # fmt: skip
"""Stems. A denial of these denies what they are about: "no evidence that it reduces pain"."""
FUNCTION = {
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "from", "as", "is", "was", "were",
    "are", "be", "been", "being", "has", "have", "had", "do", "does", "did", "can", "could", "may", "might",
    "must", "shall", "should", "will", "would", "that", "this", "these", "those", "it", "its", "their", "his",
    "her", "they", "there", "we", "our", "or", "and", "but", "than", "any", "all", "some", "such", "other",
    "both", "each", "either", "also", "yet", "so", "if", "when", "while", "which", "who", "whom", "whose",
    "only", "more", "most", "very", "much", "too", "between", "among", "after", "before", "during", "into",
    "over", "under", "per", "because", "s", "t",
}  # fmt: skip
"""Small words, which say little by themselves."""
PASSED_OVER = FUNCTION - {"more", "most", "only"} | {
    "additional", "apparent", "appreciable", "clear", "clinical", "consistent", "discernible", "further",
    "great", "important", "major", "marked", "obvious", "overall", "relevant", "significant", "statistical",
    "substantial",
}  # fmt: skip
"""What stands between a "not" and the word that it denies."""

_DIRECTIONS = {
    "amount+": """
        more increase increased increases increasing increasingly higher raise raised raises raising greater rise
        rises rose risen rising larger elevated elevate elevates elevation elevations gain gained gains bigger
        stronger upward exceeded exceeds grew augmented augments boosted boosts heavier heightened most highest
        greatest largest oftener
    """,
    "amount-": """
        less fewer decrease decreased decreases decreasing reduce reduced reduces reducing reduction reductions
        lower lowered lowers lowering decline declined declines declining drop dropped drops smaller diminish
        diminished diminishes diminishing lessened loss losses lost weaker downward attenuated attenuates attenuate
        attenuation lighter least lowest smallest fewest cut cuts alleviated suppressed halved
    """,
    "better+": """
        better improve improved improves improving improvement improvements benefit benefits benefited beneficial
        superior superiority enhance enhanced enhances enhancing enhancement best helped helps favourable favorable
        positive positively
    """,
    "better-": """
        worse worsen worsened worsens worsening harm harms harmed harmful inferior inferiority deteriorate
        deteriorated deteriorates deterioration deteriorations impair impaired impairs impairment worst detrimental
        unfavorable negative negatively
    """,
    "speed+": """
        faster quicker sooner earlier accelerate accelerated accelerates quickly rapid rapidly fast quick early
        speeded
    """,
    "speed-": """
        slower later delay delayed delays slow slowed slows slowly slowing late
    """,
    "length+": """
        longer prolong prolonged prolongs prolonging lengthen lengthened prolongation longest extended long
    """,
    "length-": """
        shorter shorten shortened shortens shortening shortest short
    """,
    "level+": """
        high above over upper maximum maximal large strong often frequently majority after success successful easier
    """,
    "level-": """
        low below under minimum minimal small weak rarely seldom minority before failure unsuccessful harder
    """,
}
DIRECTIONS = {word: axis for axis, words in _DIRECTIONS.items() for word in words.split()}
"""Words that say a direction: which, and up or down on it."""
ONLY_IN_PLACE = {
    "best", "cut", "cuts", "delay", "delayed", "delays", "earlier", "early", "elevated", "extended", "fast",
    "gain", "helped", "helps", "highest", "impaired", "impairment", "increasing", "increasingly", "late",
    "later", "least", "long", "longest", "loss", "losses", "lost", "lowest", "most", "negative", "negatively",
    "positive", "positively", "quick", "quickly", "raised", "rapid", "rapidly", "short", "shortest", "slow",
    "slowly", "worst",
}  # fmt: skip
"""Too common in names and in times to say by themselves which way a sentence goes."""
PARTS_OF_NAMES = {
    "abdominal", "back", "body", "bound", "extremities", "extremity", "gastrointestinal", "gi", "half",
    "income", "leg", "legs", "limb", "limbs", "quartile", "respiratory", "tertile", "third", "urinary",
}  # fmt: skip
""""Lower" before these is part of a name."""
SAME_WORDS = {
    "comparable", "equal", "equally", "equivalent", "ns", "similar", "similarly",
}  # fmt: skip
"""These say that there was no difference."""
NO_DIFFERENCE = {
    "affect", "associ", "chang", "correl", "differ", "differenti", "effect", "impact", "influenc", "relat",
    "signific",
}  # fmt: skip
"""Stems. Denied, these say that nothing was found."""
NEARLY_DENIES = {
    "onli", "few", "little", "rare", "fail", "lack", "absent", "absenc", "exclud", "stop", "ceas", "withdrawn", "low",
    "mere", "hard", "bare", "limit", "unabl", "miss", "refus", "avoid", "prevent", "free", "except", "although", "but",
    "minim", "neglig", "zero", "alter", "discontinu", "remain", "less", "fewer", "despit",
}  # fmt: skip
"""Stems. People say these with "not" in other words."""
