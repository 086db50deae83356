create or replace function jobs.keep_sandbox_message(id uuid, message json)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    delete from sandbox_messages as m where m.sent_at < now() - interval '1 day';
    insert into sandbox_messages (id, message)
    values (keep_sandbox_message.id, keep_sandbox_message.message)
    on conflict do nothing
$$;

comment on function jobs.keep_sandbox_message is
'Development: keeps what the sandbox provider would have sent, for a day.';

grant execute on function jobs.keep_sandbox_message to postroom_worker;
