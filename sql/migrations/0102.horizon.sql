-- Since when each transaction's number has been there, to tell for how long slots and replicas,
-- which know no times, have held up vacuum.
-- depends: 0101.moving-partitions

create table postroom.horizon_marks (
    at timestamptz primary key default clock_timestamp(),
    xid xid8 not null default pg_current_xact_id()
);
comment on table postroom.horizon_marks is
'One row a minute of the last day, by ops.refresh_alerts: the number that transactions had reached.';

insert into postroom.alert_rules (name, severity, threshold, hold, description)
values (
    'horizon_held', 'warning', 60, default,
    'Somebody''s snapshot has kept vacuum from its work for longer than so many seconds'
);
