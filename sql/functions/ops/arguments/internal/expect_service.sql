create or replace function ops.expect_service(service_id uuid)
    returns text
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    name text := (select s.name from services as s where s.id = expect_service.service_id);
begin
    if name is null then
        raise exception 'no service %', coalesce(expect_service.service_id::text, 'null') using
            errcode = 'foreign_key_violation',
            hint = 'select * from ops.services(''part of its name''); tells the ids.';
    end if;
    return name;
end
$$;

comment on function ops.expect_service is
'The name of a service. Raises foreign_key_violation when there is none with this id.
Internal: what checks the arguments of functions for operators.';
