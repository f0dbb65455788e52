"""What comes through the landing door, and in what words it stays shut."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import BUILD_WITHOUT_TESTS, SHARED, dbt

INVOICES = "id,customer_id,created,currency,total,status\n"
# The same in two builds: dbt parses the project for each set of variables, which takes longer than the smaller of them.
DATE_FORMATS = ["%d.%m.%Y", "%m/%d/%Y %I:%M %p", "%d/%m/%Y", "%d/%m/%y"]


def write(landing: Path, name: str, content: str | bytes) -> None:
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def build_landing(tmp_path: Path, *select: str, **variables):
    return dbt(
        tmp_path,
        *BUILD_WITHOUT_TESTS,
        *(["--select", *select] if select else []),
        landing=tmp_path / "landing",
        variables=variables,
    )


def complaint(build) -> str:
    """The one sentence that a stopped build says, folded into a line."""
    assert build.returncode != 0, build.output
    return " ".join(build.output.split())


@pytest.fixture(scope="module", params=["messy"])
def messy(tmp_path_factory):
    """One landing with every flaw that a build must survive, and the whole warehouse on it."""
    tmp_path = tmp_path_factory.mktemp("messy")
    landing = tmp_path / "landing"
    # A byte-order mark, CRLF, quoted newlines, CamelCase names, a column nobody knows.
    write(
        landing,
        "salesforce/lead.csv",
        b"\xef\xbb\xbfId,Email,Status,CreatedDate,Company,Colour\r\n"
        b'00Q1,A@Acme.io,Open,2025-01-02T23:30:00-05:00,"Acme\r\nLtd",red\r\n'
        b"00Q2, a@acme.io ,Open,2025-01-05,Acme,blue\r\n"
        b"00Q3,,Open,2025-01-06 10:00:00,,\r\n"
        b"00Q4,someone@example.com,Open,2025-01-06 10:00:00,,\r\n",
    )
    write(landing, "salesforce/campaign.csv", "")  # not even a header
    write(landing, "salesforce/contact.csv", "id,email,account_id\n")  # a header alone
    write(
        landing,
        "salesforce/opportunity.csv",
        "id,stage_name,amount,is_closed,is_won,close_date,created_date\n"
        "006A,Closed Won,1000.50,true,true,2025-02-01,2025-01-10\n"
        "006B,Closed Won,2000,true,true,2025-02-01,2025-01-10,one field too many\n"
        "006C,Closed Won,3000\n"
        "006D,Closed Won,n/a,true,true,2025-02-01,2025-01-10\n"
        ",Closed Won,4000,true,true,2025-02-01,2025-01-10\n"
        "006E,Closed Won,5000,true,true,01.02.2025,2025-01-10\n"
        "006A,Closed Won,1000.50,true,true,2025-02-01,2025-01-10\n",
    )
    # Semicolons, as a German spreadsheet writes them.
    write(landing, "stripe/customer.csv", "id;email\ncus_1;b@acme.io\n")
    write(
        landing,
        "stripe/invoice.csv",
        INVOICES
        + "in_1,cus_1,2025-03-01,usd,10000,paid\n"
        + "in_2,cus_1,31.03.2025,usd,20000,paid\n"  # the second format, named in landing_date_formats
        + "in_3,cus_1,03/31/25,usd,40000,paid\n"  # a third one, not named
        + "in_4,cus_1,2025-03-01,chf,80000,paid\n"  # no exchange rate
        + "in_5,cus_1,2025-03-01,usd,12.5,paid\n",  # half a cent
    )
    write(landing, "stripe/invoces.csv", "id\n1\n")  # a typing error in the name
    build = build_landing(tmp_path, landing_date_formats=DATE_FORMATS)
    assert build.returncode == 0, build.output
    return build


def test_bom_crlf_quotes_and_camel_case_are_read(messy):
    assert messy.query(
        "select lead_id, email, created_at::varchar, _fate from staging.stg_salesforce__lead order by lead_id"
    ) == [
        ("00Q1", "a@acme.io", "2025-01-03 04:30:00", "kept"),  # the offset counts
        ("00Q2", "a@acme.io", "2025-01-05 00:00:00", "kept"),
        ("00Q3", None, "2025-01-06 10:00:00", "kept"),
        ("00Q4", "someone@example.com", "2025-01-06 10:00:00", "test"),
    ]
    assert messy.value("select count(*) from core.fct_leads") == 2


def test_good_rows_go_through_and_bad_ones_say_why(messy):
    assert messy.query(
        "select _fate, opportunity_id, _reason from staging.stg_salesforce__opportunity order by all"
    ) == [
        ("duplicate", "006A", None),
        ("kept", "006A", None),
        ("kept", "006E", None),
        ("quarantined", "006D", "amount is not a numeric"),
        ("quarantined", None, "id is empty"),
        ("quarantined", None, "line 3 of opportunity.csv: too many columns"),
        ("quarantined", None, "line 4 of opportunity.csv: missing columns"),
    ]


def test_dates_in_two_formats(messy):
    assert messy.query(
        "select invoice_id, created_at::date::varchar, _fate, _reason from staging.stg_stripe__invoice order by 1"
    ) == [
        ("in_1", "2025-03-01", "kept", None),
        ("in_2", "2025-03-31", "kept", None),
        ("in_3", None, "quarantined", "created is not a timestamp"),
        ("in_4", "2025-03-01", "kept", None),
        ("in_5", "2025-03-01", "quarantined", "total is not an integer"),
    ]


def test_a_missing_rate_is_never_one(messy):
    assert messy.value("select sum(revenue) from funnel.funnel_daily") == 300
    [(reason,)] = messy.query("select reason from health.quarantine where record_id = 'in_4'")
    assert reason == (
        "no exchange rate from CHF to USD on 2025-03-01:"
        " add what one CHF is in US dollars to seeds/config/fx_rates.csv"
    )


def test_everything_that_landed_is_accounted_for(messy):
    assert messy.query(
        "select table_name, landed_rows, mart_rows, duplicate_rows, test_rows, quarantined_rows, difference"
        " from health.landing_reconciliation where landed_rows > 0 order by 1"
    ) == [
        ("customer", 1, 1, 0, 0, 0, 0),
        ("invoice", 5, 2, 0, 0, 3, 0),
        ("lead", 4, 3, 0, 1, 0, 0),
        ("opportunity", 7, 2, 1, 0, 4, 0),
    ]


def test_a_companys_sales_in_rupiahs_set_nobody_aside(tmp_path):
    """In yen or rupiahs they have thirteen digits and more; an account of such a company, and its leads, were lost."""
    landing = tmp_path / "landing"
    write(landing, "salesforce/account.csv", "id,AnnualRevenue\n001A,1500000000000000\n")
    write(
        landing,
        "salesforce/lead.csv",
        "id,created_date,AnnualRevenue\n"
        "00Q1,2025-01-05,25000000000000.25\n"
        "00Q2,2025-01-05,n/a\n"
        "00Q3,2025-01-05,9999999999999999999\n",  # no company's
    )
    build = build_landing(tmp_path, "stg_salesforce__account", "stg_salesforce__lead")
    assert build.returncode == 0, build.output
    assert build.query("select _fate from staging.stg_salesforce__account") == [("kept",)]
    assert build.query(
        "select lead_id, cast(annual_revenue as bigint), _fate, _reason"
        " from staging.stg_salesforce__lead order by lead_id"
    ) == [
        ("00Q1", 25000000000000, "kept", None),
        ("00Q2", None, "quarantined", "annual_revenue is not a numeric"),
        ("00Q3", None, "quarantined", "annual_revenue is not a numeric"),
    ]


def test_a_file_that_nothing_reads_is_named(messy):
    assert "invoces.csv is not read" in messy.output
    assert "campaign.csv is empty" in messy.output
    assert "opportunity.csv: 2 lines are set aside" in messy.output


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param(
            {"stripe/invoice.csv": "customer_id,created,currency,total\ncus_1,2025-01-01,usd,1\n"},
            [
                "stripe/invoice.csv: the column `id` of stripe.invoice is missing",
                "(found: customer_id, created, currency, total)",
                "name its column in `landing_names`",
            ],
            id="a key column is missing",
        ),
        pytest.param(
            {"stripe/invoice.parquet": b"this is no parquet"},
            ["stripe/invoice.parquet"],
            id="a file is no Parquet",
        ),
        pytest.param(
            {
                "stripe/invoice.csv": (INVOICES + "in_1,cus_1,2025-01-01,usd,1,paid\n").encode(
                    "utf-16"
                )
            },
            ["stripe/invoice.csv is not a CSV file in UTF-8; export it again as one."],
            id="a file is UTF-16",
        ),
        pytest.param(
            {"stripe/invoice.csv": INVOICES, "stripe/invoice.csv.gz": b""},
            ["The table invoice is there more than once", "keep the one that is right"],
            id="a table is there twice",
        ),
        pytest.param(
            {"stripe/invoice.csv": "id,ID,customer_id,created,currency,total\n"},
            ["stripe/invoice.csv: two columns are called `ID`; rename one of them."],
            id="a column is there twice",
        ),
        pytest.param(
            {"stripe/invoice.csv": INVOICES + "in,cus\n" * 1001},
            [
                "stripe/invoice.csv: 1001 lines can't be read as rows of its header",
                "line 2 of invoice.csv",
            ],
            id="hardly a line fits the header",
        ),
        pytest.param(
            {
                "stripe/invoice.csv": INVOICES
                + "in_1,cus_1,2025-01-01,usd,1,paid\n"
                + 'in_2,"cus_2,2025-01-01,usd,1,paid\n'
                + "".join(f"in_{n},cus_1,2025-01-01,usd,1,paid\n" for n in range(3, 1000))
            },
            [
                "stripe/invoice.csv: 998 of its 1000 lines can't be read, from line 3 on",
                "a quote is opened that is never closed",
            ],
            id="a quote that is never closed takes the rest with it",
        ),
        pytest.param(
            {
                "stripe/invoice.csv": (INVOICES.replace("id", "idé", 1) + "1,2,3,4,5,6\n").encode(
                    "latin-1"
                )
            },
            ["stripe/invoice.csv is not a CSV file in UTF-8; export it again as one."],
            id="a header in Latin-1",
        ),
        pytest.param(
            {},
            ["holds no <connector>/<table>.csv or .parquet; correct `landing`"],
            id="an empty folder",
        ),
        pytest.param(
            {"invoice.csv": INVOICES},
            ["None of the 1 files in ./landing, such as ./landing/invoice.csv, is a table of a"],
            id="a folder of nothing that is read",
        ),
    ],
)
def test_one_sentence_stops_the_build(tmp_path, files, words):
    (tmp_path / "landing").mkdir()
    for name, content in files.items():
        write(tmp_path / "landing", name, content)
    said = complaint(build_landing(tmp_path, "stg_stripe__invoice"))
    for word in words:
        assert word in said, said


@pytest.fixture(scope="module", params=["odd"])
def odd(tmp_path_factory):
    """Files that were read wrong, each in its own way, and what is staged of them."""
    tmp_path = tmp_path_factory.mktemp("odd")
    landing = tmp_path / "landing"
    leads = [f'"00Q{n}","Acme","2025-01-01"\n' for n in range(20_000)]
    leads[7] = '"00Q7","12" wide","2025-01-01"\n'
    leads[9] = '"00Q9","two\r\n\n,\nlines","2025-01-01"\n\n,,\n'
    write(landing, "salesforce/lead.csv", "id,company,created_date\n" + "".join(leads))
    write(
        landing,
        "stripe/customer.csv",
        '\ufeff\r\nsep=;\r\n"id";email;;\r\ncus_1;АБВ À 漢\u2028@acme.io;;\r\n'.encode()
        + b"cus_2;M\xfcller@acme.io;;\r\n",
    )
    dates = [
        "3/31/2025 2:05 PM",
        "05/03/25",
        "25/12/2024",
        "2024-12-31T23:59:59+01:00",
        "0005-03-25",
    ]
    invoices = "".join(f"in_{n},cus_1,{date},usd,1,paid\n" for n, date in enumerate(dates))
    write(landing, "stripe/invoice.csv", INVOICES + invoices)
    build = build_landing(
        tmp_path,
        *("stg_salesforce__lead", "stg_stripe__customer", "stg_stripe__invoice"),
        landing_date_formats=DATE_FORMATS,
    )
    assert build.returncode == 0, build.output
    return build


def test_a_bad_quote_costs_its_own_line(odd):
    """DuckDB's parallel reader left out all that follows such a line, 775,192 of 1,200,000 rows, and said so of one."""
    assert "1 lines are set aside as quarantined, the first is line 9" in " ".join(
        odd.output.split()
    )
    # The bad line and the one of commas alone are quarantined.
    assert odd.query(
        "select _fate, count(*) from staging.stg_salesforce__lead group by _fate order by _fate"
    ) == [("kept", 19_999), ("quarantined", 2)]
    [(company,)] = odd.query(
        "select company_name from staging.stg_salesforce__lead where lead_id = '00Q9'"
    )
    assert company == "two\r\n\n,\nlines"


