"""The settings of known tools, after their documentation: a table for each, one act a line."""

from __future__ import annotations

from rempart.meaning.readers.directives import Tool, uses

_EVERYWHERE = uses("""
runs         archive-command restore-command archive-cleanup-command recovery-end-command ssl-passphrase-command
runs         ExecStart ExecCmd prerotate postrotate before-backup after-backup script notify-master notify-backup
runs         PreUp PostUp PreDown PostDown proxycommand credential-process
fetches      index-url extra-index-url find-links baseurl mirrorlist metalink gpgkey gpgkeys registry
fetches      DatabaseMirror PrivateMirror DatabaseCustomURL
sends        relayhost relay-host smarthost ServerActive trapsink trap2sink informsink trapsess syslog-server
sends        loghost log-host remote-write fallback-relay fallback_relay smtp-fallback-relay
fetches=ntp  ntp-server ntp-servers ntpserver NTP FallbackNTP
fetches=dns  nameserver nameservers dns-nameservers DNS FallbackDNS
names        server-name ServerName ServerAlias server-alias myhostname mydomain mydestination myorigin domain-name
names        virtual-host netbios-name workgroup
refers       documentation homepage AllowedIPs schemaLocation trusted-proxies DNSDatabaseInfo
""")
"""What settings do whose names say it in any file."""

GENERIC = Tool(_EVERYWHERE)
ENVIRONMENT = Tool()

PIP = Tool(
    _EVERYWHERE
    | uses("""
fetches      proxy trusted-host index-url extra-index-url find-links index registry source sources :sources: url gem
""")
)
PYPIRC = Tool(uses("sends repository"))

