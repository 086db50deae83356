create or replace function ops.make_audit_months(months int default 3)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set lock_timeout = '1s'
    set timezone = 'UTC'
as $$
declare
    month date;
    made int := 0;
begin
    for month in
        select m.month::date
        from generate_series(
            date_trunc('month', today()::timestamp),
            date_trunc('month', today()::timestamp) + make_audit_months.months * interval '1 month',
            interval '1 month'
        ) as m (month)
        where to_regclass('postroom.audit_log_' || to_char(m.month, 'YYYY_MM')) is null
          -- What the default partition has of a month stays there.
          and not exists (
              select from audit_log_default as d
              where d.at >= m.month and d.at < m.month + interval '1 month'
          )
    loop
        execute format(
            'create table postroom.%I partition of postroom.audit_log'
            ' for values from (%L) to (%L)',
            'audit_log_' || to_char(month, 'YYYY_MM'), month, month + interval '1 month'
        );
        made := made + 1;
    end loop;
    return made;
end
$$;

comment on function ops.make_audit_months is
'Makes the partitions of postroom.audit_log for this month (UTC) and the months ahead; says how many.
What has no partition lies in the default one, and a month that has begun there ends there.
Raises lock_not_available rather than wait for longer than a second. Locks: the audit log, for some
milliseconds.';

grant execute on function ops.make_audit_months to postroom_dba, postroom_worker;
