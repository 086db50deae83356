create or replace function jobs.alerts_to_post()
    returns table (
        id bigint, name text, severity text, subject text, value numeric, threshold numeric,
        text text, opened_at timestamptz, ended_at timestamptz
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        a.id, a.name, r.severity, a.subject, a.value, r.threshold,
        case
            when a.closed_at is null then a.text
            else format('ended after %s: %s', date_trunc('second', a.closed_at - a.opened_at), a.text)
        end,
        a.opened_at, a.closed_at
    from alerts as a
    inner join alert_rules as r on r.name = a.name
    where a.closed_at is null and a.posted_at is null and a.opened_at + r.hold <= postroom.now()
       or a.closed_at is not null and a.posted_at is not null and a.end_posted_at is null
    order by a.id
$$;

comment on function jobs.alerts_to_post is
'Open alerts that the webhook has not been told of, and those whose end it has not been told of
though of the beginning (ended_at), oldest first. Whoever has told it says so with
jobs.mark_alerts_posted.';

grant execute on function jobs.alerts_to_post to postroom_worker;
