create or replace function ops.delete_test_service(service_id uuid)
    returns table (kind text, name text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    title text := (select s.name from services as s where s.id = delete_test_service.service_id);
    people uuid[];
begin
    if title is null then
        raise exception 'there is no such service';
    end if;
    people := array(
        select m.user_id from service_users as m
        where m.service_id = delete_test_service.service_id
          and not exists (
              select from service_users as o
              where o.user_id = m.user_id and o.service_id <> m.service_id
          )
    );
    return query select 'service', title;
    return query select 'person', u.email_address from users as u where u.id = any(people);
    perform ops.delete_services(array[delete_test_service.service_id]);
    perform ops.delete_people(people);
end
$$;

comment on function ops.delete_test_service is
'Deletes a service with all that is its own, and its people who have no other; returns them. Raises
an exception for an unknown service, the platform''s own or one on legal hold.';

grant execute on function ops.delete_test_service to postroom_dba;
