create or replace function api.get_service(id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', s.id,
        'context_version', s.context_version,
        'name', s.name,
        'email_sender_local_part', s.email_sender_local_part,
        'active', s.active,
        'restricted', s.restricted,
        'permissions', s.permissions,
        'prefix_sms', s.prefix_sms,
        'contact_link', s.contact_link,
        'rate_limit', s.rate_limit,
        'pace', s.pace,
        'keys', coalesce((
            select jsonb_agg(
                jsonb_build_object(
                    'id', k.id, 'name', k.name, 'key_type', k.key_type, 'secret', k.secret,
                    'revoked', k.expires_at is not null
                )
                order by k.created_at, k.id
            )
            from api_keys as k
            where k.service_id = s.id
              -- A revoked key keeps an answer of its own for a week.
              and (k.expires_at is null or k.expires_at::date > now()::date - 7)
        ), '[]'),
        'sms_senders', coalesce((
            select jsonb_agg(
                jsonb_build_object('id', m.id, 'sender', m.sender, 'default', m.is_default)
            )
            from sms_senders as m
            where m.service_id = s.id and not m.archived
        ), '[]'),
        'reply_to_addresses', coalesce((
            select jsonb_agg(
                jsonb_build_object(
                    'id', r.id, 'email_address', r.email_address, 'default', r.is_default
                )
            )
            from email_reply_to_addresses as r
            where r.service_id = s.id and not r.archived
        ), '[]'),
        -- Whom a team key and a service in trial mode may send to.
        'guests', coalesce((
            select jsonb_agg(g.normalised_recipient)
            from guest_list as g where g.service_id = s.id
        ), '[]'),
        'team', coalesce((
            select jsonb_agg(
                jsonb_build_object(
                    'id', u.id, 'email', u.email_address, 'mobile', u.mobile_number
                )
            )
            from service_users as m inner join users as u on u.id = m.user_id
            where m.service_id = s.id
        ), '[]')
    )
    from services as s
    where s.id = get_service.id
$$;

comment on function api.get_service is
'All that a web process remembers of a service, with the version that proves it current
(see api.check_context): keys still encrypted, senders, guest list, team. Null when unknown.';

grant execute on function api.get_service to postroom_api;