def test_what_spreadsheets_put_around_a_header(odd):
    """A blank line, `sep=;` and a column without a name; the first made the table one that had not landed.

    Letters of all alphabets are read, whatever bytes they are.
    """
    assert odd.query(
        "select customer_id, email from staging.stg_stripe__customer where _fate = 'kept'"
    ) == [("cus_1", "абв à 漢\u2028@acme.io")]


def test_a_line_in_another_encoding_says_so(odd):
    """It was said to hold a quote that is never closed."""
    assert odd.query(
        "select _reason from staging.stg_stripe__customer where _fate = 'quarantined'"
    ) == [("line 5 of customer.csv: invalid encoding (export the file again as UTF-8)",)]


def test_formats_of_dates_keep_the_time_and_the_century(odd):
    """Twelve-hour times became midnight, and 05/03/25 was taken for a day of the year 5 before any format was tried."""
    assert odd.query(
        "select created_at::varchar, _fate from staging.stg_stripe__invoice order by invoice_id"
    ) == [
        ("2025-03-31 14:05:00", "kept"),
        ("2025-03-05 00:00:00", "kept"),
        ("2024-12-25 00:00:00", "kept"),
        ("2024-12-31 22:59:59", "kept"),
        (None, "quarantined"),
    ]


def test_an_attached_database_gives_what_its_files_give(tmp_path, shared_landing):
    """Typed tables of a DuckDB file, one schema a connector, against the same rows as CSV."""
    from_files = shared_landing("cdnow")
    attached = tmp_path / "landing.duckdb"
    with duckdb.connect(str(attached)) as connection:
        connection.sql("create schema stripe")
        for table in ("customer", "invoice"):
            source = SHARED / "landings" / "cdnow" / "stripe" / f"{table}.csv"
            connection.sql(f"create table stripe.{table} as from read_csv('{source}')")
    tables = ("stg_stripe__customer", "stg_stripe__invoice")
    build = dbt(
        tmp_path,
        *BUILD_WITHOUT_TESTS,
        "--select",
        *tables,
        variables={"landing": "landing"},
        environment={"FUNNELHOUSE_ATTACH": str(attached)},
    )
    assert build.returncode == 0, build.output
    for table in tables:
        everything = f"select * from staging.{table} order by all"
        assert build.query(everything) == from_files.query(everything), table