RSYSLOG = Tool(
    uses("""
sends        target server serverport broker uri url mailto action/host usehttps/ address
plain        type template name string load
"""),
    names_action=frozenset({"type"}),
)
RCLONE = Tool(_EVERYWHERE, names_action=frozenset({"type"}), prefix="rclone:")
CHRONY = Tool(
    uses("""
fetches=ntp  server pool peer NTP FallbackNTP servers ntpserver initstepslew refclock
refers       allow deny restrict bindaddress bindcmdaddress cmdallow
""")
)
RESOLV = Tool(
    uses("""
fetches=dns  nameserver DNS FallbackDNS server addn-hosts
names        search domain domains
""")
)
ODBC = Tool(
    uses("""
sends        Servername Server Host Address Location
""")
)
POSTFIX = Tool(
    _EVERYWHERE
    | uses("""
sends        relayhost smtp-fallback-relay fallback-relay content-filter smtpd-milters non-smtpd-milters
sends        default-transport relay-transport local-transport mailbox-transport virtual-transport transport-maps
sends        always-bcc sender-bcc-maps recipient-bcc-maps smtp-proxy-filter smtpd-proxy-filter
connects     smtpd-sasl-path proxy-read-maps
names        myhostname mydomain mydestination myorigin virtual-mailbox-domains relay-domains masquerade-domains
refers       mynetworks smtpd-banner
""")
)
SSH = Tool(
    uses("""
sends        HostName Hostname
connects     ProxyJump RemoteForward LocalForward Host host
runs         ProxyCommand LocalCommand KnownHostsCommand RemoteCommand
refers       CanonicalDomains
plain        Match
""")
)
SSHD = Tool(
    uses("""
refers       ListenAddress AllowUsers DenyUsers Match
runs         ForceCommand AuthorizedKeysCommand AuthorizedPrincipalsCommand
plain        Subsystem
""")
)
NGINX = Tool(
    uses("""
names        server-name listen
sends        proxy-pass fastcgi-pass uwsgi-pass scgi-pass
sends        grpc-pass memcached-pass mirror proxy-redirect-to upstream/server
sends        access-log error-log syslog smtp-auth auth-http otlp/endpoint otel-exporter/endpoint endpoint js-fetch
connects     auth-request proxy-bind zone-sync-server
fetches=dns  resolver
names        return rewrite
refers       proxy-redirect add-header more-set-headers valid-referers allow deny set-real-ip-from
refers       error-page proxy-set-header proxy-cookie-domain sub-filter proxy-ssl-name charset types/
plain        upstream location if map log-format set server
""")
)
APACHE = Tool(
    uses("""
names        ServerName ServerAlias VirtualHost Listen UseCanonicalName
sends        ProxyPass ProxyPassMatch BalancerMember ProxyRemote CustomLog ErrorLog TransferLog Proxy
connects     AuthLDAPURL OIDCProviderMetadataURL ShibURL SSLStaplingForceURL SSLOCSPDefaultResponder
refers       Redirect RedirectMatch RedirectPermanent Header
refers       RewriteCond ProxyPassReverse ErrorDocument Require ServerAdmin
refers       ProxyPassReverseCookieDomain Allow Deny RewriteBase RequestHeader
sends        RewriteRule
""")
)
HAPROXY = Tool(
    uses("""
sends        server log mailer peer server-template
fetches=dns  nameserver
names        bind use-backend default-backend
refers       redirect acl http-request http-response option http-check stats errorfile
plain        backend frontend listen
""")
)
SQUID = Tool(
    uses("""
sends        cache-peer icap-service access-log url-rewrite-program adaptation-access
names        visible-hostname http-port https-port
refers       acl http-access always-direct never-direct cache-peer-access refresh-pattern ssl-bump
fetches=dns  dns-nameservers
""")
)
BIND = Tool(
    uses("""
fetches=dns  forwarders/ forward-addr forward-host forward-first stub-addr
fetches      primaries/ masters/ master primary stub-host
sends        also-notify/ notify
names        zone local-zone local-data
refers       allow-query/ allow-transfer/ allow-update/ acl/ listen-on/ listen-on-v6/ interface access-control
refers       allow-recursion/ match-clients/ blackhole/ trusted-keys/ private-address
""")
)
DNSMASQ = Tool(
    uses("""
nexthop=dns  server rev-server
names        address host-record domain local cname
refers       listen-address dhcp-range
""")
)
SYSLOG_NG = Tool(
    uses("""
sends        destination/* tcp/ tcp6/ udp/ udp6/ syslog/ network/ url/ uri/ host/ servers/ bootstrap-servers/ server/
sends        bucket/ to/ dsn/ workers-url/ mongodb/ cluster-unix/ failover/ to recipient hosts/
names        ip/ localip/ local-ip/ ip6/
plain        template/ program/
"""),
    holds_actions=frozenset({"destination", "source"}),
)
LOGSTASH = Tool(
    uses("sends output/*\nconnects input/* filter/*"), holds_actions=frozenset({"input", "filter", "output"})
)
FLUENT_BIT = Tool(
    uses("""
sends        output/*
connects     input/* filter/*
plain        match tag alias parsers-file
"""),
    names_action=frozenset({"name"}),
)
FLUENTD = Tool(
    uses("sends match/* store/* server/host server/name server/*\nplain match source label filter tag"),
    names_action=frozenset({"@type", "type"}),
)
COLLECTD = Tool(uses("sends Node/URL Node/Host Server Host URL\nnames Hostname Listen\nplain Plugin LoadPlugin Node"))
DOVECOT = Tool(
    uses("""
names        auth-realms hostname postmaster-address login-trusted-networks
connects     imapc-host pop3c-host proxy-host submission-host hosts uris
sends        submission-relay-host mail-replica director-servers
""")
)
KEEPALIVED = Tool(
    uses("""
sends        smtp-server real-server notification-email/ real-server/*
names        virtual-ipaddress/ virtual-server router-id unicast-src-ip notification-email-from
connects     unicast-peer/ vrrp-script
runs         notify notify-master notify-backup notify-fault notify-stop script
""")
)
KRB5 = Tool(
    uses("""
connects     kdc admin-server kpasswd-server master-kdc primary-kdc http-anchors
names        default-realm default-domain domain-realm/*
""")
)
LDAP = Tool(
    _EVERYWHERE
    | uses("""
connects     uri host ldap-uri ldap-backup-uri ldap-chpass-uri krb5-server krb5-kpasswd krb5-backup-server ad-server
connects     ad-backup-server ipa-server ipa-backup-server proxy-pam-target idp-token-endpoint
names        domains ad-domain ipa-domain krb5-realm dns-discovery-domain ipa-hostname ad-hostname ldap-search-base base
""")
)
SAMBA = Tool(
    _EVERYWHERE | uses("names netbios-name netbios-aliases workgroup realm\nconnects wins-server password-server")
)
GIT = Tool(uses("connects url\nsends pushurl\nrefers email name insteadOf"))
COREDNS = Tool(uses("fetches=dns forward proxy\nsends dnstap etcd\nnames hosts rewrite"))
IPSEC = Tool(
    uses("""
connects     right remote-addrs rightid ikelifetime remote/id remote right-allow-any
names        left leftid local-addrs local/id leftsubnet
refers       rightsubnet remote-ts local-ts
fetches=dns  rightdns leftdns
""")
)
OPENVPN = Tool(
    uses("""
sends        remote http-proxy socks-proxy
names        server server-bridge local ifconfig ifconfig-push tls-remote verify-x509-name
refers       push route route-ipv6
runs         up down route-up client-connect client-disconnect auth-user-pass-verify tls-verify learn-address
""")
)
WIREGUARD = Tool(
    uses("""
sends        Endpoint
refers       AllowedIPs Address
fetches=dns  DNS
runs         PreUp PostUp PreDown PostDown
""")
)
ROUTING = Tool(
    uses("""
connects     neighbor peer redist ip route ipv6
names        router-id hostname source
""")
)
SNMP = Tool(
    uses("""
sends        trapsink trap2sink informsink trapsess informsess proxy
runs         exec extend pass pass-persist sh
names        sysName sysContact sysLocation
refers       rocommunity rwcommunity com2sec agentAddress rouser
""")
)
ZABBIX = Tool(
    uses("""
sends        Server ServerActive ProxyConfigServer StatsAllowedIP HANodeName VaultURL DBHost
names        Hostname ListenIP SourceIP HostnameItem HostMetadata
runs         UserParameter
""")
)
MAIL_CLIENT = Tool(
    _EVERYWHERE
    | uses("""
connects     poll server via remotehost imap-server host
sends        smtphost smtpaddress mailhub hosts relayhost root
names        rewritedomain hostname maildomain domain
""")
)
EXIM = Tool(
    _EVERYWHERE
    | uses("""
sends        dc-smarthost route-list route-data hosts dc-relay-nets
names        dc-other-hostnames dc-readhost primary-hostname qualify-domain domainlist
runs         command
""")
)
POSTGRES = Tool(
    _EVERYWHERE
    | uses("""
connects     primary-conninfo conninfo synchronous-standby-names
names        listen-addresses cluster-name
runs         archive-command restore-command archive-cleanup-command recovery-end-command ssl-passphrase-command
runs         follow-command promote-command failover-command
refers       log-line-prefix
""")
)
REDIS = Tool(
    uses("""
connects     replicaof slaveof sentinel cluster-announce-ip
names        bind replica-announce-ip slave-announce-ip
refers       rename-command
""")
)
MYSQL = Tool(
    _EVERYWHERE
    | uses("""
connects     host master-host wsrep-cluster-address report-host group-replication-group-seeds
names        bind-address wsrep-node-address wsrep-node-name group-replication-local-address
""")
)
CADDY = Tool(
    uses("""
sends        reverse-proxy php-fastcgi to forward-auth
fetches      acme-ca ca
refers       redir header respond email
names        tls
""")
)
MONITORING = Tool(
    _EVERYWHERE
    | uses("""
connects     address check-command command-line url broker-module host-name hostgroup
runs         command-line
refers       notes-url action-url notes icon-image
plain        host-name hostgroup-name contact-name service-description alias members
sends        email pager
""")
)
APT = Tool(
    uses("""
fetches      URIs Signed-By Acquire::http::Proxy Acquire::https::Proxy Proxy mirror
plain        Suites Components Types
refers       Changelogs
""")
)
YUM = Tool(uses("fetches baseurl mirrorlist metalink gpgkey gpgcakey proxy url"))
SYSTEMD = Tool(
    uses("""
refers       Documentation After Before Requires Wants BindsTo PartOf Conflicts Requisite Also Alias WantedBy RequiredBy
refers       IPAddressAllow IPAddressDeny Unit SourcePath Upholds OnFailure OnSuccess PropagatesReloadTo
connects     What Gateway Remote PeerAddress
sends        URL URI
names        Hostname ListenStream ListenDatagram Address Local Description SyslogIdentifier PIDFile
fetches=ntp  NTP FallbackNTP
fetches=dns  DNS FallbackDNS
names        Domains
sends        WireGuardPeer/Endpoint
refers       WireGuardPeer/AllowedIPs
plain        Where
""")
)
