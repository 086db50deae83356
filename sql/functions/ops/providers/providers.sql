create or replace function ops.providers()
    returns table (
        notification_type text,
        identifier text,
        active boolean,
        priority int,
        resting_point int,
        state text,
        calls bigint,
        failures bigint,
        changed_at timestamptz,
        reason text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        p.notification_type,
        p.identifier,
        p.active,
        p.priority,
        p.resting_point,
        case
            when p.active and f.fault is not null then 'not set up: ' || f.fault
            when b.open_until > postroom.now() then 'left out'
            when b.open_until is not null then 'being tried'
            else 'works'
        end,
        coalesce(sum(c.calls), 0),
        coalesce(sum(c.failures), 0),
        p.updated_at,
        p.reason
    from provider_details as p
    left join provider_breakers as b on b.identifier = p.identifier
    left join provider_faults as f on f.identifier = p.identifier
    left join provider_calls as c
        on c.identifier = p.identifier and c.second > postroom.now() - interval '1 minute'
    group by p.id, b.identifier, f.identifier
    order by p.notification_type desc, p.active desc, p.identifier
$$;

comment on function ops.providers is
'Who carries messages: share now and at rest; whether it works, is left out because it fails all the
time, is being tried again, or lacks a setting; calls and failures of the last minute; the last change and why.
All changes are in postroom.provider_versions.';

grant execute on function ops.providers to postroom_dba, postroom_readonly;