def test_a_landing_under_other_names(tmp_path):
    """What another loader lands under its own names needs a table of names, not another model."""
    write(
        tmp_path / "landing",
        "billing_export/Invoices.csv",
        "InvoiceNo,customer_id,created,currency,total\nin_1,cus_1,2025-01-01,usd,100\n",
    )
    build = build_landing(
        tmp_path,
        "stg_stripe__invoice",
        landing="./landing/",  # as a shell completes it
        landing_names={
            "stripe": {
                "_schema": "billing_export",
                "invoice": {"_table": "Invoices", "id": "InvoiceNo"},
            }
        },
    )
    assert build.returncode == 0, build.output
    assert build.query(
        "select invoice_id, total_minor, _fate from staging.stg_stripe__invoice"
    ) == [("in_1", 100, "kept")]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        pytest.param(
            {"invoice": {"totl": "Amount"}},
            "names the column stripe.invoice.totl, which no contract has",
            id="a column that no contract has",
        ),
        pytest.param(
            {"invoice": {"total": "Amount"}},
            "`landing_names` calls `total` of stripe.invoice `Amount`, which is not there (found: id,",
            id="a name that is not in the file",
        ),
    ],
)
def test_a_wrong_name_stops_the_build(tmp_path, names, words):
    """A name that was written wrong was passed over, and the column was empty."""
    write(tmp_path / "landing", "stripe/invoice.csv", INVOICES)
    build = build_landing(tmp_path, "stg_stripe__invoice", landing_names={"stripe": names})
    assert words in complaint(build)


