create or replace function api.template_last_used(service_id uuid, template_id uuid)
    returns timestamptz
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    last_used timestamptz;
    this_day date := today();
begin
    if not exists (
        select from templates as t
        where t.id = template_last_used.template_id
          and t.service_id = template_last_used.service_id
    ) then
        perform api.not_found();
    end if;
    select n.created_at into last_used
    from notifications as n
    where n.service_id = template_last_used.service_id
      and n.day = this_day
      and n.template_id = template_last_used.template_id
      and n.key_type <> 'test'
    order by n.id desc
    limit 1;
    return coalesce(
        last_used,
        (
            select max(c.day)::timestamp at time zone 'UTC'
            from api.count_by_day(
                template_last_used.service_id, today() - 365, today() - 1
            ) as c
            where c.template_id = template_last_used.template_id
        )
    );
end
$$;

comment on function api.template_last_used is
'When a service last used a template, tests apart: the moment if it was today, else the day within
a year; null if not in a year. Raises NT404 for a template that the service does not have.';

grant execute on function api.template_last_used to postroom_api;
