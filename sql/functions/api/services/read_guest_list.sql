create or replace function api.read_guest_list(service_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if not exists (select from services as s where s.id = read_guest_list.service_id) then
        perform api.not_found();
    end if;
    return (
        select jsonb_build_object(
            'email_addresses', coalesce(
                jsonb_agg(g.recipient order by g.recipient)
                filter (where g.recipient_type = 'email'), '[]'
            ),
            'phone_numbers', coalesce(
                jsonb_agg(g.recipient order by g.recipient)
                filter (where g.recipient_type = 'mobile'), '[]'
            )
        )
        from guest_list as g where g.service_id = read_guest_list.service_id
    );
end
$$;

comment on function api.read_guest_list is
'Whom a service in trial mode may send to besides its members, as given. Raises NT404.';

grant execute on function api.read_guest_list to postroom_api;
