"""The QTI 3.0 package: valid names, one resource a file, scoring that every player understands."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from exports import markup
from exports.document import ExportItem, FormDocument
from exports.formats.qti30.write import entries, losses, write
from tests.exports.samples import AWKWARD, STAFF_WORDS, a_form, an_item, an_option
from tests.exports.strategies import awkward_texts, broken_texts

NAMES = {
    "q": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "cp": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "lom": "http://ltsc.ieee.org/xsd/LOM",
}
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def parsed(content: bytes) -> etree._Element:
    """Parse *content* as a reader should: no entities, no DTD, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def element(root: etree._Element, path: str) -> etree._Element:
    """Return the only element of *root* at *path*."""
    (found,) = root.iterfind(path, NAMES)
    return found


def manifest(form: FormDocument) -> etree._Element:
    """Return the manifest of the package of *form*."""
    return parsed(entries(form)["imsmanifest.xml"])


def assessment(form: FormDocument) -> etree._Element:
    """Return the test of the package of *form*."""
    return parsed(entries(form)[f"{form.identifier}.xml"])


def only_item(item: ExportItem) -> etree._Element:
    """Return the item file of a form that holds *item* alone."""
    (content,) = [content for path, content in entries(a_form(item)).items() if path.startswith("items/")]
    return parsed(content)


def squeezed(text: str) -> str:
    """Return *text* without white space, which blocks add and take."""
    return "".join(text.split())


class TestPackage:
    """One archive that strict readers accept."""

    def test_the_manifest_comes_first_and_at_the_root(self) -> None:
        """Readers look for it there."""
        (content,) = write(a_form()).values()

        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert names == ["imsmanifest.xml", "FORM-A.xml", "items/ITEM-1.xml", "items/ITEM-2.xml"]

    def test_the_same_form_gives_the_same_bytes(self) -> None:
        """Anyone can compare two exports."""
        assert write(a_form()) == write(a_form())

    def test_the_archive_is_dated_by_the_lock(self) -> None:
        """The clock of the exporting machine does not matter."""
        (content,) = write(a_form()).values()

        dates = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()}
        assert dates == {(2026, 3, 4, 5, 6, 8)}

    def test_every_file_is_in_exactly_one_resource(self) -> None:
        """Stray and doubly listed files make strict readers refuse."""
        form = a_form()

        listed = sorted(file.get("href", "") for file in manifest(form).iterfind(".//cp:file", NAMES))
        assert listed == sorted(path for path in entries(form) if path != "imsmanifest.xml")

    def test_a_form_named_like_its_item_gets_a_name_of_its_own(self) -> None:
        """Identifiers are unique in a package, capitals aside."""
        files = entries(a_form(an_item("FORM-a"), identifier="Form-A"))

        assert len({path.casefold().rsplit("/", 1)[-1] for path in files}) == len(files)

    def test_item_resource_and_reference_share_one_identifier(self) -> None:
        """Converters lose the thread otherwise."""
        form = a_form(an_item("7 odd/name"))

        resource = element(manifest(form), ".//cp:resource[@type='imsqti_item_xmlv3p0']").get("identifier")
        reference = element(assessment(form), ".//q:qti-assessment-item-ref").get("identifier")
        assert resource == reference == only_item(form.items[0]).get("identifier")

    @pytest.mark.parametrize("identifier", ["7", "a b", "ITEM/1", "x" * 50, "ñandú", "-a"])
    def test_odd_identifiers_become_xml_names(self, identifier: str) -> None:
        """The bank's own identifier stays in the metadata."""
        form = a_form(an_item(identifier))

        name = element(manifest(form), ".//cp:resource[@type='imsqti_item_xmlv3p0']").get("identifier", "")
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}", name)

    def test_the_test_depends_on_every_item(self) -> None:
        """A reader that takes the test takes its items."""
        resource = element(manifest(a_form()), ".//cp:resource[@type='imsqti_test_xmlv3p0']")

        assert [one.get("identifierref") for one in resource.iterfind("cp:dependency", NAMES)] == [
            "ITEM-1",
            "ITEM-2",
        ]


