create or replace function api.get_go_live_request(service_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_service(get_go_live_request.service_id);
    return (
        select jsonb_build_object(
            'is_active', s.has_active_go_live_request,
            'service_name', s.name,
            'organisation_name', o.name,
            'requester_name', r.name,
            'requester_address', r.email_address,
            'approvers', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object('name', u.name, 'email_address', u.email_address)
                        order by u.created_at, u.id
                    ),
                    '[]'
                )
                from organisation_users as m inner join users as u on u.id = m.user_id
                where m.organisation_id = o.id
                  and u.state = 'active'
                  and 'can_make_services_live' = any(m.permissions)
            )
        )
        from services as s
        left join organisations as o on o.id = s.organisation_id
        left join users as r on r.id = s.go_live_user_id
        where s.id = get_go_live_request.service_id
    );
end
$$;

comment on function api.get_go_live_request is
'What emails say of a service that wants to go live: who asked for it, and who of its organisation
may decide. Names are null when there is nobody. Raises NT404.';

grant execute on function api.get_go_live_request to postroom_api;
