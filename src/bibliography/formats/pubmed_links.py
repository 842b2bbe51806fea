"""The ways in which PubMed ties one citation to another, in its XML and in its tagged format."""

from bibliography.identifiers import doi
from bibliography.model import CitationLink, LinkKind
from bibliography.text import clean

# XML's RefType and the tag of the MEDLINE format. `Cites` is left out: it lists what a paper refers
# to, which changes nothing about how the paper should be read.
_KINDS: tuple[tuple[str, str, LinkKind], ...] = (
    ("RetractionIn", "RIN", "retraction_in"),
    ("RetractionOf", "ROF", "retraction_of"),
    ("PartialRetractionIn", "PRIN", "partial_retraction_in"),
    ("PartialRetractionOf", "PROF", "partial_retraction_of"),
    ("RetractedandRepublishedIn", "RRI", "retracted_republished_in"),
    ("RetractedandRepublishedFrom", "RRF", "retracted_republished_from"),
    ("ExpressionOfConcernIn", "ECI", "expression_of_concern_in"),
    ("ExpressionOfConcernFor", "ECF", "expression_of_concern_for"),
    ("ErratumIn", "EIN", "erratum_in"),
    ("ErratumFor", "EFR", "erratum_for"),
    ("UpdateIn", "UIN", "update_in"),
    ("UpdateOf", "UOF", "update_of"),
    ("CorrectedandRepublishedIn", "CRI", "corrected_republished_in"),
    ("CorrectedandRepublishedFrom", "CRF", "corrected_republished_from"),
    ("RepublishedIn", "RPI", "republished_in"),
    ("RepublishedFrom", "RPF", "republished_from"),
    ("CommentIn", "CIN", "comment_in"),
    ("CommentOn", "CON", "comment_on"),
    ("ReprintIn", "REIN", "reprint_in"),
    ("ReprintOf", "REOF", "reprint_of"),
    ("OriginalReportIn", "ORI", "original_report_in"),
    ("SummaryForPatientsIn", "SPIN", "patient_summary_in"),
    ("AssociatedDataset", "DDIN", "dataset_described_in"),
    ("AssociatedPublication", "DRIN", "dataset_described_on"),
)
BY_REF_TYPE: dict[str, LinkKind] = {ref_type: kind for ref_type, _, kind in _KINDS}
BY_TAG: dict[str, LinkKind] = {tag: kind for _, tag, kind in _KINDS}
# Words that Europe PMC uses for the same.
BY_WORDS: dict[str, LinkKind] = {
    **{ref_type.lower(): kind for ref_type, _, kind in _KINDS},
    **{kind.replace("_", " "): kind for _, _, kind in _KINDS},
    "retracted in": "retraction_in",
    "erratum": "erratum_in",
    "comment": "comment_in",
    "expression of concern": "expression_of_concern_in",
}


def link(kind: LinkKind, *, pmid: str, words: str) -> CitationLink:
    """A link; the DOI is taken from the words when they name one."""
    return CitationLink(kind=kind, pmid=pmid, doi=doi(words), note=clean(words)[:500])
