create or replace function api.describe_join_request(j postroom.join_requests)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (j).id,
        'service_id', (j).service_id,
        'created_at', api.iso_time((j).created_at),
        'status', (j).status,
        'reason', (j).reason,
        'requester', jsonb_build_object(
            'id', u.id,
            'name', u.name,
            'email_address', u.email_address,
            'belongs_to_service', (
                select coalesce(jsonb_agg(m.service_id order by m.service_id), '[]')
                from service_users as m where m.user_id = u.id
            )
        ),
        'contacted_service_users', (j).contacted_user_ids,
        'status_changed_by', (
            select jsonb_build_object('id', c.id, 'name', c.name)
            from users as c where c.id = (j).status_changed_by_id
        ),
        'status_changed_at', api.iso_time((j).status_changed_at)
    )
    from users as u where u.id = (j).requester_id
$$;

comment on function api.describe_join_request is
'A request to join a service, on the wire of the internal API.';