def test_a_connector_that_is_off_lands_nothing(tmp_path):
    write(
        tmp_path / "landing", "stripe/invoice.csv", INVOICES + "in_1,cus_1,2025-01-01,usd,1,paid\n"
    )
    write(tmp_path / "landing", "salesforce/lead.csv", "id,created_date\n")
    build = build_landing(
        tmp_path, "stg_stripe__invoice", connectors={"salesforce": True, "stripe": False}
    )
    assert build.returncode == 0, build.output
    assert build.value("select count(*) from staging.stg_stripe__invoice") == 0
    assert "invoice.csv is not read: no connector that is on has such a table" in build.output


@pytest.fixture(scope="module", params=["sorted_out"])
def sorted_out(tmp_path_factory):
    """Rows that do not all go on, and what is staged of them."""
    tmp_path = tmp_path_factory.mktemp("sorted_out")
    landing = tmp_path / "landing"
    write(
        landing,
        "stripe/customer.csv",
        "id,email,is_deleted,livemode,_fivetran_deleted,_fivetran_synced\n"
        "cus_1,qa@example.com,true,true,,\n"
        "cus_2,b@acme.io,true,true,,\n"
        "cus_3,c@acme.io,false,false,,\n"
        "cus_4,d@acme.io,false,true,false,\n"
        "cus_5,e@acme.io,,,,\n"
        "cus_6,f@acme.io,,,true,2025-01-02\n"
        "cus_6,f@acme.io,,,false,2025-01-01\n"
        "cus_7,g@acme.io,,,true,2025-01-01\n"
        "cus_7,g@acme.io,,,false,2025-01-02\n"
        "cus_8,h@acme.io,,,false,\n"
        "cus_8,h@acme.io,,,true,\n"
        "cus_9,i@acme.io,,,perhaps,\n",
    )
    write(
        landing,
        "salesforce/contact.csv",
        "id,master_record_id,ga_client_id_c,_fivetran_deleted\n"
        "003A,,,true\n"
        "003B,003C,GA1.1.1781412345.1650000000,true\n"
        "003C,,,false\n",
    )
    write(
        landing,
        "salesforce/lead.csv",
        "id,created_date,ga_client_id_c\n"
        "00Q1,2025-01-05,GA1.2-2.1781412345.1650000000\n"
        "00Q2,2025-01-05,1781412345.1650000000\n"
        "00Q3,2025-01-05,\n",
    )
    tables = {
        "invoice": "customer_id,created,currency,total\n{id},cus_4,2025-01-01,usd,100\n",
        "invoice_line_item": "invoice_id,currency,amount\n{id},in_1,usd,100\n",
    }
    for table, text in tables.items():
        header, row = text.splitlines()
        rows = [
            f"{row.format(id=number)},{mode}\n" for number, mode in enumerate(("true", "false", ""))
        ]
        write(landing, f"stripe/{table}.csv", f"id,{header},livemode\n" + "".join(rows))
    # Fivetran closes the version that was with the sync that opens the next, so both can be synced in one moment.
    write(
        landing,
        "stripe/subscription_history.csv",
        "id,customer_id,status,livemode,_fivetran_start,_fivetran_end,_fivetran_active,_fivetran_synced\n"
        "sub_1,cus_4,trialing,true,2025-01-01,2025-01-31,false,2025-03-02\n"
        "sub_1,cus_4,canceled,true,2025-03-01,9999-12-31,true,2025-03-01\n"
        "sub_1,cus_4,past_due,true,2025-01-31,2025-03-01,false,2025-03-01\n"
        "sub_2,cus_4,active,false,2025-01-31,9999-12-31,true,2025-03-01\n"
        "sub_3,cus_4,active,,2025-01-31,9999-12-31,true,2025-03-01\n"
        "sub_4,cus_4,active,,2025-01-31,2025-02-15,false,2025-03-01\n"
        "sub_5,cus_4,active,,2025-01-31,2025-02-15,false,2025-03-01\n"
        "sub_5,cus_4,active,,2025-01-31,9999-12-31,true,2025-03-01\n",
    )
    write(
        landing,
        "stripe/product.csv",
        "id,name,_fivetran_active,_fivetran_synced\n"
        "prod_1,Planer,false,2025-03-02\n"
        "prod_1,Planner,true,2025-03-01\n",
    )
    write(
        landing,
        "google_ads/campaign_history.csv",
        "id,updated_at,customer_id,name,_fivetran_active\n1,2025-01-01,2,brand,false\n1,2025-02-01,2,Brand,true\n",
    )
    write(
        landing,
        "google_ads/ad_stats.csv",
        "customer_id,campaign_id,date,hour,clicks,_line\n"
        "1,2,2025-01-01,9,2,1\n"
        "1,2,2025-01-01,10,2,2\n"
        "1,2,2025-01-01,10,2,3\n"
        "1,2,2025-01-01,10,1,4\n",
    )
    write(
        landing,
        "facebook_ads/basic_ad_actions.csv",
        "ad_id,date,index,action_type,value,_fivetran_synced\n"
        "1,2025-01-01,0,lead,1,2025-01-02\n"
        "1,2025-01-01,1,link_click,5,2025-01-02\n"
        "1,2025-01-01,0,comment,1,2025-01-03\n"
        "1,2025-01-01,1,lead,2,2025-01-03\n"
        "1,2025-01-01,2,link_click,6,2025-01-03\n"
        "2,2025-01-01,,lead,1,2025-01-02\n"
        "2,2025-01-01,,purchase,1,2025-01-02\n"
        "2,2025-01-01,,lead,3,2025-01-03\n",
    )
    write(
        landing,
        "facebook_ads/basic_ad.csv",
        "ad_id,date,publisher_platform,spend,_fivetran_synced\n"
        "1,2025-01-01,instagram,1.00,2025-01-01\n"
        "1,2025-01-01,facebook,2.00,2025-01-02\n"
        "1,2025-01-01,instagram,3.00,2025-01-02\n"
        "1,2025-01-01,instagram,3.00,2025-01-02\n",
    )
    write(
        landing,
        "finance/cost_ledger.csv",
        "entry_id,entry_date,department,category,amount,currency\n"
        "1,2025-01-31,sales,salaries,100,usd\n"
        "1,2025-01-31,sales,salaries,200,usd\n"
        "1,2025-01-31,sales,salaries,200,usd\n",
    )
    write(
        landing,
        "ga4/event.csv",
        "_fivetran_id,name,timestamp,param_page_location,_fivetran_synced"
        ",collected_traffic_source_manual_source,param_source,param_medium,param_campaign,param_term,param_content"
        ",param_gclid,is_intraday,date,collected_traffic_source_manual_campaign_name,param_page_referrer"
        ",param_ignore_referrer\n"
        ",page_view,2025-01-01 10:00:00,/a,2025-01-02,,,,,,,,,,,,\n"
        ",page_view,2025-01-01 10:00:00,/a,2025-01-03,,,,,,,,,,,,\n"
        ",page_view,2025-01-01 10:00:00,/b,2025-01-02,,,,,,,,,,,,\n"
        "1,page_view,2025-01-01 10:00:00,/a,2025-01-02,,,,,,,,,,,,\n"
        "1,page_view,2025-01-01 10:00:00,/c,2025-01-03,,,,,,,,,,,,\n"
        "1,page_view,soon,/d,2025-01-04,,,,,,,,,,,,\n"
        "2,page_view,2025-01-01 10:00:00,/a,2025-01-02,,,,,,,,,,,,\n"
        "3,page_view,2025-01-01 10:00:00,/a,2025-01-02,,google,cpc,brand,planning,a,x,,,,,\n"
        "4,page_view,2025-01-01 10:00:00,/a,2025-01-02,newsletter,mail,email,,,,,,,,,\n"
        "5,page_view,2025-01-01 10:00:00,/a,2025-01-02,,google,organic,(organic),(not set),,,,,,,\n"
        "6,page_view,2025-01-01 10:00:00,/a,2025-01-02,,(direct),(none),,,,,,,,,\n"
        "7a,page_view,2025-01-01 10:00:00,/?gad_source=1&gad_campaignid=42&gclid=x,2025-01-02,,,,,,,,,,,,\n"
        "7b,page_view,2025-01-01 10:00:00,/?gad_campaignid=42#top,2025-01-02,google,,,,,,,,,(organic),,\n"
        "7c,page_view,2025-01-01 10:00:00,/?gad_campaignid=42,2025-01-02,,,,,,,,,,(DE) Brand,,\n"
        "7d,page_view,2025-01-01 10:00:00,/?gad_campaignid=42,2025-01-02,,,,own,,,,,,,,\n"
        "8a,page_view,2025-01-01 10:00:00,/a,2025-01-02,,,,,,,,,,,https://pay.io/,true\n"
        "8b,page_view,2025-01-01 10:00:00,/a,2025-01-02,,,,,,,,,,,https://pay.io/,false\n"
        "8c,page_view,2025-01-01 10:00:00,/a,2025-01-02,,,,,,,,,,,https://pay.io/,\n"
        "7,page_view,2025-01-03 10:00:00,/a,2025-01-03,,,,,,,,true,2025-01-03,,,\n"
        "8,page_view,2025-01-03 10:00:00,/a,2025-01-04,,,,,,,,false,2025-01-03,,,\n"
        "9,page_view,2025-01-04 10:00:00,/a,2025-01-04,,,,,,,,true,2025-01-04,,,\n"
        "9b,page_view,2025-01-03 10:00:00,/a,2025-01-03,,,,,,,,true,,,,\n"
        "9c,page_view,2025-01-04 10:00:00,/a,2025-01-04,,,,,,,,,2025-01-04,,,\n",
    )
    build = build_landing(
        tmp_path,
        *("stg_stripe__customer", "stg_stripe__subscription", "stg_salesforce__contact"),
        *("stg_salesforce__lead", "stg_ga4__event", "stg_stripe__product"),
        *("stg_google_ads__ad_stats", "stg_google_ads__campaign_history"),
        *(
            "stg_facebook_ads__basic_ad_actions",
            "stg_facebook_ads__basic_ad",
            "stg_finance__cost_ledger",
        ),
        *(f"stg_stripe__{one}" for one in tables),
        landing_names={"stripe": {"subscription": {"_table": "subscription_history"}}},
    )
    assert build.returncode == 0, build.output
    return build


