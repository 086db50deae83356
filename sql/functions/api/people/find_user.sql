create or replace function api.find_user(email_address text)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    found_user jsonb := (
        select api.describe_user(u) from users as u
        where lower(u.email_address) = lower(find_user.email_address)
    );
begin
    if found_user is null then
        perform api.not_found();
    end if;
    return found_user;
end
$$;

comment on function api.find_user is
'The person with this email address, in whatever case. Raises NT404.';

grant execute on function api.find_user to postroom_api;
