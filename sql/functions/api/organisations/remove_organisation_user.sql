create or replace function api.remove_organisation_user(organisation_id uuid, user_id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    delete from organisation_users as m
    where m.organisation_id = remove_organisation_user.organisation_id
      and m.user_id = remove_organisation_user.user_id;
    if not found then
        perform api.read_organisation(remove_organisation_user.organisation_id);
        perform api.read_user(remove_organisation_user.user_id);
        perform api.fail(404, null, 'User not found');
    end if;
end
$$;

comment on function api.remove_organisation_user is
'Takes a member out of an organisation, with their permissions. Raises NT404.';

grant execute on function api.remove_organisation_user to postroom_api;