def test_records_of_tests_go_by_that_name(sorted_out):
    """Bills of Stripe's test mode were revenue, and so were those of a test customer once it was deleted."""
    assert sorted_out.query(
        "select customer_id, _fate from staging.stg_stripe__customer where customer_id < 'cus_6' order by customer_id"
    ) == [
        ("cus_1", "test"),
        ("cus_2", "deleted"),
        ("cus_3", "test"),
        ("cus_4", "kept"),
        ("cus_5", "kept"),
    ]
    for table in ("invoice", "invoice_line_item"):
        assert sorted_out.query(
            f"select _fate, count(*) from staging.stg_stripe__{table} group by _fate order by _fate"
        ) == [("kept", 2), ("test", 1)]


def test_what_the_loader_marks_as_deleted_is(sorted_out):
    """Fivetran keeps what is gone from the source and marks it, in a column of its own that no contract lists.

    Only where the source said so itself was it gone here, too: a lead that was deleted stayed a lead. Of two versions
    the newest decides; of one moment, the one that is gone. A merged record leads to its survivor all the same.
    """
    assert sorted_out.query(
        "select customer_id, _fate, _reason from staging.stg_stripe__customer where customer_id > 'cus_5' order by all"
    ) == [
        ("cus_6", "deleted", None),
        ("cus_6", "duplicate", None),
        ("cus_7", "duplicate", None),
        ("cus_7", "kept", None),
        ("cus_8", "deleted", None),
        ("cus_8", "duplicate", None),
        ("cus_9", "quarantined", "_fivetran_deleted is not a boolean"),
    ]
    assert sorted_out.query(
        "select contact_id, _fate from staging.stg_salesforce__contact order by contact_id"
    ) == [("003A", "deleted"), ("003B", "kept"), ("003C", "kept")]


