create or replace function api.report_returned_letters(letter_references text[])
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
    insert into procrastinate_jobs (queue_name, task_name, args)
    select
        'upkeep', 'record_returned_letters',
        jsonb_build_object('letter_references', jsonb_agg(r.reference order by r.place))
    from unnest(report_returned_letters.letter_references)
        with ordinality as r (reference, place)
    group by (r.place - 1) / 5000
$$;

comment on function api.report_returned_letters is
'Takes a list of letters that came back, by the references printed on them; jobs look them up,
5,000 at a time (jobs.record_returned_letters).';

grant execute on function api.report_returned_letters to postroom_api;
