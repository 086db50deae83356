create or replace function ops.find_target(target text)
    returns table (kind text, name text, lane text, service_id uuid, job_id uuid)
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    return query
    select 'lane', l.lane, l.lane, null::uuid, null::uuid
    from unnest(jobs.lanes()) as l (lane)
    where l.lane = find_target.target
    union all
    select 'service', s.name, null, s.id, null
    from services as s
    where s.id::text = lower(find_target.target) or s.name = find_target.target
    union all
    select 'upload', j.id::text, null, null, j.id
    from jobs as j
    where j.id::text = lower(find_target.target)
    limit 1;
    if not found then
        raise exception 'no lane, service or upload %', coalesce(find_target.target, 'null') using
            errcode = 'invalid_parameter_value',
            hint = format(
                'Lanes: %s. Ids of services: select * from ops.services(''part of its name''); '
                'of uploads: select * from ops.queue_by_service();',
                array_to_string(jobs.lanes(), ', ')
            );
    end if;
end
$$;

comment on function ops.find_target is
'What a lane''s name, a service''s id or name, or an upload''s id stands for. Raises
invalid_parameter_value when it is none of them.
Internal: ops.pause, ops.resume and ops.cancel.';
