create or replace function api.list_providers()
    returns table (
        id uuid,
        display_name text,
        identifier text,
        priority int,
        notification_type text,
        active boolean,
        supports_international boolean,
        created_by_name text,
        updated_at timestamptz,
        reason text,
        current_month_billable_sms bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with sent as (
        select f.provider, sum(f.chargeable_units) as units
        from billing_days as f
        where f.day >= date_trunc('month', today()::timestamp)::date
          and f.notification_type = 'sms'
        group by f.provider
    )
    select
        p.id, p.display_name, p.identifier, p.priority, p.notification_type,
        api.is_carrying(p.identifier, p.notification_type, p.active), p.supports_international,
        u.name, p.updated_at, p.reason,
        case when p.notification_type = 'sms' then coalesce(s.units, 0) else 0 end
    from provider_details as p
    left join users as u on u.id = p.created_by_id
    left join sent as s on s.provider = p.identifier
    where p.identifier not in ('sandbox', 'spool') and (p.identifier <> 'smtp' or p.active)
    order by array_position('{email,sms,letter}', p.notification_type), p.priority, p.identifier
$$;

comment on function api.list_providers is
'Who delivers messages, by type and priority, with the text message fragments that each was
paid for in the running month, as far as billing has been counted. As the admin app knows them: the
sandbox and the spool play their parts and are none of them (api.is_carrying), SMTP is there when it is used.';

grant execute on function api.list_providers to postroom_api;