def test_the_newest_version_is_the_one_that_began_last(sorted_out):
    """Fivetran's history mode lands a row for each version, and closing the one before syncs it anew.

    Newest was what was synced last, so a version of last year could be the one that counts. Where the newest is closed,
    the record is gone from its source, though no column says deleted; it still was a running subscription. A table whose
    key tells versions apart keeps the closed ones. Without their beginnings, the one that is closed is the one before.
    """
    assert sorted_out.query(
        "select subscription_id, status, _fate from staging.stg_stripe__subscription order by all"
    ) == [
        ("sub_1", "canceled", "kept"),
        ("sub_1", "past_due", "superseded"),
        ("sub_1", "trialing", "superseded"),
        ("sub_2", "active", "test"),
        ("sub_3", "active", "kept"),
        ("sub_4", "active", "deleted"),
        ("sub_5", "active", "deleted"),
        ("sub_5", "active", "duplicate"),
    ]
    names = "select campaign_name, _fate from staging.stg_google_ads__campaign_history order by all"
    assert sorted_out.query(names) == [("Brand", "kept"), ("brand", "kept")]
    fates = "select _fate, count(*) from staging.stg_stripe__product group by _fate order by _fate"
    assert sorted_out.query(fates) == [("kept", 1), ("superseded", 1)]


