"""XML: what elements and attributes say, in well-formed texts and in damaged ones."""

import pytest

from rempart.meaning.findings import Act, Spot, Value
from rempart.meaning.readers.xml import read_xml


@pytest.mark.parametrize(
    ("text", "key", "address", "act"),
    [
        ('<!-- idp --><S Location="https://idp.vendor.com/x"/>', "Location", "https://idp.vendor.com/x", Act.CONNECTS),
        ('<E entityID="https://idp.vendor.com"/>', "entityID", "https://idp.vendor.com", Act.REFERS),
        ("<c><remoteAddress>hl7.vendor.com</remoteAddress></c>", "remoteAddress", "hl7.vendor.com", Act.CONNECTS),
        (
            "<c><client><server><address>w.vendor.com</address></server></client></c>",
            "address",
            "w.vendor.com",
            Act.SENDS,
        ),
        ('<r><system value="https://x.esante.gouv.fr"/></r>', "system", "https://x.esante.gouv.fr", Act.REFERS),
        ('<e><entry key="smtp.host">mx.vendor.com</entry></e>', "smtp.host", "mx.vendor.com", Act.CONNECTS),
        ("<c><host>a.vendor.com", "host", "a.vendor.com", Act.CONNECTS),
        ('<!DOCTYPE a [<!ENTITY h "a.vendor.com">]><host>&h;</host>', "host", "a.vendor.com", Act.CONNECTS),
        (
            '<!DOCTYPE a [<!ENTITY v "vendor"><!ENTITY h "a.&v;.com">]><host>&h;</host>',
            "host",
            "a.vendor.com",
            Act.CONNECTS,
        ),
        ('<form action="https://a.ven&#9;dor.com/x">', "action", "https://a.vendor.com/x", None),
    ],
)
def test_an_address_is_found_under_its_name(text: str, key: str, address: str, act: Act) -> None:
    found = [finding for finding in read_xml(text, Spot()) if isinstance(finding, Value)]

    assert (key, address, act) in [(value.spot.key, value.text, value.spot.act) for value in found]


def test_entities_within_entities_are_expanded_within_bounds() -> None:
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))

    found = list(read_xml(f"<!DOCTYPE a [{laughs}]><a>&e11;</a>", Spot()))

    assert len(str(found)) < 20_000
