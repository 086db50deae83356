create or replace function ops.mark_horizon()
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if exists (select from horizon_marks as m where m.at > clock_timestamp() + interval '1 minute') then
        perform ops.turn_back();
        delete from horizon_marks as m where m.at > clock_timestamp();
    end if;
    -- The newest of those that are older than a day stays: it shows whether time has leapt since.
    delete from horizon_marks as m
    where m.at < (
        select max(older.at) from horizon_marks as older
        where older.at < clock_timestamp() - interval '1 day'
    );
    insert into horizon_marks default values
    on conflict do nothing;
end
$$;

comment on function ops.mark_horizon is
'Remembers which number transactions have reached by now, for a day (ops.horizon, ops.leap). Marks
that lie ahead show that the clock has been set back: ops.turn_back then puts right what they left.
Internal: ops.refresh_alerts.
Locks: those of ops.turn_back.';
