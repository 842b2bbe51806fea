from bibliography.model import Author, CitationLink, Deletion, Identifier, MeshHeading, Qualifier
from tests.bibliography.reading import article, citations, file, one, pubmed, rejected, ris, text


def test_pubmed_xml_gives_every_part_of_an_article() -> None:
    found = citations(file("pubmed.xml"))[0]
    assert found.source == "pubmed-xml"
    assert (found.pmid, found.version, found.doi) == ("90000001", 2, "10.1000/jwp.2019.0001")
    assert found.title == "Falls on older people's wards: CO2 sensors & sockets."
    assert found.original_title == "Caídas en salas."
    assert found.authors == (
        Author("Núñez", "Ana María", "AM", "", "0000-0001-2345-678X"),
        Author(collective="Safer Wards Group"),
    )
    assert (found.journal, found.journal_abbreviation) == ("Journal of ward practice", "J Ward Pract")
    assert found.issns == ("1234-5679", "1234-5660")
    assert (found.year, found.date) == (2019, "2019 Dec-2020 Jan")
    assert (found.volume, found.issue, found.pages) == ("12", "3", "101-109")
    assert found.abstract == "BACKGROUND: Falls harm people.\n\nMETHODS: We randomly assigned 40 wards."
    assert found.mesh[0] == MeshHeading(
        "Accidental Falls", "D000058", True, (Qualifier("prevention & control", "Q000517", True),)
    )
    assert found.keywords == ("falls",)
    assert [language.code for language in found.languages] == ["en", "es"]
    assert (found.country, found.status) == ("England", "MEDLINE")
    assert Identifier("pmcid", "PMC9000001") in found.identifiers
    assert Identifier("trial", "ISRCTN00000001") in found.identifiers


def test_a_retraction_and_a_concern_become_links_and_references_do_not() -> None:
    found = citations(file("pubmed.xml"))[0]
    assert found.links == (
        CitationLink(
            "retraction_in",
            "90000009",
            "10.1000/jwp.2021.0002",
            "J Ward Pract. 2021;14(1):2. doi: 10.1000/jwp.2021.0002.",
        ),
        CitationLink("expression_of_concern_in", note="J Ward Pract. 2020;13(1):1"),
    )


def test_a_book_in_pubmed_is_a_citation_too() -> None:
    found = citations(file("pubmed.xml"))[1]
    assert (found.title, found.journal) == ("Pressure sores", "Handbook of example care")
    assert found.publisher == "Institute of Examples"
    assert Identifier("isbn", "9780306406157") in found.identifiers


def test_each_withdrawn_pubmed_number_is_one_item() -> None:
    assert file("pubmed.xml")[2:] == [Deletion("90000003", 3), Deletion("90000004", 4)]


def test_the_older_medline_set_is_read() -> None:
    old = article().replace("<PubmedArticle>", "").replace("</PubmedArticle>", "")
    items = text(f"<MedlineCitationSet>{old}<DeleteCitation><PMID>5</PMID></DeleteCitation></MedlineCitationSet>")
    assert [type(item).__name__ for item in items] == ["Citation", "Deletion"]


def test_a_title_only_in_the_papers_own_language_stands_as_the_title() -> None:
    [found] = citations(
        text(pubmed(article(title="[Not Available].", more="<VernacularTitle>Sturz im Alter.</VernacularTitle>")))
    )
    assert found.title == "Sturz im Alter."


def test_nbib_gives_every_part() -> None:
    found, second = citations(file("pubmed.nbib"))
    assert found.title == "Nurse-led discharge from acute wards and the time that patients wait for medicines."
    assert (found.pmid, found.doi) == ("90000011", "10.1000/jwp.2019.0011")
    assert found.authors == (
        Author("O'Neill", "Siobhan", "S", "", "0000-0002-1825-0097"),
        Author("Zhang", "Wei Ming", "WM"),
        Author(collective="Discharge Study Group"),
    )
    assert found.abstract.split("\n\n")[1] == "METHODS: We followed 200 patients."
    assert [(one.descriptor, one.major) for one in found.mesh] == [
        ("Humans", False),
        ("Patient Discharge", True),
        ("Nurse's Role", True),
    ]
    assert [(link.kind, link.pmid, link.doi) for link in found.links] == [
        ("erratum_in", "90000012", ""),
        ("update_in", "", "10.1000/jwp.2023.0020"),
    ]
    assert second.authors == (Author("Brown", "", "J"),)
    assert second.languages[0].code == "de"


def test_ebsco_ris() -> None:
    [found] = citations(file("ebsco.ris"))
    assert found.title == "Handover at the bedside: what patients say."
    assert (found.year, found.date, found.pages) == (2018, "2018/04", "55-61")
    assert (found.journal, found.journal_abbreviation) == ("Journal of Ward Practice", "J WARD PRACT")
    assert found.pmid == ""
    assert (found.database, found.accession) == ("cin20", "199000001")


def test_ovid_medline_ris_gives_its_pubmed_number_and_its_headings() -> None:
    [found] = citations(file("ovid-medline.ris"))
    assert found.pmid == "90000021"
    assert ("Maternal Mortality", False, "trends") in [
        (one.descriptor, one.major, one.qualifiers[0].name) for one in found.mesh if one.qualifiers
    ]
    assert found.authors[1] == Author("de Souza", "Marcos A", "MA")


