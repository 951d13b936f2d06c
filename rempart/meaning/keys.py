"""What a key says of the value under it: where data goes, where software comes from, a name of one's own, a link.

A key is only ever a hint. What a host is for, and what the syntax does with it, are asked first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rempart.addresses.words import word_set
from rempart.patterns import regex

_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SEPARATORS = regex(r"[\W_]")

_SENDS = word_set(
    "archive archiver archives audit backup backups cible coffre collector dest destination dr dsn dump dumps"
    " elasticsearch export exporter exports fhir forward forwarder gelf ingest kafka log logger logging logs loki"
    " mail metrics monitoring notification otel otlp output outputs push remote replica replicas replication"
    " report sauvegarde sauvegardes sink smarthost smtp sortie splunk syslog target targets telemetry trace traces"
    " tracing transfert upload uploads webhook webhooks write"
)
_FETCHES = word_set(
    "apk apt artifact artifacts baseurl chart charts codename deb dependencies dependency deps gem git gitrepo"
    " gpgkey helm image images installer iso kernel keyid keyserver keyurl metalink mirror mirrorlist mirrors npm"
    " ntp package packages pip pypi registries registry rpm software timeserver timeservers uris yum"
)
_CONNECTS = word_set(
    "addr address addresses adresse api bootstrap broker brokers cible cluster collector connect connection"
    " controller database db dest destination dsn endpoint endpoints forward forwarders gateway host hostaddr"
    " hosts hote hotes http https issuer jump ldap master masters member members mirror node nodes origin pacs"
    " passerelle peer peers primary proxy redirect registry relais relay relayhost remote replicaof repository"
    " resolver right seed seeds server servers serveur serveurs service sink smarthost smtp source syslog target"
    " targets tunnel upstream upstreams uri uris url urls webhook"
)
_REFERS = word_set(
    "author authors bug bugs changelog citation comment commentaire comments contact copyright desc description doc"
    " docs documentation externaldocs faq footer funding help home homepage icon labeleduri licence license"
    " licenses link links logo maintainer maintainers message messages motd noproxy note notes readme remark"
    " remarks runbook runbooks schema summary terms title tooltip useragent vcs wiki xmlns"
)
_SOURCES_OF_PAGES = word_set(
    "childsrc defaultsrc fontsrc formaction frameancestors framesrc imgsrc manifestsrc mediasrc objectsrc"
    " scriptsrc stylesrc workersrc"
)
"""Directives that tell browsers from where a page may load its parts."""
_NAMES = word_set(
    "acmehost allowedhosts altnames apiserverendpoint appurl baseurlpublic callbackurl canonicalhost certdomain"
    " certsans clustername cn cname commonname controlplaneendpoint corsorigin corsorigins csrftrustedorigins"
    " dnsname dnsnames domain domaine domaines domainname domains externaladdress externalhost externalhostname"
    " externalurl fhirserveraddress fqdn frontendurl gitlabhost hostname hostnames httphost identityurl"
    " keycloakhostname letsencrypthost localhostname miniobrowserredirecturl minioserverurl mydestination mydomain"
    " myhostname myorigin nameid nomdedomaine origine origins overwriteclihost overwritecliurl overwritehost"
    " pagesurl publicaddress publichost publichostname publicurl realm redirecturi redirecturis registryhostname"
    " rooturl san sans search searchdomain searchdomains selfurl serveralias serverrooturl siteaddress siteurl"
    " subdomain subdomains tldomain tlssan trusteddomains trustedorigins vhost vhosts virtualhost virtualhosts"
    " webrootaddress weburl zone zones"
)
"""Keys, squeezed to their letters, under which a deployment says what it is called itself."""
_OWN_ENDINGS = (
    "allowedhosts", "appurl", "commonname", "csrftrustedorigins", "dnsnames", "domain", "domainname", "domains",
    "externalurl", "fqdn", "frontendurl", "publicurl", "redirecturi", "redirecturis", "rooturl", "siteurl",
    "trusteddomains", "trustedorigins", "virtualhost", "kchostname", "ingresshost", "externaldomain",
    "publichostname", "sitehost", "corsallowedorigins", "corsorigins", "weborigins", "corsallowedorigin",
    "myhostname", "baseurlpublic", "posthogurl", "domainesautorises",
)  # fmt: skip
"""Ends of squeezed keys that say the same."""
_OWN_PHRASES = ("appurl", "fhirserveraddress", "overwritecliurl", "siteurl", "publicurl", "externalurl")
"""Ends of squeezed keys, what stands above them included, that say the same."""
_WEAK_NAMES = word_set(
    "domain domaine domaines domainname domains hostname hostnames origin origins realm search servername zone zones"
)
"""Keys of that kind that are somebody else's as well."""
_OWN_WITHIN = ("kchostname", "rooturl", "publichost", "externalurl")
"""Parts of squeezed keys that say the same."""
_OWN_PARENTS = word_set("certificate cors ingress route routes tls vhost vhosts virtualhosts")
"""Words before ``host``, ``hosts``, ``name`` or ``url`` that make these a name of one's own."""
_OWN_WHEN_BELOW = word_set("host hostname hosts name names url")
_SERVER_NAMES = frozenset({"SERVER_NAME", "server-name", "serverName", "server_name"})
"""How web servers spell it; ODBC's ``Servername`` is the server that is connected to."""
_OF_OTHERS = word_set(
    "api archive backup collector database db dicom elastic elasticsearch export fhir hl7 ingest kafka ldap lims"
    " log logs loki mail mongo mysql pacs pg postgres prometheus proxy push redis relay remote replica ris s3"
    " sentry siem smtp syslog upstream"
)
"""Words that make a name of one's own somebody else's: ``SMTP_DOMAIN``, ``REMOTE_HOSTNAME``."""
_IDENTIFIERS = word_set(
    "$id $ref $schema aud audience claim class entityid format id namespace namespaceuri oid profile resource"
    " schema scope scopes system type types xmlns"
)
"""Keys whose values name a thing rather than a host, also where they are written as a URL."""
_KINDS = word_set(
    "action actions apigroup apigroups apiversion bucket channel classname consumergroup controller"
    " controllername dockerfile driver exchange file filename finalizer finalizers group groupid groups index"
    " ingressclass ingressclassname key kind loadbalancerclass mainclass mount mounts name names nonresourceurls"
    " operator path permission permissions principal provisioner queue resources role roles routingkey"
    " runtimeclassname scheduler schedulername serde service serviceaccount signername storageclass"
    " storageclassname table topic topics topologykey verbs volume volumebindingmode volumes"
)
"""Keys whose bare dotted values name a thing rather than a host (``compute.googleapis.com`` is an API's name)."""
_HOSTS = word_set("domain host hostname server servername")
_IDENTIFYING = word_set("audience claim namespace scope scopes xmlns")
"""Words that make a key's value an identifier, whatever else the key says."""
_SORTING = word_set(
    "annotation annotations asgi celery class classes handler label labels module package packages selector"
    " selectors taint taints toleration tolerations wsgi"
)
"""Words of keys under which qualified names stand: they sort things, or name parts of programs."""
_NETWORKS = word_set(
    "acl allow allowed allowlist authorized block blocked cidr cidrs deny elements except ignore ignoreip"
    " ignoreips ipblock iprange ipranges network networks noproxy prefix prefixes range ranges source subnet"
    " subnets trusted trustedproxies whitelist"
)
"""Keys whose addresses say who may come in, or which networks there are."""
_ADDRESSES_OF_ONES_OWN = word_set(
    "accessipv4 accessipv6 advertiseaddress bind bindaddress clusterip clusterips controlplaneendpoint externalip"
    " externalips fixedip fixedips fixedipv4 fixedipv6 floatingip floatingips gatewayip listen listenaddress"
    " loadbalancerip localip nodeip privateip publicip publicips vip vipaddress"
)
_RESOLVERS = word_set("dns dnsnameservers dnsservers nameserver nameservers resolver resolvers")
_VERSIONS = word_set("appversion chartversion release tag targetrevision version versions")
_PEOPLE = word_set(
    "admin author bcc cc contact email emails from mailto maintainer owner recipient recipients replyto sender to"
)
_ELSEWHERE = word_set(
    "auth backend backup broker brokers cible collector dest destination dsn endpoint endpoints ingest"
    " loadbalancer relay relayhost remote sauvegarde server sink smarthost smtp syslog target targets upload"
    " upstream webhook"
)
_CARRIES = word_set(
    "broker destination dsn endpoint export host ingest registry relay remote server sink smtp syslog upload webhook"
)
"""Words beside which no word of talk makes a link of an address: ``SCHEMA_REGISTRY_URL``, ``LICENSE_DATA_SINK``."""
_ADDRESSES = word_set(
    "addr address addresses adresse broker brokers dsn endpoint endpoints host hosts hote hotes peer peers remote"
    " server servers serveur target uri url urls"
)
_SERVERS = word_set("dsn endpoint host hote server serveur uri url")


