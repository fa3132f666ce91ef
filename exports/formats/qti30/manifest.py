"""The manifest: every file in one resource, and what a catalogue wants to know about it."""

from collections.abc import Mapping, Sequence

from lxml import etree

from exports.document import ExportItem, FormDocument, Tag
from exports.formats.qti30.xml import CP, LOM, METADATA, add, root, serialise
from exports.markup import readable

_ITEM_TYPE = "imsqti_item_xmlv3p0"
_TEST_TYPE = "imsqti_test_xmlv3p0"
_CATALOG = "itembank"
_HASH_CATALOG = "itembank-sha256"


def write_manifest(document: FormDocument, test: str, items: Mapping[str, str]) -> bytes:
    """Return `imsmanifest.xml` for the test named *test* and *items*, named by their identifiers."""
    namespaces = {None: CP, "imsqti": METADATA, "lom": LOM}
    element = root("manifest", namespaces, {"identifier": f"{test}-manifest"})
    metadata = add(element, "metadata")
    add(metadata, "schema", "QTI Package")
    add(metadata, "schemaversion", "3.0.0")
    _add_form_lom(metadata, document)
    add(element, "organizations")
    resources = add(element, "resources")
    _add_test(resources, test, list(items.values()))
    for item in document.items:
        _add_item(resources, item, items[item.identifier])
    etree.indent(element)
    return serialise(element)


def _add_test(resources: etree._Element, test: str, items: Sequence[str]) -> None:
    resource = _add_resource(resources, test, _TEST_TYPE, f"{test}.xml")
    add(resource, "file", href=f"{test}.xml")
    for name in items:
        add(resource, "dependency", identifierref=name)


def _add_item(resources: etree._Element, item: ExportItem, name: str) -> None:
    path = f"items/{name}.xml"
    resource = _add_resource(resources, name, _ITEM_TYPE, path)
    metadata = add(resource, "metadata")
    # Readers insist on this order: QTI's own metadata before the catalogue's.
    _add_qti_metadata(metadata)
    _add_item_lom(metadata, item)
    add(resource, "file", href=path)


def _add_resource(resources: etree._Element, name: str, kind: str, path: str) -> etree._Element:
    return add(resources, "resource", identifier=name, type=kind, href=path)


def _add_qti_metadata(metadata: etree._Element) -> None:
    element = etree.SubElement(metadata, f"{{{METADATA}}}qtiMetadata")
    add(element, "timeDependent", "false")
    # The vocabulary of the metadata kept its 2.x spelling.
    add(element, "interactionType", "choiceInteraction")
    add(element, "feedbackType", "none")
    add(element, "solutionAvailable", "true")
    add(element, "scoringMode", "responseprocessing")
    add(element, "toolName", "itembank")


def _add_form_lom(metadata: etree._Element, document: FormDocument) -> None:
    lom = etree.SubElement(metadata, f"{{{LOM}}}lom")
    general = add(lom, "general")
    _add_identifier(general, _CATALOG, document.identifier)
    _add_identifier(general, _HASH_CATALOG, document.manifest_hash)
    _add_string(general, "title", document.title, document.language)
    add(general, "language", document.language)
    framework = f"{document.framework_label}, sha256 {document.framework_hash}"
    _add_string(general, "description", framework, "en")
    if document.credit:
        _add_rights(lom, document.credit)


def _add_item_lom(metadata: etree._Element, item: ExportItem) -> None:
    lom = etree.SubElement(metadata, f"{{{LOM}}}lom")
    general = add(lom, "general")
    _add_identifier(general, _CATALOG, item.identifier)
    _add_identifier(general, _HASH_CATALOG, item.content_hash)
    _add_string(general, "title", item.title, item.language)
    add(general, "language", item.language)
    if item.cognitive_level:
        _add_string(general, "keyword", item.cognitive_level, "en")
    _add_string(add(lom, "lifeCycle"), "version", str(item.revision), "en")
    for tag in item.tags:
        _add_classification(lom, tag)


def _add_identifier(general: etree._Element, catalog: str, entry: str) -> None:
    identifier = add(general, "identifier")
    add(identifier, "catalog", catalog)
    add(identifier, "entry", readable(entry))


def _add_rights(lom: etree._Element, credit: str) -> None:
    rights = add(lom, "rights")
    restrictions = add(rights, "copyrightAndOtherRestrictions")
    add(restrictions, "source", "LOMv1.0")
    add(restrictions, "value", "yes")
    _add_string(rights, "description", credit, "en")


def _add_classification(lom: etree._Element, tag: Tag) -> None:
    classification = add(lom, "classification")
    purpose = add(classification, "purpose")
    add(purpose, "source", "LOMv1.0")
    add(purpose, "value", "educational objective")
    path = add(classification, "taxonPath")
    _add_string(path, "source", f"{tag.framework} {tag.version}", "en")
    _add_taxon(path, tag.domain, tag.title)
    if tag.competency:
        _add_taxon(path, tag.competency, "")


def _add_taxon(path: etree._Element, identifier: str, title: str) -> None:
    taxon = add(path, "taxon")
    add(taxon, "id", readable(identifier))
    if title:
        _add_string(taxon, "entry", title, "en")


def _add_string(parent: etree._Element, tag: str, text: str, language: str) -> None:
    add(add(parent, tag), "string", readable(text), language=language)