class TestMetadata:
    """What a catalogue wants to know, in the order that readers insist on."""

    def test_qti_metadata_comes_before_the_catalogue_record(self) -> None:
        """The other order is refused."""
        metadata = element(manifest(a_form(an_item())), ".//cp:resource/cp:metadata")

        assert [etree.QName(child).localname for child in metadata] == ["qtiMetadata", "lom"]

    def test_schema_and_version_are_those_of_the_profile(self) -> None:
        """Readers choose by them."""
        root = manifest(a_form())

        found = (
            root.findtext("cp:metadata/cp:schema", None, NAMES),
            root.findtext(".//cp:schemaversion", None, NAMES),
        )
        assert found == ("QTI Package", "3.0.0")

    def test_the_banks_key_and_hash_travel_with_the_item(self) -> None:
        """Anyone can tell which revision this is."""
        resource = element(manifest(a_form(an_item("7 odd"))), ".//cp:resource[@type='imsqti_item_xmlv3p0']")

        found = [entry.text for entry in resource.iterfind(".//lom:entry", NAMES)][:2]
        assert found == ["7 odd", "ab" * 32]

    def test_the_framework_is_credited(self) -> None:
        """Its licence asks for it."""
        rights = element(manifest(a_form()), ".//lom:rights/lom:description/lom:string")

        assert rights.text == "Framework by an institute, CC BY 4.0"


class TestAssessment:
    """The order, the limits and the sum that were locked."""

    def test_the_items_stand_in_form_order(self) -> None:
        """What was approved is what is given."""
        form = a_form(an_item("Z"), an_item("A"))

        references = assessment(form).iterfind(".//q:qti-assessment-item-ref", NAMES)
        assert [one.get("identifier") for one in references] == ["Z", "A"]

    def test_the_time_limit_is_in_seconds(self) -> None:
        """45 minutes."""
        assert element(assessment(a_form()), "q:qti-time-limits").get("max-time") == "2700"

    def test_the_language_is_not_on_the_test(self) -> None:
        """The schema allows it on items only."""
        assert XML_LANGUAGE not in assessment(a_form()).attrib

    def test_an_exam_allows_one_attempt_and_shows_nothing(self) -> None:
        """No feedback, no solution, no second try."""
        control = element(assessment(a_form()), ".//q:qti-item-session-control")

        assert dict(control.attrib) == {
            "max-attempts": "1",
            "show-feedback": "false",
            "show-solution": "false",
        }

    def test_the_score_is_the_sum_of_the_items(self) -> None:
        """Players add up what the items scored."""
        rule = element(assessment(a_form()), "q:qti-outcome-processing/*[@identifier='SCORE']")

        variables = element(rule, "q:qti-sum/q:qti-test-variables")
        assert variables.get("variable-identifier") == "SCORE"

    def test_maximum_and_pass_mark_are_points(self) -> None:
        """Two items, two points, both needed here."""
        score = element(assessment(a_form()), "q:qti-outcome-declaration[@identifier='SCORE']")

        assert (score.get("normal-maximum"), score.get("mastery-value")) == ("2", "2")

    def test_instructions_are_for_the_candidate(self) -> None:
        """They stand in a rubric with its use named and its content wrapped, as 3.0 wants."""
        rubric = element(assessment(a_form()), "q:qti-rubric-block")

        assert (rubric.get("use"), rubric.get("view")) == ("instructions", "candidate")
        assert "".join(element(rubric, "q:qti-content-body").itertext()) == "Choose one answer."

    def test_a_form_without_limits_has_none(self) -> None:
        """No invented limit."""
        form = replace(a_form(), time_limit_minutes=None, pass_mark=None, instructions="")

        assert assessment(form).find("q:qti-time-limits", NAMES) is None


