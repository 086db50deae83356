create or replace function ops.purge_test_people(email_prefix text)
    returns table (kind text, name text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    people uuid[];
    theirs uuid[];
begin
    if purge_test_people.email_prefix = '' then
        raise exception 'the prefix may not be empty';
    end if;
    people := array(
        select u.id from users as u
        where starts_with(lower(u.email_address), lower(purge_test_people.email_prefix))
          and u.email_address ~* '\+[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@'
    );
    theirs := array(
        select s.id from services as s
        where s.id <> api.platform_service_id()
          and (
              s.created_by_id = any(people)
              or exists (
                  select from service_users as m
                  where m.service_id = s.id and m.user_id = any(people)
              )
          )
    );
    return query select 'service', s.name from services as s where s.id = any(theirs);
    return query select 'person', u.email_address from users as u where u.id = any(people);
    perform ops.delete_services(theirs);
    perform ops.delete_people(people);
end
$$;

comment on function ops.purge_test_people is
'Deletes everybody whose address begins so, literally, and has + and a UUID before its @, with their
services but the platform''s own; returns all. Raises an exception for an empty prefix.';

grant execute on function ops.purge_test_people to postroom_dba;
