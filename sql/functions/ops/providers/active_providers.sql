create or replace function ops.active_providers()
    returns table (notification_type text, identifiers text[], environment text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        t.notification_type,
        coalesce(
            array_agg(p.identifier order by p.identifier) filter (where p.active), '{}'
        ),
        (select i.environment from installation as i)
    from (values ('sms'), ('email'), ('letter')) as t (notification_type)
    left join provider_details as p on p.notification_type = t.notification_type
    group by t.notification_type
$$;

comment on function ops.active_providers is
'Who carries live messages of each type, and the environment that decides whether nobody may.';

grant execute on function ops.active_providers
to postroom_dba, postroom_worker, postroom_readonly;
