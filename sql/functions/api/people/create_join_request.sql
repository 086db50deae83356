create or replace function api.create_join_request(
    service_id uuid, requester_id uuid, contacted_user_ids uuid[], reason text default null
)
    returns table (request_id uuid, service_name text, requester jsonb, contacted jsonb)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    wanted uuid[] := array(
        select w.id
        from unnest(create_join_request.contacted_user_ids) with ordinality as w (id, place)
        group by w.id order by min(w.place)
    );
begin
    service_name := api.read_service(create_join_request.service_id) ->> 'name';
    requester := api.read_user(create_join_request.requester_id);
    select jsonb_agg(
        jsonb_build_object(
            'name', u.name,
            'email_address', u.email_address,
            'is_member', exists (
                select from service_users as m
                where m.service_id = create_join_request.service_id and m.user_id = u.id
            )
        )
        order by w.place
    )
    into contacted
    from unnest(wanted) with ordinality as w (id, place)
    inner join users as u on u.id = w.id;

    if jsonb_array_length(contacted) is distinct from cardinality(wanted) then
        perform api.not_found();
    elsif exists (
        select from service_users as m
        where m.service_id = create_join_request.service_id
          and m.user_id = create_join_request.requester_id
    ) then
        perform api.fail(400, null, 'user-already-in-service');
    elsif not contacted @> '[{"is_member": true}]' then
        perform api.fail(400, null, 'no-valid-service-managers-ids');
    end if;
    insert into join_requests as j (service_id, requester_id, contacted_user_ids, reason)
    values (
        create_join_request.service_id, create_join_request.requester_id, wanted,
        create_join_request.reason
    )
    returning j.id into request_id;
    return next;
end
$$;

comment on function api.create_join_request is
'Keeps that somebody asks to join a service, and returns what the emails about it say: to those of
the contacted who are members, and to the person. Raises NT404 for anybody or a service that is
not there; NT400 for a member, and when nobody contacted is one.';

grant execute on function api.create_join_request to postroom_api;
