create or replace function api.read_email_branding(id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    b email_branding;
begin
    select * into b from email_branding as found_one
    where found_one.id = read_email_branding.id;
    if not found then
        perform api.not_found();
    end if;
    return api.describe_email_branding(b);
end
$$;

comment on function api.read_email_branding is
'A branding of emails on the wire of the internal API, archived or not. Raises NT404.';

grant execute on function api.read_email_branding to postroom_api;
