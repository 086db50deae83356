create or replace function api.read_letter_branding(id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    b letter_branding;
begin
    select * into b from letter_branding as found_one
    where found_one.id = read_letter_branding.id;
    if not found then
        perform api.not_found();
    end if;
    return api.describe_letter_branding(b);
end
$$;

comment on function api.read_letter_branding is
'A branding of letters on the wire of the internal API. Raises NT404.';

grant execute on function api.read_letter_branding to postroom_api;
