create or replace function ops.find_recipient(recipient text, service_id uuid default null)
    returns table (
        service text, id uuid, what text, count bigint, first_day date, last_day date,
        kept_until date, erased text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    normalised text := nullif(ops.normalise_recipient(find_recipient.recipient), '');
begin
    perform ops.expect_recipient(find_recipient.recipient);
    if find_recipient.service_id is not null then
        perform ops.expect_service(find_recipient.service_id);
    end if;
    return query
    with sent as materialized (
        select c.service_id, c.id, uuid7_day(c.id) as day, c.kept_until
        from notification_contents as c
        where c.normalised_recipient = normalised and c.kept_until >= today()
    ),
    found as (
        select s.service_id, 'messages to it' as what, s.day, s.kept_until, 'yes' as erased
        from sent as s
        union all
        select m.service_id, 'messages from it', m.day, m.kept_until, 'yes'
        from inbound_messages as m
        where m.user_number in (normalised, find_recipient.recipient) and m.kept_until >= today()
        union all
        select d.service_id, 'files by link', s.day, d.available_until, 'yes'
        from sent as s inner join documents as d on d.notification_id = s.id
        union all
        select u.service_id, 'unsubscribe requests', local_day(u.created_at), null, 'yes'
        from unsubscribe_requests as u
        where lower(u.email_address) = normalised
        union all
        select h.service_id, 'messages kept by the hold', uuid7_day(h.id), null, 'no: on hold'
        from held_contents as h
        where h.normalised_recipient = normalised
        union all
        select h.service_id, 'received, kept by the hold', h.day, null, 'no: on hold'
        from held_inbound_messages as h
        where h.user_number in (normalised, find_recipient.recipient)
        union all
        -- One a file, however often it names them.
        select distinct on (j.id)
            j.service_id, 'files of uploads', local_day(j.created_at),
            local_day(j.created_at) + ops.retention_days(j.service_id, n.notification_type),
            'no: with its day'
        from sent as s
        inner join notifications as n
            on n.id = s.id and n.day = s.day and n.service_id = s.service_id
        inner join jobs as j on j.id = n.job_id and not j.archived
        where n.day between today() - 100 and today()
        union all
        select g.service_id, 'guest list', local_day(g.created_at), null, 'no: the service''s own'
        from guest_list as g
        where g.normalised_recipient = normalised
    )
    select
        s.name, s.id, f.what, count(*), min(f.day), max(f.day), max(f.kept_until),
        case when l.service_id is not null and f.erased = 'yes' then 'no: on hold' else f.erased end
    from found as f
    inner join services as s on s.id = f.service_id
    left join legal_holds as l on l.service_id = f.service_id
    where coalesce(find_recipient.service_id, f.service_id) = f.service_id
    group by s.name, s.id, f.what, f.erased, l.service_id
    order by s.name, f.what;
end
$$;

comment on function ops.find_recipient is
'What there is of a phone number or email address, of one service or of all, without showing any of
it: messages to it and from it, files by link, unsubscribe requests, what holds keep, files of uploads
and guest lists; from when to when, until when it is kept, and whether ops.erase_recipient takes it.
Reports are not looked into: ops.erase_recipient deletes them all.
Raises invalid_parameter_value for a blank recipient, foreign_key_violation for an unknown service.';

grant execute on function ops.find_recipient to postroom_dba;
