create or replace function jobs.record_returned_letters(letter_references text[])
    returns table (returned bigint, known_before bigint, unknown bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    ids uuid[];
    days date[];
    found_references bigint;
    new_ids uuid[];
    new_services uuid[];
begin
    select
        array_agg(n.id), array_agg(distinct n.day), count(distinct n.provider_reference)
    into ids, days, found_references
    from notifications as n
    where n.provider_reference = any(record_returned_letters.letter_references)
      and n.notification_type = 'letter'
      and n.day between today() - ops.history_days() and today();

    update notifications as n
    set status = 'returned-letter', updated_at = postroom.now()
    where n.id = any(ids) and n.day = any(days) and n.status <> 'returned-letter';

    with fresh as (
        insert into returned_letters as r (notification_id, service_id, reported_on)
        select n.id, n.service_id, (postroom.now() at time zone 'UTC')::date
        from notifications as n
        where n.id = any(ids) and n.day = any(days)
        on conflict do nothing
        returning r.notification_id, r.service_id
    )
    select array_agg(f.notification_id), array_agg(f.service_id) into new_ids, new_services
    from fresh as f;
    if new_ids is not null then
        perform jobs.queue_callbacks('returned_letter', new_ids, new_services);
    end if;

    return query
    select
        coalesce(cardinality(new_ids), 0)::bigint,
        (coalesce(cardinality(ids), 0) - coalesce(cardinality(new_ids), 0))::bigint,
        (
            select count(distinct r.reference) - found_references
            from unnest(record_returned_letters.letter_references) as r (reference)
        );
end
$$;

comment on function jobs.record_returned_letters is
'Notes that letters came back: status returned-letter, and a call to the service of each that was
not known to have; one that is reported again changes nothing. Looks as far back as facts go.
Returns how many came back, how many of those named had before, and how many nobody knows.
Locks: the letters'' rows.';

grant execute on function jobs.record_returned_letters to postroom_worker;
