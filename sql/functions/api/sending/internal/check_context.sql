create or replace function api.check_context(service_id uuid, context_version bigint)
    returns void
    language plpgsql
    stable
    set plan_cache_mode = auto  -- callers that read partitions have another
as $$
begin
    if not exists (
        select from postroom.services as s
        where s.id = check_context.service_id
          and s.context_version = check_context.context_version
    ) then
        raise exception using errcode = 'NTOLD', message = 'the service has changed';
    end if;
end
$$;

comment on function api.check_context is
'Proves in the caller''s snapshot that what a web process remembers of a service (keys,
permissions, templates, senders, limits) is current.
Raises NTOLD when it is not: the web process reads the service again and repeats the call.';
