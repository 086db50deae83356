create or replace function api.find_letter_branding_users(id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'organisations', (
            select coalesce(
                jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) order by o.name), '[]'
            )
            from organisations as o
            where o.letter_branding_id = find_letter_branding_users.id and o.active
        ),
        'services', (
            select coalesce(
                jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.name), '[]'
            )
            from services as s
            where s.letter_branding_id = find_letter_branding_users.id and s.active
        )
    )
$$;

comment on function api.find_letter_branding_users is
'The active organisations whose default a branding of letters is, and the active services that have
it, by name.';

grant execute on function api.find_letter_branding_users to postroom_api;