def test_embase_ris_keeps_its_own_number_and_takes_its_terms_as_keywords() -> None:
    [found] = citations(file("embase.ris"))
    assert found.pmid == ""
    assert found.mesh == ()
    assert found.keywords == ("delirium", "hip fracture")
    assert found.doi == "10.1000/aae/2019.31"
    assert Identifier("embase", "2019900031") in found.identifiers
    assert [language.code for language in found.languages] == ["en", "de"]


def test_lines_before_the_first_record_are_passed_over() -> None:
    [found] = file("proquest.ris")
    assert found.title == "Why wards change"
    assert found.publication_types == ("Thesis",)


def test_ris_that_breaks_the_rules_is_still_read_record_by_record() -> None:
    items = file("mixed-bad.ris")
    assert [getattr(item, "title", "rejected") for item in items] == [
        "A record without its end",
        "Small letters in the tags",
        "A record without its type",
        "rejected",
        "Long words that go on in the next line",
    ]
    last = citations(items)[-1]
    assert last.abstract.split("\n\n") == [
        "First paragraph.",
        "Second paragraph that goes on.",
        "ER-positive disease is meant here.",
    ]
    assert last.keywords == ("one", "two")
    assert rejected(items)[0].reason == "This entry has no title."


def test_two_ris_records_with_neither_start_nor_end_are_two() -> None:
    items = text("TI  - First\nAU  - One, A.\n\nTI  - Second\nAU  - Two, B.\n")
    assert [item.title for item in citations(items)] == ["First", "Second"]


def test_a_link_to_doi_org_or_pubmed_gives_the_number() -> None:
    found = one(ris(more="UR  - https://doi.org/10.1000/ABC%2F1\nUR  - https://pubmed.ncbi.nlm.nih.gov/90000077/\n"))
    assert (found.doi, found.pmid) == ("10.1000/abc/1", "90000077")


def test_a_month_beside_a_year_makes_one_date() -> None:
    found = one(ris(more="PY  - 2014\nDA  - Feb 28\n"))
    assert (found.year, found.date) == (2014, "2014 Feb 28")


def test_endnote_xml_with_its_styles() -> None:
    [found] = citations(file("endnote.xml"))
    assert found.title == "Swallow checks after stroke"
    assert (found.pmid, found.doi) == ("90000041", "10.1000/jwp.2016.0041")
    assert found.issns == ("1234-5679", "1234-5660")
    assert found.authors == (Author("Iqbal", "S.", "S"), Author(collective="Stroke Audit Group"))
    assert found.mesh[0].descriptor == "Stroke"
    assert found.mesh[0].major
    assert found.keywords == ("swallowing",)


def test_bibtex_with_latex_abbreviations_groups_and_a_repeated_key() -> None:
    items = file("library.bib")
    found = citations(items)[0]
    assert found.title == "Cost & care: ICU stays of β-blocker users"
    assert found.journal == "Journal of Ward Practice"
    assert found.authors == (
        Author("Müller", "Jörg", "J"),
        Author(collective="World Health Organization"),
        Author("García", "Ana", "A"),
    )
    assert found.pages == "10-19"
    assert [item.title for item in citations(items)[1:]] == ["The same key again", "Last one"]


def test_a_broken_bibtex_entry_is_rejected_and_the_rest_goes_on() -> None:
    [broken] = rejected(file("library.bib"))
    assert broken.position == 2
    assert broken.title_hint == "This one never closes"
    assert broken.reason == "A bracket or quotation mark of this entry is never closed."


def test_a_bibtex_field_given_twice_is_read_once() -> None:
    assert one("@article{a, title={First}, title={Second}, year={2001}}").title == "First"


def test_covidence_csv_with_a_line_end_inside_a_cell() -> None:
    first, second = citations(file("covidence.csv"))
    assert first.abstract == "Line one.\n\nLine two."
    assert (first.year, first.date, first.doi) == (2020, "2020 3", "10.1000/cov.1")
    assert second.title == "Second study"


def test_scopus_csv() -> None:
    [found] = citations(file("scopus.csv"))
    assert found.authors == (Author("Li", "Xia", "X"), Author("Ford", "Tom", "T"))
    assert (found.pmid, found.pages, found.journal_abbreviation) == ("90000051", "31-39", "Ex. J.")
    assert Identifier("scopus", "2-s2.0-85000000001") in found.identifiers


def test_a_table_parted_by_semicolons_after_excels_first_line() -> None:
    [found] = citations(file("semicolons.csv"))
    assert (found.title, found.pmid) == ("Half a title", "90000061")
    assert found.authors == (Author("Smith", "AB", "AB"), Author("Jones", "C", "C"))


def test_a_row_without_a_title_says_how_to_get_it() -> None:
    [row] = rejected(text("title,pubmedID\nA title,1\n,90000088\n"))
    assert "no title" in row.reason
    assert "90000088" in row.reason


def test_a_rejected_row_can_be_mended_and_read_again() -> None:
    [row] = rejected(text("title,year,pmid\n,2001,7\n"))
    mended = row.excerpt.replace(",2001,7", "Now with a title,2001,7")
    assert one(mended).title == "Now with a title"
