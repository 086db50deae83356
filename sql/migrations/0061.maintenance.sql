-- A run of a step counts for the moment it is asked for, which decides whether it is due again.
-- depends: 0060.facts

alter table postroom.maintenance_log add column as_of timestamptz;
update postroom.maintenance_log set as_of = started_at where as_of is null;
alter table postroom.maintenance_log alter column as_of set default postroom.now();
comment on column postroom.maintenance_log.as_of is
'started_at by the clock of postroom.now(): the hour or day that the run is for.';
