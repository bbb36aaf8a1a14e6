"""The row triggers, generated from the sources for SQLite and PostgreSQL.

They are dropped before a migration and made anew after it: SQLite loses the triggers of a table that
it rebuilds, without a word, and PostgreSQL refuses to alter a column that one of them names.
"""

from __future__ import annotations

from hashlib import blake2b

from cms_site.journal.models import Touch
from cms_site.journal.sources import Key, Source, sources

PREFIX = "journal_touch_"


def install(connection) -> None:
    """Make the triggers that are missing and drop those that are no longer wanted."""
    wanted = statements(connection)
    there = installed(connection)
    with connection.cursor() as cursor:
        for name, table in there.items():
            if name not in wanted:
                _drop(connection, cursor, name, table)
        for name, sql in wanted.items():
            if name not in there:
                for statement in sql:
                    cursor.execute(statement)


def drop(connection) -> None:
    """Drop every trigger of the journal."""
    with connection.cursor() as cursor:
        for name, table in installed(connection).items():
            _drop(connection, cursor, name, table)


def missing(connection) -> list[str]:
    """Return the tables that are there and lack a trigger, or have one that is out of date."""
    there = installed(connection)
    tables = set(connection.introspection.table_names())
    lacking = set()
    for source in sources().values():
        if source.table in tables and not set(_triggers(connection, source)) <= set(there):
            lacking.add(source.table)
    return sorted(lacking)


def statements(connection) -> dict[str, list[str]]:
    """Return the SQL that makes each trigger, by the trigger's name, for the tables that are there."""
    tables = set(connection.introspection.table_names())
    return {
        name: sql
        for source in sources().values()
        if source.table in tables
        for name, sql in _triggers(connection, source).items()
    }


def installed(connection) -> dict[str, str]:
    """Return the table of each of the journal's triggers, by the trigger's name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = current_schema() AND t.tgname LIKE %s",
                [f"{PREFIX}%"],
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [f"{PREFIX}%"],
            )
        return dict(cursor.fetchall())


def _drop(connection, cursor, name: str, table: str) -> None:
    quote = connection.ops.quote_name
    if connection.vendor == "postgresql":
        # The trigger's function has the trigger's name, and takes the trigger with it.
        cursor.execute(f"DROP FUNCTION IF EXISTS {quote(name)}() CASCADE")
    else:
        cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}")


def _triggers(connection, source: Source) -> dict[str, list[str]]:
    """Return the SQL of each trigger of a table, by a name that changes with the SQL."""
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    made = {}
    for template in make(connection.ops.quote_name, source):
        digest = blake2b("".join(template).encode(), digest_size=8).hexdigest()
        name = f"{PREFIX}{digest}"
        made[name] = [part.replace("{name}", connection.ops.quote_name(name)) for part in template]
    return made


def _insert(quote, key: Key, row: str, condition: str = "") -> str:
    """Return the statement that notes the object of ``key`` in ``row`` (``OLD`` or ``NEW``)."""
    kind = f"'{key.kind}'"
    if key.suffix:
        kind += f" || {row}.{quote(key.suffix)}"
    value = f"{row}.{quote(key.column)}" if key.column else "NULL"
    conditions = [f"{value} IS NOT NULL"] if key.column else []
    if key.is_text:
        is_number = f"TRIM({value}, '0123456789') = '' AND LENGTH({value}) BETWEEN 1 AND 18"
        conditions = [is_number]
        # The condition once more, because PostgreSQL may work the value out before it asks for it.
        value = f"CAST(CASE WHEN {is_number} THEN {value} END AS bigint)"
    if key.unless:
        conditions.append(f"{row}.{quote(key.unless)} IS NULL")
    if key.like:
        conditions.append(f"{row}.{quote(key.like[0])} LIKE '{key.like[1]}'")
    conditions += [condition] if condition else []
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"INSERT INTO {quote(Touch._meta.db_table)} (kind, key) SELECT {kind}, {value}{where};"


def _differs(quote, columns: list[str], operator: str) -> str:
    return " OR ".join(f"OLD.{quote(c)} {operator} NEW.{quote(c)}" for c in columns)


def _shown(quote, source: Source, row: str, tomorrow: str) -> str:
    """Return the condition that what is private of ``row`` may be shown.

    To the day after, because the database need not be in the site's time zone: a touch too many says less
    than one that is missing breaks.
    """
    return f"{row}.{quote(source.since)} <= {tomorrow}"


def _changed(quote, source: Source, operator: str, tomorrow: str) -> str:
    """Return the condition that an update changed something that counts."""
    public = _differs(quote, source.columns, operator)
    if not source.since:
        return public
    may_show = " OR ".join(_shown(quote, source, row, tomorrow) for row in ("OLD", "NEW"))
    if source.is_private:
        return f"({public}) AND ({may_show})"
    private = _differs(quote, [*source.private, source.since], operator)
    return f"{public} OR (({private}) AND ({may_show}))"


def _notes(quote, source: Source, operator: str, tomorrow: str) -> dict[str, str]:
    """Return what each event notes: the new key, and the old one where it is another."""
    shown = {
        row: _shown(quote, source, row, tomorrow) if source.is_private else ""
        for row in ("OLD", "NEW")
    }
    insert = " ".join(_insert(quote, key, "NEW", shown["NEW"]) for key in source.keys)
    delete = " ".join(_insert(quote, key, "OLD", shown["OLD"]) for key in source.keys)
    update = " ".join(_insert(quote, key, "NEW") for key in source.keys)
    moved = " ".join(
        _insert(quote, key, "OLD", _differs(quote, [key.column], operator))
        for key in source.keys
        if key.column
    )
    return {"INSERT": insert, "DELETE": delete, "UPDATE": f"{update} {moved}"}


def _sqlite(quote, source: Source) -> list[list[str]]:
    table, tomorrow = quote(source.table), "date('now', '+1 day')"
    changed = _changed(quote, source, "IS NOT", tomorrow)
    return [
        [
            f"CREATE TRIGGER {{name}} AFTER {event} ON {table} FOR EACH ROW "
            + (f"WHEN {changed} " if event == "UPDATE" else "")
            + f"BEGIN {notes} END"
        ]
        for event, notes in _notes(quote, source, "IS NOT", tomorrow).items()
    ]


def _postgresql(quote, source: Source) -> list[list[str]]:
    table, tomorrow = quote(source.table), "CURRENT_DATE + 1"
    changed = _changed(quote, source, "IS DISTINCT FROM", tomorrow)
    all_rows = " ".join(
        f"INSERT INTO {quote(Touch._meta.db_table)} (kind, key) VALUES ('{kind}', NULL);"  # noqa: S608
        for kind in dict.fromkeys(key.kind for key in source.keys)
    )
    events = [
        (event, "ROW", notes, f"WHEN ({changed}) " if event == "UPDATE" else "")
        for event, notes in _notes(quote, source, "IS DISTINCT FROM", tomorrow).items()
    ]
    events.append(("TRUNCATE", "STATEMENT", all_rows, ""))
    return [
        [
            f"CREATE FUNCTION {{name}}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {notes} RETURN NULL; END $$",
            f"CREATE TRIGGER {{name}} AFTER {event} ON {table} FOR EACH {level} {when}"
            "EXECUTE FUNCTION {name}()",
        ]
        for event, level, notes, when in events
    ]
