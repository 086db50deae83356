create or replace function ops.mark_despatched(
    day date,
    postage text default null,
    despatched_on date default null,
    cost_threshold text default 'unsorted',
    provider text default 'spool'
)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    ids uuid[];
    days date[];
    marked bigint;
begin
    perform ops.expect_one_of(
        'cost threshold', mark_despatched.cost_threshold, '{sorted,unsorted}'
    );
    if mark_despatched.postage is not null then
        perform ops.expect_one_of(
            'postage', mark_despatched.postage, '{first,second,economy,europe,rest-of-world}'
        );
    end if;
    if not exists (select from print_runs as r where r.day = mark_despatched.day) then
        raise exception 'no letters went to print on %', coalesce(mark_despatched.day::text, 'null')
            using
                errcode = 'invalid_parameter_value',
                hint = 'select * from ops.print_runs(); tells on which days some did.';
    end if;
    select array_agg(p.notification_id), array_agg(distinct uuid7_day(p.notification_id))
    into ids, days
    from prints as p
    where p.day = mark_despatched.day and p.provider = mark_despatched.provider;

    update notifications as n
    set status = 'delivered',
        despatched_on = coalesce(mark_despatched.despatched_on, mark_despatched.day),
        cost_threshold = mark_despatched.cost_threshold,
        updated_at = postroom.now()
    where n.id = any(ids)
      and n.day = any(days)
      and n.status = 'sending'
      and (mark_despatched.postage is null or n.postage = mark_despatched.postage);
    get diagnostics marked = row_count;
    return marked;
end
$$;

comment on function ops.mark_despatched is
'Says that the letters of a run (ops.print_runs), all or those of one postage, were given to the post on
a day, the run''s own unless another is named; returns how many. For printers that do not tell by
themselves, such as provider spool. They are delivered then, and billed by that day, as the post
counts them (sorted, unsorted). Letters that have not been handed over yet, came back or failed stay
as they are. Safe to repeat.
Raises invalid_parameter_value for a day without a run, an unknown postage or threshold.
Locks: the letters'' rows.';

grant execute on function ops.mark_despatched to postroom_dba;
