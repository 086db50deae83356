-- Where rows of a default partition are copied to while they get days of their own
-- (ops.empty_default), and what changed among them meanwhile.
-- depends: 0090.one-check

create schema moving;

create table moving.changes (
    number bigint primary key generated always as identity,
    tree text not null,
    id uuid not null
);
comment on table moving.changes is
'Rows of a default partition that were written after ops.empty_default began to copy it.';

create function moving.note_change()
    returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into moving.changes (tree, id) values (tg_argv[0], coalesce(new.id, old.id));
    return null;
end
$$;
comment on function moving.note_change() is
    'Remembers which row of a default partition was written, for ops.copy_changes.';

insert into postroom.alert_rules (name, severity, threshold, hold, description)
values
(
    'partitions_short', 'warning', 7, default,
    'Partitions are made for no more than so many of the days that messages may need'
),
(
    'rows_in_default', 'warning', 0, default,
    'More rows than so many lie in a default partition'
);