class TestItem:
    """The question, its key, and one point for it."""

    def test_the_key_is_the_choice_that_was_approved(self) -> None:
        """The second option, by its stable identifier."""
        value = element(only_item(an_item()), ".//q:qti-correct-response/q:qti-value")

        assert value.text == "opt-b"

    def test_choices_keep_their_identifiers_and_order(self) -> None:
        """Results are compared by identifier, never by position."""
        choices = only_item(an_item()).iterfind(".//q:qti-simple-choice", NAMES)

        assert [choice.get("identifier") for choice in choices] == ["opt-a", "opt-b", "opt-c"]

    def test_the_order_of_choices_is_fixed(self) -> None:
        """It is part of what was approved."""
        assert element(only_item(an_item()), ".//q:qti-choice-interaction").get("shuffle") == "false"

    def test_scoring_uses_the_standard_template(self) -> None:
        """Players have it built in."""
        template = element(only_item(an_item()), "q:qti-response-processing").get("template")

        assert template == "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"

    def test_the_maximum_is_given_both_ways(self) -> None:
        """Some readers take the attribute, some the variable."""
        item = only_item(an_item())

        score = element(item, "q:qti-outcome-declaration[@identifier='SCORE']").get("normal-maximum")
        maximum = element(item, "q:qti-outcome-declaration[@identifier='MAXSCORE']//q:qti-value").text
        assert (score, maximum) == ("1", "1")

    def test_the_item_names_its_language(self) -> None:
        """Screen readers pronounce by it."""
        assert only_item(an_item(language="cy")).get(XML_LANGUAGE) == "cy"

    def test_right_to_left_texts_say_so(self) -> None:
        """Hebrew runs the other way."""
        item = only_item(an_item(language="he-IL"))

        assert [one.get("dir") for one in item.iterfind(".//q:div", NAMES)] == ["rtl"] * 4

    def test_the_lead_in_is_the_prompt(self) -> None:
        """Players tie it to the choices."""
        assert element(only_item(an_item()), ".//q:qti-prompt").text == "What comes first?"

    def test_a_long_lead_in_stands_before_the_choices(self) -> None:
        """A prompt takes one paragraph only."""
        item = only_item(an_item(lead_in="First.\n\n- Second."))

        assert [p.text for p in item.iterfind(".//q:div/q:p", NAMES)] == ["A queue grows.", "First."]

    def test_a_list_that_starts_later_keeps_its_numbers(self) -> None:
        """Lists of the format count from one."""
        line = element(only_item(an_item(stimulus="7. seventh")), ".//q:li")

        assert line.text == "7. seventh"

    def test_table_headings_are_headings(self) -> None:
        """Screen readers read them with each cell."""
        item = only_item(an_item(stimulus=AWKWARD))

        headings = list(item.iterfind(".//q:th", NAMES))
        assert [(one.text, one.get("scope")) for one in headings] == [
            ("Step", "col"),
            ("Result", "col"),
            ("Note", "col"),
        ]

    def test_code_keeps_its_lines(self) -> None:
        """Indentation and line ends are part of it."""
        code = element(only_item(an_item(stimulus="```\nif x:\n    y < 1\n```")), ".//q:pre")

        assert code.text == "if x:\n    y < 1"

    def test_no_address_can_be_followed(self) -> None:
        """Players run offline."""
        item = only_item(an_item(stimulus=AWKWARD))

        assert [one for one in item.iter() if {"href", "src"} & set(one.attrib)] == []

    @given(awkward_texts)
    def test_any_choice_comes_back(self, text: str) -> None:
        """What a reader finds in a choice is what the tree of the text says."""
        options = (an_option("a", text=text), an_option("b", correct=True))

        choice = next(only_item(an_item(options=options)).iterfind(".//q:qti-simple-choice", NAMES))

        assert squeezed("".join(choice.itertext())) == squeezed(markup.plain_text(markup.parse(text)))

    @given(awkward_texts)
    def test_any_code_comes_back_to_the_character(self, text: str) -> None:
        """Nothing in code is markup."""
        code = text.replace("`", "")

        block = element(only_item(an_item(stimulus=f"```\n{code}\n```")), ".//q:pre")

        assert (block.text or "") == code

    @given(broken_texts)
    def test_any_text_gives_a_readable_package(self, text: str) -> None:
        """Titles, identifiers and instructions may hold anything."""
        form = a_form(replace(an_item(text), title=text), title=text, instructions=text)

        assert [parsed(content).tag for content in entries(form).values()]


class TestSecrecy:
    """The key must travel, for the player scores by it; nothing else of the staff's may."""

    def test_item_files_hold_no_staff_text(self) -> None:
        """Neither rationale, learning point, title nor tag."""
        files = {path: content for path, content in entries(a_form()).items() if path.startswith("items/")}

        assert [word for word in STAFF_WORDS for content in files.values() if word.encode() in content] == []

    def test_no_rationale_is_anywhere_in_the_package(self) -> None:
        """Not in the manifest either."""
        (content,) = write(a_form()).values()

        assert [word for word in ("Quokkarationale", "Wombatpoint") if word.encode() in content] == []

    def test_the_key_is_named_in_the_response_declaration_only(self) -> None:
        """No other place tells the right choice from the wrong ones."""
        first, second = (
            an_item(),
            an_item(
                options=tuple(
                    replace(option, correct=option.identifier == "opt-c") for option in an_item().options
                )
            ),
        )
        trees = only_item(first), only_item(second)

        for tree in trees:
            tree.remove(element(tree, "q:qti-response-declaration"))

        assert etree.tostring(trees[0]) == etree.tostring(trees[1])


class TestLosses:
    """What a player cannot show is said."""

    def test_pictures_and_links_are_named_with_their_item(self) -> None:
        """The reader of the report finds the place."""
        found = [
            (loss.item, loss.what)
            for loss in losses(a_form(an_item(stimulus=AWKWARD)))
            if not loss.deliberate
        ]

        assert found == [
            ("ITEM-1", "1 picture(s) are shown as their alternative text only."),
            ("ITEM-1", "1 link(s) are printed as text and cannot be followed."),
        ]

    def test_a_plain_form_loses_nothing(self) -> None:
        """The report may be empty, and then says so."""
        assert [loss for loss in losses(a_form()) if not loss.deliberate] == []
