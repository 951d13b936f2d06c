"""What the scheme of an address says about what its server is for, in the catalogue's words for purposes."""

from __future__ import annotations

from rempart.addresses.words import word_set

_PURPOSES = {
    "database": word_set(
        "activemq amqp amqps arangodb bolt cassandra clickhouse cockroach cockroachdb couchbase couchbases"
        " couchdb cql db2 elasticsearch etcd exasol firebird hana hdb hive2 hsqldb impala influxdb informix-"
        " sqli jms jtds kafka libsql mariadb memcache memcached mongodb mqtt mqtts mssql mysql mysqlx nats"
        " neo4j odbc opensearch oracle pgsql phoenix postgis postgres postgresql presto psql pulsar redis"
        " redis-cluster redis-sentinel rediss redshift rethinkdb rmi sap sb snowflake sqlserver stomp sybase"
        " tds teradata tls+nats trino valkey valkeys vertica zk zookeeper"
    ),
    "identity": word_set("kerberos krb5 ldap ldaps radius radsec tacacs"),
    "mail": word_set("imap imaps lmtp mailto pop pop3 pop3s smtp smtps submission submissions"),
    "storage": word_set(
        "abfs abfss adl azblob azure-storage b2 ceph cifs dav davs ftp ftps gcs glusterfs gs hdfs iscsi nbd"
        " nfs nfs4 rsync s3 s3a s3n scp sftp smb swift swift3 wasb wasbs webdav webdavs webhdfs"
    ),
    "telemetry": word_set(
        "application-insights beats fluent fluentd gelf graphite jaeger lumberjack otlp relp splunk statsd"
        " syslog zipkin"
    ),
    "time": word_set("ntp nts"),
    "software": word_set("docker docker-image oci"),
}
_PURPOSE_OF = {scheme: purpose for purpose, schemes in _PURPOSES.items() for scheme in schemes}


def purpose_of_scheme(scheme: str | None) -> str | None:
    """Return what the servers of a scheme are for (``database``, ``mail``); None where it may be anything.

    What follows a plus names a driver or a transport (``postgresql+psycopg``, ``syslog+tls``). Message brokers count
    as databases: what they are sent stays with them.
    """
    if scheme is None:
        return None
    scheme = scheme.lower()
    return _PURPOSE_OF.get(scheme) or _PURPOSE_OF.get(scheme.partition("+")[0])


def is_database_scheme(scheme: str | None) -> bool:
    """Whether a scheme is spoken to databases, caches and brokers."""
    return purpose_of_scheme(scheme) == "database"


def is_mail_scheme(scheme: str | None) -> bool:
    """Whether a scheme is spoken to mail servers."""
    return purpose_of_scheme(scheme) == "mail"


def is_storage_scheme(scheme: str | None) -> bool:
    """Whether a scheme moves files to and from a server."""
    return purpose_of_scheme(scheme) == "storage"
