"""Which notation a text of settings is in: by the name of its file, or by what its lines look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from rempart.meaning.findings import Act, Finding, Reader, Spot, Value
from rempart.meaning.readers import rows, tools
from rempart.meaning.readers.blocks import Braces, read_blocks
from rempart.meaning.readers.directives import Tool, each_word, findings_of
from rempart.meaning.readers.settings import Grammar, read_settings
from rempart.meaning.readers.units import read_unit
from rempart.patterns import regex

_LONGEST_NAME = 300
_SENT_ON = regex(r"\b(?:dnat|tee|dup|to-destination|gateway|fwd)\b", re.IGNORECASE)
"""Words of rules that send packets on to an address."""
_PROPERTIES = Grammar(comments=("#", "!"), inline="", escapes=True)
_FOLDED = Grammar(comments=("#",), inline="", folded=True)
_INI = Grammar(comments=("#", ";"))
_KEYWORDS = Grammar(comments=("#",))
_NESTED = Braces(comments=("#",))
_CALLS = Braces(calls=True, comments=("#",), has_long_comments=True)
_HCL = Braces(comments=("#", "//"), has_long_comments=True)
_TERMINATED = Braces(terminated=True, comments=("#",))
_BIND = Braces(terminated=True, comments=("#", "//"), has_long_comments=True)


@dataclass(frozen=True, slots=True)
class Notation:
    """A notation: the names of its files, its reader, and what begins lines in no other notation."""

    names: re.Pattern[str]
    read: Reader
    shows: re.Pattern[str] | None = None


def notation_of(text: str, spot: Spot) -> Reader | None:
    """Return the reader of the notation that a text is in, or None where neither name nor lines tell."""
    named = _named(spot.key[-_LONGEST_NAME:].lower())
    if named is not None or not _ANY_SHOWN.search(text):
        return named
    return next(
        (notation.read for notation in NOTATIONS if notation.shows is not None and notation.shows.search(text)), None
    )


@lru_cache(maxsize=4096)
def _named(name: str) -> Reader | None:
    return next((notation.read for notation in NOTATIONS if notation.names.search(name)), None)


def _lines(text: str, spot: Spot, *, tool: Tool, grammar: Grammar) -> Iterator[Finding]:
    for setting in read_settings(text, spot, grammar):
        yield from findings_of(setting, tool)


def _braces(text: str, spot: Spot, *, tool: Tool, braces: Braces) -> Iterator[Finding]:
    for setting in read_blocks(text, spot, braces):
        yield from findings_of(setting, tool)


def _rsyslog(text: str, spot: Spot) -> Iterator[Finding]:
    """Read rsyslog's two notations, which one file may mix: lines that forward, and actions over several lines."""
    for line in text.splitlines():
        bare = line.strip()
        if not bare.startswith("#") and ("@" in bare or ":om" in bare):
            yield from rows.forward_row(bare, spot)
    yield from _braces(text, spot, tool=tools.RSYSLOG, braces=_CALLS)


def _list_of(text: str, spot: Spot, *, act: Act) -> Iterator[Finding]:
    """Read a file that lists addresses, one a line."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield from each_word(line.strip(), spot.doing(act))


def _one_value(text: str, spot: Spot) -> Iterator[Finding]:
    """Read a file whose one grammar goes over many lines: descriptions in brackets."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    yield Value(" ".join(" ".join(lines).split()), spot.doing(Act.CONNECTS))


def _filter(text: str, spot: Spot) -> Iterator[Finding]:
    """Read the rules of a packet filter: its addresses say who may come in, unless packets are sent on to them."""
    for line in text.splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#"):
            act = Act.CONNECTS if _SENT_ON.search(bare) else Act.REFERS
            yield Value(bare, spot.doing(act))


def _settings(tool: Tool, grammar: Grammar = _KEYWORDS) -> Reader:
    return partial(_lines, tool=tool, grammar=grammar)


def _blocks(tool: Tool, braces: Braces = _NESTED) -> Reader:
    return partial(_braces, tool=tool, braces=braces)


def _rows(row: rows.Row) -> Reader:
    return partial(rows.rows, row=row)


def _with(headings: str) -> Grammar:
    return Grammar(comments=("#",), headings=frozenset(headings.split()))


def _of(names: str, read: Reader, shows: str = "") -> Notation:
    """Return a notation: names are matched at the end of a path, what it shows at the beginning of lines."""
    at_end = regex(rf"(?:^|/)(?:{names})$")
    return Notation(at_end, read, regex(rf"^[ \t]*(?:{shows})", re.MULTILINE) if shows else None)


_UNIT_ENDINGS = (
    "automount|build|container|kube|link|mount|netdev|network|nspawn|path|pod|service|slice|socket|target|timer"
)

