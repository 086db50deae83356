create or replace function ops.remake_letter(notification_id uuid, precompiled boolean)
    returns table (id uuid)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    created_on date := uuid7_day(remake_letter.notification_id);
    letter record;
begin
    select n.service_id, n.kept_until into letter
    from notifications as n inner join templates as t on t.id = n.template_id
    where n.id = remake_letter.notification_id
      and n.day = created_on
      and n.notification_type = 'letter'
      and n.kept_until >= today()
      and t.hidden = remake_letter.precompiled
      and n.status in (
          'created', 'pending-virus-check', 'technical-failure', 'validation-failed'
      )
      and not api.is_with_printer(n.id)
    for update of n;
    if not found then
        raise exception 'there is no such letter whose file could be made again';
    end if;
    update notifications as n
    set status = case when remake_letter.precompiled then 'pending-virus-check' else 'created' end,
        updated_at = postroom.now()
    where n.id = remake_letter.notification_id and n.day = created_on;
    update notification_contents as c
    set pdf_fault = null, pdf_key = case when remake_letter.precompiled then c.pdf_key end
    where c.id = remake_letter.notification_id
      and c.kept_until = letter.kept_until
      and c.service_id = letter.service_id;
    insert into delivery_queue (notification_id, service_id, lane, due_at, valid_until)
    values (
        remake_letter.notification_id, letter.service_id, 'letter', postroom.now(),
        (
            select v.valid_until from validities as v
            where v.notification_id = remake_letter.notification_id
        )
    )
    on conflict (notification_id, service_id) do update
        set lane = excluded.lane, due_at = excluded.due_at;
    perform jobs.wake('letter');
    return query select remake_letter.notification_id;
end
$$;

comment on function ops.remake_letter is
'Queues the file of a letter from a template to be made, or that of a finished one to be checked, once
more; a letter whose run has begun is in the next one then. Raises an exception when there is no such
letter, a printer may have it, or its file is gone.
Locks: the letter''s rows and its place in the queue.';

grant execute on function ops.remake_letter to postroom_dba;
