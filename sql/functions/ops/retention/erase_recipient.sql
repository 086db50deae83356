create or replace function ops.erase_recipient(recipient text, service_id uuid default null)
    returns table (service uuid, messages bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    normalised text := ops.normalise_recipient(erase_recipient.recipient);
begin
    perform ops.expect_recipient(erase_recipient.recipient);
    if erase_recipient.service_id is not null then
        perform ops.expect_service(erase_recipient.service_id);
    end if;
    return query
    with erased as (
        delete from notification_contents as c
        where c.normalised_recipient = normalised
          and (erase_recipient.service_id is null or c.service_id = erase_recipient.service_id)
          and c.kept_until >= today()
          and not exists (select from legal_holds as h where h.service_id = c.service_id)
        returning c.id, c.service_id, c.pdf_key
    ),
    erased_documents as (
        delete from documents as d using erased as e where d.notification_id = e.id
        returning d.object_key
    ),
    -- The keys stay used.
    erased_answers as (
        update idempotency_keys as k set request = '', answer = '{}'
        where k.day >= today() - 1 and k.ids && array(select e.id from erased as e)
    ),
    discarded as (
        insert into object_removals (key, remove_at)
        select e.pdf_key, postroom.now() from erased as e where e.pdf_key is not null
        union all
        select d.object_key, postroom.now() from erased_documents as d
        on conflict on constraint object_removals_pkey do update set remove_at = excluded.remove_at
    ),
    received as (
        delete from inbound_messages as m
        -- As given too: not every sender has a phone number.
        where m.user_number in (nullif(normalised, ''), erase_recipient.recipient)
          and (erase_recipient.service_id is null or m.service_id = erase_recipient.service_id)
          and m.kept_until >= today()
          and not exists (select from legal_holds as h where h.service_id = m.service_id)
        returning m.service_id
    )
    select e.service_id, count(*)
    from (select service_id from erased union all select service_id from received) as e
    group by e.service_id;

    update unsubscribe_requests as r
    set email_address = null
    where lower(r.email_address) = normalised
      and (erase_recipient.service_id is null or r.service_id = erase_recipient.service_id)
      and not exists (select from legal_holds as h where h.service_id = r.service_id);

    perform ops.expire_reports(interval '0', erase_recipient.service_id);

    delete from sandbox_messages as m
    where m.message ->> 'to' = normalised;
end
$$;

comment on function ops.erase_recipient is
'Forgets a phone number or email address at once: deletes the personal data of every message to
it and every message from it, of one service or of all, and returns how many by service; its
unsubscribe requests lose the address, files that those messages link to are removed, and reports
are deleted, which quote recipients and can be made again. The facts stay, without it; what
had not been sent ends as technical-failure. Services on hold keep theirs (ops.hold).
ops.find_recipient says what there is, before.
Raises invalid_parameter_value for a blank recipient, foreign_key_violation for an unknown service.
Locks: the rows it deletes.';

grant execute on function ops.erase_recipient to postroom_dba;
