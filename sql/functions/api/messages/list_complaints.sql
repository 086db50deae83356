create or replace function api.list_complaints(page int, page_size int)
    returns table (
        id uuid,
        notification_id uuid,
        service_id uuid,
        service_name text,
        ses_feedback_id text,
        complaint_type text,
        complaint_date timestamptz,
        created_at timestamptz,
        total bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        c.id, c.notification_id, c.service_id, s.name, c.feedback_id, c.complaint_type,
        c.complained_at, c.created_at, count(*) over ()
    from complaints as c
    inner join services as s on s.id = c.service_id
    order by c.created_at desc, c.id
    limit list_complaints.page_size
    offset (list_complaints.page - 1)::bigint * list_complaints.page_size
$$;

comment on function api.list_complaints is
'A page of all complaints about emails, newest first, each with how many there are in all.';

grant execute on function api.list_complaints to postroom_api;
