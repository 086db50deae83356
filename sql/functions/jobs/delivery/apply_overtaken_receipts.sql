create or replace function jobs.apply_overtaken_receipts()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    overtaken text[];
begin
    overtaken := (
        select array_agg(distinct e.reference)
        from (
            select p.reference, p.parked_at from early_receipts as p
            union all
            select p.reference, p.parked_at from early_complaints as p
        ) as e
        where e.parked_at > postroom.now() - interval '10 minutes'
          and exists (select from api.find_by_provider_reference(e.reference))
    );
    if overtaken is not null then
        perform jobs.apply_early_receipts(overtaken);
    end if;
    return coalesce(cardinality(overtaken), 0);
end
$$;

comment on function jobs.apply_overtaken_receipts is
'Applies receipts and complaints that were parked in the very moment in which their messages''
references were stored, so that neither transaction saw the other. Looks at those parked in the
last ten minutes; returns how many messages they were about. Called every few seconds.
Locks: the messages'' rows.';

grant execute on function jobs.apply_overtaken_receipts to postroom_worker;
