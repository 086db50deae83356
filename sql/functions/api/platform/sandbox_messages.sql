create or replace function api.sandbox_messages(max_rows int default 100)
    returns table (id uuid, sent_at timestamptz, message json)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select m.id, m.sent_at, m.message
    from sandbox_messages as m
    order by m.sent_at desc
    limit sandbox_messages.max_rows
$$;

comment on function api.sandbox_messages is
'Development: what the sandbox provider would have sent, newest first.';

grant execute on function api.sandbox_messages to postroom_api, postroom_dba;
grant usage on schema api to postroom_dba;
