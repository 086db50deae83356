create or replace function jobs.record_calls(results jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    succeeded text[];
    failed text[];
begin
    with calls as (
        select r.provider as identifier, 0 as failure
        from jsonb_to_recordset(record_calls.results) as r (provider text)
        where r.provider is not null
        union all
        select jsonb_array_elements_text(r.failed), 1
        from jsonb_to_recordset(record_calls.results) as r (failed jsonb)
        where r.failed <> '[]'
    ),
    counted as (
        insert into provider_calls as p (identifier, second, calls, failures)
        select c.identifier, date_trunc('second', postroom.now()), count(*), sum(c.failure)
        from calls as c
        group by c.identifier
        -- In one order, so that two batches cannot wait for each other.
        order by c.identifier
        on conflict (identifier, second) do update
            set calls = p.calls + excluded.calls, failures = p.failures + excluded.failures
    )
    select
        coalesce(array_agg(distinct c.identifier) filter (where c.failure = 0), '{}'),
        coalesce(array_agg(distinct c.identifier) filter (where c.failure = 1), '{}')
    into succeeded, failed
    from calls as c;

    if failed <> '{}' or exists (select from provider_breakers where open_until is not null) then
        perform jobs.watch_providers(succeeded, failed);
    end if;
end
$$;

comment on function jobs.record_calls is
'Counts what providers were asked and did not do, by the second, and acts on it when one has
failed (jobs.watch_providers). A refusal is a call like a success: the provider works.
Internal: jobs.record_results.
Locks: the counters of this second.';
