create or replace function ops.mark_horizon()
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    delete from horizon_marks as m where m.at < clock_timestamp() - interval '1 day';
    insert into horizon_marks default values
    on conflict do nothing;
$$;

comment on function ops.mark_horizon is
'Remembers which number transactions have reached by now, for a day (ops.horizon).';
