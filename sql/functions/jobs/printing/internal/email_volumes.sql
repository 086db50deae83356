create or replace function jobs.email_volumes(day date, addresses text[])
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    template constant uuid := uuid '11fad854-fd38-4a7c-bd17-805fb13dfc12';
    days date[] := array(
        select distinct uuid7_day(p.notification_id) from prints as p
        where p.day = email_volumes.day
    );
    volumes json;
begin
    select json_build_object(
        'date', to_char(email_volumes.day, 'FMDD FMMonth YYYY'),
        'total_volume', count(*)::text,
        'total_sheets', coalesce(sum(n.billable_units), 0)::text,
        'first_class_volume', (count(*) filter (where n.postage = 'first'))::text,
        'first_class_sheets',
        coalesce(sum(n.billable_units) filter (where n.postage = 'first'), 0)::text,
        'second_class_volume', (count(*) filter (where n.postage = 'second'))::text,
        'second_class_sheets',
        coalesce(sum(n.billable_units) filter (where n.postage = 'second'), 0)::text,
        'economy_mail_volume', (count(*) filter (where n.postage = 'economy'))::text,
        'economy_mail_sheets',
        coalesce(sum(n.billable_units) filter (where n.postage = 'economy'), 0)::text,
        'international_volume', (count(*) filter (where a.is_abroad))::text,
        'international_sheets',
        coalesce(sum(n.billable_units) filter (where a.is_abroad), 0)::text
    )
    into volumes
    from prints as p
    inner join notifications as n on n.id = p.notification_id
    cross join lateral (select n.postage in ('europe', 'rest-of-world') as is_abroad) as a
    where p.day = email_volumes.day and n.day = any(days);

    perform api.send_notifications((
        select json_agg(json_build_object(
            'service_id', api.platform_service_id(),
            'limited', false,
            'notification_type', 'email',
            'key_type', 'normal',
            'template_id', template,
            'template_version', (select t.version from templates as t where t.id = template),
            'recipient', a.address,
            'normalised_recipient', lower(a.address),
            'personalisation', volumes
        ))
        from unnest(email_volumes.addresses) as a (address)
    ));
end
$$;

comment on function jobs.email_volumes is
'Queues an email of the platform to each of these addresses that says how many letters of which postage
go to print in the run of a day, and on how many sheets.
Internal: jobs.begin_printing, in whose transaction it is, so each is told once.';
