create or replace function api.read_service_details(id uuid, days int)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        api.read_service(s.id)
        - array[
            'created_by', 'permissions', 'email_branding', 'rate_limit', 'email_message_limit',
            'sms_message_limit', 'letter_message_limit'
        ]
        || jsonb_build_object(
            'go_live_at', api.iso_time(s.go_live_at),
            'created_at', api.iso_time(s.created_at),
            'updated_at', api.iso_time(s.updated_at),
            'complaints', (
                select coalesce(jsonb_agg(c.id), '[]') from complaints as c
                where c.service_id = s.id
            ),
            'statistics', api.service_statistics(s.id, read_service_details.days),
            'data_retention', (
                select coalesce(jsonb_agg(r.id), '[]') from retention_settings as r
                where r.service_id = s.id
            ),
            'letter_contacts', (
                select coalesce(jsonb_agg(c.id), '[]') from letter_contacts as c
                where c.service_id = s.id
            ),
            'unsubscribe_request_reports', (
                select coalesce(jsonb_agg(r.id), '[]') from unsubscribe_reports as r
                where r.service_id = s.id
            ),
            'unsubscribe_requests', (
                select coalesce(jsonb_agg(r.id), '[]') from unsubscribe_requests as r
                where r.service_id = s.id
            )
        )
    from services as s
    where s.id = read_service_details.id
$$;

comment on function api.read_service_details is
'A service with the ids of what belongs to it and what it sent today and on so many days before,
without its limits. Null when unknown.';

grant execute on function api.read_service_details to postroom_api;
