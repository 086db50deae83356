create or replace function ops.audit(
    of_service uuid default null,
    by_person uuid default null,
    of_thing text default null,
    since timestamptz default postroom.now() - interval '30 days',
    most int default 1000
)
    returns table (
        at timestamptz,
        person_id uuid,
        login text,
        action text,
        kind text,
        thing text,
        service_id uuid,
        columns text[],
        old_values jsonb,
        new_values jsonb
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    perform ops.expect_between('most', audit.most, 1, 100000);
    return query
    select
        a.at, a.person_id, a.login, a.action, a.kind, a.thing, a.service_id, a.columns,
        a.old_values, a.new_values
    from audit_log as a
    where a.at >= audit.since
      and (audit.of_service is null or a.service_id = audit.of_service)
      and (audit.by_person is null or a.person_id = audit.by_person)
      and (audit.of_thing is null or a.thing = audit.of_thing)
    order by a.at desc, a.id desc
    limit audit.most;
end
$$;

comment on function ops.audit is
'Who changed what, newest first: in a service, by a person, of one thing by its id (or by what it is
called where it has none), of the last 30 days unless said. The person is who was signed in to the
admin app, the login role that of a DBA where nobody was. Values are there where they are ids,
numbers, times or words of a list; what else has changed is named in columns, and for services, keys
and callbacks kept in postroom.versions. Raises invalid_parameter_value for more than 100000 rows.';

grant execute on function ops.audit to postroom_dba, postroom_readonly;
