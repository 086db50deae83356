create or replace function jobs.email_alerts(address text)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    template constant uuid := uuid '1c6f3a52-5c0e-4b7f-9d1e-8f0d1f6a2b43';
    told bigint;
    names text;
    texts text;
begin
    with due as (
        update alerts as a
        set emailed_at = coalesce(a.emailed_at, postroom.now()),
            end_emailed_at = a.closed_at
        from alert_rules as r
        where r.name = a.name
          and (
              a.closed_at is null and a.emailed_at is null
              and a.opened_at + r.hold <= postroom.now()
              or a.closed_at is not null and a.emailed_at is not null and a.end_emailed_at is null
          )
        returning a.id, a.name, a.text, r.severity, a.closed_at - a.opened_at as took
    )
    select
        count(*),
        string_agg(distinct d.name || case when d.took is null then '' else ' ended' end, ', '),
        string_agg(
            case
                when d.took is null then format('%s: %s', d.severity, d.text)
                else format('ended after %s: %s', date_trunc('second', d.took), d.text)
            end,
            e'\n\n' order by d.id
        )
    into told, names, texts
    from due as d;
    if told > 0 then
        perform api.send_notifications(json_build_array(json_build_object(
            'service_id', api.platform_service_id(),
            'limited', false,
            'notification_type', 'email',
            'key_type', 'normal',
            'template_id', template,
            'template_version', (select t.version from templates as t where t.id = template),
            'recipient', email_alerts.address,
            'normalised_recipient', lower(email_alerts.address),
            'personalisation', json_build_object(
                'summary', format('%s: %s', told, names), 'alerts', texts
            )
        )));
    end if;
    return told;
end
$$;

comment on function jobs.email_alerts is
'Queues one email of the platform about every open alert that none has told of yet, and every end of
one that one has told of, and returns how many there are.
Locks: the alerts.';

grant execute on function jobs.email_alerts to postroom_worker;
