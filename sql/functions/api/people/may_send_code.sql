create or replace function api.may_send_code(user_id uuid)
    returns boolean
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if not exists (select from users as u where u.id = may_send_code.user_id) then
        perform api.not_found();
    end if;
    return (
        select count(*) < 5 from verify_codes as c
        where c.user_id = may_send_code.user_id and not c.used
          and c.expires_at > postroom.now()
    );
end
$$;

comment on function api.may_send_code is
'Whether someone has fewer than five sign-in codes that would still work. Raises NT404.';

grant execute on function api.may_send_code to postroom_api;
