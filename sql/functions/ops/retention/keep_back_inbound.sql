create or replace function ops.keep_back_inbound(day date)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    held bigint;
begin
    if keep_back_inbound.day >= today() then
        raise exception '% is not over yet', keep_back_inbound.day;
    end if;

    insert into held_inbound_messages
    select m.*
    from inbound_messages as m
    inner join legal_holds as h on h.service_id = m.service_id
    where m.kept_until = keep_back_inbound.day
    on conflict do nothing;
    get diagnostics held = row_count;
    return held;
end
$$;

comment on function ops.keep_back_inbound is
'Before a day''s inbound messages are dropped: copies those of services on hold into
postroom.held_inbound_messages, and returns how many. Raises an exception for a day that is not
over. Safe to repeat.';

grant execute on function ops.keep_back_inbound to postroom_dba, postroom_worker;
