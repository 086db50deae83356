create or replace function api.read_organisation(id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    o organisations;
begin
    select * into o from organisations as found_one where found_one.id = read_organisation.id;
    if not found then
        perform api.not_found();
    end if;
    return api.describe_organisation(o);
end
$$;

comment on function api.read_organisation is
'An organisation on the wire of the internal API. Raises NT404.';

grant execute on function api.read_organisation to postroom_api;
