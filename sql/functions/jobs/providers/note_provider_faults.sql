create or replace function jobs.note_provider_faults(faults jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    delete from provider_faults as f
    where not note_provider_faults.faults ? f.identifier;

    insert into provider_faults as f (identifier, fault)
    select found.key, found.value
    from jsonb_each_text(note_provider_faults.faults) as found
    order by found.key
    on conflict (identifier) do update
        set fault = excluded.fault, found_at = postroom.now()
        where f.fault <> excluded.fault;
end
$$;

comment on function jobs.note_provider_faults is
'Keeps why active providers cannot be asked, {provider: reason}, as the worker that looks now knows
it; those that are not named can.
Locks: the rows that it changes.';

grant execute on function jobs.note_provider_faults to postroom_worker;
