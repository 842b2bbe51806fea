"""The signs by which `design` names a study, as a table to read and to argue with.

Sources of the ideas: NLM's publication types and MeSH scope notes; the filters for trials and
reviews that Cochrane, SIGN and McMaster publish for searching. The words here are our own choice.
"""

import re
from dataclasses import dataclass
from typing import Final

from bibliography.design_names import DesignName


@dataclass(frozen=True, slots=True)
class Rule:
    """Signs of one design: words of a title, words of an abstract, headings (in small letters).

    No title fits that lacks all of `title_needs`, no abstract that lacks all of `abstract_needs`; none
    named: any may. They are looked for first, in small letters, because a plain search is many times
    quicker than the pattern and most texts have none of them.
    """

    design: DesignName
    title: re.Pattern[str] | None = None
    abstract: re.Pattern[str] | None = None
    title_needs: tuple[str, ...] = ()
    abstract_needs: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    outranks_types: bool = False


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# A title such as "Reporting of randomised trials" or "Comment on: a cohort study" is not such a study.
NEVER_AFTER: Final = _words(
    r"\b(?:report(?:ing)?s? (?:quality )?of|quality of(?: reporting)?|design of|conduct of"
    r"|methods? (?:for|of|in)|how to|comment(?:ary)? on|reply|"
    r"response to|re:|letter:|correction|corrigendum|erratum|protocol for|need for(?: a| an)?"
    r"|call for|time for|lessons (?:from|for)|implement\w* of|adherence to|"
    r"compliance with|uptake of|audit (?:of|against))\b[^.:]{0,60}$"
)

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "protocol",
        title_needs=("protocol",),
        title=_words(
            r"\bstudy protocol\b|\bprotocol (?:for|of) (?:a|an|the)\b|\btrial protocol\b"
            r"|[:\-–—] ?(?:a )?protocol\b|\breview protocol\b|\bprotocol of\b[^.]{0,200}\btrial\b"
        ),
        abstract_needs=("dissemination", "this protocol"),
        abstract=_words(r"\bethics and dissemination\s*:|\bthis protocol (?:describes|outlines|sets out|reports)"),
    ),
    Rule(
        "meta-analysis",
        title_needs=("meta", "pooled analysis"),
        title=_words(
            r"\bmeta[- ]?analy(?:sis|ses|tic|zed?|sed?)\b|\bmetaanaly"
            r"|\bpooled analysis of (?:randomi[sz]ed|controlled|clinical|trials|studies)"
        ),
        abstract_needs=("meta-analys", "meta analys", "metaanalys"),
        abstract=_words(
            r"\b(?:we|was|were|is|to|by)\b[^.]{0,50}\b(?:perform|conduct|undertak|undertook"
            r"|carried out|carry out|did)\w*\b[^.]{0,60}\bmeta[- ]?analys[ei]s\b"
            r"|\bmeta[- ]?analys[ei]s (?:was|were) (?:performed|conducted|undertaken|carried out"
            r"|done)\b|\bthis meta[- ]?analysis\b"
        ),
        outranks_types=True,
    ),
    Rule(
        "scoping review",
        title_needs=("scoping", "map"),
        title=_words(r"\bscoping (?:literature )?review\b|\bevidence (?:and gap )?map\b"),
        abstract_needs=("scoping review",),
        abstract=_words(r"\b(?:this|a|our) scoping review (?:was|aim|explor|identif|map)"),
        outranks_types=True,
    ),
    Rule(
        "systematic review",
        title=_words(
            r"\bsystematic(?:ally)? (?:literature |evidence |mixed[- ]methods? |umbrella |rapid "
            r"|qualitative )*(?:overview|review)\w*\b|\bumbrella review\b"
            r"|\brapid (?:evidence )?review\b"
            r"|\breview of systematic reviews\b|\bmeta[- ]?(?:ethnography|synthesis)\b"
            r"|\bcochrane review\b|\bqualitative evidence synthesis\b"
        ),
        abstract_needs=("systematic", "searched", "selection criteria"),
        abstract=_words(
            r"\b(?:this|a|our|we (?:did|performed|conducted|undertook|carried out) (?:a"
            r"|an)) systematic (?:literature )?review (?:was|of|aim|identif|includ|to)"
            r"|\bsystematic (?:literature |review )?(?:search|review) (?:was|were) (?:performed"
            r"|conducted|undertaken|carried out|made)\b|\bwe systematically (?:searched"
            r"|reviewed)\b"
            r"|\b(?:we )?searched (?:the )?(?:cochrane|medline|pubmed|embase|cinahl|central)\b"
            r"|\b(?:medline|pubmed|embase)\b[^.]{0,120}\b(?:was"
            r"|were) (?:systematically )?searched\b"
            r"|\bselection criteria\s*:?\s+(?:we included |all )?(?:randomi[sz]ed|studies|trials)"
        ),
        outranks_types=True,
    ),
    Rule(
        "economic evaluation",
        title_needs=("cost", "economic", "budget"),
        title=_words(
            r"\bcost[- /](?:effectiveness|utility|benefit|minimi[sz]ation|consequence)s?\b"
            r"|\b(?:health[- ])?economic (?:evaluation|analysis|model\w*)\b|\bbudget impact\b"
            r"|\bcost[- ]?effective\b"
        ),
        abstract_needs=("cost",),
        abstract=_words(
            r"\bincremental cost[- ]effectiveness ratio|\bcost per (?:qaly|quality[- ]adjusted)"
            r"|\bcost[- ](?:effectiveness|utility) (?:analysis|model)\b"
        ),
        outranks_types=True,
    ),
    Rule(
        "guideline",
        title_needs=("guideline", "consensus", "position", "practice", "statement", "recommendation"),
        title=_words(
            r"\b(?:clinical |practice |management |treatment |evidence[- ]based |consensus "
            r"|international |national |european |british |nice )*guidelines? (?:for|on|of"
            r"|from)\b|[:\-–—] ?(?:a )?(?:clinical practice |practice )?guidelines?\b"
            r"|\b(?:expert )?consensus (?:on\b|statement|recommendations?|guidelines?|report)\b"
            r"|\bposition (?:statement|paper)\b|\bpractice parameters?\b|\bscientific statement\b"
            r"|\b(?:clinical|practice) recommendations\b"
        ),
    ),
    Rule(
        "randomised trial",
        title_needs=("random", "rct", "blind", "placebo", "phase"),
        title=_words(
            r"(?<!non-)(?<!non )(?<!mendelian )(?<!un)\brandomi[sz]ed\b(?! (?:controlled "
            r"|clinical )?(?:trials|studies)\b)|\brandomi[sz]ed (?:controlled |clinical )?trial\b"
            r"|\brct\b(?!s)|\bdouble[- ]blind\b|\bplacebo[- ]controlled\b"
            r"|\bphase (?:iii|3)\b[^.]{0,200}\btrial\b|\bsingle[- ]blind\b"
        ),
        abstract_needs=("random", "blind"),
        abstract=_words(
            r"(?<!not )\b(?:were|was|be|been|are|subjects|patients|participants|women|men"
            r"|children|adults|practices|wards) (?:then |subsequently |also )?(?:randomly"
            r"|randomi[sz]ed)\b(?! (?:selected|sampled|chosen|drawn))"
            r"|\brandomly (?:assigned|allocated|divided|received)\b|\bwe randomi[sz]ed\b"
            r"|\brandomi[sz]ed (?:\w+[- ,]+){0,4}(?:study|trial)\b(?! (?:is|are) needed)"
            r"|\bdouble[- ]blind\w*,? (?:\w+[- ,]+){0,3}(?:trial|study)\b"
            r"|\brandomi[sz]ed to (?:receive|either|treatment)"
        ),
        headings=("random allocation", "double-blind method", "single-blind method"),
    ),
    Rule(
        "diagnostic accuracy study",
        title=_words(
            r"\bdiagnostic (?:accuracy|performance|value|utility|test accuracy|yield)\b"
            r"|\bsensitivity and specificity\b|\btest accuracy\b|\baccuracy of [^.]{0,200}\b(?:diagnos"
            r"|detect|screen|predict)\w*"
        ),
        abstract_needs=("sensitivit", " standard"),
        abstract=_words(
            r"\bsensitivit(?:y|ies)\b[^.]{0,60}\bspecificit(?:y"
            r"|ies)\b[^.]{0,80}\b\d{2,3}(?:\.\d+)? ?%|\b(?:reference"
            r"|gold) standard\b[^.]{0,200}\b(?:sensitivity|accuracy)\b"
        ),
    ),
    Rule(
        "case-control study",
        title=_words(r"\bcase[-– ](?:control|referent)\b|\bcase[- ]crossover\b"),
        abstract_needs=("case-control", "case–control", "case control"),
        abstract=_words(
            r"\b(?:this|a|our|nested|matched|population-based|hospital-based"
            r"|retrospective) (?:nested |matched |population-based |hospital-based "
            r"|retrospective )*case[-– ]control (?:study|design|analysis)\b"
        ),
        headings=("case-control studies",),
    ),
    Rule(
        "qualitative study",
        title=_words(
            r"\bqualitative\b|\bfocus groups?\b|\binterview study\b|\bphenomenolog\w+"
            r"|\bgrounded theory\b|\bethnograph\w+|\blived experiences?\b|\bthematic analysis\b"
            r"|\bphotovoice\b|\bnarrative inquiry\b"
        ),
        abstract_needs=("interview", "thematic", "framework analysis", "focus group", "qualitative"),
        abstract=_words(
            r"\bsemi[- ]?structured (?:\w+[- ]){0,3}interviews?\b"
            r"|\bthematic(?:ally)? (?:content )?analy[sz]\w+|\bframework analysis\b"
            r"|\bfocus groups? (?:were|with|discussions?)\b|\bin[- ]depth interviews\b"
            r"|\bqualitative (?:study|interviews|design|descriptive)\b"
        ),
        headings=("qualitative research",),
    ),
    Rule(
        "cohort study",
        title=_words(
            r"\bcohorts?\b|\bfollow[- ]up study\b|\blongitudinal\b"
            r"|\bprospective(?:ly)?\b(?! (?:payment|memory))|\bretrospective(?:ly)?\b"
            r"|\bregist(?:ry|er)[- ](?:based|study)\b|\b\d+[- ]years? (?:of )?(?:follow[- ]up"
            r"|outcomes?|results)\b"
        ),
        abstract_needs=("cohort", "followed", "retrospective", "prospective", "longitudinal", "record", "chart"),
        abstract=_words(
            r"\b(?:prospective|retrospective|historical|population-based|birth|inception"
            r"|observational) (?:\w+[- ]){0,2}cohort\b|\bcohort (?:study|of \d|design|analysis)\b"
            r"|\bwere (?:prospectively )?followed(?: up)?\b"
            r"|\bretrospective(?:ly)? (?:\w+[- ]){0,2}(?:review|study|analy[sz]|evaluat|collect"
            r"|chart)\w*"
            r"|\bprospective(?:ly)? (?:\w+[- ]){0,2}(?:study|observational|collect|enrol)\w*"
            r"|\blongitudinal (?:study|data|analysis)\b|\b(?:medical|patient|clinical"
            r"|hospital) (?:records|charts) (?:of|were)\b"
        ),
    ),
    Rule(
        "cross-sectional study",
        title=_words(r"\bcross[- ]sectional\b|\bsurvey\b|\bprevalence of\b|\bquestionnaire\b|\bpoint prevalence\b"),
        abstract_needs=("sectional", "questionnaire", "survey"),
        abstract=_words(
            r"\bcross[- ]sectional\b|\b(?:questionnaires?|surveys?) (?:was|were) (?:sent|mailed"
            r"|distributed|completed|administered|conducted)\b|\b(?:online|postal|web-based"
            r"|national|telephone) (?:survey|questionnaire)\b"
        ),
    ),
    Rule(
        "non-randomised trial",
        title=_words(
            r"\bbefore[- ]and[- ]after\b|\bpre[-–/ ]?post\b|\bquasi[- ]experiment\w*"
            r"|\binterrupted time[- ]series\b|\bnon[- ]?randomi[sz]ed\b|\bsingle[- ]arm\b"
            r"|\bopen[- ]label\b|\bphase (?:i|ii|1|2|1/2|i/ii)[ab]?\b|\bclinical trial\b"
            r"|\bpilot (?:study|trial)\b|\bfeasibility\b"
        ),
        abstract_needs=(
            "and-after",
            "and after",
            "quasi",
            "interrupted time",
            "randomi",
            "single-arm",
            "single arm",
            "open-label",
            "open label",
            "phase ",
        ),
        abstract=_words(
            r"\bbefore[- ]and[- ]after (?:study|design|comparison)\b|\bquasi[- ]experimental\b"
            r"|\binterrupted time[- ]series\b|\bnon[- ]?randomi[sz]ed\b|\bsingle[- ]arm\b"
            r"|\bopen[- ]label\b|\bphase (?:i|ii|1|2|1/2|i/ii)[ab]? (?:\w+ ){0,3}(?:trial|study)\b"
        ),
    ),
    Rule(
        "case series",
        title_needs=("case", "series", "report"),
        title=_words(
            r"\bcase[- ]series\b|\b(?:series|report) of (?:\d+|two|three|four|five|six|seven"
            r"|eight|nine|ten) (?:cases|patients)\b|\b(?:two|three|four|five) cases\b"
            r"|\bcase reports and\b"
        ),
        abstract_needs=("case series", "we report", "we describe", "we present"),
        abstract=_words(
            r"\bcase series\b|\bwe (?:report|describe|present) (?:on )?(?:\d+|two|three|four|five"
            r"|six|seven|eight|nine|ten) (?:\w+ ){0,3}(?:cases|patients)\b"
        ),
    ),
    Rule(
        "case report",
        title=_words(
            r"\bcase (?:report|study|presentation)s?\b|\ba (?:rare |unusual |unique "
            r"|fatal )?case of\b|\bcase of\b|\b(?:rare|unusual) (?:case|presentation|cause)\b"
            r"|\breport of (?:a|one) case\b|\bpresenting as\b"
        ),
        abstract_needs=(
            "we report",
            "we describe",
            "we present",
            "year-old",
            "year old",
            "case report",
            "case presentation",
        ),
        abstract=_words(
            r"\bwe (?:report|describe|present) (?:a|an|the|one|here a) (?:\w+[- ]){0,3}(?:case"
            r"|patient|man|woman|boy|girl|infant|child)\b"
            r"|\b\d+[- ]year[- ]old (?:\w+ ){0,3}(?:man|woman|male|female|boy|girl|patient)\b"
            r"|\bcase (?:report|presentation)\b"
        ),
    ),
    Rule(
        "narrative review",
        title_needs=(
            "review",
            "overview",
            "update",
            "primer",
            "state",
            "current",
            "recent",
            "know",
            "are we",
            "challenges",
        ),
        title=_words(
            r"\b(?:a |an |the )?(?:(?:clinical|literature|critical|narrative|brief|mini"
            r"|comprehensive|integrative|updated|concise|practical|current|historical|invited"
            r"|state[- ]of[- ]the[- ]art)[- ])+(?:review|overview)\b|[:\-–—] ?(?:a "
            r"|an )?(?:review|overview|update|primer)\b|\breview of (?:the )?(?:literature"
            r"|evidence|current)\b"
            r"|\bstate of the art\b|\bcurrent (?:concepts|perspectives|status|trends)\b"
            r"|\brecent (?:advances|developments)\b|\b(?:what|where) (?:do we know|are we)\b"
            r"|\ban? (?:overview|update)\b|\bchallenges and opportunities\b"
        ),
        abstract_needs=("review", "overview", "summari", "discuss", "outline", "in this "),
        abstract=_words(
            r"\bthis (?:\w+ ){0,2}(?:review|overview)(?: article| paper)?\b|\b(?:we|here we"
            r"|this (?:article|paper|chapter)) (?:will )?(?:reviews?|summari[sz]es?"
            r"|discuss(?:es)?|outlines?|provides? an overview)\b|\bin this (?:\w+ )?(?:review"
            r"|article|paper|chapter), (?:we|the)\b|\bis reviewed\b|\bare reviewed\b"
        ),
    ),
    Rule(
        "opinion",
        title_needs=("editorial", "comment", "re:", "reply", "response", "letter", "viewpoint", "perspective"),
        title=_words(
            r"\beditorial\b|\bcommentary\b|^(?:re:|comment on|reply|response to|letter)"
            r"|\bauthors?'?s? (?:reply|response)\b|\bviewpoint\b|\bin reply\b"
            r"|\bletter to the editor\b|\bperspective\b"
        ),
    ),
    Rule(
        "cohort study",
        headings=(
            "cohort studies",
            "follow-up studies",
            "longitudinal studies",
            "prospective studies",
            "retrospective studies",
        ),
    ),
    Rule(
        "cross-sectional study",
        headings=("cross-sectional studies", "health surveys", "health care surveys", "surveys and questionnaires"),
    ),
    Rule("diagnostic accuracy study", headings=("sensitivity and specificity",)),
)

ANIMAL_WORDS: Final = _words(
    r"\b(?:rats?|mice|mouse|murine|rabbits?|pigs?|swine|porcine|piglets?|dogs?|canine|cats?"
    r"|feline|sheep|ovine|goats?|bovine|cattle|cows?|horses?|equine|chick(?:en)?s?|zebrafish"
    r"|drosophila|monkeys?|macaques?|hamsters?|guinea[- ]pigs?|ferrets?|veterinary|"
    r"in[- ]vitro|cell lines?|cultured (?:\w+ )?cells|spaniels?|terriers?|knockout|transgenic"
    r"|escherichia coli strains?|yeast)\b"
)
HUMAN_WORDS: Final = _words(
    r"\b(?:patients?|humans?|people|persons?|women|men|children|adults?|infants?|volunteers?"
    r"|participants?|clinical trial|nurses?|physicians?|owners?' (?:health|views))\b"
)