def test_rows_without_a_key_are_told_apart_by_all_they_say(sorted_out):
    """Repeated keys are looked for by less than what tells rows apart, so what only looks alike must stay."""
    assert sorted_out.query(
        "select event_id, page_location, _fate from staging.stg_ga4__event"
        " where event_id is null or event_id < '3' order by all"
    ) == [
        ("1", "/a", "superseded"),
        ("1", "/c", "kept"),
        ("1", "/d", "quarantined"),
        ("2", "/a", "kept"),
        (None, "/a", "duplicate"),
        (None, "/a", "kept"),
        (None, "/b", "kept"),
    ]


def test_a_report_without_ids_has_a_row_for_each_hour(sorted_out):
    """No contract knows the hour, and hours with equal counts were one: a fifth of the clicks was gone."""
    assert sorted_out.query(
        "select _fate, count(*), sum(clicks) from staging.stg_google_ads__ad_stats group by _fate order by _fate"
    ) == [("duplicate", 1, 2), ("kept", 2, 4), ("quarantined", 1, 1)]


def test_of_rows_that_differ_the_newer_is_told_by_a_column_or_by_nobody(sorted_out):
    """Spend by placement, which the key does not know, was that of one placement: the others passed for older versions.

    Of an entry that was corrected without its time either could count, and the other one was gone without a word; of a
    report without ids that was corrected, both counted.
    """
    said = "differs and is no older; sum up what is broken down further, or land `_fivetran_synced`"
    assert sorted_out.query(
        "select spend, _fate, _reason from staging.stg_facebook_ads__basic_ad order by all"
    ) == [
        (1, "superseded", None),
        (2, "quarantined", f"another row with the same ad_id, date {said}"),
        (3, "duplicate", None),
        (3, "kept", None),
    ]
    assert sorted_out.query(
        "select amount, _fate, _reason from staging.stg_finance__cost_ledger order by all"
    ) == [
        (100, "quarantined", f"another row with the same entry_id {said}"),
        (200, "duplicate", None),
        (200, "kept", None),
    ]
    assert (
        sorted_out.value("select _reason from staging.stg_google_ads__ad_stats where clicks = 1")
        == f"another row with the same values but its measures {said}"
    )


