create or replace function api.check_member(service_id uuid, user_id uuid)
    returns void
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    person text := (select u.name from users as u where u.id = check_member.user_id);
begin
    if person is null then
        perform api.not_found();
    end if;
    if not exists (
        select from service_users as m
        where m.service_id = check_member.service_id and m.user_id = check_member.user_id
    ) then
        perform api.fail(400, null, format(
            'Can’t create notification - %s is not part of the "%s" service',
            person, (select s.name from services as s where s.id = check_member.service_id)
        ));
    end if;
end
$$;

comment on function api.check_member is
'Raises NT404 unless there is such a person, NT400 unless a member of the service.';

grant execute on function api.check_member to postroom_api;
