create or replace function ops.resume(target text)
    returns table (kind text, name text, messages bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    chosen record;
begin
    select * into chosen from ops.find_target(resume.target);
    delete from pauses as p
    where p.lane = chosen.lane or p.service_id = chosen.service_id or p.job_id = chosen.job_id;
    if not found then
        raise exception '% % is not paused', chosen.kind, chosen.name using
            errcode = 'invalid_parameter_value',
            hint = 'select * from ops.pauses(); tells what is.';
    end if;

    update delivery_queue as q
    set due_at = postroom.now()
    where q.due_at = 'infinity'
      and (
          q.service_id = chosen.service_id
          or q.notification_id = any(jobs.upload_messages(chosen.job_id))
      )
      and not exists (select from pauses as p where p.service_id = q.service_id)
      and q.notification_id <> all(array(
          select unnest(jobs.upload_messages(p.job_id)) from pauses as p
          where p.job_id is not null
      ));
    kind := chosen.kind;
    name := chosen.name;
    select w.messages into messages
    from ops.count_waiting(chosen.lane, chosen.service_id, chosen.job_id) as w;
    perform jobs.sweep();
    return next;
end
$$;

comment on function ops.resume is
'Lets a lane, a service or an upload that ops.pause has stopped go on, at once, and says how many
messages wait there; uploads within a minute. What is paused for another reason too, stays paused.
Raises invalid_parameter_value for what is no lane, service or upload, or is not paused.
Locks: the queue rows.';

grant execute on function ops.resume to postroom_dba;