def test_an_action_that_moved_down_the_list_is_no_second_one(sorted_out):
    """Facebook numbers the actions of a day, and adds new ones in between for weeks.

    With its place in the key, a lead that had moved from the first to the second was two. Of actions whose places had not
    landed one a day was left, or each as often as it had been corrected.
    """
    assert sorted_out.query(
        "select ad_id, action_type, action_count, _fate from staging.stg_facebook_ads__basic_ad_actions order by all"
    ) == [
        ("1", "comment", 1, "kept"),
        ("1", "lead", 1, "superseded"),
        ("1", "lead", 2, "kept"),
        ("1", "link_click", 5, "superseded"),
        ("1", "link_click", 6, "kept"),
        ("2", "lead", 1, "superseded"),
        ("2", "lead", 3, "kept"),
        ("2", "purchase", 1, "kept"),
    ]


def test_tags_are_those_that_ga4_collected_else_the_events_own(sorted_out):
    """An event of an app or of the measurement protocol has its tags as parameters alone, and its visit was direct.

    What GA4 writes in brackets no one has tagged.
    """
    assert sorted_out.query(
        "select event_id, source, medium, campaign, term, content, gclid from staging.stg_ga4__event"
        " where event_id between '3' and '6' order by event_id"
    ) == [
        ("3", "google", "cpc", "brand", "planning", "a", "x"),
        ("4", "newsletter", "email", None, None, None, None),
        ("5", "google", "organic", None, None, None, None),
        ("6", None, None, None, None, None, None),
    ]


def test_an_ad_of_google_without_tags_names_its_campaign(sorted_out):
    """Auto-tagging is all that most accounts have, and their visits were of no campaign, and of search ads at that.

    The campaign had its cost in its own channel, such as display. `(organic)` is what GA4 calls none.
    """
    assert sorted_out.query(
        "select event_id, campaign from staging.stg_ga4__event where event_id between '7a' and '7d' order by event_id"
    ) == [("7a", "42"), ("7b", "42"), ("7c", "(DE) Brand"), ("7d", "own")]


def test_a_referrer_that_ga4_is_told_to_ignore_refers_nobody(sorted_out):
    """Whoever came back from a payment, a sign-on or another domain of ours was a visit that it referred."""
    assert sorted_out.query(
        "select event_id, page_referrer from staging.stg_ga4__event"
        " where event_id between '8a' and '8c' order by event_id"
    ) == [("8a", None), ("8b", "https://pay.io/"), ("8c", "https://pay.io/")]


def test_a_cookie_is_called_as_ga4_calls_it(sorted_out):
    """A form that keeps the cookie `_ga` as it is keeps its version, too, and the visits met nobody."""
    for table, key in (("lead", "lead_id"), ("contact", "contact_id")):
        assert set(
            sorted_out.query(
                f"select visitor_id from staging.stg_salesforce__{table}"
                f" where {key} in ('00Q1', '00Q2', '003B')"
            )
        ) == {("1781412345.1650000000",)}


def test_provisional_events_count_until_those_of_their_day_land(sorted_out):
    """The daily export repeats what the intraday one told, and its rows have other ids: every event counted twice."""
    assert sorted_out.query(
        "select event_id, _fate from staging.stg_ga4__event where event_id in ('7', '8', '9', '9b', '9c') order by event_id"
    ) == [("7", "superseded"), ("8", "kept"), ("9", "kept"), ("9b", "kept"), ("9c", "kept")]