@dataclass(frozen=True, slots=True)
class KeySense:
    """What a key hints at; any of these may hold at once."""

    sends: bool = False
    fetches: bool = False
    connects: bool = False
    addresses: bool = False
    """It ends in a word for an address: nothing else can stand under it."""
    refers: bool = False
    names: bool = False
    identifies: bool = False
    """Dotted values under it are identifiers, URLs included."""
    kinds: bool = False
    """Bare dotted values under it are names of kinds, of files, of things."""
    networks: bool = False
    own_address: bool = False
    resolver: bool = False
    version: bool = False
    people: bool = False
    """Mail addresses under it are those of people."""
    elsewhere: bool = False
    """Even a label of this name says where something connects."""


@lru_cache(maxsize=8192)
def words_of(key: str) -> frozenset[str]:
    """Split a key (``remoteWriteUrl``, ``SENTRY_DSN``) into lower-case words."""
    return frozenset(word.lower() for word in _WORD.findall(key))


@lru_cache(maxsize=8192)
def squeezed(key: str) -> str:
    """Return a key's letters and digits alone, in lower case."""
    return _SEPARATORS.sub("", key).lower()


@lru_cache(maxsize=8192)
def sense_of(key: str) -> KeySense:
    """Return what a key hints at."""
    words, whole = words_of(key), squeezed(key)
    last = squeezed(re.split(r"[.:/]", key)[-1])
    connects = bool(words & _CONNECTS)
    # What stands further up is often a name of the user's own choice.
    nearest = words_of(".".join(key.split(".")[-2:]))
    names = _is_own(key, words, whole)
    ends = (_WORD.findall(key) or [""])[-1].lower()
    identifies = last in _IDENTIFIERS or bool(words & _IDENTIFYING) or "$" in key[:1] or ".$" in key
    return KeySense(
        sends=bool(words & _SENDS),
        fetches=bool(nearest & _FETCHES) and not words & _SENDS and "schema" not in words,
        connects=connects and not identifies and last not in _KINDS,
        addresses=ends in _ADDRESSES or (ends == "pass" and "proxy" in words),
        refers=(bool(words & _REFERS) or last in _REFERS or last.endswith("useragent") or last in _SOURCES_OF_PAGES)
        and not words & _CARRIES,
        names=names,
        identifies=identifies,
        kinds=identifies
        or last in _KINDS
        or bool(words & _SORTING)
        or (last.endswith("name") and not names and not words & _HOSTS),
        networks=bool(words & _NETWORKS) or whole in _NETWORKS,
        own_address=last in _ADDRESSES_OF_ONES_OWN,
        resolver=bool(words & _RESOLVERS) or last in _RESOLVERS,
        version=last in _VERSIONS or last.endswith("version"),
        people=bool(words & _PEOPLE) and not words & _SERVERS,
        elsewhere=bool(words & _ELSEWHERE),
    )


def _is_own(key: str, words: frozenset[str], whole: str) -> bool:
    """Whether a key says what the deployment itself is called, rather than somebody that it connects to."""
    label = re.split(r"[.:/]", key)[-1]
    last = squeezed(label)
    if last in _NAMES or label in _SERVER_NAMES:
        return not (last in _WEAK_NAMES and words & _OF_OTHERS)
    if words & _OWN_WHEN_BELOW and words & _OWN_PARENTS and "backend" not in words:
        return True
    is_phrase = last.endswith(_OWN_ENDINGS) or whole.endswith(_OWN_PHRASES) or any(part in last for part in _OWN_WITHIN)
    return is_phrase and not words_of(label) & _OF_OTHERS
