"""Building XML: namespaces, elements, and bytes that are the same each time."""

from collections.abc import Mapping

from lxml import etree

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
METADATA = "http://www.imsglobal.org/xsd/imsqti_metadata_v3p0"
LOM = "http://ltsc.ieee.org/xsd/LOM"

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS = {
    QTI: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    CP: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    METADATA: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_metadatav3p0_v1p0.xsd",
    LOM: "https://purl.imsglobal.org/spec/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def root(tag: str, namespaces: Mapping[str | None, str], attributes: Mapping[str, str]) -> etree._Element:
    """Return a document element that names the schema of each of its namespaces."""
    namespace = namespaces[None]
    element = etree.Element(f"{{{namespace}}}{tag}", nsmap={**namespaces, "xsi": _XSI})
    pairs = " ".join(f"{address} {_SCHEMAS[address]}" for address in namespaces.values())
    element.set(f"{{{_XSI}}}schemaLocation", pairs)
    for name, value in attributes.items():
        element.set(name, value)
    return element


def add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Append an element of its parent's namespace; underscores in names of attributes stand for hyphens."""
    namespace = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}")
    element.text = text
    for name, value in attributes.items():
        element.set(name.replace("_", "-"), value)
    return element


def add_outcome(parent: etree._Element, identifier: str, value: str) -> etree._Element:
    """Declare a number that scoring sets, with the *value* that it starts from."""
    outcome = add(
        parent, "qti-outcome-declaration", identifier=identifier, cardinality="single", base_type="float"
    )
    add(add(outcome, "qti-default-value"), "qti-value", value)
    return outcome


def serialise(element: etree._Element) -> bytes:
    """Return the document as UTF-8."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8") + b"\n"
