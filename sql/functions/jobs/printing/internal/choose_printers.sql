create or replace function jobs.choose_printers(ids uuid[])
    returns table (notification_id uuid, provider text, chosen_now boolean)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    tried text[] := jobs.try_providers('{letter}');
    trier uuid := (
        select min(p.notification_id::text)::uuid from prints as p
        where p.notification_id = any(choose_printers.ids) and p.provider is null
    );
begin
    return query
    with candidates as materialized (
        select
            p.identifier, p.priority,
            b.open_until is null as closed
        from provider_details as p
        left join provider_breakers as b on b.identifier = p.identifier
        where p.active and p.notification_type = 'letter'
    ),
    free as materialized (
        select p.notification_id from prints as p
        where p.notification_id = any(choose_printers.ids) and p.provider is null
    ),
    chosen as (
        select distinct on (f.notification_id) f.notification_id, c.identifier
        from free as f
        cross join candidates as c
        order by
            f.notification_id,
            f.notification_id = trier and c.identifier = any(tried) desc nulls last,
            c.closed desc,
            -- Weighted sampling: the smallest of exponential variables with these rates.
            -ln(1 - random()) / nullif(c.priority, 0)
    ),
    noted as (
        update prints as p
        set provider = c.identifier
        from chosen as c
        where p.notification_id = c.notification_id
        returning p.notification_id, p.provider
    )
    select n.notification_id, n.provider, true from noted as n
    union all
    select p.notification_id, p.provider, false
    from prints as p
    where p.notification_id = any(choose_printers.ids) and p.provider is not null;
end
$$;

comment on function jobs.choose_printers is
'Who is to have these letters, and whether that was decided now: at random by weight among the active
printers, without those that fail all the time (jobs.watch_providers) unless there is nobody else. A
letter that somebody may have already stays with them, since two printers would print it twice.
Internal: jobs.claim_prints.
Locks: the rows of postroom.prints that it decides.';
