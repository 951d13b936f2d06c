"""The servers of connection strings, in every notation that databases, brokers and stores have."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.addresses import is_database_scheme, is_mail_scheme, purpose_of_scheme, servers_of

CLOUD_ID = "prod:" + b64encode(b"eu-west-3.aws.elastic-cloud.com:9243$abcdef$123456").decode()


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        # JDBC
        ("jdbc:postgresql://db.vendor.com:5432/dpi", ["postgresql://db.vendor.com:5432"]),
        (
            "jdbc:postgresql://a.vendor.com,b.vendor.com:5433/dpi?ssl=true",
            ["postgresql://a.vendor.com", "postgresql://b.vendor.com:5433"],
        ),
        ("JDBC:mysql:replication://a.vendor.com,b.vendor.com/x", ["mysql://a.vendor.com", "mysql://b.vendor.com"]),
        ("jdbc:mysql://address=(host=db.vendor.com)(port=3306)(user=x)/dpi", ["mysql://db.vendor.com:3306"]),
        ("jdbc:mysql://(host=db.vendor.com,port=3306)/dpi", ["mysql://db.vendor.com:3306"]),
        ("jdbc:mariadb://user:pw@db.vendor.com/dpi", ["mariadb://db.vendor.com"]),
        ("jdbc:aws-wrapper:postgresql://db.vendor.com/x", ["aws-wrapper://db.vendor.com"]),
        ("jdbc:sqlserver://db.vendor.com\\PROD:1433;databaseName=x", ["sqlserver://db.vendor.com:1433"]),
        ("jdbc:sqlserver://;serverName=db.vendor.com;databaseName=x", ["sqlserver://db.vendor.com"]),
        (
            "jdbc:sqlserver://a.vendor.com;failoverPartner=b.vendor.com",
            ["sqlserver://a.vendor.com", "sqlserver://b.vendor.com"],
        ),
        ("jdbc:jtds:sqlserver://db.vendor.com:1433/x", ["jtds://db.vendor.com:1433"]),
        ("jdbc:oracle:thin:@db.vendor.com:1521:DPI", ["oracle://db.vendor.com:1521"]),
        ("jdbc:oracle:thin:dpi/word@//db.vendor.com:1521/dpi", ["oracle://db.vendor.com:1521"]),
        ("jdbc:oracle:thin:@tcps://db.vendor.com:2484/dpi?wallet=x", ["oracle://db.vendor.com:2484"]),
        ("jdbc:oracle:thin:@db.vendor.com:1521/dpi", ["oracle://db.vendor.com:1521"]),
        (
            (
                "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=a.vendor.com)(PORT=1521))"
                "(ADDRESS=(HOST=b.vendor.com))(CONNECT_DATA=(SID=X)))"
            ),
            ["oracle://a.vendor.com:1521", "oracle://b.vendor.com"],
        ),
        ("jdbc:db2://db.vendor.com:50000/DPI:user=x;password=y;", ["db2://db.vendor.com:50000"]),
        ("jdbc:sap://db.vendor.com:39015/?databaseName=X", ["sap://db.vendor.com:39015"]),
        ("jdbc:sybase:Tds:db.vendor.com:5000/x", ["sybase://db.vendor.com:5000"]),
        ("r2dbc:postgresql://db.vendor.com/x", ["postgresql://db.vendor.com"]),
        ("jdbc\\:postgresql\\://db.vendor.com\\:5432/x", ["postgresql://db.vendor.com:5432"]),
        # Oracle outside Java
        (
            "DPI = (DESCRIPTION = (ADDRESS_LIST = (ADDRESS = (PROTOCOL = TCP)(HOST = db.vendor.com)(PORT = 1521))))",
            ["oracle://db.vendor.com:1521"],
        ),
        ("scott/tiger@db.vendor.com:1521/dpi", ["oracle://db.vendor.com:1521"]),
        ("scott/tiger@//db.vendor.com/dpi", ["oracle://db.vendor.com"]),
        # ADO.NET and ODBC
        ("Server=tcp:db.vendor.com,1433;Database=dpi;User ID=x;Password=y;", ["odbc://db.vendor.com:1433"]),
        ("Data Source=db.vendor.com\\PROD;Initial Catalog=dpi", ["odbc://db.vendor.com"]),
        ("Driver={ODBC Driver 18 for SQL Server};Server=db.vendor.com;UID=x", ["odbc://db.vendor.com"]),
        (
            "Host=a.vendor.com:5432,b.vendor.com;Username=x;Password=y;y",
            ["odbc://a.vendor.com:5432", "odbc://b.vendor.com"],
        ),
        ("Driver={Oracle};DBQ=db.vendor.com:1521/dpi;Uid=x", ["oracle://db.vendor.com:1521"]),
        ("server = db.vendor.com ; uid = x", ["odbc://db.vendor.com"]),
        # libpq
        ("host=db.vendor.com port=5432 dbname=dpi", ["postgresql://db.vendor.com:5432"]),
        (
            "dbname='d p i' host = 'a.vendor.com,b.vendor.com' port=5432,5433",
            ["postgresql://a.vendor.com:5432", "postgresql://b.vendor.com:5433"],
        ),
        ("hostaddr=8.8.8.8 user=x", ["postgresql://8.8.8.8"]),
        # names of data sources
        ("dpi:word@tcp(db.vendor.com:3306)/dpi?parseTime=true", ["mysql://db.vendor.com:3306"]),
        ("postgresql+psycopg2://u:p%40@db.vendor.com/dpi", ["postgresql+psycopg2://db.vendor.com"]),
        ("postgresql:///dpi?host=db.vendor.com&port=5432", ["postgresql://db.vendor.com"]),
        (
            "mssql+pyodbc:///?odbc_connect=DRIVER%3D%7Bx%7D%3BSERVER%3Ddb.vendor.com%3BUID%3Dx",
            ["mssql+pyodbc://db.vendor.com"],
        ),
        ("mongodb+srv://u:p@cluster.vendor.com/x", ["mongodb+srv://cluster.vendor.com"]),
        (
            "mongodb://u:p@a.vendor.com:27017,b.vendor.com:27018/x?replicaSet=r",
            ["mongodb://a.vendor.com:27017", "mongodb://b.vendor.com:27018"],
        ),
        ("mysql:host=db.vendor.com;port=3306;dbname=dpi", ["mysql://db.vendor.com"]),
        ("pgsql:host=db.vendor.com port=5432 dbname=dpi", ["postgresql://db.vendor.com:5432"]),
        ("oci:dbname=//db.vendor.com:1521/dpi", ["oracle://db.vendor.com:1521"]),
        ("dbi:Pg:dbname=dpi;host=db.vendor.com", ["postgresql://db.vendor.com"]),
        # brokers, caches, directories
        ("rediss://:word@cache.vendor.com:6380/0", ["rediss://cache.vendor.com:6380"]),
        ("cache.vendor.com:6380,password=x,ssl=True", ["None://cache.vendor.com:6380"]),
        ("a.vendor.com:9092,b.vendor.com:9092", ["None://a.vendor.com:9092", "None://b.vendor.com:9092"]),
        (
            "SASL_SSL://a.vendor.com:9092,SASL_SSL://b.vendor.com:9092",
            ["sasl_ssl://a.vendor.com:9092", "sasl_ssl://b.vendor.com:9092"],
        ),
        ("amqps://u:p@mq.vendor.com/vhost", ["amqps://mq.vendor.com"]),
        ("nats://a.vendor.com:4222,nats://b.vendor.com:4222", ["nats://a.vendor.com:4222", "nats://b.vendor.com:4222"]),
        (
            "failover:(tcp://a.vendor.com:61616,ssl://b.vendor.com:61617)?randomize=false",
            ["activemq://a.vendor.com:61616", "activemq://b.vendor.com:61617"],
        ),
        ("ldap://a.vendor.com ldaps://b.vendor.com", ["ldap://a.vendor.com", "ldaps://b.vendor.com"]),
        ("zk1.vendor.com:2181,zk2.vendor.com:2181/kafka", ["None://zk1.vendor.com:2181", "None://zk2.vendor.com:2181"]),
        ("service:jmx:rmi:///jndi/rmi://app.vendor.com:1099/jmxrmi", ["rmi://app.vendor.com:1099"]),
        (CLOUD_ID, ["elasticsearch://eu-west-3.aws.elastic-cloud.com:9243"]),
        # Azure
        (
            "DefaultEndpointsProtocol=https;AccountName=dpi;AccountKey=x==;EndpointSuffix=core.windows.net",
            ["azure-storage://dpi.blob.core.windows.net"],
        ),
        ("AccountName=dpi;AccountKey=x==", ["azure-storage://dpi.blob.core.windows.net"]),
        ("BlobEndpoint=https://dpi.blob.vendor.com/;SharedAccessSignature=x", ["azure-storage://dpi.blob.vendor.com"]),
        (
            "Endpoint=sb://dpi.servicebus.windows.net/;SharedAccessKeyName=x;SharedAccessKey=y",
            ["sb://dpi.servicebus.windows.net"],
        ),
        ("HostName=dpi.azure-devices.net;DeviceId=x;SharedAccessKey=y", ["None://dpi.azure-devices.net"]),
        (
            "InstrumentationKey=x;IngestionEndpoint=https://westeurope.in.vendor.com/",
            ["https://westeurope.in.vendor.com"],
        ),
        ("InstrumentationKey=0-0;", ["application-insights://dc.services.visualstudio.com"]),
    ],
)
def test_the_servers_of_a_connection_string_are_found(text: str, servers: list[str]) -> None:
    found = [f"{host.scheme}://{host.name}" + (f":{host.port}" if host.port else "") for host in servers_of(text)]

    assert found == servers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "db.vendor.com",
        "db.vendor.com:5432",
        "https://www.vendor.com/x?host=y",
        "host=db.vendor.com",
        "host=db.vendor.com color=blue",
        "a=b; c=d",
        "Send it to dpi@vendor.com, please; thanks = fine",
        "Host: www.vendor.com",
        "max-age=31536000; includeSubDomains",
        "jdbc:h2:mem:test",
        "jdbc:sqlite:/var/x.db",
        "a, b, c",
        "1.2.3, 4.5.6",
        "SameSite=Lax; Path=/; Domain=vendor.com",
        "spiffe://vendor.com/ns/x",
        "name:not+base64+but+long+enough",
    ],
)
def test_what_is_no_connection_string_gives_no_server(text: str) -> None:
    assert servers_of(text) == ()


def test_the_purpose_of_a_scheme_is_told() -> None:
    assert is_database_scheme("postgresql+psycopg2")
    assert is_mail_scheme("SMTPS")
    assert purpose_of_scheme("syslog+tls") == "telemetry"
    assert purpose_of_scheme("https") is None
    assert purpose_of_scheme(None) is None


@given(st.text(alphabet="jdbc:mysqloracle@/()=;,HOST\\'\"{}. $%a1-", max_size=120))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    servers_of(text)


@pytest.mark.parametrize(
    "piece",
    ["(HOST=", "a=b;", "host=a ", "a:1,", "a@", "jdbc:oracle:thin:@(", "'\\", "x://", "=", "{", "(", "tcp(", " "],
)
def test_what_repeats_gives_no_more_servers_than_it_has_letters(piece: str) -> None:
    text = piece * (16000 // len(piece))

    assert len([*servers_of(text)]) <= len(text)
