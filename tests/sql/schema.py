"""python -m tests.sql.schema: writes tests/sql/schema.txt, what the migrations add up to.

Kept in the repository so that a migration's effect shows in its diff.
"""

from pathlib import Path

import psycopg

from postroom.launch import cluster, migrate

PAGE = Path(__file__).with_name("schema.txt")

# Tables of schema postroom, not their partitions, which come and go.
TABLES = """
    select c.oid, c.oid::regclass::text
        || case when c.relpersistence = 'u' then ' (unlogged)' else '' end
        || coalesce(' partition by ' || pg_get_partkeydef(c.oid), '') as line
    from pg_class as c
    where c.relnamespace = 'postroom'::regnamespace
      and c.relkind in ('r', 'p', 'v')
      and not c.relispartition
    order by c.relname
"""

PARTS = """
    select 1, to_char(a.attnum, 'FM0000'), a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attnotnull then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    from pg_attribute as a
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = %(table)s and a.attnum > 0 and not a.attisdropped
    union all
    select 2, k.conname, k.conname || ': ' || pg_get_constraintdef(k.oid)
    from pg_constraint as k
    where k.conrelid = %(table)s and k.contype <> 'n'
    union all
    select 3, x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid)
    from pg_index as x
    where x.indrelid = %(table)s
    union all
    select 4, t.tgname, pg_get_triggerdef(t.oid)
    from pg_trigger as t
    where t.tgrelid = %(table)s and not t.tgisinternal
    order by 1, 2
"""


def page(connection: psycopg.Connection) -> str:
    """Every table with its columns, constraints, indexes and triggers."""
    connection.execute("set local search_path = pg_catalog")
    lines = []
    with connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        for table, line in cursor.execute(TABLES).fetchall():
            parts = cursor.execute(PARTS, {"table": table}).fetchall()
            lines += [line, *(f"    {part}" for *_, part in parts)]
    return "\n".join(lines) + "\n"


def main() -> None:
    with cluster.temporary() as directory:
        migrate.main(cluster.url(directory))
        with psycopg.connect(cluster.url(directory)) as connection:
            PAGE.write_text(page(connection))


if __name__ == "__main__":
    main()
