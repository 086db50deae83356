create or replace function api.describe_service(s postroom.services)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        to_jsonb(s)
        - array[
            'context_version', 'version', 'normalised_name', 'crown', 'created_at', 'updated_at',
            'organisation_id', 'email_branding_id', 'letter_branding_id', 'go_live_user_id',
            'created_by_id'
        ]
        -- Clients that know nothing of it see no change.
        - case when (s).pace then '' else 'pace' end
        || jsonb_build_object(
            'organisation', (s).organisation_id,
            'email_branding', (s).email_branding_id,
            'letter_branding', (s).letter_branding_id,
            'go_live_user', (s).go_live_user_id,
            'created_by', (s).created_by_id,
            'go_live_at', api.plain_time((s).go_live_at),
            'service_callback_api', (
                select coalesce(jsonb_agg(
                    jsonb_build_object('callback_id', c.id, 'callback_type', c.callback_type)
                    order by c.created_at, c.id
                ), '[]')
                from service_callbacks as c where c.service_id = (s).id
            )
        )
$$;

comment on function api.describe_service is
'A service on the wire of the internal API: its columns but for the hidden ones, and what kinds
of callbacks it has.';
