create or replace function ops.set_pace(service_id uuid, pace boolean default true)
    returns table (service text, requests_a_minute int, above text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    service := ops.expect_service(set_pace.service_id);
    if set_pace.pace is null then
        raise exception 'pace is null' using errcode = 'invalid_parameter_value';
    end if;
    update services as s
    set pace = set_pace.pace, version = s.version + 1, updated_at = postroom.now()
    where s.id = set_pace.service_id and s.pace <> set_pace.pace;
    requests_a_minute := (select s.rate_limit from services as s where s.id = set_pace.service_id);
    above := case when set_pace.pace then 'sent later, at that rate' else 'refused with 429' end;
    return next;
end
$$;

comment on function ops.set_pace is
'Whether what a service sends above its per-minute limit waits for its turn, a message a token, or is
refused. Holds for the next request. Raises foreign_key_violation for an unknown service,
invalid_parameter_value for null. Locks: the service''s row.';

grant execute on function ops.set_pace to postroom_dba;