NOTATIONS = (
    _of(
        rf".*/[^/]+\.(?:{_UNIT_ENDINGS}|volume)|[^/]+\.(?:{_UNIT_ENDINGS})\.d/.*|systemd/.*\.conf"
        r"|(?:resolved|timesyncd|journald|journal-upload|networkd|logind)\.conf",
        read_unit,
        r"\[(?:Unit|Service|Install|Mount|Container|Resolve|Upload|NetDev)\][ \t]*$",
    ),
    _of(r"nftables?\.conf|nftables(?:\.d)?/.*|.*\.nft|rules\.v[46]|iptables(?:/.*)?|ip6?tables\.rules", _filter),
    _of(r"odbc(?:inst)?\.ini|freetds\.conf", _settings(tools.ODBC, _INI)),
    _of(r"[^/]+\.ora", _one_value),
    _of(r"etc/hosts|hosts\.(?:txt|tmpl|[a-z]+\.tmpl)", _rows(rows.hosts_row)),
    _of(r"fstab", _rows(rows.mount_row)),
    _of(r"(?:[^/]*\.)?crontab|cron\.d/.*|cron/crontabs/.*|spool/cron/.*|[^/]+\.cron", _rows(rows.schedule_row)),
    _of(
        r"(?:chronyd?|ntp|ntpsec|ntpd)\.conf|(?:chrony|ntp|ntpsec)/.*|chrony\.d/.*",
        _settings(tools.CHRONY),
        r"(?:server|pool|peer)[ \t]+\S{1,255}[ \t]+(?:iburst|burst|prefer|minpoll|maxpoll)\b|driftfile[ \t]",
    ),
    _of(r"resolv\.conf|resolv\.conf\.d/.*|resolvconf/.*", _settings(tools.RESOLV), r"nameserver[ \t]+\S"),
    _of(r"[^/]+\.sources", _settings(tools.APT, _FOLDED), r"Types:[ \t]*deb|Enabled:[ \t]*(?:yes|no)[ \t]*$"),
    _of(r"sources\.list|sources\.list\.d/.*", _rows(rows.source_row)),
    _of(r"apt\.conf|apt\.conf\.d/.*", _blocks(tools.APT, _BIND), r"Acquire::"),
    _of(
        r"[^/]+\.repo|yum\.conf|dnf\.conf|zypp\.conf",
        _settings(tools.YUM, _INI),
        r"(?:baseurl|mirrorlist|metalink)[ \t]*=",
    ),
    _of(r"apk/repositories|pacman\.d/.*|mirrorlist", partial(_list_of, act=Act.FETCHES)),
    _of(r"\.pypirc", _settings(tools.PYPIRC, _INI)),
    _of(
        r"pip\.(?:conf|ini)|\.?pip/.*|\.?npmrc|\.yarnrc|\.?gemrc|\.bundle/config|\.?cargo/config|\.?condarc|\.?curlrc|\.?wgetrc",
        _settings(tools.PIP, _INI),
        r"(?:extra-)?index-url[ \t]*=|(?:@[\w-]{1,60}:)?registry[ \t]*=[ \t]*http",
    ),
    _of(r"\.?rclone\.conf|rclone/.*\.conf", _settings(tools.RCLONE, _INI)),
    _of(r"main\.cf|[^/]+\.main\.cf", _settings(tools.POSTFIX, _FOLDED)),
    _of(r"master\.cf", _settings(tools.POSTFIX, _FOLDED)),
    _of(r"sasl[_/]passwd|saslpass|passwd\.client", _rows(rows.account_row)),
    _of(r"(?:etc/|mail/)?aliases", _rows(rows.alias_row)),
    _of(
        r"postfix/(?:maps/)?[\w.-]*(?:transport|relay|virtual|canonical|generic|bcc|alias|redirect|relocated)[\w.-]*"
        r"|transport|transport[_-]?maps?|sender_relay|sender_dependent_relayhost\w*|relayhost_maps?|nullmailer/remotes",
        _rows(rows.transport_row),
    ),
    _of(
        r"(?:\.ssh|ssh)/config|ssh_config|ssh_config\.d/.*|ssh-config",
        _settings(tools.SSH, _with("host match")),
        r"(?:HostName|ProxyJump|IdentityFile)[ \t]",
    ),
    _of(r"sshd_config|sshd_config\.d/.*", _settings(tools.SSHD, _with("match"))),
    _of(
        r"apache2?\.conf|httpd[^/]*\.conf|(?:apache2|httpd)/.*|\.htaccess|000-default\.conf",
        _settings(tools.APACHE),
        r"<(?:VirtualHost|Proxy|Location|Directory|IfModule)\b|ProxyPass(?:Match)?[ \t]",
    ),
    _of(
        r"haproxy[^/]*\.cfg[^/]*|haproxy/.*",
        _settings(
            tools.HAPROXY,
            _with(
                "global defaults frontend backend listen peers resolvers mailers program ring log-forward cache userlist http-errors"  # noqa: E501 -- one pattern
            ),
        ),
        r"(?:backend|frontend)[ \t]+[\w.-]{1,100}[ \t]*$",
    ),
    _of(r"squid[^/]*\.conf|squid/.*\.conf", _settings(tools.SQUID), r"cache_peer[ \t]|http_access[ \t]"),
    _of(
        r"rsyslog[^/]*\.conf|syslog\.conf|rsyslog\.d/.*|rsyslog/.*",
        _rsyslog,
        r"(?:[^\s#]{1,100}[ \t]+)?action\([ \t]*(?:\w+[ \t]*=|$)|\$(?:ModLoad|ActionQueue|DefaultNetstream|WorkDirectory)"  # noqa: E501 -- one pattern
        r"|[\w*,;!=-]{1,60}\.[\w*.,;!=-]{1,60}[ \t]+(?:@@?[\w(\[]|:om\w{2,20}:)",
    ),
    _of(
        r"syslog-ng[^/]*|syslog-ng/.*",
        _blocks(tools.SYSLOG_NG, Braces(terminated=True, calls=True, comments=("#",))),
        r"(?:destination|source|log|filter)(?:[ \t]+[\w-]{1,60})?[ \t]*\{",
    ),
    _of(r"logstash[^/]*\.conf|(?:logstash|pipeline)/.*\.conf", _blocks(tools.LOGSTASH), r"(?:input|output)[ \t]*\{"),
    _of(
        r"fluent-?bit[^/]*\.conf|td-agent-bit\.conf|fluent-?bit/.*\.conf",
        _settings(tools.FLUENT_BIT),
        r"\[(?:OUTPUT|INPUT)\][ \t]*$",
    ),
    _of(
        r"fluentd?[^/]*\.conf|td-agent\.conf|(?:fluentd?|td-agent)/.*\.conf",
        _settings(tools.FLUENTD),
        r"<(?:match|source|store)\b",
    ),
    _of(r"collectd[^/]*\.conf|collectd/.*|collectd\.conf\.d/.*", _settings(tools.COLLECTD), r"<Plugin\b"),
    _of(
        r"named\.conf[^/]*|bind/named.*", _blocks(tools.BIND, _BIND), r"zone[ \t]+\"[^\"\n]{1,200}\"|forwarders[ \t]*\{"
    ),
    _of(r"unbound[^/]*\.conf|unbound/.*", _settings(tools.BIND), r"forward-addr:"),
    _of(r"corefile", _blocks(tools.COREDNS)),
    _of(
        r"db\.[\w.-]+|[^/]+\.zone|hosts\.(?:allow|deny)|exports|exports\.d/.*|(?:ssh_)?known_hosts|authorized_keys"
        r"|[^/]+\.pub|pg_hba\.conf|pg_ident\.conf|sudoers|sudoers\.d/.*|robots\.txt|security\.txt",
        _rows(rows.reference_row),
    ),
    _of(r"dnsmasq[^/]*\.conf|dnsmasq\.d/.*", _settings(tools.DNSMASQ)),
    _of(r"caddyfile[^/]*", _blocks(tools.CADDY)),
    _of(
        r"keepalived[^/]*\.conf|keepalived/.*",
        _blocks(tools.KEEPALIVED, Braces(comments=("#", "!"))),
        r"(?:vrrp_instance|virtual_server)[ \t]",
    ),
    _of(
        r"krb5[^/]*\.conf|krb5\.conf\.d/.*|kdc\.conf",
        _blocks(tools.KRB5, Braces(comments=("#", ";"))),
        r"\[(?:realms|libdefaults|domain_realm)\]",
    ),
    _of(
        r"ldap\.conf|nslcd\.conf|sssd[^/]*\.conf|sssd/.*|pam_ldap\.conf|ldap/.*\.conf",
        _settings(tools.LDAP, _INI),
        r"(?:ldap_uri|krb5_server|ldap_search_base)[ \t]*=",
    ),
    _of(r"smb[^/]*\.conf|samba/.*\.conf", _settings(tools.SAMBA, _INI)),
    _of(
        r"ipsec[^/]*\.conf|ipsec\.d/.*\.conf",
        _settings(tools.IPSEC, _with("conn config ca")),
        r"conn[ \t]+[\w%-]{1,60}[ \t]*$",
    ),
    _of(r"swanctl\.conf|swanctl/.*|strongswan[^/]*\.conf", _blocks(tools.IPSEC), r"remote_addrs[ \t]*="),
    _of(
        r"[^/]+\.ovpn|openvpn/.*\.conf",
        _settings(tools.OPENVPN, Grammar(comments=("#", ";"))),
        r"remote[ \t]+\S{1,255}[ \t]+\d{1,5}\b|dev[ \t]+tun",
    ),
    _of(r"wireguard/.*|wg[\w-]*\.conf", _settings(tools.WIREGUARD, _INI), r"\[(?:Interface|Peer)\][ \t]*$"),
    _of(r"bird6?[^/]*\.conf|bird/.*", _blocks(tools.ROUTING, _HCL)),
    _of(
        r"(?:frr|bgpd|ospfd|zebra|staticd)[^/]*\.conf|(?:frr|quagga)/.*",
        _settings(tools.ROUTING, Grammar(comments=("!", "#"))),
        r"router[ \t]+(?:bgp|ospf)\b",
    ),
    _of(
        r"snmp(?:d|trapd)?(?:\.local)?\.conf|snmp/.*",
        _settings(tools.SNMP),
        r"(?:trap2?sink|informsink|rocommunity)[ \t]",
    ),
    _of(r"zabbix[^/]*\.conf|zabbix/.*\.conf", _settings(tools.ZABBIX), r"ServerActive="),
    _of(
        r"\.?(?:fetchmailrc|msmtprc|mpoprc|getmailrc|offlineimaprc|mbsyncrc|esmtprc|mailrc|muttrc)|[sm]?smtp\.conf|dma\.conf"
        r"|\.?getmail/.*|msmtp[^/]*\.conf",
        _settings(tools.MAIL_CLIENT),
        r"poll[ \t]+\S{1,255}[ \t]+(?:with|proto|protocol)\b",
    ),
    _of(r"(?:update-)?exim4?\.conf[^/]*|exim4?/.*", _settings(tools.EXIM)),
    _of(r"dovecot[^/]*\.conf|dovecot/.*", _blocks(tools.DOVECOT)),
    _of(
        r"postgresql[^/]*\.conf|recovery\.conf|postgres[^/]*\.conf|postgresql/.*\.conf|repmgr\.conf",
        _settings(tools.POSTGRES),
        r"(?:primary_conninfo|archive_command|restore_command)[ \t]*=",
    ),
    _of(r"\.?pgpass(?:\.conf)?", _rows(rows.pgpass_row)),
    _of(r"[._]?netrc", rows.read_netrc, r"machine[ \t]+\S{1,255}\s+login\b"),
    _of(r"(?:redis|valkey|sentinel)[^/]*\.conf", _settings(tools.REDIS), r"(?:replicaof|slaveof)[ \t]"),
    _of(
        r"\.?my\.cnf|(?:mysql|mariadb)[^/]*\.cnf|(?:mysql|mariadb\.conf\.d|conf\.d)/.*\.cnf",
        _settings(tools.MYSQL, _INI),
    ),
    _of(r"\.?gitconfig|\.git/config|\.gitmodules|git/config", _settings(tools.GIT, _INI), r"\[(?:remote|submodule) \""),
    _of(
        r"(?:nagios|centreon[\w-]*|objects|icinga2?|shinken|nrpe)/.*|nrpe\.cfg|nagios\.cfg",
        _blocks(tools.MONITORING, Braces(comments=("#", ";"))),
        r"define[ \t]+(?:host|service|command|contact)[ \t]*\{",
    ),
    _of(r"[^/]+\.(?:hcl|nomad|tf|tfvars|river|alloy|vcl)", _blocks(tools.GENERIC, _HCL)),
    _of(
        r"nginx[^/]*|nginx/.*|[^/]*nginx[^/]*\.conf|sites-(?:available|enabled)/.*|default\.conf(?:\.template)?",
        _blocks(tools.NGINX, _TERMINATED),
        r"(?:server|http|events)[ \t]*\{|upstream[ \t]+[\w.-]{1,100}[ \t]*\{|location[ \t]|proxy_pass[ \t]|server_name[ \t]",  # noqa: E501 -- one pattern
    ),
    _of(r"[^/]+\.properties", _settings(tools.GENERIC, _PROPERTIES), r"[\w.-]{1,100}[ \t]*[=:][^\n\\]{0,200}\\:"),
    _of(
        r"\.?env|[^/]*\.env(?:\.[\w.-]+)?|environment|environment\.d/.*|\.envrc|etc/(?:default|sysconfig)/.*"
        r"|restic[^/]*env[^/]*",
        _settings(tools.ENVIRONMENT),
    ),
)
"""Every notation, the more telling first: the first whose names match reads a text; then the first that shows in it."""

_ANY_SHOWN = regex(
    "|".join(notation.shows.pattern for notation in NOTATIONS if notation.shows is not None), re.MULTILINE
)
"""Whether some notation shows in a text at all: in most, none does."""
