"""What a dotted name is by its form alone: a host that the internet resolves, or a file, a package, a member.

Many words of programs and of file systems are top-level domains by now (``name``, ``host``, ``zip``, ``sh``), so that
no list of domains alone tells ``node.name`` from a host. The tests here speak of a name that stands by itself: in the
authority of a URL, or behind a key that something connects to, a name is a host whatever they say.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rempart.addresses.words import word_set
from rempart.patterns import regex

_LONGEST = 253
"""Characters of the longest host name (RFC 1035)."""
_LABEL = regex(r"[a-z0-9_](?:[a-z0-9_\-]{0,61}[a-z0-9_])?")
_INTERNAL = word_set("consul corp home internal intranet lan local localdomain localhost mail private svc")
"""Last labels of names that private networks use; none is delegated, and some never will be (ICANN's reservations)."""
_ELSEWHERE = word_set("exit i2p onion")
"""Last labels that networks over the internet resolve: they are no real top-level domains, and still lead elsewhere."""
_RESERVED = word_set("example invalid test")
"""Set aside for documentation and tests (RFC 2606)."""
_BELOW_RESERVED = (".example.com", ".example.net", ".example.org")
"""Below what is set aside as well, nothing resolves but the pages that say so (RFC 2606, section 3)."""
_INFRASTRUCTURE = ".arpa"
_HOME = ".home.arpa"
"""What RFC 8375 gives to home networks, below a domain that is real."""

_FILES = word_set(
    "bak bat bin bmp bz2 c cab cer cert cfg class cmd cnf conf config cpp crl crt cs csr css csv db deb der"
    " desktop dll doc docx dot ear egg env erb exe gem gif go gpg gz h hcl hpp htm html ico img inc ini ipynb iso"
    " j2 jar java jks jpeg jpg js json jsonl jsx key kt ldif list local lock log lua map md mjs mount mov mp3 mp4"
    " netdev nix o odt ovpn p12 parquet patch pdf pem pfx php pid png pptx properties ps1 pub pwd py pyc qcow2 rb"
    " rego repo rpm rst rules scala scss service sig slice so sock socket sql sqlite svg swp tab tar target"
    " tfstate tfvars tgz timer tmp tmpl toml ts tsv tsx txt vbs vmdk war webp whl xls xlsx xml xsd xsl xslt xz"
    " yaml yml zip zst"
)
"""Last labels that make a name a file's, however many labels it has. Among the real top-level domains only those below
which hosts are hardly ever found: cab, dot, inc, java, map, md, mov, pid, properties, pub, py, so, tab, target, zip."""
_FILES_OF_TWO_LABELS = word_set("ac am cc cf do in la link mk ml mo network pl pm prof ps rs ru sh st tf")
"""Last labels of files that are also domains with many hosts: a file has one stem (``main.rs``, ``config.ru``), while
``get.acme.sh`` is a host. A host right below such a domain (``onet.pl``) is taken for a file when it stands alone."""

_ROOTS = word_set("android androidx com dalvik groovy jakarta java javafx javax jdk kotlin kotlinx org scala sun")
"""First labels of packages that hardly any host begins with."""
_ROOTS_AND_HOSTS = word_set("ai app be ch cloud co de dev edu es eu fi fr gouv gov in io it me net nl pl pt ru uk us")
"""First labels of packages that hosts begin with as well (``fr.archive.ubuntu.com``)."""
_NAMESPACES = word_set("microsoft system windows")
"""First words of .NET's namespaces and of the names of Azure's services (``System.Net``, ``Microsoft.Network``)."""
_PACKAGE_ENDS = word_set("as at be do id in io is me my net no so to tv")
"""Last labels of packages among the two-letter domains and the classic ones (``org.apache.commons.io``)."""
_CLASSIC = word_set("com edu gov mil net org")
_COUNTRY = 2
_PASCAL = regex(r"[A-Z][A-Z0-9]*[a-z][A-Za-z0-9]*")
_CAMEL = regex(r"[a-z][a-z0-9]*[A-Z][A-Za-z0-9]*")

_MEMBERS = word_set(
    "author auto book buy cal call case circle data dot fail fast final fire free got here hot jot joy like map"
    " mobile moi now open pay phone pin play prof read room safe save search secure select silk smile song spot"
    " star talk target total tunes you zero"
)
"""Ordinary words among the top-level domains below which nobody, or next to nobody, has a host."""
_MEMBERS_OF_THINGS = word_set(
    "agency bar best bid blog box build cards center chat city click clinic codes community company computer"
    " contact cool country credit date day deals delivery design dev digital direct directory discount domains"
    " download email energy equipment events exchange expert fit forum fun fund global group guide help host"
    " hosting id in info ink int is kim legal life link live loan management market me media menu mobi money name"
    " network news next no one page parts party photo pink place plus post press pro prod properties pub radio red"
    " rent report review rip run sale school security services sex shop show site so social software space storage"
    " store stream studio style support systems tax team tech tips to today tools top trade training tube tv uno"
    " vip vote watch webcam wiki win work works world zone"
)
"""Ordinary words below which hosts are common: a member only behind a word of programs (``node.name``)."""
_THINGS = word_set(
    "account action admin agent alert alias api app application args array auth backend broker browser bucket"
    " build cache chart client cluster cmd collection column command component config configuration connection"
    " console consumer container context controller core cpu cron ctx cursor dashboard database datasource date"
    " datetime db default deployment device df discovery disk doc docker document driver e el elem element"
    " endpoint engine entity entry env environment err error event exchange exporter field file files flask form"
    " frame fs global globals group handler header headers host hosts http https hub image index info ingress"
    " input instance ip item items job jvm kafka key label labels ldap line link list listener local location log"
    " logger logging logs mail main management manager map math message meta metadata method metrics model module"
    " monitor msg mysql namespace net network node nodes obj object options order org os output owner package page"
    " param parameters params parent path payload pg plugin pod policy postgres prefs process producer profile"
    " program project properties props provider proxy query queue re record redis release repo repository req"
    " request requests res resource resources response result results role root route row rule run runner runtime"
    " schema scope script search security self sender server service services session settings shell shutil"
    " singleton site smtp snapshot socket source spec spring sql state stats status storage str stream string"
    " subprocess system table tag target task team template tenant test thread time title token topic transaction"
    " transport tree type uri url user users util utils v value values var variables vars version view vm volume"
    " web window worker x xpack y"
)
"""What programs, templates and settings call the things whose members they name."""

_THINGS_THAT_BEGIN = word_set(
    "ansible cloudinit config ctx data django ds each env github gitlab hadoop item local logging logstash module"
    " node os path process quarkus request self spark spring sys terraform this values var vars"
)
"""First labels of settings and expressions of more than two labels (``quarkus.datasource.name``)."""


@cache
def top_level_domains() -> frozenset[str]:
    """Return the real top-level domains, in lower case: IANA's list, whose date is its first line."""
    text = Path(__file__).with_name("top_level_domains.txt").read_text(encoding="ascii")
    return frozenset(line.lower() for line in text.split("\n") if line and not line.startswith("#"))


def is_public_name(name: str) -> bool:
    """Whether the internet could resolve a name: valid labels, at least two, below a real top-level domain.

    Reserved and internal names are not; nor is what stands below ``arpa``, which turns addresses into names.
    """
    name = name.lower()
    if len(name) > _LONGEST or name.endswith(_INFRASTRUCTURE):
        return False
    labels = name.split(".")
    return len(labels) > 1 and labels[-1] in top_level_domains() and all(_LABEL.fullmatch(label) for label in labels)


def is_reserved_name(name: str) -> bool:
    """Whether a normalised name is set aside for documentation and tests."""
    if name.endswith(_BELOW_RESERVED):
        return not name.startswith("www.")
    return "." in name and name.rpartition(".")[2] in _RESERVED


def is_local_name(name: str) -> bool:
    """Whether nobody on the internet resolves a normalised name: one label, internal, or below no real domain."""
    head, dot, last = name.rpartition(".")
    if not dot or not head or last in _INTERNAL or name.endswith(_HOME):
        return True
    if last.startswith("xn--") or last in _RESERVED or last in _ELSEWHERE:
        return False
    return last not in top_level_domains()


def is_file_like(name: str) -> bool:
    """Whether a name that stands alone is a file's rather than a host's (``backup.sh``, ``README.md``)."""
    labels = name.lower().split(".")
    last = labels[-1]
    if len(labels) == 1:
        return False
    if last in _FILES:
        return True
    if last not in _FILES_OF_TWO_LABELS:
        return False
    stem = labels[:-1]
    return len(stem) == 1 or any("_" in label[1:] or label.isdigit() for label in stem)


def is_package_like(name: str) -> bool:
    """Whether a name is a package, a class or a namespace of a programming language; pass it as it is written.

    ``com.example.app`` and ``java.lang.String`` are; ``java.sun.com`` and ``fr.archive.ubuntu.com`` are hosts.
    """
    written = name.split(".")
    labels = [label.lower() for label in written]
    first, last = labels[0], labels[-1]
    if len(labels) == 1:
        return False
    if first in _NAMESPACES and all(map(_PASCAL.fullmatch, written)):
        return last != "com"
    if first not in _ROOTS and first not in _ROOTS_AND_HOSTS:
        return False
    looks_classic = last in _CLASSIC or len(last) == _COUNTRY
    if not looks_classic and (_PASCAL.fullmatch(written[-1]) or any(map(_CAMEL.fullmatch, written))):
        return True
    if first in _ROOTS:
        many = len(labels) > 2 or first not in ("com", "org")  # noqa: PLR2004 - a root, a vendor and what it makes
        return many and (last in _PACKAGE_ENDS or not looks_classic)
    return len(labels) > 2 and (last in _MEMBERS or last in _MEMBERS_OF_THINGS) and not looks_classic  # noqa: PLR2004


def is_member_like(name: str) -> bool:
    """Whether a name is a member, a setting or a field (``node.name``, ``db.host``); pass it as it is written.

    The last label is then an ordinary word that is a top-level domain by chance. Below those words that are really
    sold (``name``, ``email``) a label that programs use must stand before it.
    """
    written = name.split(".")
    if len(written) == 1:
        return False
    owner, last = written[-2].lower(), written[-1].lower()
    if last in _MEMBERS:
        return True
    if last not in _MEMBERS_OF_THINGS:
        return False
    return (
        "_" in written[0]
        or owner in _THINGS
        or written[0].lower() in _THINGS_THAT_BEGIN
        or any(map(_CAMEL.fullmatch, written[:-1]))
    )
