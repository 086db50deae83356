create or replace function jobs.choose_triers(ids uuid[], days date[])
    returns table (id uuid, notification_type text)
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    return query
    select distinct on (n.notification_type) n.id, n.notification_type
    from notifications as n
    where n.id = any(choose_triers.ids)
      and n.day = any(choose_triers.days)
      and n.key_type <> 'test'
    order by n.notification_type, n.international;
end
$$;

comment on function jobs.choose_triers is
'One of these messages of each type, at home rather than abroad, which not everybody serves: for trying out
providers that are left out (jobs.try_providers).
Internal: jobs.claim.';
