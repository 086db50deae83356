create or replace function ops.leap()
    returns table (left_at timestamptz, arrived_at timestamptz, trusted_at timestamptz)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select s.at, s.next, s.next + interval '1 day'
    from (
        select m.at, lead(m.at, 1, clock_timestamp()) over (order by m.at) as next
        from horizon_marks as m
        where m.at <= clock_timestamp()
    ) as s
    where s.next - s.at > interval '2 days'
      and s.next > clock_timestamp() - interval '1 day'
    order by s.next desc
    limit 1
$$;

comment on function ops.leap is
'The leap of more than two days that the clock has made within the last one, if it has: somebody has set
it wrong, or the database has stood still for so long. Until trusted_at nothing is forgotten or
given up for being old, since that could not be undone: ops.run_maintenance does nothing but make
partitions, and messages whose time seems to be over wait. A clock that was wrong is set
right; ops.trust_clock() says that it is right.';

grant execute on function ops.leap to postroom_dba, postroom_worker, postroom_readonly;
